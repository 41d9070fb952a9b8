import type { PlainDate } from '#calendar';
import {
  cutOffsOf,
  quartileOf,
  unweightedMean,
  type CutOffs,
  type Evidence,
  type Measure,
  type Quartile,
} from '#measures';
import { latestYearOut, type AreaRow, type Comparators } from './comparators.ts';

/** The quarter of authorities that a value would be in, and how that is known; or why it is not. */
export type National =
  | {
      readonly quartile: Quartile;
      readonly cutOffs: CutOffs;
      readonly year: number;
      /** How many authorities the cut-offs were taken from, where they were taken here. */
      readonly authorities: number | null;
      readonly source: string;
      readonly status: Evidence;
    }
  | { readonly quartile: null; readonly reason: string };

/** The neighbours' average, and which areas it was taken from; or why there is none. */
export type Neighbours =
  | {
      readonly average: number;
      readonly year: number;
      /** The areas whose values it is the mean of; empty where it is as somebody printed it. */
      readonly used: readonly string[];
      /** The neighbours left out because their value is hidden, or not known here. */
      readonly hidden: readonly string[];
      readonly notKnown: readonly string[];
      readonly source: string;
      readonly status: Evidence;
    }
  | { readonly average: null; readonly reason: string };

/** What is known of England and of an area in the latest year out. */
export interface Printed {
  readonly authority: string;
  readonly value: number | 'c';
  readonly year: number;
  readonly source: string;
  readonly status: Evidence;
}

/** What a figure is set beside: always of the latest year that was out on the last day of its period. */
export function besides(
  comparators: Comparators,
  authority: string,
  measure: Measure,
  on: PlainDate,
): {
  readonly national: (value: number | null) => National;
  readonly neighbours: () => Neighbours;
  readonly printed: () => readonly Printed[];
} {
  const latest = latestYearOut(on);
  const areas = comparators.areas.filter((row) => row.measure === measure.id && row.year <= latest);
  return {
    national: (value) => nationalOf(comparators, areas, measure, { value, latest }),
    neighbours: () => neighboursOf(comparators, areas, authority, { measure: measure.id, latest }),
    printed: () =>
      ['ENG', authority].flatMap((area) => {
        const row = latestOf(areas.filter((each) => each.authority === area));
        if (row === undefined) return [];
        const { value, year, source, status } = row;
        return [{ authority: area, value, year, source, status }];
      }),
  };
}

/** Fewer authorities than this are not the country: cut-offs are taken from rows only where there are as many (R). */
const leastAuthorities = 100;

function nationalOf(
  { cutOffs }: Comparators,
  areas: readonly AreaRow[],
  { id, polarity, unit }: Measure,
  { value, latest }: { readonly value: number | null; readonly latest: number },
): National {
  if (polarity === 'neither' || unit !== 'percent')
    return { quartile: null, reason: 'not-ranked: neither way is better' };
  if (value === null) return { quartile: null, reason: 'no-value' };
  const given = latestOf(cutOffs.filter((row) => row.measure === id && row.year <= latest));
  const own = areas.filter(({ authority }) => authority !== 'ENG');
  const year = Math.max(...own.map((row) => row.year));
  const values = own.flatMap((row) => (row.year === year && typeof row.value === 'number' ? [row.value] : []));
  if (values.length >= leastAuthorities && year >= (given?.year ?? 0)) {
    const taken = cutOffsOf(values, polarity);
    const source = [...new Set(own.filter((row) => row.year === year).map((row) => row.source))].join('; ');
    return {
      quartile: quartileOf(value, taken),
      cutOffs: taken,
      year,
      authorities: values.length,
      source,
      status: 'D',
    };
  }
  if (given === undefined) return { quartile: null, reason: `no-cut-offs-known: of ${String(latest)} or before` };
  const { cutOffs: known, source, status } = given;
  return { quartile: quartileOf(value, known), cutOffs: known, year: given.year, authorities: null, source, status };
}

function neighboursOf(
  { groups, averages }: Comparators,
  areas: readonly AreaRow[],
  authority: string,
  { measure, latest }: { readonly measure: string; readonly latest: number },
): Neighbours {
  const group = groups.findLast((each) => each.authority === authority);
  const printed = latestOf(
    averages.filter((row) => row.authority === authority && row.measure === measure && row.year <= latest),
  );
  const theirs = areas.filter((row) => group?.neighbours.includes(row.authority));
  const year = Math.max(...theirs.map((row) => row.year));
  const rows = theirs.filter((row) => row.year === year);
  const used = rows.filter((row) => typeof row.value === 'number');
  const average = unweightedMean(used.map((row) => Number(row.value)));
  if (group !== undefined && average !== null && year >= (printed?.year ?? 0)) {
    const known = rows.map((row) => row.authority);
    return {
      average,
      year,
      used: used.map((row) => row.authority),
      hidden: rows.filter((row) => row.value === 'c').map((row) => row.authority),
      notKnown: group.neighbours.filter((each) => !known.includes(each)),
      source: [...new Set([...rows.map((row) => row.source), group.source])].join('; '),
      status: 'D',
    };
  }
  if (printed === undefined) return { average: null, reason: `no-average-known: of ${String(latest)} or before` };
  const { value, source, status } = printed;
  return { average: value, year: printed.year, used: [], hidden: [], notKnown: [], source, status };
}

function latestOf<T extends { readonly year: number }>(rows: readonly T[]): T | undefined {
  return rows.reduce<T | undefined>(
    (latest, row) => (latest !== undefined && latest.year > row.year ? latest : row),
    undefined,
  );
}
