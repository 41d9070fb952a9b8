import type { Reading } from './ranges.ts';
import type { Component, PlacedSum } from './release-components.ts';
import { isSmall, type SuppressionRule } from './release.ts';
import type { Effort } from './solutions.ts';
import { lookAround, type GivenAway, type Tables } from './unsure.ts';

/**
 * The places that are hidden in a component: of small counts, and one more at a time until no count is given away; and
 * last, each that was hidden for another's sake is told again, wholes and years first, if all stays safe without it. Where
 * it would take too long to look, everything is hidden but zeros, and those too beside what is settled.
 */
export function hide(component: Component, rule: SuppressionRule): ReadonlySet<number> {
  const effort = { left: mostMoves };
  // Where nothing is enough for one who knows how counts are hidden, as much as there is for one who knows the sums.
  return (
    hiddenFor(component, { rule, staysAlike: true }, effort) ??
    hiddenFor(component, { rule, staysAlike: false }, effort) ??
    everything(component)
  );
}

/** Undefined where nothing is enough, or it would take too long to look. */
function hiddenFor(component: Component, reading: Reading, effort: Effort): ReadonlySet<number> | undefined {
  const { counts } = component;
  const { rule } = reading;
  const hidden = new Set<number>();
  counts.forEach(({ count, isTold, settled }, place) => {
    if (settled === 'hidden' || (isTold && isSmall(count, rule))) hidden.add(place);
  });
  const also: number[] = [];
  let tables: Tables = [];
  for (;;) {
    const seen = lookAround(component, hidden, { reading, effort, before: tables });
    tables = seen.tables;
    if (seen.givenAway === undefined) break;
    if (effort.left <= 0) return undefined;
    const next = nextToHide(component, hidden, seen.givenAway);
    if (next === undefined) return undefined;
    hidden.add(next);
    also.push(next);
  }
  for (const place of also.sort((a, b) => inOrder(component, b, a))) {
    if (effort.left <= 0) break;
    hidden.delete(place);
    const before = tables.filter((table) => table[place] === counts[place]?.count);
    const seen = lookAround(component, hidden, { reading, effort, before });
    if (seen.givenAway === undefined) tables = seen.tables;
    else hidden.add(place);
  }
  return hidden;
}

/** All that is not settled, but zeros: and those too beside what is settled. */
function everything({ counts }: Component): ReadonlySet<number> {
  const hasSettled = counts.some(({ settled }) => settled === 'told');
  return new Set(
    counts.flatMap(({ count, isTold, settled }, place) =>
      settled === 'hidden' || (isTold && settled === undefined && (count > 0 || hasSettled)) ? [place] : [],
    ),
  );
}

/** How many moves are tried in one component: a hundredth of a second or so. */
const mostMoves = 5000;

/**
 * The count to hide beside one that is given away: the first in order of those told in the sum that gives it away, or in
 * the sums that narrow what stands in that one; where there is none, of those told nearest to it. Zeros only where there is
 * nothing else.
 */
function nextToHide(
  component: Component,
  hidden: ReadonlySet<number>,
  { place: given, ranges }: GivenAway,
): number | undefined {
  const { counts, sumsOf } = component;
  const isTold = (at: number): boolean => counts[at]?.isTold === true && !hidden.has(at);
  const touched = new Set([...hidden].map((at) => counts[at]?.place));
  const first = (places: readonly number[]): number | undefined =>
    [...places].sort((a, b) => inOrder(component, a, b, touched))[0];
  const givesAway = (place: number): readonly PlacedSum[] =>
    ranges.narrowedBy.slice(place, place + 1).flatMap((sum) => sum ?? []);
  const zeros: number[] = [];
  for (const sumsAt of [givesAway, (place: number) => sumsOf[place] ?? []]) {
    const reached = new Set([given]);
    for (const place of reached) {
      const places = sumsAt(place).flatMap((sum) => sum.places);
      const told = places.filter((at) => isTold(at) && counts[at]?.settled === undefined);
      const next = first(told.filter((at) => counts[at]?.count !== 0));
      if (next !== undefined) return next;
      zeros.push(...told);
      for (const at of places) if (!isTold(at)) reached.add(at);
    }
  }
  return first(zeros);
}

/**
 * The order in which counts are hidden: zeros last, then the least weight first, then where something is hidden already,
 * then as they stand. Not by size: who knows that the smallest was taken knows that what is told beside it is larger.
 */
function inOrder({ counts }: Component, a: number, b: number, touched?: ReadonlySet<string | undefined>): number {
  const [one, other] = [counts[a], counts[b]];
  if (one === undefined || other === undefined) return 0;
  const isElsewhere = (place: string | undefined): number => Number(touched?.has(place) === false);
  return (
    Number(one.count === 0) - Number(other.count === 0) ||
    one.weight - other.weight ||
    isElsewhere(one.place) - isElsewhere(other.place) ||
    a - b
  );
}
