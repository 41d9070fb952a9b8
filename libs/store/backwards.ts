import type { AllStreamResolvedEvent } from '@eventstore/db-client';
import { storeError } from './client-errors.ts';
import { backOffMs, pause, type Surroundings } from './deadline.ts';
import { CheckpointBeyondStore, StoreClosed, StoreUnavailable } from './errors.ts';
import { triesBeyondStore } from './following.ts';
import type { Meter } from './metrics.ts';
import type { Reader } from './reading.ts';
import { positionOf, storedEvent, type StoredEvent } from './stored-event.ts';

export interface BackwardsOptions {
  /** Streams whose names begin with any of these. */
  readonly prefixes: readonly string[];
  /** Aborting it ends the reading, with its reason thrown. */
  readonly signal: AbortSignal;
}

/** What was read since the batch before, the latest first. */
export interface BackwardsBatch {
  /** Empty where only other streams' events were passed. */
  readonly events: readonly StoredEvent[];
  /** The place of the earliest event looked at, of whatever stream: all from here on was handed over. */
  readonly position: number;
}

interface ReadingBack {
  readonly reader: Pick<Reader, 'before' | 'end'>;
  readonly surroundings: Surroundings;
  readonly meter: Meter;
  readonly warn: (details: object, message: string) => void;
}

/**
 * Reads `$all` from its end to its beginning. A read that breaks is followed by another from the place reached, after a
 * growing pause: that place is an event's own, the only ones every store takes. A node that has not come as far is asked
 * again, for it would leave out what lies between: one of a cluster catches up, one put back from an older copy never does.
 */
export async function* backwards(
  { prefixes, signal }: BackwardsOptions,
  { reader, surroundings, meter, warn }: ReadingBack,
): AsyncGenerator<BackwardsBatch, void, undefined> {
  let reached: number | null = null;
  for (let failures = 0; ;) {
    try {
      if (reached !== null) await expectAsFar(reader, reached);
      for await (const some of reader.before(reached, signal)) {
        const batch = batchOf(some, prefixes, reached);
        if (batch === null) continue;
        failures = 0;
        reached = batch.position;
        yield batch;
      }
      return;
    } catch (thrown) {
      signal.throwIfAborted();
      if (thrown instanceof StoreClosed) throw thrown;
      const error = storeError(thrown, { what: 'reading $all backwards', outcome: 'not-stored' });
      failures += 1;
      const hopeless =
        error instanceof CheckpointBeyondStore ? failures >= triesBeyondStore : !(error instanceof StoreUnavailable);
      if (hopeless) throw error;
      meter.resubscriptions += 1;
      warn({ prefixes, before: reached, failures, error: error.message }, 'reading the store backwards again');
    }
    await pause(backOffMs(failures - 1, surroundings.random), signal);
  }
}

/** Throws `CheckpointBeyondStore` where the store's node does not show an event that was read already. */
async function expectAsFar(reader: Pick<Reader, 'end'>, reached: number): Promise<void> {
  const end = (await reader.end()) ?? -1;
  if (end < reached) throw new CheckpointBeyondStore(reached, end);
}

/** Of what came, the events of these streams that were not here before; null where nothing is new. */
function batchOf(
  some: readonly AllStreamResolvedEvent[],
  prefixes: readonly string[],
  reached: number | null,
): BackwardsBatch | null {
  const events: StoredEvent[] = [];
  let position = reached;
  for (const resolved of some) {
    const { event, commitPosition } = resolved;
    const at = positionOf(event?.position, commitPosition);
    if (position !== null && at >= position) continue;
    position = at;
    if (event !== undefined && prefixes.some((prefix) => event.streamId.startsWith(prefix))) {
      events.push(storedEvent(resolved));
    }
  }
  return position === null || position === reached ? null : { events, position };
}
