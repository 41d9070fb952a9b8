import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { verifyChain, type Evidence } from '#evidence';
import { canonical, digestOfRows } from '#evidence';
import { issueDevelopmentToken, type Role } from '#http';
import { openStore, type Store } from '#store';
import {
  correcting,
  day,
  dayZero,
  eventually,
  recorded,
  startEmbeddedNode,
  startProcess,
  told,
  withdrawing,
  type EmbeddedNode,
  type Told,
  type WaymarkProcess,
} from '#testing';

let folder: string;
let node: EmbeddedNode;
let store: Store;
let worker: WaymarkProcess;
let service: WaymarkProcess;
const revisions = new Map<string, number>();

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-receipts-'));
  node = await startEmbeddedNode();
  store = openStore({ url: node.url });
  const places = {
    EVENTSTORE_URL: node.url,
    READMODEL_URL: path.join(folder, 'readmodel.db'),
    WAYMARK_DATA: folder,
    PORT: '0',
  };
  worker = await startProcess('apps/performance/src/worker.js', places);
  service = await startProcess('apps/performance/src/main.js', places);
});

afterAll(async () => {
  await service.stop();
  await worker.stop();
  await store.close();
  await node.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Appends facts to a child's journey as recording does, at one instant: so many days after the first of all. */
async function record(child: string, facts: readonly Told[], days: number): Promise<string[]> {
  const stream = `journey-855.${child}`;
  const from = revisions.get(stream) ?? 0;
  const recordedAt = new Date(dayZero + days * day).toISOString();
  const events = recorded(facts, child).map(({ type, data }) => ({
    id: randomUUID(),
    type,
    data,
    metadata: { recordedAt, recordedBy: 'u1', version: 1 },
  }));
  const { position } = await store.append(stream, from === 0 ? 'no-stream' : from - 1, events);
  revisions.set(stream, from + events.length);
  await eventually(
    () => ask('/authorities/855/dashboard?quarter=2019-Q4'),
    ({ status, body }) => status === 200 && body.lastKnown.position >= position,
  );
  return events.map(({ id }) => id);
}

interface Step {
  readonly cause: string;
  readonly fact?: { readonly id: string; readonly of?: { readonly id: string } };
}

/** As much of the answers as is looked into here. */
interface Body extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly lastKnown: { readonly position: number; readonly at: string };
  readonly digests: object;
  readonly receipt: { readonly digests: object };
  readonly measures: readonly object[];
  readonly receipts: readonly { readonly id: string }[];
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[];
  readonly entries: readonly { readonly child: string; readonly change: object; readonly steps: readonly Step[] }[];
}

interface Answer {
  readonly status: number;
  readonly body: Body;
  readonly text: string;
  readonly headers: Headers;
}

async function ask(address: string, options: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${String(service.ready['url'])}${address}`, options);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  const body = isJson ? (JSON.parse(text) as Body) : ({} as Body);
  return { status: response.status, body, text, headers: response.headers };
}

const publish = (body: object, headers: Record<string, string> = {}): Promise<Answer> =>
  ask('/receipts', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const figure = { authority: '855', measure: 're-referrals', from: '2019-01-01', to: '2019-12-31' };
const query = 'from=2019-01-01&to=2019-12-31';

describe('a figure published, and asked for a year later', () => {
  let first: Answer;
  const facts = new Map<string, string[]>();

  it('is kept with all it rests on', async () => {
    for (const child of ['A1', 'A2', 'A3', 'A4']) {
      facts.set(child, await record(child, [told('ReferralReceived', '2018-06-01')], 0));
    }
    facts.set('A1b', await record('A1', [told('ReferralReceived', '2019-02-01')], 1));
    facts.set('A2b', await record('A2', [told('ReferralReceived', '2019-03-01')], 2));
    facts.set('A3b', await record('A3', [told('ReferralReceived', '2019-10-01')], 3));
    first = await publish(
      { ...figure, parameters: { months: 12 }, note: 'For the board.' },
      { 'idempotency-key': 'q' },
    );
    expect([first.status, first.body]).toMatchObject([
      201,
      {
        authority: '855',
        measure: 're-referrals',
        definition: 're-referrals@2',
        period: { from: '2019-01-01', to: '2019-12-31' },
        parameters: { months: 12 },
        numerator: 2,
        denominator: 3,
        value: 66.7,
        excluded: 0,
        knownAt: new Date(dayZero + 3 * day).toISOString(),
        lastKnown: { fact: facts.get('A3b')?.[0] },
        members: { count: 3 },
        publishedBy: { user: 'local', role: 'manager' },
        note: 'For the board.',
        evidence: { stream: 'receipts-855', revision: 0 },
      },
    ]);
    expect(first.headers.get('location')).toBe(`/receipts/${first.body.id}`);
    const asked = (await ask(`/authorities/855/measures/re-referrals?${query}`)).body;
    expect(first.body).toMatchObject({ digests: asked.receipt.digests, calendar: (asked.receipt as Body)['calendar'] });
    expect((await ask(`/receipts/${first.body.id}`)).body).toMatchObject({ verdict: 'same', readingChanged: [] });
  });

  it('is published once by one key, whoever repeats it, and not for another body', async () => {
    const key = { 'idempotency-key': 'q' };
    const again = await publish({ ...figure, parameters: { months: 12 }, note: 'For the board.' }, key);
    expect([again.status, again.body]).toEqual([201, first.body]);
    const other = await publish(figure, key);
    expect([other.status, other.body['code']]).toEqual([422, 'idempotency-key-reused']);
    const at = { ...figure, measure: 'referrals' };
    const race = await Promise.all([1, 2, 3, 4].map(() => publish(at, { 'idempotency-key': 'race' })));
    expect(new Set(race.map(({ status, body }) => `${String(status)} ${body.id}`)).size).toBe(1);
    expect((await ask('/authorities/855/receipts')).body).toMatchObject({ total: 2, next: null });
  });

  it('is issued again exactly when facts have been corrected, withdrawn and recorded late', async () => {
    const [second = ''] = facts.get('A1b') ?? [];
    const [third = ''] = facts.get('A2b') ?? [];
    facts.set('corrected', await record('A1', [correcting(second, told('ReferralReceived', '2019-09-01'))], 365));
    facts.set('withdrawn', await record('A2', [withdrawing(third)], 366));
    facts.set('late', await record('A4', [told('ReferralReceived', '2019-05-01')], 367));
    facts.set('new', await record('A5', [told('ReferralReceived', '2020-03-01')], 368));
    const again = await ask(`/receipts/${first.body.id}`);
    expect([again.status, again.body]).toMatchObject([
      200,
      {
        ...first.body,
        verdict: 'moved-by-facts',
        asKnownThen: { numerator: 2, denominator: 3, value: 66.7, excluded: 0, same: true },
        asKnownNow: { numerator: 1, denominator: 3, value: 33.3, excluded: 0, same: false },
      },
    ]);
  });

  it('differs from the figure now by facts that are named, child by child, and the changes add up', async () => {
    const { body, status } = await ask(`/receipts/${first.body.id}/difference/now`);
    expect([status, body]).toMatchObject([
      200,
      {
        from: { receipt: first.body.id, numerator: 2, denominator: 3 },
        to: { receipt: null, numerator: 1, denominator: 3 },
        change: { numerator: -1, denominator: 0, excluded: 0 },
        byCause: expect.arrayContaining([
          expect.objectContaining({ cause: 'corrected', numerator: -1, denominator: 0 }),
          expect.objectContaining({ cause: 'withdrawn', numerator: -1, denominator: -1 }),
          expect.objectContaining({ cause: 'late-recorded', numerator: 1, denominator: 1 }),
        ]) as unknown,
      },
    ]);
    const told = body.entries.map(({ child, steps }) => [
      child,
      ...steps.map(({ cause, fact }) => [cause, fact?.id, fact?.of?.id]),
    ]);
    expect(told).toEqual([
      ['A1', ['corrected', facts.get('corrected')?.[0], facts.get('A1b')?.[0]]],
      ['A2', ['withdrawn', facts.get('withdrawn')?.[0], facts.get('A2b')?.[0]]],
      ['A4', ['late-recorded', facts.get('late')?.[0], undefined]],
    ]);
  });

  it('differs from one published later, and from the first again as it was known then', async () => {
    const now = await publish(figure);
    const then = await publish({ ...figure, knownAt: first.body['knownAt'] });
    expect([then.body['numerator'], then.body.digests]).toEqual([2, first.body.digests]);
    const later = (await ask(`/receipts/${first.body.id}/difference/${now.body.id}`)).body;
    expect(later).toMatchObject({ change: { numerator: -1, denominator: 0 }, to: { receipt: now.body.id } });
    expect((await ask(`/receipts/${first.body.id}/difference/${then.body.id}`)).body.entries).toEqual([]);
    const back = (await ask(`/receipts/${now.body.id}/difference/${first.body.id}`)).body;
    expect(back).toMatchObject({ change: { numerator: 1, denominator: 0 } });
    expect(new Set(back.entries.flatMap(({ steps }) => steps.map(({ cause }) => cause)))).toEqual(
      new Set(['not-known-by-then']),
    );
  });

  it('is explained in CSV, whose last columns add up', async () => {
    const { text, headers } = await ask(`/receipts/${first.body.id}/difference/now`, {
      headers: { accept: 'text/csv' },
    });
    expect(headers.get('content-type')).toMatch(/^text\/csv/);
    const [head, ...lines] = text.trimEnd().split('\r\n');
    expect(head).toBe(
      'child,kind,key,before,after,cause,sentence,fact,type,on,of,recordedAt,numerator,denominator,excluded',
    );
    const last = lines.map((line) => line.split(',').slice(-3).map(Number));
    expect([0, 1, 2].map((column) => last.reduce((sum, line) => sum + (line[column] ?? 0), 0))).toEqual([-1, 0, 0]);
  });

  it('is listed, the latest first, a page at a time', async () => {
    const page = (await ask('/authorities/855/receipts?limit=2')).body;
    expect([page['total'], page['next'], page.receipts.length]).toEqual([4, 2, 2]);
    const rest = (await ask('/authorities/855/receipts?limit=2&from=2')).body;
    expect([rest['next'], rest.receipts.map(({ id }) => id)[1]]).toEqual([null, first.body.id]);
    expect((await ask('/authorities/856/receipts')).body).toMatchObject({ total: 0, receipts: [] });
  });

  it('stands in an unbroken chain', async () => {
    const events = [];
    for await (const event of store.read('receipts-855')) {
      const metadata = event.metadata as { readonly evidence: Evidence };
      events.push({ ...event, metadata, evidence: metadata.evidence });
    }
    expect(await verifyChain('receipts-855', events)).toMatchObject({ ok: true, count: 4 });
  });
});

/** `npx waymark`, on the data folder of this test. */
function waymark(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, WAYMARK_DATA: folder, READMODEL_URL: path.join(folder, 'readmodel.db') };
  return new Promise((resolve) => {
    const program = path.resolve('dist', 'apps', 'all', 'src', 'cli', 'main.js');
    execFile(process.execPath, [program, ...args], { env, timeout: 60_000 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

describe('npx waymark receipt', () => {
  const here = (): string[] => ['--url', String(service.ready['url'])];

  it('publishes, issues again, explains, and prints what was kept in a file with no service', async () => {
    const asked = ['--authority', '855', '--measure', 're-referrals', '--from', '2019-01-01', '--to', '2019-12-31'];
    const made = await waymark('receipt', ...asked, '--key', 'c1', '--parameters', 'months=6', '--json', ...here());
    expect({ code: made.code, err: made.err }).toEqual({ code: 0, err: '' });
    const published = JSON.parse(made.out) as Body;
    expect(published).toMatchObject({
      measure: 're-referrals',
      parameters: { months: 6 },
      numerator: 0,
      denominator: 3,
    });
    const again = await waymark('receipt', '--id', published.id, ...here());
    expect(again.out).toMatch(/Re-referrals|re-referrals@2/i);
    expect(again.out).toContain('0 % (0 of 3)');
    expect(again.out).toContain('same: Counted again, the same rows make the same figure');
    const { id } = (await ask('/authorities/855/receipts?from=4')).body.receipts[0] ?? { id: '' };
    const moved = await waymark('receipt', '--id', id, '--difference', 'now', ...here());
    expect(moved.out).toContain('change: -1 numerator, 0 denominator, 0 left out');
    expect(moved.out).toMatch(/A2, referral: withdrawn\. ReferralReceived of 2019-03-01 was withdrawn on 2021-01-01\./);
    expect((await waymark('receipt', '--id', id, '--difference', 'now', '--csv', ...here())).out).toMatch(
      /^child,kind,key,/,
    );
    const file = path.join(folder, 'kept.json');
    writeFileSync(file, (await waymark('receipt', '--id', id, '--json', ...here())).out);
    const kept = await waymark('receipt', '--file', file);
    expect(kept.code).toBe(0);
    expect(kept.out).toContain('66.7 % (2 of 3)');
    expect(kept.out).not.toContain('moved-by-facts');
  });

  it.each<[string[], number, RegExp]>([
    [[], 2, /Give --id, or --authority and --measure, or --file/],
    [['--id', 'x', '--csv'], 2, /CSV is of a difference/],
    [['--file', 'package.json'], 1, /holds no receipt/],
  ])('%j is answered with what to do', async (args, code, says) => {
    const said = await waymark('receipt', ...args, ...here());
    expect([said.code, said.err]).toEqual([code, expect.stringMatching(says)]);
  });
});

describe('a draft of rules tried on the caseload', () => {
  const draftOf = (rule: object) => ({ authorities: [{ authority: '855', national: [rule] }] });
  const rule = { duty: 'decision', from: '2018-01-01', limit: { days: 5 }, source: 'Draft' };
  const post = (draft: unknown, query = '', accept = 'application/json', authority = '855') =>
    ask(`/authorities/${authority}/what-if?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify(draft),
    });

  it('says which due days would move, a page at a time and as CSV, and every measure, and writes nothing', async () => {
    const last = (await ask('/authorities/855/dashboard?quarter=2019-Q4')).body.lastKnown;
    const { status, body } = await post(draftOf(rule), 'on=2020-06-30&limit=2');
    expect([status, body]).toMatchObject([
      200,
      {
        authority: '855',
        on: '2020-06-30',
        period: { from: '2019-07-01', to: '2020-06-30' },
        children: 5,
        next: 2,
        changes: [
          {
            child: 'A1',
            clock: 'decision',
            change: 'due-moves',
            before: { due: '2018-06-04' },
            after: { due: '2018-06-06' },
          },
          {},
        ],
      },
    ]);
    const clocks = body['clocks'] as readonly { readonly dueMoves: number }[];
    expect(clocks).toMatchObject([{ clock: 'decision', becomesLate: 0, dueMoves: body['total'] }]);
    const rest = (await post(draftOf(rule), 'on=2020-06-30&skip=2')).body;
    expect((rest['changes'] as unknown[]).length).toBe(Number(body['total']) - 2);
    const { text, headers } = await post(draftOf(rule), 'on=2020-06-30', 'text/csv');
    expect(headers.get('content-type')).toMatch(/^text\/csv/);
    expect(text.trimEnd().split('\r\n')).toHaveLength(Number(body['total']) + 1);
    expect(body.measures.length).toBeGreaterThan(20);
    const named = (await post(draftOf(rule), 'from=2019-01-01&to=2019-12-31&measure=re-referrals,referrals')).body;
    expect(named.measures).toMatchObject([
      { measure: 're-referrals', moves: false, before: { numerator: 1, denominator: 3 }, after: { numerator: 1 } },
      { measure: 'referrals', before: { numerator: 3 } },
    ]);
    const after = (await ask('/authorities/855/dashboard?quarter=2019-Q4')).body.lastKnown;
    expect(after.at).toBe(last.at);
  });

  it.each<[unknown, string, unknown[]]>([
    [
      draftOf({ ...rule, duty: 'plan', limit: 5 }),
      '',
      ['/authorities/0/national/0/duty', '/authorities/0/national/0/limit'],
    ],
    [{ authorities: [{ authority: '857' }] }, '', ['/authorities']],
    [[], '', ['']],
    [draftOf(rule), 'from=2019-01-01&limit=0&measure=x&colour=1', ['/colour', '/limit', '/to', '/measure']],
  ])('is refused with every fault and its place: %j %s', async (draft, query, pointers) => {
    const { status, body } = await post(draft, query);
    expect([status, (body.errors ?? []).map(({ pointer }) => pointer)]).toEqual([400, pointers]);
  });

  it('is tried on the command line, with no service', async () => {
    const file = path.join(folder, 'draft.json');
    writeFileSync(file, JSON.stringify(draftOf(rule)));
    const said = await waymark('whatif', '--authority', '855', '--rules', file, '--on', '2020-06-30');
    expect([said.code, said.err]).toEqual([0, '']);
    expect(said.out).toMatch(/Authority 855: 5 children, [0-9]+ facts\. Clocks as at 2020-06-30\./);
    expect(said.out).toMatch(/decision +[0-9]+ would fall due on another day/);
    const csv = await waymark('whatif', '--authority', '855', '--rules', file, '--on', '2020-06-30', '--csv');
    expect(csv.out).toMatch(/^child,clock,startedOn,startedBy,change,beforeRule,/);
    writeFileSync(file, JSON.stringify(draftOf({ ...rule, limit: 0 })));
    const faulty = await waymark('whatif', '--authority', '855', '--rules', file);
    expect([faulty.code, faulty.err]).toEqual([1, expect.stringContaining('/authorities/0/national/0/limit: ')]);
    const wrong = await waymark('whatif', '--authority', '855', '--rules', file, '--on', 'soon');
    expect(wrong.code).not.toBe(0);
  });
});

describe('what cannot be published or found', () => {
  const codes = ({ status, body }: Answer): unknown => [
    status,
    body['code'],
    ...(body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`),
  ];

  it.each<[object, unknown[]]>([
    [{}, [400, 'invalid', '/authority missing', '/measure missing']],
    [{ ...figure, authority: '999' }, [404, 'unknown-authority']],
    [{ ...figure, measure: 'no-such' }, [404, 'unknown-measure']],
    [
      { authority: '855', measure: 're-referrals', from: '2019-02-30', months: 0, colour: 'red', note: '' },
      [
        400,
        'invalid',
        '/note not-a-text',
        '/colour unknown-field',
        '/from not-a-date',
        '/to missing',
        '/months out-of-range',
      ],
    ],
    [{ ...figure, months: 12, parameters: { months: 12 } }, [400, 'invalid', '/parameters/months given-twice']],
    [{ ...figure, knownAt: 'yesterday' }, [400, 'invalid', '/knownAt not-an-instant']],
  ])('%j', async (body, expected) => {
    expect(codes(await publish(body))).toEqual(expected);
  });

  it('is another authority’s, for whoever has a token of one', async () => {
    const token = await issueDevelopmentToken({
      user: 'u7',
      role: 'analyst',
      authority: '856',
      dataFolder: folder,
      now: Date.now(),
    });
    const headers = { authorization: `Bearer ${token}` };
    expect(codes(await publish(figure, headers))).toEqual([403, 'other-authority']);
    const { id } = (await ask('/authorities/855/receipts')).body.receipts[0] ?? { id: '' };
    expect(codes(await ask(`/receipts/${id}`, { headers }))).toEqual([404, 'unknown-receipt']);
    const own = await publish({ ...figure, authority: '856' }, headers);
    expect([own.status, own.body['publishedBy'], own.body['numerator']]).toEqual([
      201,
      { user: 'u7', role: 'analyst' },
      0,
    ]);
    expect(own.body['value']).toBeNull();
    expect((await ask(`/receipts/${own.body.id}`, { headers })).body).toMatchObject({ verdict: 'same' });
    expect(codes(await ask(`/receipts/${id}/difference/${own.body.id}`))).toEqual([400, 'not-comparable']);
  });

  it('is noted for those who publish; to a caseworker the figure is told, and not what was written of it', async () => {
    const as = async (role: Role) => {
      const given = { user: 'u8', role, authority: '855', dataFolder: folder, now: Date.now() };
      return { authorization: `Bearer ${await issueDevelopmentToken(given)}` };
    };
    const { id } = (await publish({ ...figure, note: 'As his aunt told us.' })).body;
    for (const role of ['manager', 'analyst', 'auditor', 'caseworker', 'chair', 'administrator'] as const) {
      const isTold = ['manager', 'analyst', 'auditor'].includes(role);
      const headers = await as(role);
      const [one, list] = [
        await ask(`/receipts/${id}`, { headers }),
        await ask('/authorities/855/receipts', { headers }),
      ];
      expect([role, one.body['note']]).toEqual([role, isTold ? 'As his aunt told us.' : undefined]);
      expect([role, JSON.stringify(list.body).includes('aunt')]).toEqual([role, isTold]);
    }
  });

  it('leaves in the store nothing by which what was noted could be guessed: no digest that one makes without the keys', async () => {
    const [body, key] = [{ ...figure, note: 'Anna Invented' }, { 'idempotency-key': 'guess' }];
    const published = await publish(body, key);
    let mark: unknown;
    for await (const { id, metadata } of store.read('receipts-855')) {
      if (id === published.body.id)
        mark = (metadata as { readonly request?: { readonly mark?: string } }).request?.mark;
    }
    expect(mark).toMatch(/^[0-9a-f]{64}$/);
    expect(mark).not.toBe(digestOfRows([canonical(body)]));
    expect((await publish(body, key)).body).toEqual(published.body);
  });

  it('has no such id', async () => {
    for (const id of ['none', '0c5a2b1e-0000-4000-8000-000000000000']) {
      expect(codes(await ask(`/receipts/${id}`))).toEqual([404, 'unknown-receipt']);
      expect(codes(await ask(`/receipts/${id}/difference/now`))).toEqual([404, 'unknown-receipt']);
    }
  });
});
