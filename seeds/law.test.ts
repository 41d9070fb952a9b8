import type { PlainDate } from '#calendar';
import { journeyLaw, type Decision } from '#journey';
import { englandTimescales } from '#timescales';
import { workingDaysAfter } from './days.ts';
import { generate, type Journey } from './generate.ts';
import { smallDemonstration } from './small-demonstration.ts';
import { publishedTargets, type Targets } from './targets.ts';

const law = journeyLaw(englandTimescales);
const recording = { recordedAt: Date.UTC(2026, 0, 5, 10, 30), recordedBy: 'demonstration' };

function judged({ child, facts }: Journey): Decision {
  const proposed = facts.map((fact, index) => ({ ...fact, id: `${child}-${String(index)}` }));
  return law.decide([], proposed, recording);
}

describe.each<[string, Targets]>([
  ['the demonstration', publishedTargets],
  ['the small demonstration', smallDemonstration],
])('the law of the journey, asked about every child of %s', (_, targets) => {
  const told = [...generate(targets)].map((journey) => ({ journey, decision: judged(journey) }));
  const accepted = told.flatMap(({ decision }) => (decision.ok ? [decision] : []));
  const clocks = accepted.flatMap(({ journey }) => journey.clocks);

  it('refuses nothing', () => {
    const refused = told.flatMap(({ journey, decision }) => (decision.ok ? [] : [{ child: journey.child, decision }]));
    expect(refused).toEqual([]);
  });

  it('finds every reason given that is owed, and reads every fact', () => {
    expect(accepted.flatMap(({ reasonOwed }) => reasonOwed)).toEqual([]);
    expect(accepted.flatMap(({ journey }) => journey.unread)).toEqual([]);
  });

  it('finds nothing left open at the end of the stories', () => {
    expect(clocks.filter((clock) => !('stoppedOn' in clock))).toEqual([]);
  });

  it('finds a core group met in time for every plan since Working Together 2010', () => {
    const starts = told.flatMap(({ journey }) =>
      journey.facts.flatMap(({ type, data }) => (type === 'PlanStarted' && data.on >= '2010-03-17' ? [data.on] : [])),
    );
    const groups = clocks.filter(({ duty }) => duty === 'core-group');
    expect(groups.map(({ startedOn }) => startedOn)).toEqual(starts);
    expect(groups.filter((clock) => !('how' in clock && clock.how === 'met'))).toEqual([]);
  });

  it('finds late exactly what the figures call late', () => {
    const late = new Map<string, number>();
    for (const { missed } of accepted) for (const { clock } of missed) late.set(clock, (late.get(clock) ?? 0) + 1);
    const outside = (measure: string, last: string): number => {
      const of = targets.targets.filter(
        ({ measure: id, period }) => id === measure && Object.values(period).join() === last,
      );
      return of.reduce((sum, { published: { numerator = 0, denominator = 0 } }) => sum + denominator - numerator, 0);
    };
    const single = told.flatMap(({ journey }) => singleAssessmentsOf(journey));
    const expected = {
      'initial-assessment': outside('initial-assessments-in-10-days', '2012-04-01,2013-03-31'),
      assessment: single.filter(({ referred, authorised }) => isPast45WorkingDays(referred, authorised)).length,
      'assessment-from-start': single.filter(({ begun, authorised }) => isPast45WorkingDays(begun, authorised)).length,
      'first-review': outside('reviews-in-timescale', '2018-06-30'),
    };
    expect(Object.fromEntries(late)).toEqual(
      Object.fromEntries(Object.entries(expected).filter(([, count]) => count > 0)),
    );
  });
});

interface SingleAssessment {
  readonly referred: PlainDate;
  readonly begun: PlainDate;
  readonly authorised: PlainDate;
}

/** The single assessments as the facts tell them, one to an episode, each after its referral and its beginning. */
function singleAssessmentsOf({ facts }: Journey): readonly SingleAssessment[] {
  let referred: PlainDate | undefined;
  let begun: PlainDate | undefined;
  return facts.flatMap(({ type, data }) => {
    if (type === 'ReferralReceived') referred = data.on;
    if (type === 'AssessmentStarted') begun = data.on;
    if (type !== 'AssessmentAuthorised' || data.kind !== 'single') return [];
    if (referred === undefined || begun === undefined) throw new Error('An assessment is authorised before it began.');
    return [{ referred, begun, authorised: data.on }];
  });
}

/** By the generator's own table of working days, not by the timescales that are asked about here. */
function isPast45WorkingDays(from: PlainDate, on: PlainDate): boolean {
  return on > workingDaysAfter(from, 45);
}
