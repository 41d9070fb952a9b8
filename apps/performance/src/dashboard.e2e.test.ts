import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { issueDevelopmentToken } from '#http';
import { openStore, type Store } from '#store';
import {
  dayZero,
  eventually,
  recorded,
  startEmbeddedNode,
  startProcess,
  told,
  type EmbeddedNode,
  type Told,
  type WaymarkProcess,
} from '#testing';

let folder: string;
let node: EmbeddedNode;
let store: Store;
let worker: WaymarkProcess;
let service: WaymarkProcess;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-dashboard-'));
  node = await startEmbeddedNode();
  store = openStore({ url: node.url });
  const places = { EVENTSTORE_URL: node.url, WAYMARK_DATA: folder, PORT: '0' };
  worker = await startProcess('apps/performance/src/worker.js', places);
  service = await startProcess('apps/performance/src/main.js', places);
  await project(await recordYear());
}, 90_000);

afterAll(async () => {
  await service.stop();
  await worker.stop();
  await store.close();
  await node.stop();
  rmSync(folder, { recursive: true, force: true });
});

let children = 0;

async function record(facts: readonly Told[]): Promise<number> {
  children += 1;
  const child = `D${String(children)}`;
  const events = recorded(facts, child).map(({ type, data }) => ({
    id: randomUUID(),
    type,
    data,
    metadata: { recordedAt: new Date(dayZero + children).toISOString(), recordedBy: 'u1', version: 1 },
  }));
  return (await store.append(`journey-857.${child}`, 'no-stream', events)).position;
}

const closed = (on: string): Told[] => [
  told('ReferralReceived', on as never),
  told('ReferralDecided', on as never, { decision: 'no-further-action' }),
];

/** Referrals of Rutland: 20, 30, 3 and 40 in the quarters of 2017 and 8 in the first of 2018, two of them 15 months after another. */
async function recordYear(): Promise<number> {
  let position = 0;
  for (const [on, count] of [
    ['2017-05-02', 20],
    ['2017-08-02', 30],
    ['2017-11-02', 3],
    ['2018-02-02', 40],
    ['2018-05-02', 6],
  ] as const) {
    for (let each = 0; each < count; each += 1) position = await record(closed(on));
  }
  for (let each = 0; each < 2; each += 1)
    position = await record([...closed('2017-03-02'), ...closed('2018-06-01').slice(0, 2)]);
  return position;
}

type Json = Readonly<Record<string, unknown>>;

interface Shown extends Json {
  readonly measure: string;
  readonly rag: { readonly judged: Json | null };
}

interface Body extends Json {
  readonly lastKnown: { readonly position: number };
  readonly measures: readonly Shown[];
  readonly periods: readonly Json[];
  readonly rows: readonly (Json & { readonly cells: readonly Json[] })[];
  readonly groups: readonly Json[];
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[];
}

async function ask(
  address: string,
  { accept, post, token }: { readonly accept?: string; readonly post?: object; readonly token?: string } = {},
): Promise<{ status: number; body: Body; text: string }> {
  const response = await fetch(`${String(service.ready['url'])}/authorities/857/${address}`, {
    headers: {
      ...(accept !== undefined && { accept }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(post && { 'content-type': 'application/json' }),
    },
    ...(post && { method: 'POST', body: JSON.stringify(post) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, text, body: (isJson ? JSON.parse(text) : {}) as Body };
}

const project = (position: number): Promise<unknown> =>
  eventually(
    () => ask('dashboard?quarter=2018-Q1&trend=1'),
    ({ status, body }) => status === 200 && body.lastKnown.position >= position,
  );

const one = ({ body }: { body: Body }, measure: string): Shown => {
  const found = body.measures.find((each) => each.measure === measure);
  if (found === undefined) throw new Error(`No ${measure} on the dashboard.`);
  return found;
};

describe('a dashboard', () => {
  it('says of each measure how it moved, where it stands in the country and what the key proposes', async () => {
    const answer = await ask('dashboard?quarter=2018-Q1&trend=3');
    expect(answer.status).toBe(200);
    expect(one(answer, 'referrals')).toMatchObject({
      numerator: 8,
      direction: 'Lower',
      previous: { name: '2017-Q4', numerator: 40 },
      trend: [
        { name: '2017-Q2', numerator: 30 },
        { name: '2017-Q3', numerator: 3 },
        { name: '2017-Q4', numerator: 40 },
      ],
      national: { quartile: null, reason: expect.stringContaining('not-ranked') as string },
      rag: { proposed: null },
    });
    expect(one(answer, 're-referrals')).toMatchObject({
      numerator: 0,
      denominator: 8,
      value: 0,
      direction: 'Similar',
      national: { quartile: 1, cutOffs: [16, 20, 23.8], year: 2017, status: 'D' },
      neighbours: { average: null },
      printed: [
        { authority: 'ENG', year: 2017, value: 21.9 },
        { authority: '857', year: 2017, value: 17.8 },
      ],
      rag: { proposed: { rag: 'G', rule: 'top-quartile' }, judged: null },
    });
    expect(one(answer, 'reviews-in-timescale')).toMatchObject({
      value: null,
      direction: null,
      rag: { proposed: null },
    });
  });

  it('of a year is beside the year before', async () => {
    const answer = await ask('dashboard?year=2017&trend=1');
    expect(answer.body).toMatchObject({ year: '2017', from: '2017-04-01', to: '2018-03-31' });
    expect(one(answer, 'referrals')).toMatchObject({
      numerator: 93,
      direction: 'Higher',
      previous: { name: '2016', numerator: 2 },
    });
  });

  it('shows the colour a person gave beside the one proposed, the latest first, and keeps the ones before', async () => {
    const judgement = { measure: 're-referrals', quarter: '2018-Q1', rag: 'A', reason: 'Few referrals; look again.' };
    expect(await ask('dashboard/judgements', { post: judgement })).toMatchObject({
      status: 201,
      body: { measure: 're-referrals', period: '2018-Q1', rag: 'A', by: 'local', role: 'manager' },
    });
    await ask('dashboard/judgements', { post: { ...judgement, rag: 'G', reason: '=looked again' } });
    const answer = await ask('dashboard?quarter=2018-Q1&trend=1');
    expect(one(answer, 're-referrals').rag).toMatchObject({
      proposed: { rag: 'G' },
      judged: {
        rag: 'G',
        reason: '=looked again',
        by: 'local',
        earlier: [{ rag: 'A', reason: 'Few referrals; look again.' }],
      },
    });
    expect(one(await ask('dashboard?quarter=2017-Q4&trend=1'), 're-referrals').rag.judged).toBeNull();
    const { text } = await ask('dashboard?quarter=2018-Q1&trend=1', { accept: 'text/csv' });
    expect(text.split('\r\n')[0]).toMatch(/^measure,title,unit,from,to,numerator,/);
    expect(text).toContain(",'=looked again\r\n");
    const all = await ask('dashboard/judgements');
    expect(all.body['judgements']).toMatchObject([{ rag: 'G' }, { rag: 'A' }]);
  });

  it('tells why a colour was given to those who judge figures, and to others the colour', async () => {
    const judgement = { measure: 'plans-open', quarter: '2018-Q1', rag: 'R', reason: 'As his aunt told us.' };
    expect((await ask('dashboard/judgements', { post: judgement })).status).toBe(201);
    for (const role of ['manager', 'analyst', 'auditor', 'caseworker', 'chair', 'administrator'] as const) {
      const given = { user: 'u8', role, authority: '857', dataFolder: folder, now: Date.now() };
      const token = await issueDevelopmentToken(given);
      const isTold = ['manager', 'analyst', 'auditor'].includes(role);
      for (const [address, accept] of [
        ['dashboard?quarter=2018-Q1&trend=1', undefined],
        ['dashboard?quarter=2018-Q1&trend=1', 'text/csv'],
        ['dashboard/judgements', undefined],
      ] as const) {
        const { status, text } = await ask(address, { token, ...(accept !== undefined && { accept }) });
        expect([role, address, status, text.includes('aunt')]).toEqual([role, address, 200, isTold]);
      }
      const answer = await ask('dashboard?quarter=2018-Q1&trend=1', { token });
      expect(one(answer, 'plans-open').rag).toMatchObject({ judged: { rag: 'R' } });
    }
  });

  it.each([
    [{}, ['/measure', '/rag', '/reason']],
    [{ measure: 'contacts', quarter: '2018', rag: 'B', reason: ' ' }, ['/measure', '/quarter', '/rag', '/reason']],
    [{ measure: 'referrals', rag: 'G', reason: 'so' }, ['/quarter']],
  ])('refuses a judgement that says too little: %j', async (post, pointers) => {
    const { status, body } = await ask('dashboard/judgements', { post });
    expect([status, body.errors?.map(({ pointer }) => pointer).sort()]).toEqual([400, pointers]);
  });
});

describe('for publication', () => {
  it('a quarter that is small is hidden, and so is another that would give it away with the year', async () => {
    const { body } = await ask('measures/referrals/trend?quarter=2018-Q1&periods=5&for=publication');
    expect(body.periods.map(({ name, numerator }) => [name, numerator])).toEqual([
      ['2017-Q1', 'c'],
      ['2017-Q2', 30],
      ['2017-Q3', 'c'],
      ['2017-Q4', 40],
      ['2018-Q1', 8],
    ]);
    const year = await ask('measures/referrals/trend?year=2017&periods=1&for=publication');
    expect(year.body.periods).toMatchObject([{ name: '2017', numerator: 93 }]);
  });

  it('is hidden alike whichever way it is asked for, and nothing is said of it that would narrow it down', async () => {
    const figure = await ask('measures/referrals?from=2017-04-01&to=2017-06-30&for=publication');
    expect(figure.body).toMatchObject({ numerator: 'c', value: 'c', receipt: { digests: {} } });
    expect((await ask('measures/re-referrals?from=2017-04-01&to=2017-06-30&for=publication')).body).toMatchObject({
      denominator: 'c',
      value: 'c',
    });
    const dashboard = await ask('dashboard?quarter=2017-Q3&trend=2&for=publication');
    expect(one(dashboard, 'referrals')).toMatchObject({ numerator: 'c', direction: null, previous: { numerator: 30 } });
    expect(one(dashboard, 're-referrals')).toMatchObject({
      value: 'c',
      national: { quartile: null },
      rag: { proposed: null },
    });
    const table = await ask('tables/contacts-referrals-assessments?year=2017&for=publication', { accept: 'text/csv' });
    expect(table.text).toContain('Referrals,referrals,numerator,referrals,c,30,c,40,93\r\n');
  });

  it('groups that add up are hidden together', async () => {
    const { body } = await ask('measures/referrals?from=2018-04-01&to=2018-06-30&group=sex&for=publication');
    expect(body).toMatchObject({ numerator: 8 });
    expect(body.groups.map(({ group, numerator }) => [group, numerator])).toEqual([
      ['unborn', 0],
      ['F', 0],
      ['M', 0],
      ['not-known', 8],
    ]);
  });

  it.each([
    ['measures/referrals?from=2018-04-02&to=2018-06-30&for=publication', '/from'],
    ['measures/plans-open?at=2018-06-29&for=publication', '/at'],
    ['measures/referrals?from=2018-04-01&to=2018-06-30&for=publication&group=worker', '/group'],
    ['measures/re-referrals?from=2018-04-01&to=2018-06-30&for=publication&months=11', '/months'],
    ['measures/referrals?from=2018-04-01&to=2018-06-30&for=friends', '/for'],
  ])('refuses %s, which would tell by the difference', async (address, pointer) => {
    const { status, body } = await ask(address);
    expect([status, body.errors?.map((each) => each.pointer)]).toEqual([400, [pointer]]);
  });
});

describe('over time', () => {
  it('a measure is told by quarter or by year, also as CSV', async () => {
    const { text } = await ask('measures/referrals/trend?quarter=2018-Q1&periods=2', { accept: 'text/csv' });
    expect(text.split('\r\n')).toEqual([
      'period,from,to,numerator,denominator,value,excluded,direction',
      '2017-Q4,2018-01-01,2018-03-31,40,,40,0,',
      '2018-Q1,2018-04-01,2018-06-30,8,,8,0,Lower',
      '',
    ]);
    expect((await ask('measures/plans-open/trend?year=2017&periods=2')).body.periods).toMatchObject([
      { name: '2016', period: { at: '2017-03-31' }, numerator: 0 },
      { name: '2017', period: { at: '2018-03-31' }, numerator: 0 },
    ]);
    const wrong = await ask('measures/referrals/trend?quarter=2018-Q9&year=x&from=2018-01-01&periods=0');
    expect(wrong.body.errors?.map(({ pointer }) => pointer)).toEqual(['/from', '/year', '/periods']);
  });

  it('a year is told as boards print it, each cell with the measure it comes from', async () => {
    const { body } = await ask('tables/contacts-referrals-assessments?year=2017');
    expect(body.rows).toHaveLength(12);
    expect(body.rows[1]?.cells.map(({ measure, period, told: count }) => [measure, period, count])).toEqual([
      ['referrals', '2017-Q1', 20],
      ['referrals', '2017-Q2', 30],
      ['referrals', '2017-Q3', 3],
      ['referrals', '2017-Q4', 40],
      ['referrals', '2017', 93],
    ]);
    expect(body.rows[3]?.cells.at(-1)).toMatchObject({ part: 'value', told: 0, numerator: 0, denominator: 93 });
    expect((await ask('tables/contacts-referrals-assessments?year=2017-Q1')).body.errors).toMatchObject([
      { pointer: '/year', code: 'not-a-year' },
    ]);
  });

  it('and as CSV a figure has a line for each group', async () => {
    const { text } = await ask('measures/referrals?from=2018-04-01&to=2018-06-30&group=sex', { accept: 'text/csv' });
    expect(text.split('\r\n')).toEqual([
      'measure,from,to,group,label,numerator,denominator,value,excluded',
      'referrals,2018-04-01,2018-06-30,all,Referrals,8,,8,0',
      'referrals,2018-04-01,2018-06-30,unborn,Unborn,0,,0,0',
      'referrals,2018-04-01,2018-06-30,F,Female,0,,0,0',
      'referrals,2018-04-01,2018-06-30,M,Male,0,,0,0',
      'referrals,2018-04-01,2018-06-30,not-known,Not known,8,,8,0',
      '',
    ]);
  });
});

describe('a stream', () => {
  /** The messages of a stream as they come; `until` reads on to the first that is meant. */
  async function opened(
    address: string,
    heard?: string,
  ): Promise<{
    status: number;
    until: (is: (message: string) => boolean) => Promise<string>;
    close: () => void;
    text: () => Promise<string>;
  }> {
    const cut = new AbortController();
    const headers = { ...(heard !== undefined && { 'last-event-id': heard }) };
    const response = await fetch(`${String(service.ready['url'])}/authorities/857/${address}`, {
      headers,
      signal: cut.signal,
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let read = '';
    return {
      status: response.status,
      close: () => cut.abort(),
      text: async () => String((await reader?.read())?.value),
      until: async (is) => {
        for (;;) {
          const [message = '', ...rest] = read.split('\n\n');
          if (rest.length > 0) {
            read = rest.join('\n\n');
            if (is(message)) return message;
            continue;
          }
          const next = await reader?.read();
          if (next === undefined || next.done) return 'ended';
          read += next.value;
        }
      },
    };
  }

  it('tells a figure at once and again when it changes, and not again to whoever heard it', async () => {
    const address = 'measures/referrals/stream?from=2019-04-01&to=2019-06-30';
    const stream = await opened(address);
    const first = await stream.until((message) => message.includes('event: figure'));
    expect(first).toContain('"numerator":0');
    await record(closed('2019-04-05'));
    const second = await stream.until((message) => message.includes('event: figure'));
    expect(second).toContain('"numerator":1');
    stream.close();
    const heard = /^id: (.+)$/m.exec(second)?.[1];
    const again = await opened(address, heard);
    await record(closed('2019-04-08'));
    expect(await again.until((message) => message.includes('event: figure'))).toContain('"numerator":2');
    again.close();
  });

  it('refuses a question that is not one before it begins', async () => {
    const { status, text } = await opened('measures/referrals/stream?from=2019-04-01');
    expect([status, JSON.parse(await text())]).toMatchObject([400, { code: 'invalid', errors: [{ pointer: '/to' }] }]);
    expect((await opened('dashboard/stream?quarter=2018-Q9')).status).toBe(400);
  });

  it('ends when the service stops, which waits for nobody', async () => {
    const stream = await opened('dashboard/stream?quarter=2018-Q1&trend=1');
    expect(await stream.until((message) => message.includes('event: figure'))).toContain('"quarter":"2018-Q1"');
    await service.stop();
    expect(await stream.until(() => false)).toBe('ended');
  });
});
