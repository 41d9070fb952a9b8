import { plainDate } from '#calendar';
import { issueDevelopmentToken, type Role } from '#http';
import { AuditModule } from '../apps/audit/src/audit.module.ts';
import { fact, now, startPosting, type Posting } from './posting.fixture.ts';

let posting: Posting;
let instant = now;

beforeAll(async () => {
  posting = await startPosting({}, () => instant, [AuditModule]);
});

afterAll(async () => {
  await posting.close();
});

beforeEach(() => {
  instant = now;
});

type Person = readonly [user: string, ...roles: Role[]];

const wendy: Person = ['wendy', 'caseworker'];
const will: Person = ['will', 'caseworker'];
const mary: Person = ['mary', 'manager'];
const mike: Person = ['mike', 'manager'];
const chris: Person = ['chris', 'chair'];
const adam: Person = ['adam', 'administrator'];
const oona: Person = ['oona', 'auditor'];

async function as([user, ...roles]: Person, authority = '855') {
  const token = await issueDevelopmentToken({ user, roles, authority, dataFolder: posting.folder, now: instant });
  return { authorization: `Bearer ${token}` };
}

async function post(who: Person, path: string, body: object, headers: Readonly<Record<string, string>> = {}) {
  const {
    status,
    body: told,
    headers: given,
  } = await posting.post(`/authorities/855/${path}`, body, {
    ...(await as(who)),
    ...headers,
  });
  return { status, etag: given['etag'], ...(told as Readonly<Record<string, unknown>>) } as unknown as Answer;
}

async function get(who: Person, path: string) {
  const { status, body } = await posting.get(`/authorities/855/${path}`).set(await as(who));
  return { status, ...(body as Readonly<Record<string, unknown>>) } as unknown as Answer;
}

interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly facts: readonly { readonly id: string; readonly countersignatureOwed?: true }[];
  readonly [more: string]: unknown;
}

const on = plainDate('2026-06-15');
const registered = fact('ChildRegistered', {
  on,
  dateOfBirth: '2020-02-29',
  sex: 'F',
  ethnicity: 'WBRI',
  disabilities: ['NONE'],
  upnUnknownReason: 'UN1',
} as never);
const referral = fact('ReferralReceived', { on, source: '2A' } as never);
const discussed = { on, attended: ['social-care', 'police', 'health'], decision: 'section-47-joint' };

/** How many entries the access log has. */
async function looksSoFar(): Promise<number> {
  const looks: string[] = [];
  for await (const { id } of posting.store.read('accesses-855.2026-06')) looks.push(id);
  return looks.length;
}

async function aChild(child: string): Promise<void> {
  expect((await post(wendy, `children/${child}/facts`, { facts: [registered, referral] })).status).toBe(201);
}

describe('a decision of another role', () => {
  it('is a manager’s in hours: a caseworker is told whom to ask, and nothing is written', async () => {
    await aChild('D1');
    const refused = await post(wendy, 'children/D1/referral-decisions', { on, decision: 'assess' });
    expect(refused).toMatchObject({ status: 403, code: 'role-needed', needs: ['manager'] });
    expect((await get(wendy, 'children/D1/journey')).facts).toHaveLength(2);
    expect((await post(mary, 'children/D1/referral-decisions', { on, decision: 'assess' })).status).toBe(201);
  });

  it('says what is recorded all the same to whoever works with children: not to an administrator, whose visit is not', async () => {
    await aChild('D1b');
    const allTheSame = 'Facts that protect a child are recorded by themselves.';
    const byWendy = await post(wendy, 'children/D1b/referral-decisions', { on, decision: 'assess' });
    expect(byWendy['detail']).toContain(allTheSame);
    const byAdam = await post(adam, 'children/D1b/visits', { on, purpose: 'assessment', seen: true, seenAlone: true });
    expect(byAdam).toMatchObject({ status: 403, code: 'role-needed', needs: ['caseworker', 'manager', 'chair'] });
    expect(byAdam['detail']).not.toContain(allTheSame);
  });

  it('taken at night is recorded, listed, and countersigned by another with the role, once', async () => {
    await aChild('D2');
    instant = Date.parse('2026-06-15T22:10:00Z');
    const decided = await post(wendy, 'children/D2/referral-decisions', { on, at: '23:05', decision: 'assess' });
    const [{ id } = { id: '' }] = decided.facts;
    expect(decided).toMatchObject({
      status: 201,
      facts: [{ countersignatureOwed: true }],
      countersignatureOwed: [{ fact: id, type: 'ReferralDecided', by: ['manager'] }],
    });
    const waits = async (who: Parameters<typeof get>[0]) => (await get(who, 'waiting'))['toCountersign'];
    const before = await looksSoFar();
    expect(await waits(mary)).toBe(1);
    expect([await waits(chris), await waits(wendy), await waits(['wendy', 'manager'])]).toEqual([0, 0, 0]);
    expect(await looksSoFar()).toBe(before);
    const waiting = await get(wendy, 'countersignatures');
    expect(waiting).toMatchObject({
      status: 200,
      owed: [{ child: 'D2', fact: id, recordedBy: 'wendy', by: ['manager'] }],
    });
    const sign = `children/D2/facts/${id}/countersignature`;
    expect(await post(chris, sign, {})).toMatchObject({ status: 403, code: 'role-needed' });
    expect(await post(['wendy', 'manager'], sign, {})).toMatchObject({ status: 403, code: 'own-fact' });
    expect(await post(mary, sign, {})).toMatchObject({ status: 201, by: { user: 'mary', role: 'manager' } });
    expect(await post(mike, sign, {})).toMatchObject({ status: 201, by: { user: 'mary', role: 'manager' } });
    expect(await get(wendy, 'countersignatures')).toMatchObject({ owed: [] });
    const [, , signed] = (await get(wendy, 'children/D2/journey')).facts;
    expect(signed).toMatchObject({ countersignedBy: 'mary' });
    expect(signed).not.toHaveProperty('countersignatureOwed');
  });

  it('answers a repeat as the first time, and lists it once', async () => {
    await aChild('D3');
    const body = { on, at: '07:30', decision: 'assess' };
    const key = { 'idempotency-key': 'night-1' };
    const first = await post(wendy, 'children/D3/referral-decisions', body, key);
    expect(await post(wendy, 'children/D3/referral-decisions', body, key)).toEqual(first);
    expect(first.countersignatureOwed).toHaveLength(1);
    expect(await get(mary, 'countersignatures')).toMatchObject({ owed: [{ child: 'D3' }] });
    await post(mary, `children/D3/facts/${first.facts[0]?.id ?? ''}/countersignature`, {});
  });

  it('that never was recorded is owed by nobody', async () => {
    await aChild('D4');
    const refused = await post(wendy, 'children/D4/plans', { on, categories: ['NEG'] });
    expect(refused).toMatchObject({ status: 409, code: 'plan-not-from-conference' });
    const preview = await post(wendy, 'children/D4/strategy-discussions?preview=true', discussed);
    expect(preview).toMatchObject({ status: 200, countersignatureOwed: [{ type: 'StrategyDiscussionHeld' }] });
    expect(await get(mary, 'countersignatures')).toMatchObject({ owed: [] });
  });

  it('comes with the plan that rests on it, at any hour', async () => {
    await aChild('D5');
    await post(mary, 'children/D5/facts', {
      facts: [
        fact('StrategyDiscussionHeld', discussed as never),
        fact('Section47Concluded', { on, outcome: 'conference-required', substantiated: true }),
      ],
    });
    const agencies = ['social-care', 'police', 'health'];
    const held = fact('InitialConferenceHeld', {
      on,
      invited: agencies,
      attended: agencies,
      reportsReceived: agencies,
      childParticipated: true,
      outcome: 'plan',
    } as never);
    expect(await post(mary, 'children/D5/facts', { facts: [held] })).toMatchObject({ status: 403, needs: ['chair'] });
    const plan = fact('PlanStarted', { on, categories: ['NEG'] });
    const recorded = await post(wendy, 'children/D5/facts', { facts: [held, plan] });
    expect(recorded.status).toBe(201);
    expect(recorded.countersignatureOwed).toMatchObject([{ by: ['chair'] }, { by: ['chair'] }]);
    for (const { id } of recorded.facts)
      expect((await post(chris, `children/D5/facts/${id}/countersignature`, {})).status).toBe(201);
    const [{ id } = { id: '' }] = recorded.facts.slice(1);
    const withdrawal = { fact: id, why: 'recorded-in-error' };
    expect(await post(wendy, 'children/D5/withdrawals', withdrawal)).toMatchObject({ status: 403, needs: ['chair'] });
  });

  it('closes a worker’s own case, and not another’s', async () => {
    await aChild('D6');
    await post(wendy, 'children/D6/worker-allocations', { on, worker: 'wendy', team: 'North' });
    await post(mary, 'children/D6/referral-decisions', { on, decision: 'assess' });
    expect(await post(will, 'children/D6/case-closures', { on, reason: 'RC2' })).toMatchObject({ status: 403 });
    expect((await post(wendy, 'children/D6/case-closures', { on, reason: 'RC2' })).status).not.toBe(403);
  });
});

describe('a restricted record', () => {
  const reason = 'The mother works in the team next door.';

  beforeAll(async () => {
    await aChild('R1');
    const made = await post(mary, 'children/R1/restriction', { to: ['wendy', 'mary'], reason });
    expect(made).toMatchObject({ status: 201, to: ['mary', 'wendy'] });
  });

  const closed = ['journey', 'journey?knownAt=2020-01-01T00:00:00Z', 'clocks/decision/explain'];

  it.each(closed)('is open to the people named and closed to others: %s', async (path) => {
    expect((await get(wendy, `children/R1/${path}`)).status).not.toBe(403);
    for (const other of [will, mike, chris, oona])
      expect(await get(other, `children/R1/${path}`)).toMatchObject({ status: 403, code: 'restricted-case' });
  });

  it('is closed in the same words whether or not there is a record', async () => {
    await post(mary, 'children/R0/restriction', { to: ['wendy'], reason });
    const [there, absent] = [await get(will, 'children/R1/journey'), await get(will, 'children/R0/journey')];
    expect(absent).toEqual(there);
    expect((await get(wendy, 'children/R0/journey')).status).toBe(404);
  });

  it('takes from anybody who posts what protects the child, and tells nothing of the journey', async () => {
    const posted = await post(will, 'children/R1/strategy-discussions', discussed, { 'if-match': '"999"' });
    expect(posted).toMatchObject({
      status: 201,
      restricted: true,
      revision: null,
      position: null,
      clocks: [],
      next: [],
    });
    expect(posted.etag).toBeUndefined();
    expect(posted.facts).toHaveLength(1);
    expect((await get(wendy, 'children/R1/journey')).facts).toHaveLength(3);
  });

  it('answers a repeat of such a post as little, and a refusal by the order with nothing of it', async () => {
    const key = { 'idempotency-key': 'protect-1' };
    const visit = { on, purpose: 'assessment', seen: true, seenAlone: true };
    const first = await post(will, 'children/R1/visits', visit, key);
    expect(await post(will, 'children/R1/visits', visit, key)).toEqual(first);
    const open = await post(will, 'children/R1/referrals', { on, source: '2A' });
    expect(open).toMatchObject({ status: 403, code: 'restricted-case' });
    expect(open).not.toHaveProperty('standing');
  });

  it.each([
    ['what protects nobody', 'children/R1/contacts', { on, contactId: 'c1', source: '2A' }],
    ['a preview', 'children/R1/visits?preview=true', { on, purpose: 'assessment', seen: true, seenAlone: true }],
    ['a body that is amiss', 'children/R1/facts', { facts: 'none' }],
    ['a batch that protects in part', 'children/R1/facts', { facts: [referral, registered] }],
    ['a correction', 'children/R1/withdrawals', { fact: '2f0c3a52-6f1b-5c1e-9a38-0d6a52d3f7b1', why: 'duplicate' }],
    ['a move from it', 'children/R1/moves', { facts: ['2f0c3a52-6f1b-5c1e-9a38-0d6a52d3f7b1'], to: 'D1' }],
  ])('is closed to others who post %s', async (_, path, body) => {
    expect(await post(will, path, body)).toMatchObject({ status: 403, code: 'restricted-case' });
  });

  it('answers no repeat of a post of before to whom it is no more open', async () => {
    await aChild('R6');
    const key = { 'idempotency-key': 'before-1' };
    const contact = { on, contactId: 'c1', source: '2A' };
    expect((await post(will, 'children/R6/contacts', contact, key)).status).toBe(201);
    await post(mary, 'children/R6/restriction', { to: ['wendy'], reason });
    const again = await post(will, 'children/R6/contacts', contact, key);
    expect(again).toMatchObject({ status: 403, code: 'restricted-case' });
    expect(again.facts).toBeUndefined();
  });

  it('is not moved to by others', async () => {
    const { facts } = await get(will, 'children/D1/journey');
    const move = { facts: facts.slice(1, 2).map(({ id }) => id), to: 'R1' };
    expect(await post(will, 'children/D1/moves', move)).toMatchObject({ status: 403, code: 'restricted-case' });
  });

  it('is one of several: what protects is recorded for it too, and what does not refuses the post without its standing', async () => {
    await aChild('R2');
    const visit = fact('ChildVisited', { on, purpose: 'assessment', seen: true, seenAlone: false });
    const children = [{ child: 'R1' }, { child: 'R2' }];
    const both = await post(will, 'facts', { facts: [visit], children });
    expect(both).toMatchObject({
      status: 200,
      children: [
        { child: 'R1', status: 'recorded', restricted: true, revision: null, clocks: [] },
        { child: 'R2', status: 'recorded', revision: 2 },
      ],
    });
    const contact = fact('ContactReceived', { on, contactId: 'c9', source: '2A' } as never);
    const refused = await post(will, 'facts', { facts: [contact], children });
    expect(refused).toMatchObject({ status: 403, code: 'refused-for-some' });
    expect(refused['children']).toMatchObject([
      { child: 'R1', status: 'refused', problem: { code: 'restricted-case' } },
      { child: 'R2', status: 'previewed' },
    ]);
    const partly = await post(will, 'facts?partial=true', { facts: [contact], children });
    expect(partly['children']).toMatchObject([
      { child: 'R1', status: 'refused' },
      { child: 'R2', status: 'recorded' },
    ]);
    expect(await post(will, 'facts?preview=true', { facts: [visit], children })).toMatchObject({ status: 403 });
  });

  it('keeps on record who was refused it, at what and why, and shows it to those who may ask who looked', async () => {
    await aChild('R7');
    await aChild('R8');
    await post(mary, 'children/R7/restriction', { to: ['mary'], reason });
    await get(will, 'children/R7/journey');
    await get(will, 'children/R7/journey');
    await get(['ann', 'analyst'], 'children/R7/replay');
    await posting
      .get('/authorities/855/children/R7/journey')
      .set({ ...(await as(wendy, '856')), 'access-reason': 'é' });
    const [, { id } = { id: '' }] = (await get(will, 'children/R8/journey')).facts;
    await post(will, 'children/R8/moves', { facts: [id], to: 'R7' });
    const contact = fact('ContactReceived', { on, contactId: 'c9', source: '2A' } as never);
    await post(will, 'facts', { facts: [contact], children: [{ child: 'R7' }, { child: 'R8' }] });
    const refused = async (child: string) => {
      const { accesses } = (await get(mary, `children/${child}/accesses`)) as unknown as {
        readonly accesses: readonly {
          readonly by: { user: string };
          what: string;
          refused?: string;
          tokenOf?: string;
        }[];
      };
      return accesses.flatMap(({ by: { user }, what, refused: because, tokenOf }) =>
        because === undefined ? [] : [[user, what.slice(what.lastIndexOf('/') + 1), because, tokenOf]],
      );
    };
    expect(await refused('R7')).toEqual([
      ['will', 'facts', 'restricted-case', undefined],
      ['will', 'moves', 'restricted-case', undefined],
      ['wendy', 'journey', 'other-authority', '856'],
      ['ann', 'replay', 'role-needed', undefined],
      ['will', 'journey', 'restricted-case', undefined],
    ]);
    expect(await refused('R8')).toEqual([['will', 'moves', 'restricted-case', undefined]]);
  });

  it('is not hidden among refusals: one person’s of a minute are entered up to a bound, and then that there were more', async () => {
    await post(mary, 'children/R9/restriction', { to: ['mary'], reason });
    instant += 60_000;
    const max: Person = ['max', 'analyst'];
    for (let each = 0; each < 40; each += 1) await get(max, `children/F${String(each)}/journey`);
    await get(will, 'children/R9/journey');
    const { accesses } = (await get(mary, 'accesses')) as unknown as {
      readonly accesses: readonly { readonly by: { user: string }; refused?: string; children: readonly string[] }[];
    };
    const [, seen, ...others] = accesses;
    expect(seen).toMatchObject({ by: { user: 'will' }, refused: 'restricted-case' });
    const ofMax = others.filter(({ by }) => by.user === 'max');
    expect(ofMax).toHaveLength(31);
    expect(ofMax[0]).toMatchObject({ refused: 'further-refusals', children: [] });
    instant += 60_000;
    await get(max, 'children/F0/journey');
    expect((await get(mary, 'accesses?limit=2'))['accesses']).toMatchObject([
      {},
      { children: ['F0'], refused: 'role-needed' },
    ]);
  });

  it('opens as soon as the names change, and to all when it is lifted; reasons are sealed', async () => {
    await aChild('R3');
    await post(mary, 'children/R3/restriction', { to: ['wendy'], reason });
    expect((await get(will, 'children/R3/journey')).status).toBe(403);
    expect((await get(mary, 'children/R3/journey')).status).toBe(403);
    await post(mary, 'children/R3/restriction', { to: ['will'], reason });
    expect((await get(will, 'children/R3/journey')).status).toBe(200);
    expect((await get(wendy, 'children/R3/journey')).status).toBe(403);
    expect(await get(mike, 'restrictions')).toMatchObject({
      restrictions: expect.arrayContaining([expect.objectContaining({ child: 'R3', to: ['will'], reason })]),
    });
    expect(JSON.stringify(await get(adam, 'restrictions'))).not.toContain(reason);
    expect(await post(mary, 'children/R3/restriction/lift', { reason: 'She left.' })).toMatchObject({ status: 200 });
    expect((await get(wendy, 'children/R3/journey')).status).toBe(200);
    expect(await post(mary, 'children/R3/restriction/lift', { reason })).toMatchObject({
      status: 409,
      code: 'not-restricted',
    });
    const stored: string[] = [];
    for await (const { data } of posting.store.read('cases-855')) stored.push(JSON.stringify(data));
    expect(stored.join('')).not.toContain('next door');
  });

  it('is not restricted by whoever works with children, and not across authorities', async () => {
    expect(await post(wendy, 'children/R1/restriction', { to: ['wendy'], reason })).toMatchObject({
      code: 'role-needed',
    });
    const elsewhere = await posting.post(
      '/authorities/855/children/R1/restriction',
      { to: ['x'], reason },
      await as(mary, '856'),
    );
    expect(elsewhere).toMatchObject({ status: 403, body: { code: 'other-authority' } });
    const other = await posting.get('/authorities/856/children/R1/journey').set(await as(will, '856'));
    expect(other.status).toBe(404);
  });

  it('is opened in an emergency for eight hours, with a reason, and reviewed by another', async () => {
    await aChild('R4');
    await post(mary, 'children/R4/restriction', { to: ['wendy'], reason });
    expect((await post(will, 'children/R4/break-glass', {})).status).toBe(400);
    const broken = await post(will, 'children/R4/break-glass', { reason: 'The school called: she did not come home.' });
    expect(broken).toMatchObject({ status: 201, until: '2026-06-15T19:00:00.000Z' });
    expect((await get(will, 'children/R4/journey')).status).toBe(200);
    expect((await get(chris, 'children/R4/journey')).status).toBe(403);
    expect(await get(mary, 'break-glass')).toMatchObject({
      toReview: 1,
      broken: [
        { child: 'R4', by: { user: 'will' }, reason: 'The school called: she did not come home.', reviewed: null },
      ],
    });
    const waits = async (who: Parameters<typeof get>[0]) => (await get(who, 'waiting'))['toReview'];
    const before = await looksSoFar();
    expect([await waits(mary), await waits(['will', 'manager']), await waits(chris)]).toEqual([1, 0, 0]);
    expect(await looksSoFar()).toBe(before);
    const review = `break-glass/${String(broken['id'])}/review`;
    expect(await post(['will', 'manager'], review, { outcome: 'justified' })).toMatchObject({ code: 'own-glass' });
    expect(await post(mary, review, { outcome: 'justified', note: 'Rightly.' })).toMatchObject({
      status: 200,
      reviewed: { outcome: 'justified', by: { user: 'mary' }, note: 'Rightly.' },
    });
    expect(await post(mike, review, { outcome: 'not-justified' })).toMatchObject({
      status: 409,
      code: 'reviewed-already',
    });
    const looks: object[] = [];
    for await (const { data } of posting.store.read('accesses-855.2026-06')) looks.push(data as object);
    expect(looks.filter((look) => 'brokenGlass' in look)).toMatchObject([
      { brokenGlass: [{ child: 'R4', glass: broken['id'] }] },
    ]);
    instant = Date.parse('2026-06-15T18:59:59.999Z');
    expect((await get(will, 'children/R4/journey')).status).toBe(200);
    instant = Date.parse('2026-06-15T19:00:00Z');
    expect((await get(will, 'children/R4/journey')).status).toBe(403);
  });

  it('stays closed to somebody barred, whatever their role, their name on it or a broken glass', async () => {
    await aChild('R5');
    await post(mary, 'children/R5/bars', { person: 'mike', reason: 'Her uncle.' });
    expect(await get(mike, 'children/R5/journey')).toMatchObject({ status: 403, code: 'restricted-case' });
    await post(mary, 'children/R5/restriction', { to: ['mike', 'wendy'], reason });
    for (const [path, body] of [
      ['break-glass', { reason: 'I must.' }],
      ['restriction', { to: ['mike'], reason }],
      ['restriction/lift', { reason }],
      ['bars/lift', { person: 'mike', reason }],
    ] as const)
      expect(await post(mike, `children/R5/${path}`, body)).toMatchObject({ status: 403, code: 'restricted-case' });
    expect(await get(mike, 'children/R5/journey')).toMatchObject({ status: 403 });
    expect(JSON.stringify(await get(mike, 'restrictions'))).not.toContain('R5');
    const visit = { on, purpose: 'assessment', seen: true, seenAlone: true };
    expect(await post(mike, 'children/R5/visits', visit)).toMatchObject({ status: 201, restricted: true });
    expect((await post(mary, 'children/R5/bars/lift', { person: 'mike', reason: 'A mistake.' })).status).toBe(200);
    expect((await get(mike, 'children/R5/journey')).status).toBe(200);
  });
});

describe('what a person may', () => {
  it('is told them, with what is denied and why', async () => {
    const told = await get(wendy, 'may');
    expect(told).toMatchObject({
      user: 'wendy',
      roles: ['caseworker'],
      facts: { ReferralReceived: { may: 'allow' }, AssessmentAuthorised: { may: 'out-of-hours', ask: ['manager'] } },
      queries: { 'case-record': { may: 'allow', opensPersonal: true } },
      administration: { 'restrict-case': { may: 'deny', ask: ['manager', 'administrator'] } },
    });
  });
});
