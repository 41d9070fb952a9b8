import type { Facts, FactType, LondonTime, OrdinaryFacts, OrdinaryType } from '#events';

/** A fact as read back: what was proposed, with what its recording added. Personal texts are still sealed. */
export type Recorded<T extends FactType = FactType> = {
  [K in T]: RecordedAs<K, Facts[K]>;
}[T];

/** An ordinary fact as it stands once corrections are applied. */
export type Effective<T extends OrdinaryType = OrdinaryType> = {
  [K in T]: RecordedAs<K, OrdinaryFacts[K]> & {
    /** The time of day it is placed at: its own, or the one it took over from the fact typed before it; '' for none. */
    readonly time: LondonTime;
    /** The ids of the facts it rests on: its own, and that of the correction that stands. */
    readonly sources: readonly string[];
  };
}[T];

interface RecordedAs<K, D> {
  readonly id: string;
  readonly type: K;
  readonly data: D;
  /** Its place in the child's stream, from 0. */
  readonly revision: number;
  /** The instant it was recorded, in milliseconds since 1970 UTC. */
  readonly recordedAt: number;
  readonly recordedBy: string;
}
