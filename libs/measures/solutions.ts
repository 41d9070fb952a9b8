import type { Component, PlacedSum } from './release-components.ts';
import type { Ranges } from './ranges.ts';

/** How many more moves may be tried, of all that is looked for in one component. */
export interface Effort {
  left: number;
}

/**
 * Another table in which every sum comes out: the count at `place` has the value, and others move with it, each once and
 * within its range. Looks for a while and then gives up, so undefined is "none was found" and never a proof that there is
 * none: who hides counts errs on the side of hiding.
 */
export function solution(
  { counts, sumsOf }: Component,
  { least, most }: Ranges,
  { place, value }: { readonly place: number; readonly value: number },
  effort: Effort,
): readonly number[] | undefined {
  const values = counts.map(({ count }) => count);
  const moved: number[] = [];
  const missing = new Map<PlacedSum, number>();
  let triesLeft = Math.min(mostTries, effort.left);
  return move(place, value) ? values : undefined;

  function move(at: number, to: number): boolean {
    if (triesLeft <= 0) return false;
    triesLeft -= 1;
    effort.left -= 1;
    const by = to - Number(values[at]);
    shift(at, by);
    moved.push(at);
    if (settle()) return true;
    moved.pop();
    shift(at, -by);
    return false;
  }

  function shift(at: number, by: number): void {
    values[at] = Number(values[at]) + by;
    for (const sum of sumsOf[at] ?? []) {
      const left = (missing.get(sum) ?? 0) + (sum.whole === at ? by : -by);
      if (left === 0) missing.delete(sum);
      else missing.set(sum, left);
    }
  }

  /** Of the sums that do not come out, takes the one that the fewest counts could make up for, and tries those. */
  function settle(): boolean {
    let fewest: readonly (readonly [at: number, to: number])[] | undefined;
    for (const [sum, by] of missing) {
      const ways = waysOf(sum, by);
      if (ways.length === 0) return false;
      if (fewest === undefined || ways.length < fewest.length) fewest = ways;
      if (fewest.length === 1) break;
    }
    return fewest === undefined || fewest.some(([at, to]) => move(at, to));
  }

  /** The counts of a sum that have not moved, each with the value that would bring it nearest to coming out. */
  function waysOf({ places, whole }: PlacedSum, by: number): readonly (readonly [at: number, to: number])[] {
    const ways: (readonly [number, number])[] = [];
    for (const at of places) {
      const now = Number(values[at]);
      const to = Math.min(Math.max(now + (at === whole ? -by : by), Number(least[at])), Number(most[at]));
      if (to !== now && !moved.includes(at)) ways.push([at, to]);
    }
    return ways;
  }
}

const mostTries = 200;
