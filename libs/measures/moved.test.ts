import fc from 'fast-check';
import { effectiveHistory, type Recorded } from '#history';
import { anyFacts, correcting, recorded, told, withdrawing, type Told } from '#testing';
import { englandTimescales } from '#timescales';
import { count } from './count.ts';
import { measures, type MeasureId } from './measures.ts';
import { movedMeasures } from './moved.ts';
import { questionOf, type Question } from './question.ts';
import { stillKnown } from './rows.ts';
import { versions } from './versions.ts';

const moved = (before: readonly Recorded[], after: readonly Recorded[]): readonly MeasureId[] =>
  movedMeasures(englandTimescales, effectiveHistory(before), effectiveHistory(after));

/** Given these facts, the measures that move when these come after them. */
const moving = (given: readonly Told[], ...then: readonly Told[]) =>
  moved(recorded(given), recorded([...given, ...then]));

const registered = told('ChildRegistered', '2016-01-04');
const referred = told('ReferralReceived', '2016-01-05', {}, 'referred');
const begun = told('AssessmentStarted', '2016-01-06', {}, 'begun');
const authorised = told('AssessmentAuthorised', '2016-02-01', {}, 'authorised');

describe('the measures that a post would move', () => {
  it('are none for what no measure counts', () => {
    expect(moving([], registered)).toEqual([]);
    expect(moving([registered, referred], told('ChildVisited', '2016-01-07'))).toEqual([]);
  });

  it('are those that count the row it makes', () => {
    expect(moving([registered], referred)).toEqual(expect.arrayContaining(['referrals', 're-referrals']));
    expect(moving([registered], referred)).not.toContain('plans-started');
  });

  it('are none for what is counted only once it has happened', () => {
    expect(moving([registered, referred], begun)).not.toContain('assessments-in-45-days');
    expect(moving([registered, referred, begun], authorised)).toContain('assessments-in-45-days');
  });

  it('are those that a correction or a withdrawal takes a row from, and moves one in', () => {
    const given = [registered, referred, begun, authorised];
    const later = correcting('authorised', told('AssessmentAuthorised', '2016-03-31'));
    expect(moving(given, later)).toEqual(expect.arrayContaining(['assessments-in-45-days']));
    expect(moving(given, later)).not.toContain('referrals');
    expect(moving(given, withdrawing('referred'))).toEqual(
      expect.arrayContaining(['referrals', 'assessments-in-45-days']),
    );
  });
});

const days = ['2016-03-31', '2017-03-31', '2018-03-31', '2019-03-31'];
const questions: readonly Question[] = measures.flatMap((measure) =>
  days.flatMap((day) => {
    const from = `${String(Number(day.slice(0, 4)) - 1)}-04-01`;
    const asked = questionOf(measure, measure.asks === 'period' ? { from, to: day } : { at: day });
    return 'question' in asked ? [asked.question] : [];
  }),
);

it('names every measure that counts otherwise in any year', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(anyFacts(), fc.nat(3), (facts, last) => {
      const before = facts.slice(0, Math.max(0, facts.length - last));
      const named = moved(before, facts);
      const was = versions(englandTimescales, before);
      const is = versions(englandTimescales, facts);
      for (const question of questions) {
        const [one, other] = [was, is].map((known) => {
          const { numerator, denominator, excluded } = count(question, [known], stillKnown - 1);
          return { numerator, denominator, excluded };
        });
        if (JSON.stringify(one) === JSON.stringify(other)) continue;
        seen.add(question.measure.id);
        expect(named).toContain(question.measure.id);
      }
    }),
    { numRuns: 150 },
  );
  expect(seen.size).toBeGreaterThan(10);
});
