import { addDays, plainDate, type PlainDate } from '#calendar';
import { journeyLaw, type Decision } from '#journey';
import { englandTimescales } from '#timescales';
import type { Journey } from './generate.ts';
import { openCases } from './open-cases.ts';

const law = journeyLaw(englandTimescales);

function judged({ child, facts }: Journey, today: PlainDate): Decision {
  const proposed = facts.map((fact, index) => ({ ...fact, id: `${child}-${String(index)}` }));
  return law.decide([], proposed, { recordedAt: Date.parse(`${today}T12:00:00Z`), recordedBy: 'demonstration' });
}

/** The due days of what runs, on a day. */
function dueDays(today: PlainDate): readonly string[] {
  return openCases(today).flatMap((journey) => {
    const decision = judged(journey, today);
    const clocks = decision.ok ? decision.journey.clocks : [];
    return clocks.flatMap((clock) => ('stoppedOn' in clock || clock.due === null ? [] : [clock.due]));
  });
}

const aYear = Array.from({ length: 366 }, (_, index) => addDays(plainDate('2026-02-27'), index));

describe('the cases that are open', () => {
  it('are accepted by the law, and told of no day to come, whatever day it is', () => {
    for (const today of aYear) {
      for (const journey of openCases(today)) {
        expect([today, journey.child, judged(journey, today)]).toMatchObject([
          today,
          journey.child,
          { ok: true, reasonOwed: [] },
        ]);
        expect(journey.facts.filter(({ data }) => 'on' in data && data.on > today)).toEqual([]);
      }
    }
  });

  it.each(['2026-11-29', '2026-12-28', '2027-03-30'] as const)(
    'have on %s something overdue, something due soon and something with time left',
    (day) => {
      const today = plainDate(day);
      const dues = dueDays(today);
      expect(dues.filter((due) => due < today).length).toBeGreaterThan(1);
      expect(dues.filter((due) => due >= today && due <= addDays(today, 7)).length).toBeGreaterThan(1);
      expect(dues.filter((due) => due > addDays(today, 14)).length).toBeGreaterThan(1);
    },
  );

  it('are the same for the same day', () => {
    expect(openCases(plainDate('2026-11-29'))).toEqual(openCases(plainDate('2026-11-29')));
  });
});
