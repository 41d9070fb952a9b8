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
  counts: { readonly counted: number; readonly numerator: number; readonly excluded: number },
): Figure {
  const { counted, numerator, excluded } = counts;
  if (measure.numerator === null) return { numerator: counted, denominator: null, value: counted, excluded };
  return { numerator, denominator: counted, value: percent(numerator, counted), excluded };
}

/** A percentage to one decimal place, halves up, as DfE prints them; worked in whole numbers so that a half is a half. */
export function percent(part: number, whole: number): number | null {
  if (whole === 0) return null;
  return Math.floor((part * 2000 + whole) / (whole * 2)) / 10;
}
