import { openAppender, type Appended } from './appending.ts';
import { surroundings as ordinary, within, type Surroundings } from './deadline.ts';
import { StoreAlreadyOpen, StoreClosed, StoreUnavailable } from './errors.ts';
import { backwards, type BackwardsBatch, type BackwardsOptions } from './backwards.ts';
import { follow, type FollowedBatch, type FollowOptions } from './following.ts';
import { identityOf } from './identity.ts';
import { openMeter, type StoreMetrics } from './metrics.ts';
import { openReader, type ReadOptions } from './reading.ts';
import { openReadingLines } from './reading-lines.ts';
import { isStillThere } from './still-there.ts';
import type { NewEvent } from './storable.ts';
import type { StoredEvent } from './stored-event.ts';
import { subscriber } from './subscription.ts';
import { traced } from './tracing.ts';

/** The event store: the one way to it in this process. Every call answers or fails within its deadline. */
export interface Store {
  /**
   * Appends all of the events or none, at the end of a stream that must stand at `expected`. Throws `WrongRevision`,
   * `StoreUnavailable` (whose `outcome` says whether they may be stored all the same), `Unstorable`, `StreamDeleted`,
   * `StoreRefused`. It cannot be called off: what was sent may be stored.
   */
  readonly append: (stream: string, expected: 'no-stream' | number, events: readonly NewEvent[]) => Promise<Appended>;
  /**
   * A stream's events in order; none when it does not exist. Throws `StoreUnavailable`, `StoreRefused` or `StoreClosed`,
   * also half-way, and never waits longer than the deadline for the next event.
   */
  readonly read: (stream: string, options?: ReadOptions) => AsyncIterable<StoredEvent>;
  /**
   * All events of the streams with these prefixes, past and to come, in batches: each once, in order, over restarts of
   * the store. Throws `CheckpointBeyondStore`, `PastReplaced`, `StoreRefused` or `UnusablePosition`, and nothing that may pass
   * by itself.
   */
  readonly follow: (options: FollowOptions) => AsyncIterable<FollowedBatch>;
  /**
   * The events of the streams with these prefixes as the store stands now, the latest first, in batches: each once, none
   * left out down to the first, over restarts of the store. Throws the signal's reason, `CheckpointBeyondStore`, `StoreRefused`,
   * `StoreClosed` or `UnusablePosition`, and nothing that may pass by itself.
   */
  readonly backwards: (options: BackwardsOptions) => AsyncIterable<BackwardsBatch>;
  /** A name that this store keeps for ever and no other has: kept beside checkpoints. */
  readonly identity: () => Promise<string>;
  /** The position of the last event there is, of whatever stream; null in an empty store. Throws `StoreUnavailable`. */
  readonly end: () => Promise<number | null>;
  /** Resolves when the store answers a read. Throws `StoreUnavailable`. */
  readonly ping: () => Promise<void>;
  readonly metrics: StoreMetrics;
  /**
   * Takes no more, lets the appends in flight settle, ends following without an error and reading with `StoreClosed`, and
   * hangs up. Bounded by the deadline. May be called twice.
   */
  readonly close: () => Promise<void>;
}

export interface StoreOptions {
  /** esdb://127.0.0.1:2113?tls=false, esdb+discover://… */
  readonly url: string;
  /** How long any one call may wait for the store. Default 5,000. */
  readonly deadlineMs?: number;
  readonly log?: StoreLog;
  readonly surroundings?: Surroundings;
}

/** Where the store says what it had to put up with; a pino logger is one. */
export interface StoreLog {
  readonly warn: (details: object, message: string) => void;
}

const deadlineDefaultMs = 5_000;
let isOpen = false;

/** Opens the store of this process. Connects at the first call. Throws `StoreAlreadyOpen`, `UnusableStoreUrl`. */
export function openStore(options: StoreOptions): Store {
  if (isOpen) throw new StoreAlreadyOpen();
  const store = assemble(options);
  isOpen = true;
  return store;
}

/** A store beside others: for moving from one to another, which alone needs two. */
export function assemble({ url, deadlineMs = deadlineDefaultMs, log, surroundings = ordinary }: StoreOptions): Store {
  const { elapsed } = surroundings;
  const { meter, figures } = openMeter(surroundings.now);
  const lines = openReadingLines(url, elapsed, meter);
  const closing = new AbortController();
  const reader = openReader({ lines, deadlineMs, elapsed, meter, closing: closing.signal });
  const appender = openAppender({ url, deadlineMs, elapsed, meter, positionAt });
  const subscribe = subscriber({ lines, reader, deadlineMs, elapsed, meter });
  const warn: StoreLog['warn'] = (details, message) => log?.warn(details, message);
  let closed: Promise<void> | null = null;

  async function positionAt(stream: string, revision: number): Promise<number> {
    for await (const { position } of reader.read(stream, { from: revision, limit: 1 })) return position;
    throw new StoreUnavailable(`${stream} does not yet show what was appended`, { outcome: 'unknown' });
  }

  async function close(): Promise<void> {
    closing.abort();
    await appender.settled();
    await Promise.all([appender.putDown(), lines.putDown()]);
    isOpen = false;
  }

  const ended = (): Promise<number | null> =>
    within(reader.end(), deadlineMs, () => new StoreUnavailable('no answer to a ping', { outcome: 'not-stored' }));
  const open = <T>(call: () => T): T => {
    if (closed !== null) throw new StoreClosed();
    return call();
  };

  return {
    append: (stream, expected, events) =>
      closed === null
        ? traced('append', { 'waymark.events': events.length }, () => appender.append(stream, expected, events))
        : Promise.reject(new StoreClosed()),
    read: (stream, readOptions) => open(() => reader.read(stream, readOptions)),
    follow: (followOptions) =>
      open(() =>
        follow(followOptions, {
          subscribe,
          isStillThere: (event) => isStillThere(reader, event),
          surroundings,
          meter,
          quietMs: deadlineMs,
          warn,
          closing: closing.signal,
        }),
      ),
    backwards: (wanted) => open(() => backwards(wanted, { reader, surroundings, meter, warn })),
    identity: async () => await open(() => identityOf(reader, appender)),
    end: async () => await open(ended),
    async ping() {
      await open(ended);
    },
    metrics: figures,
    close: () => (closed ??= close()),
  };
}
