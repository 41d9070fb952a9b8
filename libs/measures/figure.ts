import type { Measure } from './measures.ts';

/** A measure's figure. A count has its count as numerator and no denominator; a share of nothing has no value. */
export interface Figure {
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly excluded: number;
}

/** The figure these counts make: of the rows of the population that are not left out, how many are in the numerator. */
export function figureOf(
  measure: Measure,
  counts: {
    readonly counted: number;
    readonly numerator: number;
    readonly excluded: number;
    /** How many there are to share the rows among, where the measure shares them. */
    readonly sharers?: number | undefined;
  },
): Figure {
  const { counted, numerator, excluded, sharers } = counts;
  if (sharers !== undefined) {
    return { numerator: counted, denominator: sharers, value: ratio(counted, sharers, 1), excluded };
  }
  if (measure.numerator === null) return { numerator: counted, denominator: null, value: counted, excluded };
  return { numerator, denominator: counted, value: percent(numerator, counted), excluded };
}

/** A percentage to one decimal place, halves up, as DfE prints them; worked in whole numbers so that a half is a half. */
export function percent(part: number, whole: number): number | null {
  return ratio(part, whole, 100);
}

/** So many for every `per` of the whole, to one decimal place, halves up; null of nothing. */
export function ratio(part: number, whole: number, per: number): number | null {
  if (whole === 0) return null;
  return Math.floor((part * 20 * per + whole) / (whole * 2)) / 10;
}
