import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openReadModelWriter, rebuildReadModel } from '#readmodel';
import { openStore, type Store } from '#store';
import { nationalRules } from '#timescales';
import {
  dayZero,
  day,
  recorded,
  told,
  type Told,
  startEmbeddedNode,
  type EmbeddedNode,
  eventually,
  startProcess,
  type WaymarkProcess,
} from '#testing';
import { answerTo, type Answer, type Body } from './performance.fixture.ts';

let folder: string;
let node: EmbeddedNode;
let store: Store;
let worker: WaymarkProcess;
let service: WaymarkProcess;
const revisions = new Map<string, number>();

const readModel = (): string => path.join(folder, 'readmodel.db');
const places = (): Record<string, string> => ({
  EVENTSTORE_URL: node.url,
  READMODEL_URL: readModel(),
  WAYMARK_DATA: folder,
  PORT: '0',
});

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-performance-'));
  node = await startEmbeddedNode();
  store = openStore({ url: node.url });
  worker = await startProcess('apps/performance/src/worker.js', places());
  service = await startProcess('apps/performance/src/main.js', places());
});

afterAll(async () => {
  await service.stop();
  await worker.stop();
  await store.close();
  await node.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Appends facts to a child's journey as recording does, each a day after the one before. */
async function record(child: string, facts: readonly Told[], authority = '855'): Promise<number> {
  const stream = `journey-${authority}.${child}`;
  const from = revisions.get(stream) ?? 0;
  const events = recorded(facts, child).map(({ type, data }, index) => ({
    id: randomUUID(),
    type,
    data,
    metadata: { recordedAt: new Date(dayZero + (from + index) * day).toISOString(), recordedBy: 'u1', version: 1 },
  }));
  const { position } = await store.append(stream, from === 0 ? 'no-stream' : from - 1, events);
  revisions.set(stream, from + events.length);
  return position;
}

const get = (address: string, headers: Record<string, string> = {}): Promise<Answer> =>
  answerTo(`${String(service.ready['url'])}${address}`, headers);

const projected = (position: number): Promise<unknown> =>
  eventually(
    () => get('/authorities/855/dashboard?quarter=2018-Q1'),
    ({ status, body }) => status === 200 && body.lastKnown.position >= position,
  );

it('finds the children of a family, as they are linked now', async () => {
  await record('S1', [told('FamilyLinked', '2018-04-03', { familyId: 'F9' })]);
  const undone = [
    told('FamilyLinked', '2018-04-03', { familyId: 'F9' }),
    told('FamilyUnlinked', '2018-05-01', { familyId: 'F9' }),
  ];
  await record('S2', undone);
  await record('S4', [told('FamilyLinked', '2018-04-03', { familyId: 'F8' })]);
  const position = await record('S3', [told('FamilyLinked', '2018-04-09', { familyId: 'F9' })]);
  await projected(position);
  const { status, body } = await get('/authorities/855/families/F9');
  expect([status, body]).toEqual([
    200,
    {
      authority: '855',
      familyId: 'F9',
      children: [
        { child: 'S1', linkedOn: '2018-04-03' },
        { child: 'S3', linkedOn: '2018-04-09' },
      ],
    },
  ]);
  expect((await get('/authorities/855/families/none')).body).toMatchObject({ children: [] });
});

const quarter = 'from=2018-04-01&to=2018-06-30';

describe('facts in the store become figures', () => {
  it('with their rows, their facts and a receipt, and move when a fact is corrected', async () => {
    const position = await record('A1', [
      told('ReferralReceived', '2017-06-01'),
      told('ReferralDecided', '2017-06-02', { decision: 'no-further-action' }),
      told('ReferralReceived', '2018-05-10'),
    ]);
    await projected(position);
    const { status, body } = await get(`/authorities/855/measures/re-referrals?${quarter}`);
    expect([status, body]).toMatchObject([
      200,
      { measure: 're-referrals', version: 2, numerator: 1, denominator: 1, value: 100, unit: 'percent', excluded: 0 },
    ]);
    expect(body.receipt).toMatchObject({
      definition: 're-referrals@2',
      period: { from: '2018-04-01', to: '2018-06-30' },
      parameters: { months: 12 },
      knownAt: new Date(dayZero + 2 * day).toISOString(),
      lastKnown: { position },
    });
    const { body: part } = await get(`/authorities/855/measures/re-referrals/rows?${quarter}&part=numerator`);
    expect(part.rows).toMatchObject([
      { child: 'A1', row: { receivedOn: '2018-05-10', previousOn: '2017-06-01', closedOn: null } },
    ]);
    expect(part.rows[0]?.facts).toHaveLength(2);

    const second = part.rows[0]!.key;
    const corrected = {
      type: 'FactCorrected',
      data: { fact: second, data: told('ReferralReceived', '2018-06-02').data },
    } as const;
    await projected(await record('A1', [corrected]));
    expect((await get(`/authorities/855/measures/re-referrals?${quarter}`)).body).toMatchObject({
      numerator: 0,
      value: 0,
    });
    const asItWas = `${quarter}&knownAtPosition=${String(position)}`;
    const before = (await get(`/authorities/855/measures/re-referrals?${asItWas}`)).body;
    expect(before).toMatchObject({ numerator: 1, receipt: { digests: body.receipt.digests } });
    const instant = encodeURIComponent(body.receipt.knownAt);
    expect((await get(`/authorities/855/measures/re-referrals?${quarter}&knownAt=${instant}`)).body).toMatchObject({
      numerator: 1,
    });
  });

  it('asked in two ways, side by side, with the rows they do not count alike', async () => {
    const address = `/authorities/855/measures/re-referrals/comparison?${quarter}`;
    const [before, after] = [
      { numerator: false, denominator: true, excluded: null },
      { numerator: true, denominator: true },
    ];
    expect((await get(`${address}&other.months=14`)).body).toMatchObject({
      first: { parameters: { months: 12 }, numerator: 0, denominator: 1, value: 0 },
      second: { parameters: { months: 14 }, numerator: 1, denominator: 1, value: 100 },
      count: 1,
      rows: [{ child: 'A1', kind: 'referral', before, after }],
    });
    const earlier = encodeURIComponent(new Date(dayZero + 2 * day).toISOString());
    const then = (await get(`${address}&other.knownAt=${earlier}`)).body;
    expect(then).toMatchObject({
      first: { numerator: 0 },
      second: { numerator: 1 },
      count: 1,
      rows: [{ child: 'A1' }],
    });
    const first = encodeURIComponent(new Date(dayZero).toISOString());
    const gone = (await get(`${address}&other.knownAt=${first}&limit=1`)).body;
    expect(gone).toMatchObject({ second: { denominator: 0, value: null }, rows: [{ child: 'A1', after: null }] });
    const same = (await get(`${address}&other.months=12`)).body;
    expect(same).toMatchObject({ count: 0, rows: [] });
    const wrong = (await get(`${address}&other.months=0&other.shoes=2`)).body;
    expect(wrong.errors).toMatchObject([
      { pointer: '/other.shoes', code: 'unknown' },
      { pointer: '/other.months', code: 'out-of-range' },
    ]);
    const table = (await get(`${address}&other.months=14`, { accept: 'text/csv' })).text;
    expect(table.split('\r\n')[1]).toMatch(/^A1,referral,[0-9a-f-]{36},denominator,numerator denominator$/);
  });

  it('row by row, a page at a time where that is asked for', async () => {
    const address = '/authorities/855/measures/referrals/rows?from=2017-04-01&to=2018-06-30';
    const whole = (await get(address)).body;
    expect(whole).toMatchObject({ count: 2, next: null });
    const first = (await get(`${address}&limit=1`)).body;
    expect(first).toMatchObject({ count: 2, next: 1, rows: [whole.rows[0]] });
    expect((await get(`${address}&limit=1&offset=1`)).body).toMatchObject({ next: null, rows: [whole.rows[1]] });
    expect((await get(`${address}&limit=1&offset=2`)).body).toMatchObject({ count: 2, next: null, rows: [] });
    expect((await get(`${address}&limit=0&offset=-1`)).body.errors).toMatchObject([
      { pointer: '/offset', code: 'not-a-number' },
      { pointer: '/limit', code: 'out-of-range' },
    ]);
  });

  it('told apart by who the child is and who has the case, each row in one group and none dropped', async () => {
    await record('G1', [
      told('ChildRegistered', '2019-05-01', { sex: 'U', expectedDateOfBirth: '2019-09-01' as never }),
      told('ReferralReceived', '2019-05-01'),
      told('WorkerAllocated', '2019-05-01', { worker: 'W7', team: 'North' }),
      told('ChildBorn', '2019-08-30', { dateOfBirth: '2019-08-30' as never, sex: 'F' }),
    ]);
    const position = await record('G2', [told('ReferralReceived', '2019-05-01')]);
    await projected(position);
    const period = 'from=2019-05-01&to=2019-05-31';
    const { body } = await get(`/authorities/855/measures/referrals?${period}&group=sex`);
    const group = (code: string, label: string, numerator: number): object => {
      return { group: code, label, numerator, denominator: null, value: numerator, excluded: 0 };
    };
    expect([body['numerator'], body['groups']]).toEqual([
      2,
      [
        group('unborn', 'Unborn', 1),
        group('F', 'Female', 0),
        group('M', 'Male', 0),
        group('not-known', 'Not known', 1),
      ],
    ]);
    const teams = (await get(`/authorities/855/measures/referrals?${period}&group=team`)).body['groups'];
    expect(teams).toEqual([group('North', 'North', 1), group('not-known', 'No worker on the day', 1)]);
    const north = await get(`/authorities/855/measures/referrals/rows?${period}&group=team&only=North`);
    expect(north.body).toMatchObject({ count: 1, rows: [{ child: 'G1' }] });
    const wrong = await get(`/authorities/855/measures/referrals/rows?${period}&group=shoe-size`);
    expect([wrong.status, wrong.body.errors]).toMatchObject([
      400,
      [
        { pointer: '/group', code: 'unknown-choice' },
        { pointer: '/only', code: 'missing' },
      ],
    ]);
    const stray = await get(`/authorities/855/measures/referrals/rows?${period}&group=sex&only=X`);
    expect(stray.body.errors).toMatchObject([{ pointer: '/only', code: 'unknown-choice' }]);
  });

  it('for every 10,000 children where the population is known, and with every choice of a parameter', async () => {
    await projected(await record('G3', [told('StrategyDiscussionHeld', '2019-06-03', { attended: ['police'] })]));
    const march = await get('/authorities/855/measures/referrals?from=2018-04-01&to=2019-03-31');
    const count = Number(march.body['numerator']);
    expect(march.body['rate']).toMatchObject({
      per: 10_000,
      midYear: 2018,
      population: 138_152,
      value: Math.round((count / 138_152) * 100_000) / 10,
      status: 'V',
    });
    const unknown = await get('/authorities/856/measures/referrals?from=2018-04-01&to=2019-03-31');
    expect(unknown.body).toMatchObject({ numerator: 0, rate: { value: null, population: null } });
    const june = 'from=2019-06-01&to=2019-06-30';
    const each = await get(`/authorities/855/measures/strategy-discussion-attendance?${june}&each=agency`);
    const agencies = each.body['each'] as { choice: string }[];
    expect(agencies).toHaveLength(12);
    expect(agencies.find(({ choice }) => choice === 'police')).toEqual({
      choice: 'police',
      numerator: 1,
      denominator: 1,
      value: 100,
      excluded: 0,
    });
    const both = await get(`/authorities/855/measures/conference-attendance?${june}&each=agency&agency=police`);
    expect(both.body.errors).toMatchObject([{ pointer: '/agency', code: 'one-or-the-other' }]);
    expect((await get(`/authorities/855/measures/referrals?${june}&each=agency`)).body.errors).toMatchObject([
      { pointer: '/each', code: 'unknown-choice' },
    ]);
    const caseload = await get('/authorities/855/measures/caseload-per-worker?at=2019-06-30&group=worker');
    expect(caseload.body).toMatchObject({
      unit: 'children per worker',
      numerator: 1,
      denominator: 1,
      value: 1,
      spread: { counted: 1, median: 1 },
      groups: [{ group: 'W7', numerator: 1, denominator: 1 }, { group: 'not-known' }],
    });
  });

  it('as CSV where that is asked for', async () => {
    const { headers, text } = await get(`/authorities/855/measures/referrals/rows?${quarter}`, { accept: 'text/csv' });
    expect(headers.get('content-type')).toMatch(/^text\/csv/);
    const [header, first, last] = text.split('\r\n');
    expect(header).toBe(
      'child,key,reason,receivedOn,source,primaryNeed,firstOfDay,previousOn,monthsSincePrevious,wholeMonthsSincePrevious,daysSincePrevious,recordedAfter,decision,decidedOn,decisionDueOn,decisionDueKnown,decisionKnown,decisionNeeded,decisionWorkingDays,noFurtherAction,closedOn,closureReason,assessedNotInNeed,broughtForward,facts',
    );
    expect(first).toMatch(/^A1,[0-9a-f-]{36},,2018-06-02,1A,,1,2017-06-01,13,/);
    expect(last).toBe('');
    const none = await get('/authorities/857/measures/referrals/rows?from=1950-01-01&to=1950-12-31', {
      accept: 'text/csv',
    });
    expect(none.text).toBe(`${String(header)}\r\n`);
  });

  it('for one authority and not another', async () => {
    expect((await get(`/authorities/857/measures/referrals?${quarter}`)).body).toMatchObject({
      numerator: 0,
      denominator: null,
    });
  });

  it('on a dashboard of the quarter', async () => {
    const { body } = await get('/authorities/855/dashboard?quarter=2018-Q1');
    expect(body).toMatchObject({ quarter: '2018-Q1', from: '2018-04-01', to: '2018-06-30' });
    expect(body.measures.map(({ measure }) => measure)).toContain('reviews-in-timescale');
    expect(body.measures[0]).toMatchObject({ measure: 'referrals', numerator: 1, denominator: null, value: 1 });
  });

  it.each([
    '/authorities/855/measures/plans-open-over-two-years?at=1900-01-01',
    '/authorities/855/measures/reviews-in-timescale?at=1900-01-01',
    '/authorities/855/measures/reviews-in-timescale?at=2199-12-31',
    '/authorities/855/dashboard?quarter=1900-Q1',
  ])('of the first and the last days there are: %s', async (address) => {
    expect((await get(address)).status).toBe(200);
  });

  it('defined in words and as data', async () => {
    const { body } = await get('/measures');
    const found = body.measures.find(({ id }) => id === 'plans-open-over-two-years');
    expect(found).toMatchObject({
      version: 2,
      asks: 'at',
      unit: 'percent',
      polarity: 'lower-is-better',
      parameters: { months: { default: 24 } },
    });
    expect(found?.['denominator']).toMatch(/open at the end of the day/);
    expect(JSON.stringify(body)).not.toMatch(/\.md|\.txt|seed \d/);
  });
});

describe('stored facts that no law accepts', () => {
  it('are told in readiness and a metric, and listed with what to do', async () => {
    const facts = [
      told('ChildRegistered', '2018-05-09'),
      told('ReferralReceived', '2018-05-10'),
      told('PlanEnded', '2018-05-11'),
    ];
    await record('U1', facts, '857');
    const { body, status } = await eventually(
      () => get('/authorities/857/unread'),
      ({ body: listed }) => listed['count'] === 1 && listed['childrenToJudge'] === 0,
    );
    expect([status, body]).toMatchObject([
      200,
      {
        authority: '857',
        facts: [
          {
            child: 'U1',
            type: 'PlanEnded',
            code: 'no-plan-open',
            sentence: 'The child was not on a child protection plan.',
          },
        ],
      },
    ]);
    expect((await get('/metrics')).text).toContain('waymark_unread_facts{authority="857"} 1');
    const ready = await get('/health/ready');
    expect(ready.status).toBe(200);
    expect(ready.text).toMatch(/facts are not read under today’s law: see .*GET \/authorities\/857\/unread/);
    expect((await get('/authorities/999/unread')).status).toBe(404);
  });
});

describe('a question that cannot be answered', () => {
  const codes = ({ status, body }: { status: number; body: Body }): unknown => [
    status,
    body['code'],
    ...(body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`),
  ];

  it.each([
    ['/authorities/855/measures/no-such-measure', [404, 'unknown-measure']],
    ['/authorities/999/measures/referrals', [404, 'unknown-authority']],
    ['/authorities/855/measures/referrals', [400, 'invalid', '/from missing', '/to missing']],
    [
      '/authorities/855/measures/referrals?from=2018-02-30&to=x&months=3',
      [400, 'invalid', '/months unknown', '/from not-a-date', '/to not-a-date'],
    ],
    ['/authorities/855/measures/plans-open?at=2018-03-31&from=2018-01-01', [400, 'invalid', '/from not-asked-for']],
    [
      `/authorities/855/measures/referrals?${quarter}&from=2018-04-01`,
      [400, 'invalid', '/from given-twice', '/from missing'],
    ],
    [`/authorities/855/measures/re-referrals?${quarter}&months=0`, [400, 'invalid', '/months out-of-range']],
    [`/authorities/855/measures/referrals?${quarter}&knownAt=2018-04-01`, [400, 'invalid', '/knownAt not-an-instant']],
    [
      `/authorities/855/measures/referrals?${quarter}&knownAt=2199-04-01T00:00:00Z`,
      [400, 'invalid', '/knownAt in-the-future'],
    ],
    [
      `/authorities/855/measures/referrals?${quarter}&knownAtPosition=9007199254740991`,
      [400, 'invalid', '/knownAtPosition not-reached-yet'],
    ],
    [
      `/authorities/855/measures/referrals?${quarter}&knownAtPosition=-1`,
      [400, 'invalid', '/knownAtPosition not-a-position'],
    ],
    [`/authorities/855/measures/referrals/rows?${quarter}&part=all`, [400, 'invalid', '/part unknown-choice']],
    ['/authorities/855/dashboard', [400, 'invalid', '/quarter missing']],
    ['/authorities/855/dashboard?quarter=2018-Q5', [400, 'invalid', '/quarter not-a-quarter']],
  ])('%s', async (address, expected) => {
    expect(codes(await get(address))).toEqual(expected);
  });

  it('asks for an instant with its offset, and takes a plus sign as it stands', async () => {
    const { status } = await get(`/authorities/855/measures/referrals?${quarter}&knownAt=2020-01-02T10:00:00+01:00`);
    expect(status).toBe(200);
  });
});

describe('the worker', () => {
  it('killed at any moment ends with the rows a rebuild makes', async () => {
    const children = Array.from({ length: 60 }, (_, index) => `K${String(index)}`);
    let position = 0;
    const appending = (async () => {
      for (const child of children) {
        await record(child, [told('ReferralReceived', '2018-05-01'), told('ReferralDecided', '2018-05-02')], '856');
        position = await record(
          child,
          [told('AssessmentStarted', '2018-05-03'), told('AssessmentAuthorised', '2018-06-01')],
          '856',
        );
      }
    })();
    for (let times = 0; times < 4; times += 1) {
      await worker.kill();
      worker = await startProcess('apps/performance/src/worker.js', places());
    }
    await appending;
    await projected(position);
    const { body } = await get(`/authorities/856/measures/assessments-in-45-days?${quarter}`);
    expect(body).toMatchObject({ numerator: 60, denominator: 60, value: 100 });
    expect(await rebuiltDigest()).toBe(await liveDigest());
  });

  it('stops at a fact it cannot read, says which, and goes on serving what it has', async () => {
    const good = await record('B1', [told('ReferralReceived', '2018-05-20')]);
    await store.append('journey-855.B2', 'no-stream', [
      {
        id: randomUUID(),
        type: 'NoSuchFact',
        data: {},
        metadata: { recordedAt: '2026-01-01T00:00:00.000Z', recordedBy: 'u', version: 1 },
      },
    ]);
    await record('B3', [told('ReferralReceived', '2018-05-21')]);
    const { body } = await eventually(
      () => get('/health/ready'),
      ({ status }) => status === 503,
    );
    // Anybody may ask how Waymark stands, so no child is named: the rows' database names it to who runs Waymark.
    expect(body['detail']).toMatch(
      /projection: It stopped\. NoSuchFact at revision 0 of journey-855\.… cannot be read: .*Run the newer Waymark/,
    );
    const figure = (await get(`/authorities/855/measures/referrals?${quarter}`)).body;
    expect(figure).toMatchObject({ numerator: 2, receipt: { lastKnown: { position: good, projection: 'stopped' } } });
    await worker.kill();
    worker = await startProcess('apps/performance/src/worker.js', places());
    expect((await get('/health/ready')).status).toBe(503);
    expect((await get(`/authorities/855/measures/referrals?${quarter}`)).body).toMatchObject({ numerator: 2 });
  });

  it('stops in good order when told to', async () => {
    expect(await worker.stop()).toBe(0);
  });
});

async function liveDigest(url = readModel()): Promise<string> {
  const writer = openReadModelWriter({ url, rules: nationalRules, now: () => dayZero });
  const digest = await writer.digest();
  await writer.close();
  return digest;
}

async function rebuiltDigest(): Promise<string> {
  const url = path.join(folder, 'rebuilt.db');
  await rebuildReadModel({ store, url, now: () => dayZero });
  return liveDigest(url);
}
