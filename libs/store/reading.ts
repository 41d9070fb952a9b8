import {
  BACKWARDS,
  END,
  FORWARDS,
  START,
  type AllStreamResolvedEvent,
  type EventStoreDBClient,
  type ReadRevision,
  type ResolvedEvent,
  type StreamingRead,
} from '@eventstore/db-client';
import { isMissingStream, storeError } from './client-errors.ts';
import { Silence, StoreClosed } from './errors.ts';
import { inboxOf, type Inbox } from './inbox.ts';
import type { Meter } from './metrics.ts';
import type { LineInUse, ReadingLines } from './reading-lines.ts';
import { positionOf, storedEvent, type StoredEvent } from './stored-event.ts';
import { passingTaken } from './taking-events.ts';

export interface ReadOptions {
  /** The revision to begin at, itself included; otherwise the first, or the last when reading backwards. */
  readonly from?: number;
  readonly backwards?: boolean;
  /** At most so many events. */
  readonly limit?: number;
  /** Aborting it ends the read, also one that waits for the store, with the signal's own reason thrown. */
  readonly signal?: AbortSignal;
}

export interface Reader {
  /** A stream's events in order. A stream that does not exist has none. */
  readonly read: (stream: string, options?: ReadOptions) => AsyncGenerator<StoredEvent, void, undefined>;
  /** The position of the last event there is, of whatever stream; null in a store without a single one. */
  readonly end: () => Promise<number | null>;
  /** The events of all streams after a position (null: from the first), about so many: a look, not a way to follow. */
  readonly after: (position: number | null, limit: number) => AsyncGenerator<StoredEvent, void, undefined>;
  /** All events before a position (null: from the last there is), the latest first, in handfuls as they come. */
  readonly before: (position: number | null, signal: AbortSignal) => AsyncGenerator<Handful, void, undefined>;
}

type Handful = readonly AllStreamResolvedEvent[];

interface ReaderOptions {
  readonly lines: ReadingLines;
  readonly deadlineMs: number;
  readonly elapsed: () => number;
  readonly meter: Meter;
  /** Aborted when the store closes: reads still under way end as such, not as if the store were away. */
  readonly closing: AbortSignal;
}

/** How much may be held on this side. More only fills memory; less makes more wake-ups. */
const heldAtOnce = 128;
const held = { highWaterMark: heldAtOnce };
/** The same where the whole store is read. */
const heldOfAll = 512;

export function openReader(options: ReaderOptions): Reader {
  const { lines, deadlineMs, elapsed, meter, closing } = options;

  async function* stream<T extends ResolvedEvent | AllStreamResolvedEvent>(
    ...asked: Parameters<typeof handfuls<T>>
  ): AsyncGenerator<T, void, undefined> {
    for await (const some of handfuls(...asked)) yield* some;
  }

  async function* handfuls<T extends ResolvedEvent | AllStreamResolvedEvent>(
    what: string,
    open: (client: EventStoreDBClient) => StreamingRead<T>,
    signal?: AbortSignal,
  ): AsyncGenerator<readonly T[], void, undefined> {
    signal?.throwIfAborted();
    meter.reads.begun += 1;
    const line = lines.take();
    const source = passingTaken(open(line.client));
    const inbox = inboxOf<T>(source);
    let failure: unknown = null;
    try {
      yield* arrivals(what, inbox, line, signal);
    } catch (error) {
      failure = error;
      if (isMissingStream(error)) return;
      signal?.throwIfAborted();
      if (closing.aborted) throw new StoreClosed();
      meter.reads.failed += 1;
      throw storeError(error, { what: `reading ${what}`, stream: what, outcome: 'not-stored' });
    } finally {
      // Whether the reader broke off or the store fell silent, the call must not linger on either side.
      if (!inbox.ended()) source.cancel().catch(() => undefined);
      line.done(failure);
    }
  }

  async function* arrivals<T>(
    what: string,
    inbox: Inbox<T>,
    line: LineInUse,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<readonly T[], void, undefined> {
    for (;;) {
      signal?.throwIfAborted();
      const taken = inbox.take(heldAtOnce);
      if (taken.length > 0) {
        line.heard();
        yield taken;
        continue;
      }
      if (inbox.failure() !== undefined) throw inbox.failure() as Error;
      // Hanging up ends what is read without a word, which would look like a stream that ends here.
      if (inbox.ended() && closing.aborted) throw new StoreClosed();
      if (inbox.ended()) return;
      const since = elapsed();
      if ((await inbox.news(deadlineMs, signal)) || signal?.aborted === true) continue;
      meter.timedOut += 1;
      throw new Silence(`reading ${what}`, since, deadlineMs);
    }
  }

  return {
    async *read(name, { from, backwards = false, limit, signal } = {}) {
      const fromRevision = startOf(from, backwards);
      const maxCount = limitOf(limit);
      const direction = backwards ? BACKWARDS : FORWARDS;
      let last: number | null = null;
      const open = (client: EventStoreDBClient): StreamingRead<ResolvedEvent> =>
        client.readStream(name, { fromRevision, direction, maxCount }, held);
      for await (const resolved of stream(name, open, signal)) {
        const event = storedEvent(resolved);
        // A store may send an event twice; its revision says that it was here before.
        if (last !== null && (backwards ? event.revision >= last : event.revision <= last)) continue;
        last = event.revision;
        yield event;
      }
    },
    async end() {
      const last = stream('$all', (client) =>
        client.readAll({ fromPosition: END, direction: BACKWARDS, maxCount: 1 }, held),
      );
      for await (const { event, commitPosition } of last) return positionOf(event?.position, commitPosition);
      return null;
    },
    async *after(position, limit) {
      const fromPosition = position === null ? START : { commit: BigInt(position), prepare: BigInt(position) };
      // Reading begins at the position itself, which is one event more when there is one.
      const some = stream('$all', (client) => client.readAll({ fromPosition, maxCount: limit + 1 }, held));
      for await (const resolved of some) {
        const event = storedEvent(resolved);
        if (position === null || event.position > position) yield event;
      }
    },
    before(position, signal) {
      const fromPosition = position === null ? END : { commit: BigInt(position), prepare: BigInt(position) };
      const open = (client: EventStoreDBClient): StreamingRead<AllStreamResolvedEvent> =>
        client.readAll({ fromPosition, direction: BACKWARDS }, { highWaterMark: heldOfAll });
      return handfuls('$all backwards', open, signal);
    },
  };
}

function startOf(from: number | undefined, backwards: boolean): ReadRevision {
  if (from === undefined) return backwards ? END : START;
  if (!Number.isSafeInteger(from) || from < 0) throw new RangeError('Read from a revision: a whole number from 0.');
  return BigInt(from);
}

function limitOf(limit: number | undefined): number {
  if (limit === undefined) return Number.MAX_SAFE_INTEGER;
  if (!Number.isSafeInteger(limit) || limit < 1) throw new RangeError('Limit a read to a whole number from 1.');
  return limit;
}
