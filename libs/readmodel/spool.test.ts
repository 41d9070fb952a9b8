import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { KeptFact } from './kept-facts.ts';
import { spoolWriter } from './spool.ts';
import { childrenIn, sharesOf } from './spooled.ts';

/** Children as they may be named: alike but for a character, with what parts fields and lines, and beyond ASCII. */
const anyChild = fc.constantFrom(
  'A',
  'A\t1',
  'A\n1',
  'A\\1',
  'A\\t1',
  'B',
  'Ä',
  '\uFFFD',
  '\u{1F9D2}',
  'A1',
  'C'.repeat(40),
);

const anyFact = fc.record({
  authority: fc.constantFrom('855', '8551', '856'),
  child: anyChild,
  id: fc.constantFrom('id', 'i\td', 'i\nd'),
  family: fc.constantFrom(null, 'F1', String.raw`\N`),
  /** Some are long, so that runs are longer than what is read of them at once. */
  told: fc.constantFrom('', 'é', 'x'.repeat(9_000), '\u{1F9D2}'.repeat(5_000)),
});

const anyFacts = fc.array(anyFact, { maxLength: 60 }).map((facts) =>
  facts.map(({ authority, child, id, family, told }, index): KeptFact => {
    return [authority, child, index, id, 'CaseClosed', JSON.stringify({ told }), index, 'W\t1', index * 7, family];
  }),
);

describe('facts that two readers spooled', () => {
  it.each([1, 2, 3])('are all there, child by child and in the order of the store, in %i shares', (shares) => {
    fc.assert(
      fc.property(anyFacts, fc.nat(60), fc.constantFrom(1, 20_000, 200_000), (facts, middle, runLength) => {
        const folder = mkdtempSync(path.join(tmpdir(), 'waymark-spool-'));
        try {
          for (const [reader, part] of [facts.slice(0, middle), facts.slice(middle)].entries()) {
            const backwards = reader === 1;
            const spool = spoolWriter(folder, { part: reader, backwards, runLength });
            for (const fact of backwards ? part.toReversed() : part) spool.add(fact);
            spool.end();
          }
          const found = sharesOf(folder, shares).flatMap((share) => [...childrenIn(share)]);
          const named = found.map(({ authority, child }) => JSON.stringify([authority, child]));
          expect(new Set(named).size).toBe(named.length);
          const ofChild = new Map<string, KeptFact[]>();
          for (const fact of facts) {
            const name = JSON.stringify([fact[0], fact[1]]);
            ofChild.set(name, [...(ofChild.get(name) ?? []), fact]);
          }
          expect(new Map(found.map((child, index) => [named[index], child.facts]))).toEqual(ofChild);
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('are shared out about evenly', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'waymark-spool-'));
    try {
      const spool = spoolWriter(folder, { part: 0, runLength: 100_000 });
      for (let index = 0; index < 4_000; index += 1) {
        const child = `C${String((index * 7919) % 500)}`;
        spool.add(['855', child, index, 'id', 'CaseClosed', '{"on":"2020-01-01"}', index, 'W1', index, null]);
      }
      spool.end();
      const counts = sharesOf(folder, 2).map((share) =>
        [...childrenIn(share)].reduce((all, { facts }) => all + facts.length, 0),
      );
      expect(counts.length).toBe(2);
      expect(Math.min(...counts)).toBeGreaterThan(1_500);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
