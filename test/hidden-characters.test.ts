import { plainDate } from '#calendar';
import type { Proposed } from '#events';
import { journeyLaws } from '#journey';
import { recorder } from '#recording';
import { nationalRules } from '#timescales';
import { now, startPosting, type Posting } from './posting.fixture.ts';

let posting: Posting;

beforeAll(async () => {
  posting = await startPosting();
});

afterAll(() => posting.close());

const children = '/authorities/855/children';
const registration = { on: '2026-01-05', dateOfBirth: '2017-03-14', sex: 'F' } as const;
const contact = { on: '2026-01-05', contactId: 'C1', source: '2A' } as const;

interface Journey {
  readonly facts: readonly { readonly data: Readonly<Record<string, unknown>> }[];
}

const faultsOf = ({ body }: { readonly body: unknown }): readonly string[] =>
  ((body as { errors?: { pointer: string; code: string }[] }).errors ?? []).map(
    (each) => `${each.pointer} ${each.code}`,
  );

async function dataOf(child: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { body } = await posting.get(`${children}/${child}/journey`);
  return (body as Journey).facts.map(({ data }) => data);
}

const hidden = [
  ['NUL', '\u0000'],
  ['a bell', '\u0007'],
  ['an escape, as terminals take orders by', '\u001b[2J'],
  ['delete', '\u007f'],
  ['a control of C1', '\u009b'],
  ['a right-to-left override', '\u202e'],
  ['a left-to-right embedding', '\u202a'],
  ['an isolate', '\u2066'],
  ['the end of an isolate', '\u2069'],
  ['half an end of a line', '\r'],
] as const;

describe.each(hidden)('a text with %s in it', (_, character) => {
  it('is refused in a name and in a reason, at its place, and says which character it is', async () => {
    const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
    const name = await posting.post(`${children}/B1/registrations`, { ...registration, name: `Ro${character}wan` });
    expect([name.status, ...faultsOf(name)]).toEqual([400, '/name hidden-character']);
    expect(JSON.stringify(name.body)).toContain(code);
    const reason = await posting.post(`${children}/B1/contacts`, { ...contact, reason: `She said${character}so.` });
    expect([reason.status, ...faultsOf(reason)]).toEqual([400, '/reason hidden-character']);
    const several = {
      facts: [],
      children: [{ child: 'B1', facts: [{ type: 'ChildRegistered', data: { ...registration, name: character } }] }],
    };
    const refused = await posting.post('/authorities/855/facts', several);
    expect([refused.status, ...faultsOf(refused)]).toEqual([
      400,
      expect.stringMatching('^/children/0/facts/0/data/name (hidden-character|empty)$'),
    ]);
    expect((await posting.get(`${children}/B1/journey`)).status).toBe(404);
  });
});

it('takes a reason of several lines as it was written, and a name on one line only', async () => {
  const reason = 'The school rang:\r\n\t- bruises on both arms\n\t- “I fell”, she said.';
  expect((await posting.post(`${children}/A1/registrations`, registration)).status).toBe(201);
  expect((await posting.post(`${children}/A1/contacts`, { ...contact, reason })).status).toBe(201);
  expect((await dataOf('A1'))[1]).toMatchObject({ reason });
  for (const end of ['\n', '\r\n', '\t', '\u2028', '\u2029']) {
    const answer = await posting.post(`${children}/A1/detail-amendments`, { on: '2026-01-06', name: `Rowan${end}Ash` });
    expect([answer.status, ...faultsOf(answer)]).toEqual([400, '/name hidden-character']);
  }
});

it('takes names in the letters of every language, with the marks they are written with', async () => {
  const names = [
    'Siân Ó Súilleabháin',
    'فاطمة الزهراء',
    'می‌خواهم',
    'דָּוִד\u200f',
    'Nguyễn Thị',
    '李小龙',
    'க்ஷ',
    'Zoë 👩🏽‍🦱',
  ];
  for (const [index, name] of names.entries()) {
    const child = `N${String(index)}`;
    expect((await posting.post(`${children}/${child}/registrations`, { ...registration, name })).status).toBe(201);
    expect(await dataOf(child)).toEqual([expect.objectContaining({ name })]);
  }
});

it('reads what was recorded before such texts were refused as it stands', async () => {
  const name = 'Ro\u202ewan\u0000';
  const today = () => plainDate('2026-06-15');
  const laws = journeyLaws(nationalRules);
  const before = recorder({
    store: posting.store,
    keys: posting.keys,
    laws,
    rules: nationalRules,
    now: () => now,
    today,
  });
  const facts = [{ type: 'ChildRegistered', data: { ...registration, name } } as unknown as Proposed];
  const outcome = await before.record({ authority: '855', child: 'O1', facts, by: { user: 'u1', role: 'manager' } });
  expect(outcome.status).toBe('recorded');
  expect(await dataOf('O1')).toEqual([expect.objectContaining({ name })]);
  expect((await posting.post(`${children}/O1/contacts`, contact)).status).toBe(201);
});
