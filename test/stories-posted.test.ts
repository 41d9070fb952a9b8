import { issueDevelopmentToken, type Role } from '#http';
import { fact, now, startPosting, type Posting } from './posting.fixture.ts';

/** Awkward stories, posted as a caseworker would, each shown as a preview first: what is foreseen is what comes. */

let posting: Posting;

beforeAll(async () => {
  posting = await startPosting();
});

afterAll(() => posting.close());

const at = (child: string, path: string): string => `/authorities/855/children/${child}/${path}`;
const f = (type: Parameters<typeof fact>[0], on: string, data: object = {}) => fact(type, { on, ...data } as never);
const withdrawn = (id: string | undefined) => fact('FactWithdrawn', { fact: id, why: 'recorded-in-error' } as never);
const corrected = (id: string | undefined, data: object) => fact('FactCorrected', { fact: id, data } as never);

const everyone = ['social-care', 'police', 'health'];
const met = { invited: everyone, attended: everyone, reportsReceived: ['social-care'], childParticipated: false };
const registered = (on: string) => f('ChildRegistered', on, { dateOfBirth: '2010-03-14', sex: 'F' });
const referred = (on: string) => f('ReferralReceived', on, { source: '2A' });
const decided = (on: string) => f('ReferralDecided', on, { decision: 'assess' });
const discussed = (on: string) => f('StrategyDiscussionHeld', on, { attended: everyone, decision: 'section-47-joint' });
const conference = (on: string, data: object = {}) =>
  f('InitialConferenceHeld', on, { ...met, outcome: 'plan', ...data });
const planned = (on: string) => f('PlanStarted', on, { categories: ['NEG'] });
const coreGroup = (on: string) => f('CoreGroupHeld', on, { attended: everyone });

interface Answer {
  readonly code: string;
  readonly revision: number;
  readonly standing: string;
  readonly facts: readonly { readonly id: string; readonly type: string; readonly code?: string }[];
  readonly next: readonly string[];
  readonly clocks: readonly object[];
  readonly changed?: readonly object[];
  readonly preview: { readonly turned: readonly object[]; readonly measures: readonly string[] };
}
const bodyOf = ({ body }: { readonly body: unknown }): Answer => body as Answer;
const journey = async (child: string) => bodyOf(await posting.get(at(child, 'journey')));

/** Previews a post, then makes it: both are answered alike, and the preview wrote nothing. */
async function post(child: string, ...facts: readonly object[]) {
  const foreseen = await posting.post(at(child, 'facts?preview=true'), { facts });
  const answer = await posting.post(at(child, 'facts'), { facts });
  const [was, is] = [bodyOf(foreseen), bodyOf(answer)];
  expect(foreseen.status).toBe(answer.status === 201 ? 200 : answer.status);
  expect([was.code, was.standing, was.next, was.clocks]).toEqual([is.code, is.standing, is.next, is.clocks]);
  expect(was.changed?.length).toBe(is.changed?.length);
  return { status: answer.status, ...is, preview: was.preview };
}

describe('police protection while the clocks change', () => {
  it.each([
    ['P1', 'forward', '2026-03-27', '2026-03-27T22:40:00+00:00', '2026-03-30', '23:40', '2026-03-30T23:40:00+01:00'],
    ['P2', 'back', '2025-10-24', '2025-10-24T22:40:00+01:00', '2025-10-27', '21:40', '2025-10-27T21:40:00+00:00'],
  ])('%s: is 72 elapsed hours when they go %s, and is explained so', async (child, _, on, from, end, time, to) => {
    await post(child, registered('2025-01-05'), f('PoliceProtectionTaken', on, { at: '22:40' }));
    const { body } = await posting.get(at(child, 'clocks/police-protection/explain'));
    expect(body).toMatchObject({ clocks: [{ dueAt: to, explanation: { how: 'hours', hours: 72, from, to } }] });
    const inTime = await posting.post(at(child, 'facts?preview=true'), {
      facts: [f('PoliceProtectionEnded', end, { at: time })],
    });
    expect(inTime.body).toMatchObject({ missed: [], reasonOwed: [] });
    const minuteLater = time.replace('40', '41');
    const late = await post(child, f('PoliceProtectionEnded', end, { at: minuteLater }));
    expect(late).toMatchObject({
      status: 201,
      missed: [{ clock: 'police-protection', dueAt: to }],
      reasonOwed: ['late-without-reason'],
    });
  });

  it('tells of an hour corrected within the same day, for the instant it is due moves', async () => {
    const taken = await post('P3', registered('2026-01-05'), f('PoliceProtectionTaken', '2026-06-01', { at: '22:40' }));
    const ended = await post('P3', f('PoliceProtectionEnded', '2026-06-04', { at: '21:00' }));
    const correction = await post('P3', corrected(taken.facts[1]?.id, { on: '2026-06-01', at: '21:30' }));
    expect(correction).toMatchObject({
      status: 201,
      changed: [
        {
          fact: ended.facts[0]?.id,
          clock: 'police-protection',
          before: { state: 'met', dueAt: '2026-06-04T22:40:00+01:00' },
          after: { state: 'met', dueAt: '2026-06-04T21:30:00+01:00' },
        },
      ],
    });
    expect(correction.preview.turned).toHaveLength(1);
  });
});

describe('a strategy discussion typed after its conference', () => {
  it('makes the conference late, says so, and asks no reason of what stood', async () => {
    const reason = { withoutEnquiryReason: 'The discussion is still to be typed.' };
    const before = [registered('2026-01-05'), referred('2026-01-05'), decided('2026-01-06')];
    const open = await post('D1', ...before, conference('2026-02-16', reason), planned('2026-02-16'));
    const typed = await post('D1', discussed('2026-01-12'));
    expect(typed).toMatchObject({
      status: 201,
      missed: [],
      changed: [
        { fact: open.facts[3]?.id, clock: 'conference', before: null, after: { state: 'met-late', due: '2026-02-02' } },
      ],
    });
    expect(typed.preview.measures).toEqual(
      expect.arrayContaining(['section-47-enquiries', 'conferences-in-15-days']) as unknown,
    );
    const concluded = (on: string, outcome: string) => f('Section47Concluded', on, { outcome, substantiated: true });
    expect(await post('D1', concluded('2026-01-30', 'conference-required'))).toMatchObject({
      status: 201,
      changed: [],
    });
    expect(await post('D1', concluded('2026-01-29', 'conference-not-required'))).toMatchObject({
      status: 409,
      code: 'contradicts-later-facts',
      facts: [{ type: 'Section47Concluded', on: '2026-01-30', code: 'no-enquiry-open' }],
    });
  });
});

describe('a conference withdrawn, with the plan that rests on it', () => {
  it('lists all that must go with it, goes with them, and comes back with them', async () => {
    const enquiry = [registered('2026-01-05'), referred('2026-01-05'), decided('2026-01-06'), discussed('2026-01-12')];
    const onPlan = [conference('2026-01-26'), planned('2026-01-26'), coreGroup('2026-02-02')];
    const { facts } = await post('W1', ...enquiry, ...onPlan);
    const [held, started, group] = facts.slice(4).map(({ id }) => id);
    const before = await journey('W1');

    expect(await post('W1', withdrawn(held))).toMatchObject({
      status: 409,
      code: 'contradicts-later-facts',
      facts: [
        { id: started, code: 'plan-not-from-conference' },
        { id: group, code: 'no-plan-open' },
      ],
    });
    expect(await post('W1', withdrawn(held), withdrawn(started))).toMatchObject({
      status: 409,
      facts: [{ id: group }],
    });
    const gone = await post('W1', withdrawn(held), withdrawn(started), withdrawn(group));
    expect(gone).toMatchObject({
      status: 201,
      changed: [
        { fact: facts[3]?.id, clock: 'conference', before: { state: 'met' }, after: { state: 'running' } },
        { fact: group, clock: 'core-group', before: { state: 'met' }, after: null },
        { fact: held, clock: 'first-review', before: { state: 'running' }, after: null },
      ],
    });
    expect(gone.next).toContain('InitialConferenceHeld');

    const [undoHeld, undoStarted, undoGroup] = gone.facts.map(({ id }) => withdrawn(id));
    expect(await post('W1', undoStarted ?? {})).toMatchObject({ status: 409, code: 'plan-not-from-conference' });
    expect(await post('W1', undoHeld ?? {}, undoStarted ?? {}, undoGroup ?? {})).toMatchObject({ status: 201 });
    const { standing, clocks, next } = await journey('W1');
    expect({ standing, clocks, next }).toEqual({
      standing: before.standing,
      clocks: before.clocks,
      next: before.next,
    });
  });
});

describe('a referral corrected across 15 April 2013', () => {
  it('is refused alone where its decision would come before it, and moves its clocks with it', async () => {
    const started = f('AssessmentStarted', '2013-04-16', { kind: 'single' });
    const { facts } = await post(
      'A1',
      registered('2013-01-05'),
      referred('2013-04-12'),
      decided('2013-04-12'),
      started,
    );
    const later = corrected(facts[1]?.id, { on: '2013-04-15', source: '2A' });
    expect(await post('A1', later)).toMatchObject({
      status: 409,
      facts: [{ type: 'ReferralDecided', code: 'before-referral' }],
    });
    const moved = await post('A1', later, corrected(facts[2]?.id, { on: '2013-04-15', decision: 'assess' }));
    expect(moved.status).toBe(201);
    expect(moved.preview.turned).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          clock: 'decision',
          before: { state: 'met', startedOn: '2013-04-12', due: '2013-04-15' },
          after: { state: 'met', startedOn: '2013-04-15', due: '2013-04-16' },
        }),
      ]) as unknown,
    );
    const { clocks } = await journey('A1');
    expect(clocks).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ clock: 'assessment-from-start', startedOn: '2013-04-16', due: '2013-06-20' }),
      ]) as unknown,
    );
  });
});

describe('reviews typed out of order', () => {
  it('leave the first in time where an earlier one is typed later', async () => {
    const enquiry = [registered('2026-01-05'), referred('2026-01-05'), decided('2026-01-06'), discussed('2026-01-12')];
    await post('R1', ...enquiry, conference('2026-01-26'), planned('2026-01-26'), coreGroup('2026-02-02'));
    const review = (on: string, data: object = {}) =>
      f('ReviewConferenceHeld', on, { ...met, outcome: 'continue', ...data });
    expect(await post('R1', review('2026-05-11'))).toMatchObject({
      status: 422,
      owed: [{ clock: 'first-review', due: '2026-04-26', days: 15 }],
    });
    const late = await post('R1', review('2026-05-11', { lateReason: 'Illness.' }));
    expect(await post('R1', review('2026-04-20'))).toMatchObject({
      status: 201,
      missed: [],
      changed: [
        { fact: late.facts[0]?.id, clock: 'first-review', before: { state: 'met-late' }, after: null },
        { fact: late.facts[0]?.id, clock: 'later-review', before: null, after: { state: 'met', due: '2026-10-20' } },
      ],
    });
  });
});

describe('what may come next', () => {
  it('offers a conference where one is awaited only, though one out of course is taken for a reason', async () => {
    const open = await post('N1', registered('2026-01-05'), referred('2026-01-05'), decided('2026-01-06'));
    expect(open.next).not.toContain('InitialConferenceHeld');
    const held = { outcome: 'child-in-need' };
    expect(await post('N1', conference('2026-01-08', held))).toMatchObject({
      status: 422,
      code: 'without-enquiry-reason',
    });
    expect((await post('N1', discussed('2026-01-12'))).next).toContain('InitialConferenceHeld');
  });

  it('is not misled about the end of a plan that never was, once a child has died', async () => {
    const died = f('ChildDied', '2026-04-10');
    await post('N2', registered('2026-01-05'), referred('2026-01-05'), decided('2026-01-06'), died);
    const ended = f('PlanEnded', '2026-04-11', { reason: 'died', stepDown: 'none' });
    expect(await post('N2', ended)).toMatchObject({ status: 409, code: 'no-plan-open' });
    expect(await post('N2', f('CaseClosed', '2026-04-20', { reason: 'RC2' }))).toMatchObject({ status: 201 });
  });
});

describe('the referral of a move into the area, typed before the move', () => {
  it('starts no assessment’s clock once the move is known, and the answer says which is gone', async () => {
    const { facts } = await post('T1', registered('2026-03-20'), referred('2026-03-20'));
    const notified = f('TransferInNotified', '2026-03-23', { fromAuthority: '856', notifiedOn: '2026-03-20' });
    const moved = await post('T1', notified);
    expect(moved).toMatchObject({
      status: 201,
      changed: [{ fact: facts[1]?.id, clock: 'assessment', before: { state: 'running' }, after: null }],
      clocks: [
        { clock: 'decision', due: '2026-03-23' },
        { clock: 'transfer-in-conference', due: '2026-04-14' },
      ],
    });
  });
});

describe('what only an import may say', () => {
  const brought = { referral: { on: '2025-11-10', source: '2A', awaitsDecision: false } };
  const importOnly = [
    ['a case brought forward', f('CaseBroughtForward', '2026-04-01', brought), '/facts/1/data'],
    [
      'a referral whose decision is not known',
      f('ReferralReceived', '2026-04-01', { source: '2A', decision: 'not-known' }),
      '/facts/1/data/decision',
    ],
  ] as const;
  const as = async (role: Role) => ({
    authorization: `Bearer ${await issueDevelopmentToken({ role, user: 'u9', authority: '855', dataFolder: posting.folder, now })}`,
  });

  it.each(importOnly)('%s is refused of a caseworker and of nobody in particular', async (name, only, pointer) => {
    const child = `I${String(name.length)}`;
    const facts = [registered('2025-11-10'), only];
    for (const headers of [{}, await as('caseworker'), await as('manager')]) {
      const answer = await posting.post(at(child, 'facts'), { facts }, headers);
      expect([answer.status, answer.body]).toMatchObject([400, { errors: [{ pointer, code: 'import-only' }] }]);
    }
    expect((await posting.get(at(child, 'journey'))).status).toBe(404);
    expect((await posting.post(at(child, 'facts'), { facts }, await as('administrator'))).status).toBe(201);
    expect((await journey(child)).standing).toMatch(/^Case open since /);
  });
});
