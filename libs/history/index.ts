export { standings, type Standing } from './corrections.ts';
export { comparePlace, effectiveHistory } from './effective.ts';
export { isOfMoveIn, movesIn } from './moves-in.ts';
export { toldBy } from './told-by.ts';
export type { Effective, Recorded } from './recorded.ts';
