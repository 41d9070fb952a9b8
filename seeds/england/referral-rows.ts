import type { Chance } from '../chance.ts';
import { englandRates } from './rates.ts';
import { drawn, englandSpans, type Span } from './spans.ts';

/** What came of a referral that another followed: what may be told before the next depends on it. */
export type Before = 'nothing' | 'help';

/** At most so many referrals of one child are told of in a row, each within twelve months of the next. */
export const mostInARow = 5;

/** Days to the next referral: the sooner of two draws, for another comes sooner more often than later. */
export function daysToNext(chance: Chance, before: Before): number {
  const span = spanAfter(before);
  return Math.min(drawn(chance, span), drawn(chance, span));
}

/** How many referrals a child has within a window, on the whole: the last of them is one. */
export interface ReferralsToAChild {
  readonly all: number;
  /** Those before the last that came to nothing, and those that came to more. */
  readonly nothing: number;
  readonly help: number;
}

/**
 * How many referrals a child has within a window of so many days, where the last of them falls on any day of it alike, and
 * others may lie before it. Worked out day by day from what the rows are drawn from.
 */
export function referralsToAChild(days: number): ReferralsToAChild {
  const apart = { nothing: sharesApart('nothing', days), help: sharesApart('help', days) };
  const found = { nothing: 0, help: 0 };
  let before: readonly number[] = [1];
  for (let earlier = 1; earlier < mostInARow; earlier += 1) {
    const kinds = { nothing: together(before, apart.nothing, days), help: together(before, apart.help, days) };
    found.nothing += inWindow(kinds.nothing, days);
    found.help += inWindow(kinds.help, days);
    before = kinds.nothing.map((share, distance) => share + (kinds.help[distance] ?? 0));
  }
  return { all: 1 + found.nothing + found.help, ...found };
}

function inWindow(shares: readonly number[], days: number): number {
  return shares.reduce((sum, share, distance) => sum + share * (1 - distance / days), 0);
}

function spanAfter(before: Before): Span {
  return before === 'nothing' ? englandSpans.nextAfterNothing : englandSpans.nextAfterHelp;
}

/** In one referral, those before it that came to this and lie so many days back, for each number of days below the bound. */
function sharesApart(before: Before, bound: number): readonly number[] {
  const toNothing = englandRates.earlierNoFurtherAction.value / 100;
  const weight = (englandRates.reReferred.value / 100) * (before === 'nothing' ? toNothing : 1 - toNothing);
  const { low, high } = spanAfter(before);
  const choices = high - low + 1;
  return Array.from({ length: bound }, (_, day) => {
    // Of two draws the sooner is this day when one is, and the other is not before it.
    const notBefore = high - day + 1;
    return day < low || day > high ? 0 : (weight * (2 * notBefore - 1)) / choices ** 2;
  });
}

/** The shares of two distances added, as far as the bound. */
function together(one: readonly number[], other: readonly number[], bound: number): readonly number[] {
  const sums = Array.from({ length: bound }, () => 0);
  one.forEach((share, first) => {
    if (share === 0) return;
    for (let next = 0; next < bound - first; next += 1)
      sums[first + next] = (sums[first + next] ?? 0) + share * (other[next] ?? 0);
  });
  return sums;
}
