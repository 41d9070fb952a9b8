import type { PlainDate } from '#calendar';
import type { Evidence } from '#measures';
import type { Printed } from './dfe-rows.ts';

/** The provider token of what figures are set beside. */
export const COMPARATORS = Symbol('waymark comparators');

/** Where a comparator comes from, and how well it is founded. */
export interface Sourced {
  readonly source: string;
  readonly status: Evidence;
}

/** What one area's figure was in the year ending 31 March; `ENG` is England. */
export interface AreaRow extends Sourced {
  readonly measure: string;
  readonly authority: string;
  readonly year: number;
  readonly value: Printed;
}

/** Where the quarters of authorities met in a year, the best first. */
export interface CutOffRow extends Sourced {
  readonly measure: string;
  readonly year: number;
  readonly cutOffs: readonly [number, number, number];
}

/** The areas an authority is compared with. */
export interface NeighbourGroup extends Sourced {
  readonly authority: string;
  readonly neighbours: readonly string[];
}

/** The average of the neighbours as somebody printed it. */
export interface AverageRow extends Sourced {
  readonly authority: string;
  readonly measure: string;
  readonly year: number;
  readonly value: number;
}

/** Everything an authority's figures can be set beside. */
export interface Comparators {
  readonly areas: readonly AreaRow[];
  readonly cutOffs: readonly CutOffRow[];
  readonly groups: readonly NeighbourGroup[];
  readonly averages: readonly AverageRow[];
}

/**
 * The latest year ending 31 March whose figures were out on a day. DfE publishes a year in the autumn after it: taken here
 * as 1 November (R), so April to June 2018 is ranked against 2017, as the published dashboard does (measures.md M11: D).
 */
export function latestYearOut(on: PlainDate): number {
  const year = Number(on.slice(0, 4));
  return on.slice(5) >= '11-01' ? year : year - 1;
}
