import { publishedTargets, type Targets } from './targets.ts';

/** Rutland's year 2012/13 alone: a few hundred children, quick to record. For tests. */
export const smallDemonstration: Targets = {
  ...publishedTargets,
  stories: publishedTargets.stories.filter(
    ({ authority, openingStock }) => authority === '857' && openingStock < '2013',
  ),
  targets: publishedTargets.targets.filter(
    ({ authority, period }) => authority === '857' && ('at' in period ? period.at : period.to) <= '2013-03-31',
  ),
};
