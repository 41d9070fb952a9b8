export { standings, type Standing } from './corrections.ts';
export { comparePlace, effectiveHistory } from './effective.ts';
export { toldBy } from './told-by.ts';
export type { Effective, Recorded } from './recorded.ts';
