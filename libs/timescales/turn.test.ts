import { calendar, england, plainDate } from '#calendar';
import type { OrdinaryFacts, OrdinaryType } from '#events';
import type { Effective } from '#history';
import {
  clockState,
  dutyNames,
  englandRules,
  englandTimescales,
  explainClock,
  forceInWords,
  localDuties,
  ruleFor,
  timescales,
  turn,
  UnreliableRules,
  validatePacks,
  type Clock,
  type Duty,
  type Rule,
  type StoppedClock,
} from './index.ts';

const d = plainDate;
let serial = 0;

function fact<T extends OrdinaryType>(type: T, on: string, data: Omit<OrdinaryFacts[T], 'on'>): Effective {
  serial += 1;
  const id = `${type}-${String(serial)}`;
  const recorded = { id, type, data: { ...data, on: d(on) }, revision: serial, recordedAt: serial, recordedBy: 'u1' };
  return { ...recorded, time: '', sources: [id] } as unknown as Effective;
}

const referral = (on: string) => fact('ReferralReceived', on, { source: '2A' });
const decided = (on: string, decision: OrdinaryFacts['ReferralDecided']['decision'] = 'assess') =>
  fact('ReferralDecided', on, { decision });
const started = (on: string, kind: OrdinaryFacts['AssessmentStarted']['kind'] = 'single') =>
  fact('AssessmentStarted', on, { kind });
const authorised = (on: string, kind: OrdinaryFacts['AssessmentAuthorised']['kind'] = 'single') =>
  fact('AssessmentAuthorised', on, { kind, factors: [], outcome: 'child-in-need' });
const discussed = (on: string, decision: OrdinaryFacts['StrategyDiscussionHeld']['decision'] = 'section-47-joint') =>
  fact('StrategyDiscussionHeld', on, { attended: ['social-care', 'police', 'health'], decision });
const concluded = (on: string, outcome: OrdinaryFacts['Section47Concluded']['outcome']) =>
  fact('Section47Concluded', on, { outcome, substantiated: true });
const meeting = { invited: [], attended: [], reportsReceived: [], childParticipated: false } as const;
const conference = (on: string, outcome: OrdinaryFacts['InitialConferenceHeld']['outcome'] = 'plan') =>
  fact('InitialConferenceHeld', on, { ...meeting, outcome });
const review = (on: string, outcome: OrdinaryFacts['ReviewConferenceHeld']['outcome'] = 'continue') =>
  fact('ReviewConferenceHeld', on, { ...meeting, outcome });
const ended = (on: string) => fact('PlanEnded', on, { reason: 'review-decision', stepDown: 'none' });
const closed = (on: string) => fact('CaseClosed', on, { reason: 'RC7' });

function after(...facts: readonly Effective[]): { running: readonly Clock[]; stopped: readonly StoppedClock[] } {
  let running: readonly Clock[] = [];
  const stopped: StoppedClock[] = [];
  for (const each of facts) {
    const turned = turn(englandTimescales, running, each);
    running = turned.running;
    stopped.push(...turned.stopped);
  }
  return { running, stopped };
}

const dueDays = (clocks: readonly Clock[]) => Object.fromEntries(clocks.map(({ duty, due }) => [duty, due]));
const due = (duty: Duty, ...facts: readonly Effective[]) => dueDays(after(...facts).running)[duty];

describe('when each duty falls due', () => {
  it.each<[string, Duty, Effective[], string]>([
    ['decision: the next working day', 'decision', [referral('2026-01-05')], '2026-01-06'],
    ['decision: over Christmas', 'decision', [referral('2026-12-24')], '2026-12-29'],
    ['decision: over Easter', 'decision', [referral('2026-04-02')], '2026-04-07'],
    ['decision: received on a Saturday', 'decision', [referral('2026-01-10')], '2026-01-12'],
    ['assessment: 45 working days from the referral', 'assessment', [referral('2026-01-05')], '2026-03-09'],
    ['assessment: over Christmas', 'assessment', [referral('2026-12-01')], '2027-02-05'],
    ['assessment: over the funeral of 2022', 'assessment', [referral('2022-09-16')], '2022-11-21'],
    ['assessment: over the coronation of 2023', 'assessment', [referral('2023-05-05')], '2023-07-11'],
    ['conference: 15 working days from the discussion', 'conference', [discussed('2026-01-12')], '2026-02-02'],
    ['conference: over the wedding of 2011', 'conference', [discussed('2011-04-20')], '2011-05-17'],
    ['conference: over the jubilee of 2012', 'conference', [discussed('2012-05-25')], '2012-06-19'],
    ['conference: over VE day moved in 2020', 'conference', [discussed('2020-05-01')], '2020-05-26'],
    ['conference: across a clock change', 'conference', [discussed('2026-03-20')], '2026-04-14'],
    ['first review: three months', 'first-review', [conference('2026-02-02')], '2026-05-02'],
    ['first review: from a month’s end', 'first-review', [conference('2025-11-30')], '2026-02-28'],
    ['first review: to 29 February', 'first-review', [conference('2023-11-30')], '2024-02-29'],
    ['later review: six months', 'later-review', [review('2026-04-30')], '2026-10-30'],
    ['later review: clamped', 'later-review', [review('2026-08-31')], '2027-02-28'],
  ])('%s', (_, duty, facts, expected) => {
    expect(due(duty, ...facts)).toBe(expected);
  });

  it('keeps the 2006 limit of 7 days for an initial assessment begun the day before the 2010 edition', () => {
    expect(due('initial-assessment', referral('2010-03-16'))).toBe('2010-03-25');
    expect(due('initial-assessment', referral('2010-03-17'))).toBe('2010-03-31');
  });

  it('starts the old clocks to the end of 2013-14, and the single assessment’s beside them from April 2013', () => {
    expect(dueDays(after(referral('2013-04-14')).running)).toEqual({
      decision: '2013-04-15',
      'initial-assessment': '2013-04-26',
    });
    expect(dueDays(after(referral('2014-03-31')).running)).toEqual({
      decision: '2014-04-01',
      'initial-assessment': '2014-04-14',
      assessment: '2014-06-06',
      'first-single-assessment': null,
    });
    expect(dueDays(after(referral('2014-04-01')).running)).toEqual({
      decision: '2014-04-02',
      assessment: '2014-06-09',
    });
    expect(due('core-assessment', started('2014-03-31', 'core'))).toBe('2014-05-22');
    expect(due('core-assessment', started('2014-04-01', 'core'))).toBeUndefined();
  });

  it('counts a single assessment begun in the place of an initial one from the referral, and ends the other’s clock', () => {
    const { running, stopped } = after(referral('2013-09-02'), started('2013-09-05'));
    expect(running.find(({ duty }) => duty === 'assessment')).toMatchObject({
      startedOn: '2013-09-02',
      due: '2013-11-04',
      rule: 'T2c@wt-2013',
    });
    expect(stopped).toMatchObject([
      { duty: 'initial-assessment', how: 'cancelled', stoppedOn: '2013-09-05' },
      { duty: 'first-single-assessment', how: 'met' },
    ]);
    // Where it was nobody's rule yet, the initial assessment is still the duty.
    expect(after(referral('2012-01-05'), started('2012-01-06')).running).toMatchObject([
      { duty: 'decision' },
      { duty: 'initial-assessment', startedOn: '2012-01-05' },
      { duty: 'early-single-assessment', startedOn: '2012-01-06', due: null },
    ]);
    // Before the single assessment was anybody's rule, it can only count from its own start.
    expect(after(referral('2013-04-12'), started('2013-04-15')).running).toMatchObject([
      { duty: 'decision' },
      { duty: 'assessment', startedOn: '2013-04-15' },
      { duty: 'assessment-from-start' },
    ]);
  });

  it('takes an assessment authorised without a start, as older records have it, for the kind that was made', () => {
    const made = (kind: 'initial' | 'single') =>
      after(referral('2013-09-02'), authorised('2013-11-05', kind)).stopped.map((clock) => [
        clock.duty,
        clockState(clock, d('2014-01-01')),
      ]);
    expect(made('initial')).toEqual([
      ['initial-assessment', 'met-late'],
      ['assessment', 'cancelled'],
    ]);
    expect(made('single')).toEqual([
      ['initial-assessment', 'cancelled'],
      ['assessment', 'met-late'],
      ['first-single-assessment', 'met'],
    ]);
  });

  it('keeps the rule of the day it started when an edition changes under it', () => {
    const { running } = after(discussed('2018-07-03'), referral('2018-07-04'));
    expect(running.map(({ rule }) => rule).sort()).toEqual(['T1@wt-2018', 'T2c@wt-2018', 'T4@wt-2015', 'T6@wt-2015']);
  });

  it('is unknown beyond the table of bank holidays, and is not refused', () => {
    expect(due('conference', discussed('2028-12-20'))).toBe('unknown');
    expect(due('decision', referral('2030-01-07'))).toBe('unknown');
    expect(due('first-review', conference('2030-01-07'))).toBe('2030-04-07');
  });

  it('knows no rule before the first edition', () => {
    expect(after(referral('2005-06-01')).running).toEqual([]);
  });
});

describe('the assessment', () => {
  it('runs from the referral, not from the day it began', () => {
    const { running } = after(referral('2026-01-05'), decided('2026-01-06'), started('2026-01-20'));
    expect(running).toMatchObject([
      { duty: 'assessment', startedOn: '2026-01-05', due: '2026-03-09' },
      { duty: 'assessment-from-start', startedOn: '2026-01-20', due: '2026-03-24' },
    ]);
  });

  it('runs from its own start when it is a later one of the episode', () => {
    const first = [referral('2026-01-05'), decided('2026-01-06'), started('2026-01-06'), authorised('2026-02-02')];
    expect(after(...first).running).toEqual([]);
    expect(after(...first, started('2026-03-02')).running).toMatchObject([
      { duty: 'assessment', startedOn: '2026-03-02', due: '2026-05-07' },
      { duty: 'assessment-from-start', startedOn: '2026-03-02', due: '2026-05-07' },
    ]);
  });

  it('begun later in the case counts from its own start, by a rule that is recalled and never called statutory', () => {
    const { running } = after(
      referral('2026-01-05'),
      started('2026-01-07'),
      authorised('2026-02-20'),
      started('2026-03-02'),
    );
    const clock = running.find(({ duty }) => duty === 'assessment');
    expect(clock).toMatchObject({ rule: 'T2c@practice', startedOn: '2026-03-02', due: '2026-05-07' });
    const rule = clock && explainClock(englandTimescales, clock).rule;
    expect(rule).toMatchObject({ force: 'recalled', status: 'R', ownStart: true });
    expect(rule && forceInWords(rule)).toBe('as recalled, not checked');
    const first = after(referral('2026-01-05'), started('2026-01-07')).running.find(
      ({ duty }) => duty === 'assessment',
    );
    expect(first && explainClock(englandTimescales, first).rule).toMatchObject({ force: 'statutory-guidance' });
  });

  it('is not met by an initial assessment’s authorisation', () => {
    expect(after(referral('2026-01-05'), authorised('2026-01-09', 'initial')).running).toHaveLength(2);
  });

  it.each([
    ['no further action', decided('2026-01-06', 'no-further-action')],
    ['early help', decided('2026-01-06', 'early-help')],
    ['closure', closed('2026-01-06')],
  ])('is cancelled by %s', (_, end) => {
    const { running, stopped } = after(referral('2026-01-05'), end);
    expect(running).toEqual([]);
    expect(stopped.find(({ duty }) => duty === 'assessment')).toMatchObject({ how: 'cancelled', stoppedBy: end.id });
  });
});

describe('the initial conference', () => {
  it('is timed from the discussion that began the enquiry, whatever is discussed during it', () => {
    const { running } = after(
      discussed('2026-01-12'),
      discussed('2026-01-19'),
      discussed('2026-01-20', 'section-47-continues'),
    );
    expect(running.find(({ duty }) => duty === 'conference')).toMatchObject({ startedOn: '2026-01-12' });
    expect(running).toHaveLength(2);
  });

  it('is timed anew from an enquiry begun after the one before was concluded', () => {
    const { running } = after(
      discussed('2026-01-12'),
      concluded('2026-01-20', 'conference-not-required'),
      discussed('2026-03-02', 'section-47-single'),
    );
    expect(running.find(({ duty }) => duty === 'conference')).toMatchObject({ startedOn: '2026-03-02' });
  });

  it.each(['no-section-47', 'section-47-continues'] as const)(
    'is not begun by a discussion that decides %s',
    (decision) => {
      expect(after(discussed('2026-01-12', decision)).running).toEqual([]);
    },
  );

  it('is not met by a conference that was adjourned', () => {
    const { running, stopped } = after(discussed('2026-01-12'), conference('2026-01-28', 'adjourned'));
    expect(running).toHaveLength(2);
    expect(stopped).toEqual([]);
  });

  it.each(['conference-not-required', 'already-on-plan'] as const)('is cancelled by %s', (outcome) => {
    const { running, stopped } = after(discussed('2026-01-12'), concluded('2026-01-20', outcome));
    expect(running).toEqual([]);
    expect(stopped.map(({ duty, how }) => [duty, how])).toEqual([
      ['enquiry', 'met'],
      ['conference', 'cancelled'],
    ]);
  });

  it('is met by a review held meanwhile, for reviews are of plans, before the enquiry is concluded or after it', () => {
    const enquiry = [review('2026-01-05'), discussed('2026-01-12')];
    const awaiting = [...enquiry, concluded('2026-01-20', 'conference-required')];
    expect(after(...awaiting, review('2026-01-26')).running.map(({ duty }) => duty)).toEqual(['later-review']);
    expect(due('conference', ...enquiry, review('2026-01-26'))).toBeUndefined();
  });

  it('is timed anew after a review stood in for it, though a discussion had joined the enquiry meanwhile', () => {
    const joined = [discussed('2026-01-12'), concluded('2026-01-20', 'conference-required'), discussed('2026-01-22')];
    expect(after(...joined).running.map(({ duty }) => duty)).toEqual(['conference']);
    expect(due('conference', ...joined, review('2026-01-26'), discussed('2026-03-02'))).toBe('2026-03-23');
  });

  it('is not begun again by a discussion that joins the enquiry after a review has met it', () => {
    const met = [review('2026-01-05'), discussed('2026-01-12'), review('2026-01-26')];
    expect(due('conference', ...met, discussed('2026-01-28'))).toBeUndefined();
  });
});

describe('reviews', () => {
  const afterReviews = (...facts: readonly Effective[]) => {
    const { running, stopped } = after(...facts);
    const ofReviews = ({ duty }: Clock) => duty === 'first-review' || duty === 'later-review';
    return { running: running.filter(ofReviews), stopped: stopped.filter(ofReviews) };
  };

  it('follow one another, each six months from the last', () => {
    const { running, stopped } = afterReviews(conference('2026-02-02'), review('2026-04-30'), review('2026-10-30'));
    expect(dueDays(running)).toEqual({ 'later-review': '2027-04-30' });
    expect(stopped.map(({ duty, due: was, how }) => [duty, was, how])).toEqual([
      ['first-review', '2026-05-02', 'met'],
      ['later-review', '2026-10-30', 'met'],
    ]);
  });

  it('are not met by one that was adjourned', () => {
    expect(due('first-review', conference('2026-02-02'), review('2026-04-30', 'adjourned'))).toBe('2026-05-02');
  });

  it('are no longer due once one decides to end the plan, or it ends', () => {
    expect(afterReviews(conference('2026-02-02'), review('2026-04-30', 'end')).running).toEqual([]);
    expect(afterReviews(conference('2026-02-02'), ended('2026-03-10')).stopped).toMatchObject([{ how: 'cancelled' }]);
  });

  it('begin again from a further conference that decides on a plan', () => {
    const { running, stopped } = afterReviews(conference('2026-02-02'), conference('2026-02-09'));
    expect(dueDays(running)).toEqual({ 'first-review': '2026-05-09' });
    expect(stopped).toMatchObject([{ startedOn: '2026-02-02', how: 'cancelled' }]);
  });
});

describe('how a clock stands', () => {
  const [running] = after(discussed('2026-01-12')).running.filter(({ duty }) => duty === 'conference');
  const metOn = (on: string) =>
    after(discussed('2026-01-12'), conference(on)).stopped.find((c) => c.duty === 'conference');
  const cancelledOn = (on: string) =>
    after(discussed('2026-01-12'), concluded(on, 'conference-not-required')).stopped.find(
      (c) => c.duty === 'conference',
    );

  it.each([
    ['2026-01-27', 'running'],
    ['2026-01-28', 'due-soon'],
    ['2026-02-02', 'due-soon'],
    ['2026-02-03', 'overdue'],
  ])('running, on %s: %s', (on, state) => {
    expect(running && clockState(running, d(on))).toBe(state);
  });

  it.each([
    [metOn('2026-02-02'), 'met'],
    [metOn('2026-02-03'), 'met-late'],
    [cancelledOn('2026-02-02'), 'cancelled'],
    [cancelledOn('2026-02-03'), 'missed'],
  ])('stopped', (clock, state) => {
    expect(clock && clockState(clock, d('2026-12-01'))).toBe(state);
  });

  it('was still running on a day before it stopped', () => {
    const clock = metOn('2026-02-03');
    expect(clock && clockState(clock, d('2026-01-20'))).toBe('running');
  });

  it('is unknown where the due day is, and never overdue where there is no limit', () => {
    const [enquiry, conf] = after(discussed('2028-12-20')).running;
    expect(conf && clockState(conf, d('2029-06-01'))).toBe('unknown');
    expect(enquiry && clockState(enquiry, d('2029-06-01'))).toBe('running');
  });
});

describe('explaining a due day', () => {
  it('lists every day and why it counted', () => {
    const [clock] = after(referral('2026-12-24')).running;
    if (clock === undefined) throw new Error('A referral starts a clock.');
    expect(explainClock(englandTimescales, clock)).toMatchObject({
      rule: { id: 'T1@wt-2023', status: 'V' },
      days: [
        { on: '2026-12-25', why: 'Christmas Day' },
        { on: '2026-12-26', why: 'Saturday' },
        { on: '2026-12-27', why: 'Sunday' },
        { on: '2026-12-28' },
        { on: '2026-12-29', counts: true, number: 1 },
      ],
    });
  });

  it('shows a sum of months, and says where the table ends', () => {
    const months = after(conference('2025-11-30')).running.find(({ duty }) => duty === 'first-review');
    const [unknown] = after(referral('2028-12-30')).running;
    expect(months && explainClock(englandTimescales, months)).toMatchObject({ how: 'months', sum: { clamped: true } });
    expect(unknown && explainClock(englandTimescales, unknown)).toMatchObject({
      how: 'unknown',
      knownTo: '2028-12-31',
    });
  });
});

describe('the tables', () => {
  it('hold no fault, and give every duty that is not for authorities to time a rule today', () => {
    expect(validatePacks(englandRules)).toEqual([]);
    const today = d('2026-11-22');
    expect(
      dutyNames.filter((duty) => ruleFor(englandTimescales, duty, today) === undefined && !localDuties.includes(duty)),
    ).toEqual(['initial-assessment', 'core-assessment', 'first-single-assessment', 'early-single-assessment']);
  });

  it('never call a rule that was only recalled statutory', () => {
    expect(englandRules.filter(({ status, force }) => (status === 'R') !== (force === 'recalled'))).toEqual([]);
    expect(englandRules.filter(({ force }) => force === 'statute').map(({ id }) => id)).toEqual(['s46@ca-1989']);
  });

  it('are refused with every fault listed', () => {
    const rule = (id: string, from: string, to: string | null, over: Partial<Rule> = {}): Rule => ({
      id,
      duty: 'decision',
      edition: id,
      inForce: { from: d(from), to: to === null ? null : d(to) },
      limit: { workingDays: 1 },
      force: 'local',
      source: 'local protocol',
      status: 'R',
      ...over,
    });
    const faulty = [
      rule('a', '2010-01-01', '2011-01-01'),
      rule('b', '2010-12-01', '2012-01-01'),
      rule('c', '2012-02-01', null, { limit: { workingDays: 0 }, source: ' ' }),
      rule('c', '2013-01-01', '2013-01-01', { force: 'statutory-guidance' }),
    ];
    expect(validatePacks(faulty)).toEqual([
      'c has a limit of 0',
      'c names no source',
      'c ends on 2013-01-01, not after it begins on 2013-01-01',
      'c is only recalled (R) and is called statutory-guidance',
      'c is listed twice',
      'a and b overlap from 2010-12-01',
      'nothing is in force between b, to 2012-01-01, and c, from 2012-02-01',
      'c and c overlap from 2013-01-01',
    ]);
    expect(() => timescales(england, faulty)).toThrow(UnreliableRules);
  });

  it('have a reading that changes with the calendar and with any rule', () => {
    const other = timescales(calendar('other', '2020-01-01', '2030-12-31', []), englandRules);
    const fewer = timescales(england, englandRules.slice(0, -1));
    expect(new Set([englandTimescales.reading, other.reading, fewer.reading]).size).toBe(3);
    expect(timescales(england, englandRules).reading).toBe(englandTimescales.reading);
  });
});
