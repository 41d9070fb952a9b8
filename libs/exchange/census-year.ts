import { plainDate, type PlainDate } from '#calendar';

/** A year of the children in need census by the calendar year it ends in: 2026 runs from 1 April 2025 to 31 March 2026. */
export type CensusYear = number;

/** The census years whose files are understood. */
export const firstCensusYear: CensusYear = 2013;
export const lastCensusYear: CensusYear = 2026;

/** The first and the last day a census tells of; the last is its reference date (rule 100). */
export interface CensusWindow {
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/** The days of a census year. */
export function windowOf(year: CensusYear): CensusWindow {
  return { from: plainDate(`${String(year - 1)}-04-01`), to: plainDate(`${String(year)}-03-31`) };
}

/** Whether a file of this year is understood. */
export function isCensusYear(year: number): year is CensusYear {
  return Number.isInteger(year) && year >= firstCensusYear && year <= lastCensusYear;
}
