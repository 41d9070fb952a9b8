import { journeyLaw, type Decision } from '#journey';
import { englandTimescales } from '#timescales';
import { generate, type Journey } from './generate.ts';
import { publishedTargets } from './targets.ts';

const law = journeyLaw(englandTimescales);
const recording = { recordedAt: Date.UTC(2026, 0, 5, 10, 30), recordedBy: 'demonstration' };

function judged({ child, facts }: Journey): Decision {
  const proposed = facts.map((fact, index) => ({ ...fact, id: `${child}-${String(index)}` }));
  return law.decide([], proposed, recording);
}

describe('the law of the journey, asked about every child of the demonstration', () => {
  const told = [...generate(publishedTargets)].map((journey) => ({ journey, decision: judged(journey) }));
  const accepted = told.flatMap(({ decision }) => (decision.ok ? [decision] : []));

  it('refuses nothing', () => {
    const refused = told.flatMap(({ journey, decision }) => (decision.ok ? [] : [{ child: journey.child, decision }]));
    expect(refused).toEqual([]);
  });

  it('finds every reason given that is owed, and reads every fact', () => {
    expect(accepted.flatMap(({ reasonOwed }) => reasonOwed)).toEqual([]);
    expect(accepted.flatMap(({ journey }) => journey.unread)).toEqual([]);
  });

  it('finds nothing left open at the end of the stories', () => {
    const running = accepted.flatMap(({ journey }) => journey.clocks.filter((clock) => !('stoppedOn' in clock)));
    expect(running).toEqual([]);
  });

  it('finds late exactly what the figures call late', () => {
    const late = new Map<string, number>();
    for (const { missed } of accepted) for (const { clock } of missed) late.set(clock, (late.get(clock) ?? 0) + 1);
    const outside = (measure: string, last: string): number => {
      const of = publishedTargets.targets.filter(
        ({ measure: id, period }) => id === measure && Object.values(period).join() === last,
      );
      return of.reduce((sum, { published: { numerator = 0, denominator = 0 } }) => sum + denominator - numerator, 0);
    };
    expect(late.get('initial-assessment')).toBe(outside('initial-assessments-in-10-days', '2012-04-01,2013-03-31'));
    expect(late.get('first-review')).toBe(outside('reviews-in-timescale', '2018-06-30'));
    expect([...late.keys()].sort()).toEqual(['assessment', 'first-review', 'initial-assessment']);
  });
});
