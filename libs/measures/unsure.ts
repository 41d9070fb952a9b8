import { hide } from './hide.ts';
import type { Component } from './release-components.ts';
import { isSmall, type SuppressionRule } from './release.ts';
import { solution, type Bounds } from './solutions.ts';

/**
 * The counts that a reader could work out, or nearly: hidden ones, and small ones told of nowhere, that have too few
 * values left to them. A reader is taken to know every sum, that what is hidden is not zero, and that nothing but a small
 * count is hidden without need. For each value there must be a whole table in which it stands: that table is looked for,
 * so a count is called safe only where it was found.
 */
export function unsafe(component: Component, hidden: ReadonlySet<number>, rule: SuppressionRule): readonly number[] {
  const { counts } = component;
  const mustBeSafe = counts.flatMap(({ count, isTold }, place) =>
    hidden.has(place) || (!isTold && isSmall(count, rule)) ? [place] : [],
  );
  const tables: (readonly number[])[] = [counts.map(({ count }) => count)];
  return mustBeSafe.filter((place) => {
    const needed = isSmall(Number(counts[place]?.count), rule) ? rule.possibilities : 2;
    return !hasAsMany(component, hidden, { place, needed, tables }, rule);
  });
}

/** Whether one count can have so many values. Tables found on the way serve the counts after it as well. */
function hasAsMany(
  component: Component,
  hidden: ReadonlySet<number>,
  {
    place,
    needed,
    tables,
  }: { readonly place: number; readonly needed: number; readonly tables: (readonly number[])[] },
  rule: SuppressionRule,
): boolean {
  const near = component.counts.map(({ count }) => count);
  const seen = new Set(tables.map((table) => Number(table[place])));
  const isAlike = (table: readonly number[]): boolean => wouldLookAlike(component, hidden, table, rule);
  const ways = [
    { bounds: boundsOf(component, hidden, rule, 'as they are'), isTaken: undefined },
    ...(component.counts.length > mostGoneThrough
      ? []
      : [{ bounds: boundsOf(component, hidden, rule, 'as they may be'), isTaken: isAlike }]),
  ];
  for (const { bounds, isTaken } of ways) {
    for (const value of valuesNear(Number(near[place]), bounds[place])) {
      if (seen.size >= needed) return true;
      if (seen.has(value)) continue;
      const found = solution(component, { near, place, value, bounds, isTaken });
      if (found === undefined) continue;
      tables.push(found);
      seen.add(value);
    }
  }
  return seen.size >= needed;
}

/** In a table of more counts than this, small counts are held to stay small: hiding it all over again takes too long. */
const mostGoneThrough = 8;

function valuesNear(near: number, [least, most]: Bounds = [0, 0]): readonly number[] {
  const around = Array.from({ length: reach }, (_, step) => [near + step + 1, near - step - 1]).flat();
  return around.filter((value) => value >= least && value <= most);
}

/**
 * What a reader must allow each count to be. As they are: small ones small and large ones large, so that the very same
 * would be hidden. As they may be: anything that is not zero.
 */
function boundsOf(
  { counts }: Component,
  hidden: ReadonlySet<number>,
  rule: SuppressionRule,
  how: 'as they are' | 'as they may be',
): readonly Bounds[] {
  return counts.map(({ count, isTold }, place): Bounds => {
    if (isTold && !hidden.has(place)) return [count, count];
    const most = count + reach;
    if (how === 'as they may be') return [isTold && count > 0 ? 1 : 0, most];
    if (count === 0) return [0, 0];
    return isSmall(count, rule) ? [1, rule.mostHidden] : [rule.mostHidden + 1, most];
  });
}

/** How far from what it is a count is looked for. */
const reach = 8;

/** Whether another table would be hidden just so, and could therefore be the one behind what is told. */
function wouldLookAlike(
  component: Component,
  hidden: ReadonlySet<number>,
  table: readonly number[],
  rule: SuppressionRule,
): boolean {
  const counts = component.counts.map((count, place) => ({ ...count, count: Number(table[place]) }));
  const alike = hide({ ...component, counts }, rule, (of, soFar) => given(of, soFar, rule));
  return alike.size === hidden.size && [...alike].every((place) => hidden.has(place));
}

/** The small counts that sums alone give away: nothing above or below them fits what is told. */
function given(component: Component, hidden: ReadonlySet<number>, rule: SuppressionRule): readonly number[] {
  const near = component.counts.map(({ count }) => count);
  const bounds = boundsOf(component, hidden, rule, 'as they may be');
  return near.flatMap((count, place) => {
    const fits = (value: number): boolean => solution(component, { near, place, value, bounds }) !== undefined;
    return !isSmall(count, rule) || fits(count - 1) || fits(count + 1) ? [] : [place];
  });
}
