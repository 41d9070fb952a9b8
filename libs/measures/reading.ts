import type { Timescales } from '#timescales';
import type { Measure } from './measures.ts';

/** Bumped whenever the same facts could fold to other rows. Stored rows of another version are made anew. */
export const rowVersion = 15;

/** Everything besides the facts that a figure depends on (decisions.md 7). A receipt carries its digest. */
export interface Reading {
  readonly rows: number;
  readonly calendar: string;
  /** The stable name of the calendar and the packs of timescales together. */
  readonly timescales: string;
  readonly measure?: Measure;
}

/** How rows are read from facts; with a measure, how its figure is. */
export function readingOf({ calendar, reading }: Pick<Timescales, 'calendar' | 'reading'>, measure?: Measure): Reading {
  return { rows: rowVersion, calendar: calendar.version, timescales: reading, ...(measure && { measure }) };
}
