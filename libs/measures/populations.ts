import type { Evidence } from './definition.ts';
import { ratio } from './figure.ts';
import { onsPopulations } from './ons-populations.ts';
import type { Period } from './period.ts';

/** How many children of 0 to 17 lived in an authority in the middle of a year. */
export interface Population {
  /** The authority's 3-digit DfE code. */
  readonly authority: string;
  readonly midYear: number;
  readonly children: number;
  readonly source: string;
  /** Absent of an authority's own: nobody here has read its source. */
  readonly status?: Evidence;
}

/** A figure for every 10,000 children; without a known population it has no value, and says so. */
export interface Rate {
  readonly per: 10_000;
  readonly value: number | null;
  /** The year in whose middle the children were counted. */
  readonly midYear: number;
  readonly population: number | null;
  readonly source: string | null;
  readonly status: Evidence | null;
  readonly says: string;
}

/** Looks up populations: those of ONS that are known here, and before them an authority's own. */
export class Populations {
  readonly #known: ReadonlyMap<string, Population>;

  constructor(own: readonly Population[] = []) {
    this.#known = new Map(
      [...onsPopulations, ...own].map((each) => [`${each.authority} ${String(each.midYear)}`, each]),
    );
  }

  of(authority: string, midYear: number): Population | undefined {
    return this.#known.get(`${authority} ${String(midYear)}`);
  }

  /**
   * A count for every 10,000 children of the authority, to one decimal place, halves up. A period is not made a year of:
   * the rate of a quarter is of the quarter.
   */
  rate(count: number, authority: string, period: Period): Rate {
    const midYear = midYearOf(period);
    const found = this.of(authority, midYear);
    if (found === undefined) {
      const says = `No population of children in authority ${authority} in mid-${String(midYear)} is known, so there is no rate. Add it to the file POPULATIONS names.`;
      return { per: 10_000, value: null, midYear, population: null, source: null, status: null, says };
    }
    return {
      per: 10_000,
      value: ratio(count, found.children, 10_000),
      midYear,
      population: found.children,
      source: found.source,
      status: found.status ?? null,
      says: `For every 10,000 children aged 0 to 17 in mid-${String(midYear)}.`,
    };
  }
}

/**
 * The year in whose middle the children are counted: that before the 31 March that ends the financial year of the last
 * day, so 2017 for 2017/18 (measures.md, general conventions; which mid-year it is: R).
 */
export function midYearOf(period: Period): number {
  const last = 'at' in period ? period.at : period.to;
  return Number(last.slice(0, 4)) - (last.slice(5) < '04-01' ? 1 : 0);
}
