import type { Component, PlacedSum } from './release-components.ts';
import { isSmall, type SuppressionRule } from './release.ts';

/** What is small, and whether hidden counts are taken to stay small or large as they are. */
export interface Reading {
  readonly rule: SuppressionRule;
  readonly staysAlike: boolean;
}

/** The least and the most that each count may be, by its place. */
export interface Ranges {
  readonly least: readonly number[];
  readonly most: readonly number[];
  /** The sum that narrowed each last; none of what no sum narrows. */
  readonly narrowedBy: readonly (PlacedSum | undefined)[];
}

/**
 * What one who reads what is told must allow each count to be, by doing every sum over and over: what is told is known,
 * what is hidden is not zero, no count is below nothing. No count can be outside its range; a count need not be able to
 * have every value within it, so a narrow range gives a count away and a wide one does not prove it safe. Counts are
 * looked at no further from what they are than `reach`.
 */
export function rangesOf(component: Component, hidden: ReadonlySet<number>, reading: Reading): Ranges {
  const { least, most } = boundsOf(component, hidden, reading);
  const narrowedBy: (PlacedSum | undefined)[] = [];
  const [low, high] = [(place: number): number => least[place] ?? 0, (place: number): number => most[place] ?? 0];
  const open = component.sums.filter(({ places }) => places.some((place) => low(place) < high(place)));
  let isMoving = true;
  for (let passes = 0; isMoving && passes < mostPasses; passes += 1) {
    isMoving = false;
    for (const sum of open) {
      const { whole, parts } = sum;
      let [lows, highs] = [0, 0];
      for (const part of parts) [lows, highs] = [lows + low(part), highs + high(part)];
      narrow(sum, whole, [lows, highs]);
      for (const part of parts) {
        narrow(sum, part, [low(whole) - (highs - high(part)), high(whole) - (lows - low(part))]);
      }
    }
  }
  return { least, most, narrowedBy };

  function narrow(sum: PlacedSum, place: number, [from, to]: readonly [number, number]): void {
    if (from <= low(place) && to >= high(place)) return;
    least[place] = Math.max(from, low(place));
    most[place] = Math.min(to, high(place));
    narrowedBy[place] = sum;
    isMoving = true;
  }
}

/**
 * What each count may be before any sum is done. A hidden one stays small or stays large where that is asked, so that the very same would be
 * hidden for its own sake: who knows in what order counts are hidden knows of some that they must be small.
 */
function boundsOf(
  { counts }: Component,
  hidden: ReadonlySet<number>,
  { rule, staysAlike }: Reading,
): { least: number[]; most: number[] } {
  const bounds = counts.map(({ count, isTold }, place): readonly [least: number, most: number] => {
    if (isTold && !hidden.has(place)) return [count, count];
    if (count === 0) return [0, reach];
    if (isSmall(count, rule)) return [1, isTold && staysAlike ? rule.mostHidden : count + reach];
    return [Math.max(count - reach, isTold ? (staysAlike ? rule.mostHidden + 1 : 1) : 0), count + reach];
  });
  return { least: bounds.map(([least]) => least), most: bounds.map(([, most]) => most) };
}

/** How many values a count may have at most. */
export function widthOf({ least, most }: Pick<Ranges, 'least' | 'most'>, place: number): number {
  return Number(most[place]) - Number(least[place]) + 1;
}

const reach = 8;

/** A range that is not as narrow yet as it could be is only too wide. */
const mostPasses = 20;
