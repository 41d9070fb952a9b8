import { CheckpointBeyondStore, PastReplaced, StoreUnavailable } from './errors.ts';
import { storeError } from './client-errors.ts';
import { backOffMs, pause, type Surroundings } from './deadline.ts';
import type { FollowMeter, Meter } from './metrics.ts';
import type { EventPlace } from './still-there.ts';
import type { StoredEvent } from './stored-event.ts';
import type { Subscribe } from './subscription.ts';

export interface FollowOptions {
  /** Streams whose names begin with any of these. */
  readonly prefixes: readonly string[];
  /** The checkpoint to go on from, itself excluded; null to begin at the beginning. */
  readonly after: number | null;
  /** Aborting it ends the following, without an error. */
  readonly signal: AbortSignal;
  /** The most events in one batch. Default 256. */
  readonly batchSize?: number;
  /** How long nothing may come before the store is asked whether it is still there. Default: the store's deadline. */
  readonly quietMs?: number;
}

/** What has come since the batch before: each event once, in the store's order, none left out. */
export interface FollowedBatch {
  /** Empty when only the position moved over other streams' events, or `live` changed. */
  readonly events: readonly StoredEvent[];
  /** The checkpoint: following on after it continues exactly here. */
  readonly position: number;
  /** Nothing more was waiting when the batch was made. */
  readonly live: boolean;
}

export interface FollowerOptions {
  readonly subscribe: Subscribe;
  readonly isStillThere: (event: EventPlace) => Promise<boolean>;
  readonly surroundings: Surroundings;
  readonly meter: Meter;
  readonly quietMs: number;
  readonly warn: (details: object, message: string) => void;
  readonly closing: AbortSignal;
}

const batchSizeDefault = 256;
/** A store that came back may for a moment show less than it has, while its nodes agree. */
export const triesBeyondStore = 5;

/**
 * Follows `$all` for ever: the client's subscriptions end for good when the line breaks, the store restarts or finds us
 * slow, so each end is followed by a fresh one from the last position handed over, after a growing pause.
 */
export async function* follow(
  options: FollowOptions,
  following: FollowerOptions,
): AsyncGenerator<FollowedBatch, void, undefined> {
  const signal = AbortSignal.any([options.signal, following.closing]);
  const figures: FollowMeter = {
    prefixes: options.prefixes,
    position: options.after,
    end: null,
    live: false,
    events: 0,
    resubscriptions: 0,
    lastStoredAt: null,
  };
  following.meter.follows.add(figures);
  try {
    yield* resubscribing({ ...options, signal }, following, figures);
  } finally {
    following.meter.follows.delete(figures);
  }
}

async function* resubscribing(
  options: FollowOptions,
  { subscribe, isStillThere, surroundings, meter, quietMs, warn }: FollowerOptions,
  figures: FollowMeter,
): AsyncGenerator<FollowedBatch, void, undefined> {
  const { prefixes, signal, batchSize = batchSizeDefault } = options;
  let failures = 0;
  let last: EventPlace | undefined;
  while (!signal.aborted) {
    try {
      if (failures > 0 && last !== undefined && !(await isStillThere(last))) {
        throw new PastReplaced(figures.position ?? -1);
      }
      const batches = subscribe({
        prefixes,
        after: figures.position,
        signal,
        batchSize,
        quietMs: options.quietMs ?? quietMs,
        figures,
      });
      for await (const batch of batches) {
        failures = 0;
        last = placeOf(batch.events.at(-1)) ?? last;
        note(figures, batch);
        yield batch;
      }
      return;
    } catch (thrown) {
      // Whatever breaks while we are leaving is part of leaving.
      if (isOver(signal)) return;
      const error = storeError(thrown, { what: `following ${prefixes.join(', ')}`, outcome: 'not-stored' });
      failures += 1;
      const hopeless =
        error instanceof CheckpointBeyondStore || error instanceof PastReplaced
          ? failures >= triesBeyondStore
          : !(error instanceof StoreUnavailable);
      if (hopeless) throw error;
      figures.resubscriptions += 1;
      meter.resubscriptions += 1;
      warn({ prefixes, after: figures.position, failures, error: error.message }, 'subscribing to the store again');
    }
    if (figures.live && figures.position !== null) {
      figures.live = false;
      yield { events: [], position: figures.position, live: false };
    }
    await pause(backOffMs(failures - 1, surroundings.random), signal);
  }
}

function placeOf(event: StoredEvent | undefined): EventPlace | undefined {
  return event && { stream: event.stream, revision: event.revision, id: event.id };
}

function note(figures: FollowMeter, { events, position, live }: FollowedBatch): void {
  figures.position = position;
  figures.end = Math.max(position, figures.end ?? position);
  figures.live = live;
  figures.events += events.length;
  figures.lastStoredAt = events.at(-1)?.storedAt ?? figures.lastStoredAt;
}

function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
