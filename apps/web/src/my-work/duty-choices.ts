import { duties, shownDuties } from '#timescales';

/** Everything there is to do in time, by what it is called, for choosing one. */
export const dutyChoices: readonly (readonly [string, string])[] = shownDuties
  .map((duty) => [duty, duties[duty].title] as const)
  .toSorted(([, a], [, b]) => (a < b ? -1 : 1));
