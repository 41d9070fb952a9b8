import type { Recorded } from '#history';
import type { Followed } from './fold.ts';

/**
 * The histories followed before, each under the last fact recorded in it, for as long as somebody holds that fact.
 * Whoever follows beside one compares every fact, so what is remembered saves time and never changes an answer.
 */
export interface FollowedBefore {
  /** The longest history remembered that these facts begin with. */
  readonly of: (facts: readonly Recorded[]) => Followed | undefined;
  readonly keep: (facts: readonly Recorded[], followed: Followed) => void;
}

/** One post brings at most so many facts, so that the history before it is found so far back. */
const mostBack = 100;

export function followedBefore(): FollowedBefore {
  const byLast = new WeakMap<Recorded, Followed>();
  const lastKnown = (facts: readonly Recorded[]): Recorded | undefined => {
    for (let place = facts.length - 1; place >= Math.max(0, facts.length - 1 - mostBack); place--) {
      const fact = facts[place];
      if (fact !== undefined && byLast.has(fact)) return fact;
    }
    return undefined;
  };
  return {
    of(facts) {
      const last = lastKnown(facts);
      return last && byLast.get(last);
    },
    keep(facts, followed) {
      const before = lastKnown(facts);
      const last = facts.at(-1);
      if (last === undefined || before === last) return;
      // The longer history holds the shorter one.
      if (before !== undefined) byLast.delete(before);
      byLast.set(last, followed);
    },
  };
}
