import { canonical, digestOfRows } from '#evidence';
import { readingOf, type Measure } from '#measures';
import type { Rulebook, Timescales } from '#timescales';

/** The digest of what rows depend on besides the facts; with a measure, of what its figure does. */
export function readingDigest(timescales: Timescales | Rulebook, measure?: Measure): string {
  return digestOfRows([canonical(readingOf(timescales, measure))]);
}
