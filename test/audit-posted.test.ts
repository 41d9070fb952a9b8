import { issueDevelopmentToken } from '#http';
import { verifyStream } from '#recording';
import { AuditModule } from '../apps/audit/src/audit.module.ts';
import { fact, now, startPosting, type Posting } from './posting.fixture.ts';
import type { PlainDate } from '#calendar';

let posting: Posting;
let instant = now;

beforeAll(async () => {
  posting = await startPosting({}, () => instant, [AuditModule]);
});

afterAll(() => posting.close());

const on = (day: string): PlainDate => day as PlainDate;
const day = 86_400_000;
const child = (id: string): string => `/authorities/855/children/${id}`;

/** As much of the answers as is looked into here. */
interface Body extends Readonly<Record<string, unknown>> {
  readonly code?: string;
  readonly count?: number;
  readonly next?: string | null;
  readonly steps: readonly (object & { readonly fact: { readonly on: string } })[];
  readonly accesses: readonly (object & { readonly entry: string; readonly what: string })[];
}

async function got(path: string, headers: Readonly<Record<string, string>> = {}) {
  const { status, body, text } = await posting.get(path).set(headers);
  return { status, text, body: body as Body };
}

interface Recorded {
  readonly facts: readonly { readonly id: string }[];
}

async function record(id: string, ...facts: readonly ReturnType<typeof fact>[]): Promise<Recorded> {
  const answer = await posting.post(`${child(id)}/facts`, { facts });
  expect([answer.status, answer.body]).toMatchObject([201, {}]);
  return answer.body as Recorded;
}

const registered = fact('ChildRegistered', { on: on('2026-06-01'), dateOfBirth: on('2019-03-20'), sex: 'F' });
const referred = fact('ReferralReceived', { on: on('2026-06-01'), source: '2A' });
const decided = fact('ReferralDecided', { on: on('2026-06-03'), decision: 'assess', lateReason: 'Flooded office.' });

describe('a replay', () => {
  it('goes through a journey step by step, with the clocks, the rules they follow, what was missed, and who recorded when', async () => {
    instant = now;
    await record('A1', registered, referred);
    await record('A1', decided);
    const { status, body } = await got(`${child('A1')}/replay`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      authority: '855',
      child: 'A1',
      order: 'happened',
      revision: 2,
      rules: { 'T1@wt-2023': { force: expect.any(String), source: expect.any(String), status: 'V' } },
    });
    expect(body.steps[1]).toMatchObject({
      fact: { type: 'ReferralReceived', on: '2026-06-01', recordedBy: 'local', role: 'manager', recordedDaysLater: 14 },
      standing: { before: 'No case open.', after: 'Case open since 1 June 2026; referral not yet decided.' },
      clocks: { started: [{ clock: 'decision', due: '2026-06-02', rule: 'T1@wt-2023' }, { clock: 'assessment' }] },
      missed: [],
    });
    expect(body.steps[2]).toMatchObject({
      fact: { data: { lateReason: 'Flooded office.' } },
      clocks: { stopped: [{ clock: 'decision', stoppedOn: '2026-06-03', how: 'met', late: true }] },
      missed: ['decision'],
    });
  });

  it('is of what was known at an instant, of what had happened by a day, and of both', async () => {
    instant = now;
    const { facts } = await record('A2', registered, referred);
    instant = now + day;
    const data = { on: on('2026-06-02'), source: '2A' };
    await record('A2', fact('FactCorrected', { fact: facts[1]?.id ?? '', data }));
    const days = async (query: string): Promise<string[]> => {
      const { body } = await got(`${child('A2')}/replay?${query}`);
      return body.steps.map(({ fact: { on: day } }) => day);
    };
    const then = new Date(now).toISOString();
    expect(await days('')).toEqual(['2026-06-01', '2026-06-02']);
    expect(await days(`knownAt=${then}`)).toEqual(['2026-06-01', '2026-06-01']);
    expect(await days('happenedBy=2026-06-01')).toEqual(['2026-06-01']);
    expect(await days(`happenedBy=2026-06-01&knownAt=${then}`)).toEqual(['2026-06-01', '2026-06-01']);
    const { body } = await got(`${child('A2')}/replay?order=recorded`);
    expect(body.steps).toHaveLength(3);
    expect(body.steps[2]).toMatchObject({
      fact: { type: 'FactCorrected' },
      standing: { before: expect.stringContaining('1 June'), after: expect.stringContaining('2 June') },
      clocks: { turned: [{ clock: 'decision', before: { due: '2026-06-02' }, after: { due: '2026-06-03' } }, {}] },
    });
  });

  it('compares two moments: what came, went and was corrected between, and the clocks that stand otherwise', async () => {
    const then = new Date(now).toISOString();
    const { status, body } = await got(`${child('A2')}/replay/comparison?fromKnownAt=${then}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      standing: { from: expect.stringContaining('1 June'), to: expect.stringContaining('2 June') },
      facts: {
        added: [],
        gone: [],
        changed: [{ fact: { type: 'ReferralReceived' }, onFrom: '2026-06-01', onTo: '2026-06-02' }],
      },
      clocks: [{ clock: 'decision', from: { due: '2026-06-02' }, to: { due: '2026-06-03' } }, { clock: 'assessment' }],
    });
    const days = await got(`${child('A1')}/replay/comparison?fromHappenedBy=2026-06-01&toHappenedBy=2026-06-03`);
    expect(days.body).toMatchObject({
      facts: { added: [{ type: 'ReferralDecided' }], gone: [], changed: [] },
      clocks: [{ clock: 'decision', from: { state: 'due-soon' }, to: { state: 'met-late' } }],
    });
  });

  it('finds nothing otherwise where a fact was corrected and corrected back', async () => {
    instant = now;
    const { facts } = await record('A4', registered, referred);
    const correct = (to: string) =>
      record('A4', fact('FactCorrected', { fact: facts[1]?.id ?? '', data: { ...referred.data, on: on(to) } }));
    instant = now + day;
    await correct('2026-06-02');
    await correct('2026-06-01');
    const { body } = await got(`${child('A4')}/replay/comparison?fromKnownAt=${new Date(now).toISOString()}`);
    expect(body).toMatchObject({ facts: { added: [], gone: [], changed: [] }, clocks: [] });
  });

  it('finds a text that a correction sealed anew otherwise only where it says something else', async () => {
    instant = now;
    const named = { on: on('2026-06-01'), dateOfBirth: on('2019-03-20'), sex: 'F' as const, name: 'Invented Child' };
    const { facts } = await record('A5', fact('ChildRegistered', named));
    const correct = (data: typeof named) => record('A5', fact('FactCorrected', { fact: facts[0]?.id ?? '', data }));
    const changed = async () => {
      const { text, body } = await got(`${child('A5')}/replay/comparison?fromKnownAt=${new Date(now).toISOString()}`);
      expect(text).not.toContain('Another Name');
      return (body['facts'] as { readonly changed: readonly object[] }).changed;
    };
    instant = now + day;
    await correct({ ...named, on: on('2026-06-02') });
    await correct(named);
    expect(await changed()).toEqual([]);
    await correct({ ...named, name: 'Another Name' });
    expect(await changed()).toMatchObject([{ fact: { type: 'ChildRegistered' }, onFrom: '2026-06-01' }]);
  });

  it('tells nobody but an auditor of what was recorded for the wrong child', async () => {
    instant = now;
    await record('A3', registered);
    const { facts } = await record('A3', referred);
    await record('A3', fact('FactWithdrawn', { fact: facts[0]?.id ?? '', why: 'wrong-child', note: 'Another child.' }));
    const then = new Date(now).toISOString();
    for (const query of ['', 'order=recorded', `knownAt=${then}`]) {
      const { text } = await got(`${child('A3')}/replay?${query}`);
      expect(text).not.toContain('Another child.');
      expect(text).not.toContain('Case open since');
    }
  });

  it.each(['order=typed', 'knownAt=yesterday', 'happenedBy=2026-02-30', 'unknown=1'])('refuses %s', async (query) => {
    expect((await got(`${child('A1')}/replay?${query}`)).status).toBe(400);
  });

  it('says of a child never heard of that there is none', async () => {
    expect((await got(`${child('Z9')}/replay`)).body).toMatchObject({ code: 'unknown-child' });
    expect((await got(`${child('Z9')}/replay/comparison`)).body).toMatchObject({ code: 'unknown-child' });
  });
});

describe('the access log', () => {
  it('has every look at a child’s record before it is answered, and the looks at the log', async () => {
    instant = now;
    await record('B1', registered);
    await got(`${child('B1')}/journey?happenedBy=2026-06-10`, { 'access-reason': 'complaint 2026-114' });
    await posting.post(`${child('B1')}/referrals?preview=true`, referred.data);
    const { status, body } = await got(`${child('B1')}/accesses`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      authority: '855',
      child: 'B1',
      from: '2025-06-15',
      to: '2026-06-15',
      count: 3,
      next: null,
      accesses: [
        { what: 'GET /authorities/:authority/children/:child/accesses', children: ['B1'] },
        { what: 'POST /authorities/:authority/children/:child/referrals', query: { preview: 'true' }, reason: null },
        {
          at: new Date(now).toISOString(),
          by: { user: 'local', role: 'manager' },
          what: 'GET /authorities/:authority/children/:child/journey',
          query: { happenedBy: '2026-06-10' },
          reason: 'complaint 2026-114',
        },
      ],
    });
    const all = await got('/authorities/855/accesses?user=local&limit=1');
    expect(all.body).toMatchObject({
      count: 1,
      accesses: [{ what: 'GET /authorities/:authority/accesses', children: [] }],
    });
    const next = await got(`/authorities/855/accesses?limit=2&before=${String(all.body.next)}`);
    expect(next.body.accesses).toMatchObject([{ what: expect.stringContaining('/children/:child/accesses') }, {}]);
    expect((await got('/authorities/855/accesses?user=nobody')).body).toMatchObject({ count: 0 });
  });

  it('has what a post tells though it records nothing: a refusal and a preview say where a journey stands', async () => {
    instant = now;
    const looks = async (id: string): Promise<readonly object[]> => {
      const { accesses } = (await got(`${child(id)}/accesses`)).body;
      return accesses.filter(({ what }) => !what.endsWith('/accesses'));
    };
    await record('B2', registered);
    await record('B3', registered, referred);
    expect(await looks('B2')).toEqual([]);
    // Refused by the order, for a reason owed, by the revision it was to be at.
    const path = `${child('B3')}/referral-decisions`;
    expect((await posting.post(`${child('B2')}/facts`, { facts: [decided] })).status).toBe(409);
    expect((await posting.post(path, { ...decided.data, lateReason: undefined })).status).toBe(422);
    expect((await posting.post(path, decided.data, { 'if-match': '"7"' })).status).toBe(409);
    expect(await looks('B2')).toMatchObject([{ what: 'POST /authorities/:authority/children/:child/facts' }]);
    expect(await looks('B3')).toHaveLength(2);
    // Of several: what is previewed, and what is refused, alone or among others.
    const of = (query: string) =>
      posting.post(`/authorities/855/facts?${query}`, {
        children: [
          { child: 'B2', facts: [decided] },
          { child: 'B3', facts: [decided] },
        ],
      });
    expect((await of('preview=true')).status).toBe(409);
    expect((await of('')).status).toBe(409);
    for (const id of ['B2', 'B3'])
      expect((await looks(id)).slice(0, 2)).toMatchObject([
        { children: ['B2', 'B3'] },
        { query: { preview: 'true' }, children: ['B2', 'B3'] },
      ]);
    expect((await of('partial=true')).status).toBe(200);
    expect((await looks('B2'))[0]).toMatchObject({ query: { partial: 'true' }, children: ['B2'] });
    expect(await looks('B3')).toHaveLength(4);
    // What is moved tells of both.
    const { facts } = await record(
      'B3',
      fact('ContactReceived', { on: on('2026-06-04'), contactId: 'k9', source: '1A' }),
    );
    const move = { facts: [facts[0]?.id], to: 'B2' };
    expect((await posting.post(`${child('B3')}/moves?preview=true`, move)).status).toBe(200);
    expect((await looks('B2'))[0]).toMatchObject({ what: expect.stringContaining('/moves'), children: ['B2', 'B3'] });
    // A shape that is refused tells nothing of the child.
    expect((await posting.post(`${child('B2')}/facts`, { facts: [] })).status).toBe(400);
    expect((await looks('B2'))[0]).toMatchObject({ what: expect.stringContaining('/moves') });
  });

  it('has a look by HEAD, one that finds nobody and one that its role may not have; and one refused to another authority', async () => {
    instant = now;
    const { status } = await fetch(`${posting.url}${child('B9')}/journey`, { method: 'HEAD' });
    expect(status).toBe(404);
    await got(`${child('B9')}/replay`);
    const given = { dataFolder: posting.folder, user: 'u9', role: 'manager', authority: '856', now: instant } as const;
    const authorization = `Bearer ${await issueDevelopmentToken(given)}`;
    expect((await got(`${child('B9')}/journey`, { authorization })).status).toBe(403);
    const { body } = await got(`${child('B9')}/accesses`);
    expect(body.accesses.map(({ what }) => what)).toEqual([
      'GET /authorities/:authority/children/:child/accesses',
      'GET /authorities/:authority/children/:child/journey',
      'GET /authorities/:authority/children/:child/replay',
      'HEAD /authorities/:authority/children/:child/journey',
    ]);
    expect(body.accesses[1]).toMatchObject({ by: { user: 'u9' }, refused: 'other-authority', tokenOf: '856' });
  });

  it('is chained, a month at a time', async () => {
    expect(await verifyStream(posting.store, 'accesses-855.2026-06')).toMatchObject({ holds: true });
    instant = Date.parse('2026-06-30T22:59:59.999Z');
    await got(`${child('B1')}/journey`);
    instant = Date.parse('2026-06-30T23:00:00.000Z');
    await got(`${child('B1')}/journey`);
    const july = await verifyStream(posting.store, 'accesses-855.2026-07');
    expect(july).toMatchObject({ holds: true, facts: 1 });
    const { body } = await got(`${child('B1')}/accesses?from=2026-06-30&to=2026-07-01`);
    expect(body.accesses.map(({ entry }) => entry.slice(0, 7))).toEqual(['2026-07', '2026-07', '2026-06']);
    const first = await got(`${child('B1')}/accesses?from=2026-07-01&to=2026-07-01`);
    expect(first.body.count).toBe(3);
  });

  it('tells that a question held text, and not the text', async () => {
    await got(`${child('B1')}/journey?name=${encodeURIComponent('Invented Child')}`);
    const { body, text } = await got(`${child('B1')}/accesses?limit=5`);
    expect(body.accesses[1]).toMatchObject({ query: { name: '(text)' } });
    expect(text).not.toContain('Invented');
  });

  it.each([
    ['access-reason', 'x'.repeat(201)],
    ['access-reason', 'né'],
  ])('refuses a reason that is no line of text', async (name, value) => {
    const { status, body } = await got(`${child('B1')}/journey`, { [name]: value });
    expect([status, body.code]).toEqual([400, 'malformed-access-reason']);
  });

  it('answers nothing while it cannot be written to', async () => {
    await posting.node.inject({ fault: 'disk-full' });
    const refused = await posting.post(`${child('B1')}/facts`, { facts: [decided] });
    expect([refused.status, refused.text]).toEqual([503, expect.not.stringContaining('standing')]);
    const { status, text } = await got(`${child('B1')}/journey`);
    expect(status).toBe(503);
    expect(text).not.toContain('ChildRegistered');
    await posting.node.inject({ fault: 'resume' });
  });
});
