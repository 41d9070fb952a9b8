/** How values lie between the least and the most: of nothing, only that there are none. */
export interface Spread {
  /** How many values there are; rows without one are not among them. */
  readonly counted: number;
  readonly least: number | null;
  readonly lowerQuartile: number | null;
  readonly median: number | null;
  readonly upperQuartile: number | null;
  readonly most: number | null;
}

/**
 * The quartiles of values, each given with how often it occurs. A quartile is the least value that at least that share of
 * the values do not exceed, so it is always one of them: those DfE prints for authorities in tables C2 and C4 are whole
 * numbers (D); its method is not stated.
 */
export function spreadAmong(values: Iterable<readonly [value: number, times: number]>): Spread {
  const sorted = [...values].filter(([, times]) => times > 0).sort(([a], [b]) => a - b);
  const counted = sorted.reduce((sum, [, times]) => sum + times, 0);
  const reaching = (share: number): number | null => {
    let sum = 0;
    for (const [value, times] of sorted) if ((sum += times) * 4 >= counted * share) return value;
    return null;
  };
  return {
    counted,
    least: sorted.at(0)?.[0] ?? null,
    lowerQuartile: reaching(1),
    median: reaching(2),
    upperQuartile: reaching(3),
    most: sorted.at(-1)?.[0] ?? null,
  };
}
