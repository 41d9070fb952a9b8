/** Whose figures they are: an authority's own are printed as they are, those of regions and of England to the nearest ten. */
export type Area = 'authority' | 'region' | 'england';

/** A count as DfE prints it (measures.md, general conventions: V; fives go up, as its percentages' halves do: D). */
export function roundedCount(count: number, area: Area): number {
  return area === 'authority' ? count : Math.floor((count + 5) / 10) * 10;
}
