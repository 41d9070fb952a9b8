import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainDate } from '#calendar';
import { catalogue, factTypes, personalFields, type FactType, type Proposed } from '#events';
import { journeyLaws } from '#journey';
import { openKeys, sealFact, type KeyStore } from '#privacy';
import { textsUnder } from './opening.ts';
import { journeyStream, openStore, type Store } from '#store';
import { schemaFaults, startEmbeddedNode, type EmbeddedNode } from '#testing';
import { nationalRules } from '#timescales';
import { accessLog, ledger, recorder, subjectAccessPage, type Recorder, type SubjectAccess } from './index.ts';

const reader = { roles: ['manager'], for: 'subject-access' } as const;

let folder: string;
let node: EmbeddedNode;
let store: Store;
let keys: KeyStore;
let asked: Recorder;
const now = (): number => Date.parse('2026-06-15T11:00:00Z');
const by = { user: 'worker-secret-name', role: 'caseworker' };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-subject-access-'));
  node = await startEmbeddedNode();
  store = openStore({ url: node.url });
  const masterKeyFile = join(folder, 'master.key');
  keys = openKeys({ url: join(folder, 'keys.db'), masterKeyFile, createIfMissing: true, now: () => 0 });
  const laws = journeyLaws(nationalRules);
  asked = recorder({ store, keys, laws, rules: nationalRules, now, today: () => plainDate('2026-06-15') });
});

afterAll(async () => {
  await store.close();
  await keys.close();
  await node.stop();
  rmSync(folder, { recursive: true });
});

/** Every kind of fact there is, with a text of its own in every personal field it has. */
async function everyFact(child: string): Promise<ReadonlyMap<FactType, readonly string[]>> {
  const marks = new Map<FactType, readonly string[]>();
  const ids = new Map(factTypes.map((type) => [type, randomUUID()]));
  const events = [];
  for (const [revision, type] of factTypes.entries()) {
    const id = ids.get(type) ?? '';
    const personal = personalFields(type);
    const texts = personal.map((field) => `<mark> ${type} & ${field}`);
    marks.set(type, texts);
    const given = Object.fromEntries(personal.map((field, index) => [field, texts[index]]));
    // A correction is of a fact that is there.
    const of = type === 'FactWithdrawn' || type === 'FactCorrected' ? { fact: ids.get('ContactDecided') } : {};
    const data = sealFact(await keys.keyFor('855', child), { authority: '855', child, fact: id }, personal, {
      ...catalogue[type].example,
      ...given,
      ...of,
    });
    const more =
      type === 'FactCorrected'
        ? { corrects: { type: 'ContactDecided', version: catalogue.ContactDecided.version } }
        : {};
    const metadata = {
      recordedAt: new Date(now() + revision).toISOString(),
      recordedBy: by.user,
      role: by.role,
      version: catalogue[type].version,
      ...more,
    };
    events.push({ id, type, data, metadata });
  }
  await store.append(journeyStream('855', child), 'no-stream', events);
  return marks;
}

async function held(child: string, staff?: 'named'): Promise<SubjectAccess> {
  const found = await asked.subjectAccess({ reader, authority: '855', child, staff });
  if (found === undefined) throw new Error('Nothing is held.');
  return found;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${String(sign.charCodeAt(0))};`);

it('tells every kind of fact, with every personal text, in both forms', async () => {
  const marks = await everyFact('A1');
  const all = await held('A1');
  const page = subjectAccessPage(all);
  expect(all.facts.map(({ type }) => type)).toEqual(factTypes);
  for (const { type, texts } of all.facts) {
    const told = texts.map(({ text }) => text);
    expect({ type, told }).toEqual({ type, told: expect.arrayContaining([...(marks.get(type) ?? [])]) as unknown });
    for (const text of marks.get(type) ?? []) expect(page).toContain(escaped(text));
  }
  expect(page).not.toContain('<mark>');
  // Its own name and numbers name nobody else; every other text has to be read first.
  for (const { texts } of all.facts)
    for (const { field, review } of texts)
      expect({ field, review }).toEqual({ field, review: !/^(data\.)?(name|upn|formerUpn|nhsNumber)$/.test(field) });
  expect(all.toReview).toBeGreaterThan(20);
  expect(page).toContain('Not to be given out yet.');
});

it('numbers the staff, the same person alike, unless their names are asked for', async () => {
  const numbered = await held('A1');
  expect(new Set(numbered.facts.map(({ recordedBy }) => recordedBy.user))).toEqual(new Set(['member of staff 1']));
  expect(JSON.stringify(numbered)).not.toContain(by.user);
  expect((await held('A1', 'named')).facts[0]?.recordedBy).toEqual(by);
});

it('numbers them as well where facts and entries name them: workers, those a record is kept to or from, who looked for whom', async () => {
  await everyFact('E1');
  const enter = (stream: string, type: string, data: object, user: string) =>
    ledger({ store, now }, stream).enter({ id: randomUUID(), type, data, by: { user, role: 'manager' } });
  await enter('cases-855', 'CaseRestricted', { child: 'E1', to: ['staff-amy', 'staff-ben'] }, 'staff-mary');
  await enter('cases-855', 'PersonBarred', { child: 'E1', person: 'staff-cid' }, 'staff-mary');
  await enter('cases-855', 'CountersignatureOwed', { child: 'E1', by: ['chair'] }, 'staff-ben');
  const raised = { authority: '855', child: 'E1', worker: 'staff-amy', team: 'North', to: [{ email: 'staff-cid@x' }] };
  await enter('alert-855.E1.clock.rule.2026-06-01', 'AlertRaised', raised, 'alerts');
  await enter('alert-855.E1.clock.rule.2026-06-01', 'AlertReplayed', { recipient: 0, by: 'staff-mary' }, 'alerts');
  const numbered = await held('E1');
  expect(JSON.stringify(numbered) + subjectAccessPage(numbered)).not.toContain('staff-');
  for (const { type, data } of numbered.facts)
    if ('worker' in data) expect([type, data.worker]).toEqual([type, expect.stringMatching(/^member of staff \d+$/)]);
  const said = numbered.entries.map(({ says }) => says) as Record<string, string & string[]>[];
  const [amy, ben] = said[0]?.['to'] ?? [];
  expect(said[3]).toMatchObject({ worker: amy, team: 'North' });
  expect(numbered.entries[2]).toMatchObject({ by: { user: ben }, says: { by: ['chair'] } });
  expect((await held('E1', 'named')).entries[0]?.says).toMatchObject({ to: ['staff-amy', 'staff-ben'] });
});

it('tells every entry beside the journey that is about the child, nobody else’s, and no other child in it', async () => {
  await everyFact('B1');
  await everyFact('B2');
  const texts = textsUnder(keys);
  const log = accessLog({ store, now, texts });
  const look = { authority: '855', by, what: 'GET', query: {}, reason: 'complaint 2026-114' };
  await log.record({ ...look, children: ['B1'] });
  await log.record({ ...look, children: ['B1', 'B2'] });
  await log.record({ ...look, children: ['B2'] });
  await log.record({ ...look, children: 'every', reason: null });
  await log.record({ ...look, authority: '857', children: ['B1'] });
  const enter = (stream: string, type: string, data: object, id = randomUUID()) =>
    ledger({ store, now }, stream).enter({ id, type, data, by });
  await enter('alert-855.B1.clock.rule.2026-06-01', 'AlertRaised', { authority: '855', child: 'B1', state: 'overdue' });
  await enter('alert-855.B2.clock.rule.2026-06-01', 'AlertRaised', { authority: '855', child: 'B2', state: 'overdue' });
  const members = [
    ['B1', 'referral', 'k1', 'n', 'digest', ['f1']],
    ['B2', 'referral', 'k2', 'n', 'digest', ['f2']],
  ];
  await enter('receipts-855.r1', 'FigureMembersKept', { receipt: 'r1', digest: 'd', part: 0, members });
  await enter('rag-855', 'RagJudged', { measure: 'referrals', rag: 'red', reason: 'Not of any child.' });
  const entry = randomUUID();
  const reason = await texts.seal({ authority: '855', child: 'B1' }, entry, 'reason', 'Her uncle works here.');
  await enter('restrictions-855', 'CaseRestricted', { child: 'B1', names: ['u1'], reason }, entry);

  const { entries } = await held('B1');
  expect(entries.map(({ type, says }) => [type, says])).toEqual([
    ['RecordAccessed', expect.objectContaining({ children: ['B1'] })],
    ['RecordAccessed', expect.objectContaining({ children: ['B1', 'and 1 others'] })],
    ['RecordAccessed', expect.objectContaining({ children: 'every' })],
    ['AlertRaised', expect.objectContaining({ child: 'B1' })],
    ['FigureMembersKept', expect.objectContaining({ members: [members[0]] })],
    ['CaseRestricted', { child: 'B1', names: [expect.stringMatching(/^member of staff \d+$/)] }],
  ]);
  expect(JSON.stringify(entries)).not.toContain('B2');
  expect(entries.flatMap(({ texts: read }) => read)).toEqual([
    { field: 'reason', text: 'complaint 2026-114' },
    { field: 'reason', text: 'complaint 2026-114' },
    { field: 'reason', text: 'Her uncle works here.' },
  ]);
});

it('leaves out what was recorded for the child by mistake, and says how much', async () => {
  const registered: Proposed = {
    type: 'ChildRegistered',
    data: { on: plainDate('2026-01-05'), dateOfBirth: plainDate('2017-03-14'), sex: 'F', name: 'Invented Child' },
  };
  const wrong: Proposed = {
    type: 'ChildDetailsAmended',
    data: { on: plainDate('2026-01-06'), name: 'Somebody Else Entirely' },
  };
  const first = await asked.record({ authority: '855', child: 'C1', facts: [registered, wrong], by });
  const id = first.status === 'recorded' ? (first.answer.facts[1]?.id ?? '') : '';
  const withdrawal: Proposed = {
    type: 'FactWithdrawn',
    data: { fact: id, why: 'wrong-child', note: 'It is Somebody Else’s.' },
  };
  expect((await asked.record({ authority: '855', child: 'C1', facts: [withdrawal], by })).status).toBe('recorded');
  const all = await held('C1');
  expect(all.excluded.facts).toBe(1);
  expect(JSON.stringify(all) + subjectAccessPage(all)).not.toContain('Somebody Else');
  expect(JSON.stringify(all)).toContain('Invented Child');
});

it('tells after an erasure that texts were erased, and by which order', async () => {
  await everyFact('D1');
  const courtOrder = { court: 'Court', reference: 'C1', madeOn: plainDate('2026-06-10') };
  await asked.erase({ authority: '855', child: 'D1', by, reference: 'IG/1', authorisedBy: 'Officer', courtOrder });
  const all = await held('D1');
  const texts = all.facts.flatMap((fact) => fact.texts);
  expect(texts.filter(({ closed }) => closed !== 'erased')).toEqual([]);
  expect(all.facts.map(({ type }) => type)).toEqual(factTypes);
  expect(all.erasures).toHaveLength(1);
  expect(subjectAccessPage(all)).toContain('erased: nobody can read it');
});

describe('the form that docs/subject-access.schema.json describes', () => {
  const schema = JSON.parse(readFileSync('docs/subject-access.schema.json', 'utf8')) as Readonly<
    Record<string, unknown>
  >;
  /** As it is sent: JSON. */
  const sent = (all: SubjectAccess): SubjectAccess => JSON.parse(JSON.stringify(all)) as SubjectAccess;
  /** What nobody in a role that texts are opened to asks for. */
  const caseworker = { roles: ['caseworker'], for: 'subject-access' } as const;

  /** A child with siblings in the same post, kept to some staff, with texts beside the journey. */
  async function fullRecord(): Promise<void> {
    await everyFact('G1');
    await everyFact('G2');
    const texts = textsUnder(keys);
    const look = { authority: '855', by, what: 'GET', query: {}, reason: 'complaint 2026-115' };
    await accessLog({ store, now, texts }).record({ ...look, children: ['G1', 'G2'] });
    const id = randomUUID();
    const reason = await texts.seal({ authority: '855', child: 'G1' }, id, 'reason', 'Her aunt works here.');
    const data = { child: 'G1', to: ['staff-amy', 'staff-ben'], reason };
    await ledger({ store, now }, 'cases-855').enter({ id, type: 'CaseRestricted', data, by });
    const raised = { authority: '855', child: 'G1', worker: 'staff-amy', to: [{ email: 'staff-amy@x' }] };
    const stream = 'alert-855.G1.clock.rule.2026-06-01';
    await ledger({ store, now }, stream).enter({ id: randomUUID(), type: 'AlertRaised', data: raised, by });
  }

  it('is that of what is held: with siblings, restricted, staff numbered or named, texts opened, withheld and erased', async () => {
    await fullRecord();
    const of = { authority: '855', child: 'G1' };
    const opened = await held('G1');
    const withheld = await asked.subjectAccess({ reader: caseworker, ...of });
    if (withheld === undefined) throw new Error('Nothing is held.');
    const named = await held('G1', 'named');
    const courtOrder = { court: 'Court', reference: 'C2', madeOn: plainDate('2026-06-10') };
    await asked.erase({ ...of, by, reference: 'IG/2', authorisedBy: 'Officer', courtOrder });
    const erased = await held('G1');
    for (const all of [opened, withheld, named, erased]) expect(schemaFaults(schema, sent(all))).toEqual([]);
    // Each of them is there, so that the schema was held against it.
    const closedIn = ({ facts, entries }: SubjectAccess) =>
      [facts, entries].map((kind) => new Set(kind.flatMap(({ texts }) => texts.map(({ closed }) => closed ?? 'told'))));
    expect(closedIn(opened)).toEqual([new Set(['told']), new Set(['told'])]);
    expect(closedIn(withheld)).toEqual([new Set(['withheld']), new Set(['withheld'])]);
    expect(closedIn(erased)[0]).toEqual(new Set(['erased']));
    expect(opened.clocks.length).toBeGreaterThan(0);
    expect(erased.erasures).toHaveLength(1);
  });

  it('is not that of an answer with a field more, a field less, a text that is told and withheld, or another word', async () => {
    const all = sent(await held('G1'));
    const [fact] = all.facts;
    const spoilt: readonly object[] = [
      { ...all, more: 1 },
      { ...all, toReview: undefined },
      { ...all, facts: [{ ...fact, texts: [{ field: 'name', text: 'x', closed: 'withheld' }] }] },
      { ...all, facts: [{ ...fact, texts: [{ field: 'name', closed: 'hidden' }] }] },
      { ...all, facts: [{ ...fact, recordedBy: { user: 'x' } }] },
      { ...all, clocks: [{ ...all.clocks[0], state: 'late' }] },
    ];
    for (const each of spoilt) expect(schemaFaults(schema, JSON.parse(JSON.stringify(each)))).toHaveLength(1);
  });
});

it('is nothing of a child never heard of', async () => {
  expect(await asked.subjectAccess({ reader, authority: '855', child: 'Z9' })).toBeUndefined();
});
