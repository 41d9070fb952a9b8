/** How many took at most so long; the last count is of all. Seconds, as Prometheus likes them. */
export interface Histogram {
  readonly bounds: readonly number[];
  /** One count per bound, and one more for what was slower than the last. Not cumulative. */
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
}

/** One `follow()` now running. */
export interface FollowFigures {
  readonly prefixes: readonly string[];
  /** The position last handed over, null before the first. */
  readonly position: number | null;
  /** The end of the store when it was last asked. With `position` it shows whether there is a lag, not how long. */
  readonly end: number | null;
  readonly live: boolean;
  /** How long since the last event handed over was stored, in ms, while behind; 0 when live. */
  readonly lagMs: number;
  readonly events: number;
  readonly resubscriptions: number;
}

/** Plain numbers, current whenever they are read. */
export interface StoreMetrics {
  readonly appends: {
    readonly stored: number;
    readonly wrongRevision: number;
    readonly unstorable: number;
    /** Not stored because the store would not: no sign-in, no right, no trust, a stream deleted. */
    readonly refused: number;
    /** Not stored for want of the store. */
    readonly unavailable: number;
    /** Outcome unknown. */
    readonly unknown: number;
    readonly inFlight: number;
    readonly seconds: Histogram;
  };
  readonly reads: { readonly begun: number; readonly failed: number };
  /** Appends, reads and subscriptions ended by our own deadline. They are counted as unavailable or unknown too. */
  readonly timedOut: number;
  /** Subscriptions begun again, of all followings there were. */
  readonly resubscriptions: number;
  /** Lines to the store given up for new ones. */
  readonly replacedLines: number;
  readonly follows: readonly FollowFigures[];
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What the store's parts write into; `figures` is what the outside reads. */
export interface Meter {
  readonly appends: Writable<Omit<StoreMetrics['appends'], 'seconds'>>;
  readonly reads: Writable<StoreMetrics['reads']>;
  timedOut: number;
  resubscriptions: number;
  replacedLines: number;
  readonly follows: Set<FollowMeter>;
  readonly appendTook: (ms: number) => void;
}

export type FollowMeter = Writable<Omit<FollowFigures, 'lagMs'>> & {
  /** When the last event handed over was stored, in ms since 1970. */
  lastStoredAt: number | null;
};

const bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export function openMeter(now: () => number): { readonly meter: Meter; readonly figures: StoreMetrics } {
  const seconds = { bounds, counts: [...bounds, Infinity].map(() => 0), sum: 0, count: 0 };
  const appends = { stored: 0, wrongRevision: 0, unstorable: 0, refused: 0, unavailable: 0, unknown: 0, inFlight: 0 };
  const meter: Meter = {
    appends,
    reads: { begun: 0, failed: 0 },
    timedOut: 0,
    resubscriptions: 0,
    replacedLines: 0,
    follows: new Set(),
    appendTook(ms) {
      const bucket = bounds.findIndex((bound) => ms / 1_000 <= bound);
      const at = bucket === -1 ? bounds.length : bucket;
      seconds.counts[at] = (seconds.counts[at] ?? 0) + 1;
      seconds.sum += ms / 1_000;
      seconds.count += 1;
    },
  };
  const figures: StoreMetrics = {
    get appends() {
      return { ...appends, seconds: { ...seconds, counts: [...seconds.counts] } };
    },
    get reads() {
      return { ...meter.reads };
    },
    get timedOut() {
      return meter.timedOut;
    },
    get resubscriptions() {
      return meter.resubscriptions;
    },
    get replacedLines() {
      return meter.replacedLines;
    },
    get follows() {
      return [...meter.follows].map(({ lastStoredAt, ...follow }) => ({
        ...follow,
        lagMs: follow.live || lastStoredAt === null ? 0 : Math.max(0, now() - lastStoredAt),
      }));
    },
  };
  return { meter, figures };
}
