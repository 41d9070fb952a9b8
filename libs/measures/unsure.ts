import { rangesOf, widthOf, type Ranges, type Reading } from './ranges.ts';
import type { Component } from './release-components.ts';
import { isSmall, type ReleasedCount, type SuppressionRule } from './release.ts';
import { solution, type Effort } from './solutions.ts';

/** What a reader would believe as well as the truth: other tables in which every sum comes out and what is told is told. */
export type Tables = readonly (readonly number[])[];

/** A count that a reader could work out, or nearly, and what each count may be for all that the reader knows. */
export interface GivenAway {
  readonly place: number;
  readonly ranges: Ranges;
}

/**
 * Looks for a count that a reader could work out, or nearly: a hidden one, or a small one told of nowhere, that has too few
 * values left to it. For each value there must be a whole table in which it stands: that table is looked for, so a count
 * is called safe only where it was found. Tables found before, with as much told or more, serve again. Answers all that
 * were found, and the count that is not safe, if any.
 */
export function lookAround(
  component: Component,
  hidden: ReadonlySet<number>,
  { reading, effort, before }: { readonly reading: Reading; readonly effort: Effort; readonly before: Tables },
): { readonly tables: Tables; readonly givenAway?: GivenAway } {
  const { counts } = component;
  const { rule } = reading;
  const ranges = rangesOf(component, hidden, reading);
  const tables = [...before];
  const untold = counts.flatMap(({ count, isTold }, place) => (!isTold && isSmall(count, rule) ? [place] : []));
  // The last hidden first: what was hidden for another's sake is of no use while it is given away itself.
  const mustBeSafe = [...[...hidden].reverse(), ...untold];
  for (const place of mustBeSafe) {
    if (widthOf(ranges, place) < valuesNeeded(counts[place], rule)) return { tables, givenAway: { place, ranges } };
  }
  for (const place of mustBeSafe) {
    const near = Number(counts[place]?.count);
    const seen = new Set([near, ...tables.map((table) => Number(table[place]))]);
    const needed = valuesNeeded(counts[place], rule);
    for (let step = 1; seen.size < needed && step <= widthOf(ranges, place); step += 1) {
      for (const value of [near + step, near - step]) {
        if (value < Number(ranges.least[place]) || value > Number(ranges.most[place]) || seen.has(value)) continue;
        const found = solution(component, ranges, { place, value }, effort);
        if (found === undefined) continue;
        tables.push(found);
        seen.add(value);
      }
    }
    if (seen.size < needed) return { tables, givenAway: { place, ranges } };
  }
  return { tables };
}

/** How many values a count must be able to have to be safe: any that is not small, two. */
export function valuesNeeded(count: ReleasedCount | undefined, rule: SuppressionRule): number {
  return isSmall(Number(count?.count), rule) ? rule.possibilities : 2;
}
