import type { Contradiction, Published } from './targets.ts';

/** A figure as the service answers it. */
export interface Derived {
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
}

/** 'suppressed': printed as `c`, so there is nothing to agree with; 'known conflict K01': the documents contradict one another. */
export type Verdict = 'agrees' | 'differs' | 'suppressed' | `known conflict ${string}`;

/** Whether a derived figure is the published one, in every part that was printed and with the decimals it was printed with. */
export function verdictOn(published: Published, derived: Derived): Verdict {
  if (published.suppressed === true) return 'suppressed';
  const { numerator, denominator, denominatorRange, value, decimals } = published;
  const [low, high] = denominatorRange ?? [0, Infinity];
  const agrees =
    (numerator === undefined || numerator === derived.numerator) &&
    (denominator === undefined || denominator === derived.denominator) &&
    (denominatorRange === undefined || within(derived.denominator, low, high)) &&
    (value === undefined || value === rounded(derived, decimals ?? 0));
  return agrees ? 'agrees' : 'differs';
}

/**
 * A figure the documents contradict: built to differ, and said so. Where it agrees after all, it agrees; where what is
 * derived is not what was built either, the contradiction explains nothing, and it differs.
 */
export function verdictOnContradiction(printed: Contradiction, derived: Derived, built: Verdict): Verdict {
  const { numerator, numeratorRange, value, valueRange } = printed;
  const [leastCount, mostCount] = numeratorRange ?? [-Infinity, Infinity];
  const [least, most] = valueRange ?? [-Infinity, Infinity];
  const share = rounded(derived, 1) ?? NaN;
  const agrees =
    (numerator === undefined || numerator === derived.numerator) &&
    (numeratorRange === undefined || within(derived.numerator, leastCount ?? 0, mostCount ?? 0)) &&
    (value === undefined || value === rounded(derived, Number.isInteger(value) ? 0 : 1)) &&
    (valueRange === undefined || within(share, least ?? 0, most ?? 0));
  if (agrees) return 'agrees';
  return built === 'differs' ? 'differs' : `known conflict ${printed.conflict}`;
}

/** The derived share with so many decimals, halves up; counted afresh, because rounding what is rounded moves it. */
export function rounded({ numerator, denominator, value }: Derived, decimals: number): number | null {
  if (denominator === null) return value;
  if (denominator === 0) return null;
  const scale = 10 ** decimals;
  return Math.floor((numerator * 200 * scale + denominator) / (2 * denominator)) / scale;
}

function within(count: number | null, low: number, high: number): boolean {
  return count !== null && count >= low && count <= high;
}
