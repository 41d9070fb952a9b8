import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainDate } from '#calendar';
import type { ProposedFact } from '#journey';
import { happened, journeyUnder } from '#testing';
import { clockState, explainClock, localDuties, rulebookFrom, type Duty } from '#timescales';
import { dayAfter, dayBefore, monthsAfter, workingDaysAfter } from './hand-calendar.ts';
import { onPlan, open, registered, referred } from './practice.ts';

/** The example that ships, under which Leicestershire visits every 10 working days, and so on. */
const file = join(import.meta.dirname, '../../docs/examples/local-rules.example.json');
const timescales = rulebookFrom(file, ['855'], (name) => readFileSync(name, 'utf8')).of('855');
const given = journeyUnder(timescales);
const nationally = journeyUnder();

const daysAfter = (start: string, days: number): string => (days === 0 ? start : daysAfter(dayAfter(start), days - 1));
const visit =
  (purpose: 'assessment' | 'protection-plan' | 'child-in-need') =>
  (on: string, seen = true) =>
    happened('ChildVisited', on, { purpose, seen, seenAlone: seen }, `${purpose} ${on}`);
const onNeedPlan = (on: string): readonly ProposedFact[] => [...open(on), happened('ChildInNeedPlanStarted', on)];
const assessing = (on: string): readonly ProposedFact[] => [...open(on), happened('AssessmentStarted', on)];

interface LocalCase {
  readonly duty: Duty;
  readonly begun: (start: string) => readonly ProposedFact[];
  readonly met: (on: string) => ProposedFact;
  readonly due: (start: string) => string;
  /** Whether it begins again from what meets it. */
  readonly again: boolean;
  readonly over: (on: string) => ProposedFact;
}

const cases: readonly LocalCase[] = [
  {
    duty: 'referral-acknowledgement',
    begun: (start) => [registered(start), referred(start)],
    met: (on) => happened('ReferralDecided', on, { acknowledgedOn: plainDate(on) }),
    due: (start) => workingDaysAfter(start, 1),
    again: false,
    over: (on) => happened('CaseClosed', on),
  },
  {
    duty: 'strategy-discussion',
    begun: (start) => [
      registered(start),
      referred(start),
      happened('ReferralDecided', start, { decision: 'strategy-discussion' }, 'decided'),
    ],
    met: (on) => happened('StrategyDiscussionHeld', on),
    due: (start) => workingDaysAfter(start, 3),
    again: false,
    over: (on) => happened('CaseClosed', on),
  },
  {
    duty: 'later-core-group',
    begun: (start) => [...onPlan(start), happened('CoreGroupHeld', start, {}, 'first')],
    met: (on) => happened('CoreGroupHeld', on),
    due: (start) => daysAfter(start, 28),
    again: true,
    over: (on) => happened('PlanEnded', on, { reason: 'looked-after' }),
  },
  {
    duty: 'assessment-visit',
    begun: assessing,
    met: visit('assessment'),
    due: (start) => workingDaysAfter(start, 10),
    again: true,
    over: (on) => happened('AssessmentAuthorised', on),
  },
  {
    duty: 'protection-plan-visit',
    begun: onPlan,
    met: visit('protection-plan'),
    due: (start) => workingDaysAfter(start, 10),
    again: true,
    over: (on) => happened('PlanEnded', on, { reason: 'looked-after' }),
  },
  {
    duty: 'child-in-need-visit',
    begun: onNeedPlan,
    met: visit('child-in-need'),
    due: (start) => daysAfter(start, 28),
    again: true,
    over: (on) => happened('ChildInNeedPlanEnded', on),
  },
  {
    duty: 'child-in-need-review',
    begun: onNeedPlan,
    met: (on) => happened('ChildInNeedPlanReviewed', on),
    due: (start) => monthsAfter(start, 3),
    again: true,
    over: (on) => happened('ChildInNeedPlanEnded', on),
  },
];

it('every duty an authority may time has its practice written down here', () => {
  expect(cases.map(({ duty }) => duty).sort()).toEqual([...localDuties].sort());
});

describe.each(cases)('$duty', (each) => {
  const ofDuty = (facts: readonly ProposedFact[]) =>
    given(...facts)
      .journey()
      .clocks.filter(({ duty }) => duty === each.duty);

  it.each([
    ['2026-01-05', 'in an ordinary month'],
    ['2025-12-23', 'before Christmas'],
    ['2026-04-02', 'before Easter'],
    ['2026-03-27', 'before the clocks go forward'],
    ['2025-10-24', 'before the clocks go back'],
    ['2025-11-30', 'at a month’s end, before a short February'],
  ])('from %s, %s: in time on its due day, late the day after, under a rule of force local', (start) => {
    const due = each.due(start);
    const [clock] = ofDuty(each.begun(start));
    expect(clock).toMatchObject({ startedOn: start, due });
    expect(clock && explainClock(timescales, clock)).toMatchObject({ rule: { force: 'local', edition: 'local-855' } });
    const met = ofDuty([...each.begun(start), each.met(due)]);
    expect(met[0] && clockState(met[0], plainDate(due))).toBe('met');
    expect(met.length).toBe(each.again ? 2 : 1);
    if (each.again) expect(met[1]).toMatchObject({ startedOn: due, due: each.due(due) });
    const late = ofDuty([...each.begun(start), each.met(dayAfter(due))]);
    expect(late[0] && clockState(late[0], plainDate(dayAfter(due)))).toBe('met-late');
    const over = ofDuty([...each.begun(start), each.over(dayAfter(start))]);
    expect(over).toMatchObject([{ how: 'cancelled', stoppedOn: dayAfter(start) }]);
  });

  it('asks for a reason when late, and holds nothing that protects back', () => {
    const start = '2026-01-05';
    const { decision } = given(...each.begun(start)).when(each.met(dayAfter(each.due(start))));
    const owed = decision.ok ? decision.reasonOwed : decision.because === 'reason' ? decision.owed : [];
    expect(owed).toContainEqual({
      code: 'late-without-reason',
      fact: 0,
      clock: each.duty,
      due: each.due(start),
      days: 1,
    });
    const isProtective = ['strategy-discussion', 'assessment-visit', 'protection-plan-visit', 'child-in-need-visit'];
    expect(decision.ok).toBe(isProtective.includes(each.duty));
  });

  it('is nobody’s clock where no authority has a rule, nor before it had one', () => {
    const { clocks } = nationally(...each.begun('2026-01-05'), each.met('2026-01-06')).journey();
    expect(clocks.filter(({ duty }) => duty === each.duty)).toEqual([]);
    expect(ofDuty(each.begun('2021-01-05'))).toEqual([]);
  });
});

describe('a visit', () => {
  it('that did not see the child leaves the next one due as it was', () => {
    const missed = visit('protection-plan')('2026-01-12', false);
    const { clocks } = given(...onPlan('2026-01-05'), missed).journey();
    expect(clocks.filter(({ duty }) => duty === 'protection-plan-visit')).toMatchObject([{ startedOn: '2026-01-05' }]);
  });

  it('of another purpose, or with nothing to visit for, starts no clock', () => {
    const { clocks } = given(...open('2026-01-05'), visit('child-in-need')('2026-01-07')).journey();
    expect(clocks.filter(({ duty }) => duty.endsWith('-visit'))).toEqual([]);
  });

  it('keeps the rule of the day its clock started, when the authority’s rule changes under it', () => {
    const clocks = (on: string) =>
      given(...onPlan(dayBefore(on)), happened('CoreGroupHeld', on))
        .journey()
        .clocks.filter(({ duty }) => duty === 'later-core-group');
    expect(clocks('2024-03-31')).toMatchObject([{ due: '2024-05-12', rule: 'T7b@local-855-2022-04-01' }]);
    expect(clocks('2024-04-01')).toMatchObject([{ due: '2024-04-29', rule: 'T7b@local-855-2024-04-01' }]);
  });
});

it('a referral is acknowledged on the day it was, whenever it was decided', () => {
  const { decision } = given(registered('2026-01-05'), referred('2026-01-05')).when(
    happened('ReferralDecided', '2026-01-09', { acknowledgedOn: plainDate('2026-01-06'), lateReason: 'Staff away.' }),
  );
  if (!decision.ok) throw new Error('A late decision with a reason is recorded.');
  expect(decision.journey.clocks.filter((clock) => 'how' in clock)).toMatchObject([
    { duty: 'decision', stoppedOn: '2026-01-09' },
    { duty: 'referral-acknowledgement', stoppedOn: '2026-01-06', how: 'met' },
  ]);
  expect(decision.missed.map(({ clock }) => clock)).toEqual(['decision']);
});

describe('a decision that ends the episode', () => {
  const before = given(registered('2026-01-05'), referred('2026-01-05'));
  const ended = (on: string, data: object) =>
    before.when(happened('ReferralDecided', on, { decision: 'no-further-action', ...data }));
  const acknowledgement = ({ decision }: ReturnType<typeof ended>) => {
    if (!decision.ok) throw new Error(decision.sentence);
    return decision.journey.clocks.find(({ duty }) => duty === 'referral-acknowledgement');
  };

  it('and tells of no acknowledgement cancels its clock, in time or missed', () => {
    expect(acknowledgement(ended('2026-01-06', {}))).toMatchObject({ how: 'cancelled', stoppedOn: '2026-01-06' });
    const late = ended('2026-01-07', { lateReason: 'Staff away.' });
    expect(acknowledgement(late)).toMatchObject({ how: 'cancelled', due: '2026-01-06' });
    expect(late.decision).toMatchObject({ missed: [{ clock: 'decision' }, { clock: 'referral-acknowledgement' }] });
  });

  it('and tells of one meets it, on that day', () => {
    const told = ended('2026-01-06', { acknowledgedOn: plainDate('2026-01-05') });
    expect(acknowledgement(told)).toMatchObject({ how: 'met', stoppedOn: '2026-01-05' });
  });
});

it('an acknowledgement dated before the referral meets nothing', () => {
  const acknowledged = (decision: 'assess' | 'no-further-action') =>
    given(
      registered('2026-01-05'),
      referred('2026-01-05'),
      happened('ReferralDecided', '2026-01-05', { decision, acknowledgedOn: plainDate('2026-01-04') }),
    )
      .journey()
      .clocks.find(({ duty }) => duty === 'referral-acknowledgement');
  expect(acknowledged('assess')).not.toHaveProperty('how');
  expect(acknowledged('no-further-action')).toMatchObject({ how: 'cancelled' });
});

it('a conference is held to the quorum of its own day', () => {
  const held = (on: string) => happened('InitialConferenceHeld', on, { attended: ['social-care', 'health'] });
  given(...open('2024-03-01'), happened('StrategyDiscussionHeld', '2024-03-14'))
    .when(held('2024-03-31'))
    .thenAccepted();
  given(...open('2024-03-01'), happened('StrategyDiscussionHeld', '2024-03-14'))
    .when(held('2024-04-01'))
    .thenRefused('inquorate-without-reason');
});
