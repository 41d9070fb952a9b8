import { catalogue } from '#events';
import type { Timescales } from '#timescales';
import type { Measure } from './measures.ts';

/** Bumped whenever the same facts could fold to other rows. Stored rows of another version are made anew. */
export const rowVersion = 19;

/** Everything besides the facts that a figure depends on (decisions.md 7). A receipt carries its digest. */
export interface Reading {
  /** `rowVersion`, and one more for each version of a fact's data beyond its first. */
  readonly rows: number;
  readonly calendar: string;
  /** The stable name of the calendar and the packs of timescales together. */
  readonly timescales: string;
  readonly measure?: Measure;
}

/** How rows are read from facts; with a measure, how its figure is. */
export function readingOf({ calendar, reading }: Pick<Timescales, 'calendar' | 'reading'>, measure?: Measure): Reading {
  return {
    rows: rowVersion + laterVersions(),
    calendar: calendar.version,
    timescales: reading,
    ...(measure && { measure }),
  };
}

/** A new version of a fact's data, and so another upcast, may give the rows of old facts another content. Never fewer. */
function laterVersions(): number {
  return Object.values(catalogue).reduce((sum, { version }) => sum + version - 1, 0);
}
