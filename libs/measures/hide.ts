import type { Component } from './release-components.ts';
import { isSmall, type SuppressionRule } from './release.ts';

/** The places that are not safe yet while these are hidden. */
export type Audit = (component: Component, hidden: ReadonlySet<number>) => readonly number[];

/**
 * Hides the small counts, and then one more at a time until the audit finds nothing that is not safe; and last, tells
 * again each of those that were hidden for another's sake, if all stays safe without it.
 */
export function hide(component: Component, rule: SuppressionRule, audit: Audit): ReadonlySet<number> {
  const hidden = new Set<number>();
  component.counts.forEach(({ count, isTold, settled }, place) => {
    if (settled === 'hidden' || (isTold && isSmall(count, rule))) hidden.add(place);
  });
  const also: number[] = [];
  for (let left = audit(component, hidden); left.length > 0; left = audit(component, hidden)) {
    const next = nextToHide(component, hidden, left);
    if (next === undefined) break;
    hidden.add(next);
    also.push(next);
  }
  for (const place of also.sort((a, b) => inOrder(component, b, a))) {
    hidden.delete(place);
    if (audit(component, hidden).length > 0) hidden.add(place);
  }
  return hidden;
}

/** Of those told that share a sum with one that is not safe, else of any told: the one that goes first. */
function nextToHide(component: Component, hidden: ReadonlySet<number>, left: readonly number[]): number | undefined {
  const told = component.counts.flatMap(({ isTold, settled }, at) =>
    isTold && settled === undefined && !hidden.has(at) ? [at] : [],
  );
  const sums = component.sums.map(({ whole, parts }) => [whole, ...parts]);
  const beside = new Set(sums.filter((places) => places.some((at) => left.includes(at) || hidden.has(at))).flat());
  const near = told.filter((at) => beside.has(at));
  const touched = new Set([...hidden].map((at) => component.counts[at]?.place));
  const isElsewhere = (at: number): number => Number(!touched.has(component.counts[at]?.place));
  const isZero = (at: number): number => Number(component.counts[at]?.count === 0);
  return (near.length > 0 ? near : told).sort(
    (a, b) => isZero(a) - isZero(b) || isElsewhere(a) - isElsewhere(b) || inOrder(component, a, b),
  )[0];
}

/**
 * The order in which counts are hidden: zeros last, then the least weight first, then as they stand. Not by size: who knows
 * that the smallest was taken knows that what is told beside it is larger.
 */
function inOrder({ counts }: Component, a: number, b: number): number {
  const [one, other] = [counts[a], counts[b]];
  if (one === undefined || other === undefined) return 0;
  return Number(one.count === 0) - Number(other.count === 0) || one.weight - other.weight || a - b;
}
