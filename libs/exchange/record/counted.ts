import type { Episode } from './child-record.ts';

/**
 * The episodes that count, where several referrals are of one day: those of a day count once, the first recorded (guide
 * §4.4; evidence V). One that came to something is never given up for one that did not.
 */
export function countedEpisodes(episodes: readonly Episode[]): readonly Episode[] {
  return episodes.filter((episode) => {
    if (!isBare(episode)) return true;
    const others = episodes.filter((other) => other !== episode && other.referredOn === episode.referredOn);
    return others.every((other) => isBare(other) && other.revision > episode.revision);
  });
}

/** A referral with nothing further done under it. */
function isBare({ noFurtherAction, assessments, enquiries, conferences, needPlans, plans }: Episode): boolean {
  return noFurtherAction && [assessments, enquiries, conferences, needPlans, plans].every(({ length }) => length === 0);
}
