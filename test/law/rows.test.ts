import fc from 'fast-check';
import { versions, stillKnown, type Row } from '#measures';
import { anyFact, anyLawfulJourney, asRecorded, corrected, withdrawn } from '#testing';
import { englandTimescales } from '#timescales';
import type { ProposedFact } from '#journey';

/** The rows measures count, as they are known once all of this is recorded. */
function rowsNow(facts: readonly ProposedFact[]): readonly Row[] {
  const known = versions(englandTimescales, facts.map(asRecorded)).filter(({ knownTo }) => knownTo === stillKnown);
  return known.map(({ row }) => row).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

it('rows are as before once a fact is recorded and withdrawn', () => {
  let touched = 0;
  fc.assert(
    fc.property(anyLawfulJourney(), anyFact(), (facts, fact) => {
      const added = { ...fact, id: 'added' };
      const before = rowsNow(facts);
      if (JSON.stringify(rowsNow([...facts, added])) !== JSON.stringify(before)) touched += 1;
      expect(rowsNow([...facts, added, withdrawn('added')])).toEqual(before);
    }),
    { numRuns: 240 },
  );
  expect(touched).toBeGreaterThan(10);
});

it('rows are as before once a withdrawal is withdrawn, and once a correction is', () => {
  fc.assert(
    fc.property(anyLawfulJourney(), anyFact(), fc.nat(), (facts, other, place) => {
      const fact = facts[place % facts.length] ?? other;
      const before = rowsNow(facts);
      expect(rowsNow([...facts, withdrawn(fact.id, 'mistake'), withdrawn('mistake', 'undone')])).toEqual(before);
      const moved = { ...fact, data: { ...fact.data, on: (other.data as { on: string }).on } } as ProposedFact;
      expect(rowsNow([...facts, corrected(fact.id, moved, 'moved'), withdrawn('moved', 'undone')])).toEqual(before);
    }),
    { numRuns: 80 },
  );
});

it('rows are the same in any recording order that keeps the facts of a day in theirs', () => {
  fc.assert(
    fc.property(anyLawfulJourney(), fc.infiniteStream(fc.nat(1000)), (facts, random) => {
      const onOf = (fact: ProposedFact) => (fact.data as { on: string }).on;
      const days = [...new Set(facts.map(onOf))].map((day) => ({ day, weight: random.next().value }));
      const shuffled = days
        .sort((a, b) => a.weight - b.weight)
        .flatMap(({ day }) => facts.filter((fact) => onOf(fact) === day));
      expect(rowsNow(shuffled)).toEqual(rowsNow(facts));
    }),
    { numRuns: 60 },
  );
});
