import { createHash, randomUUID } from 'node:crypto';
import { StoreUnavailable } from './errors.ts';
import type { FollowedBatch } from './following.ts';
import type { ReadOptions } from './reading.ts';
import type { NewEvent } from './storable.ts';
import type { Store } from './store.ts';
import type { StoredEvent } from './stored-event.ts';

/** A referral as recording stores it, numbered so that order can be checked. */
export function referral(number = 0, more: Partial<NewEvent> = {}): NewEvent {
  return {
    id: randomUUID(),
    type: 'ReferralReceived',
    data: { on: '2026-01-05', number },
    metadata: { recordedAt: '2026-01-05T10:30:00.123Z', recordedBy: 'u1', version: 1 },
    ...more,
  };
}

/** A UUID that is the same for the same name, for events appended twice. */
export function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const someChild = (): string => `journey-855.${randomUUID()}`;

export async function all(store: Store, stream: string, options?: ReadOptions): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of store.read(stream, options)) events.push(event);
  return events;
}

/** What was thrown. A promise that is kept fails the test. */
export async function refusal(promise: Promise<unknown>): Promise<unknown> {
  const answer = await promise.then(
    (kept) => ({ kept }),
    (error: unknown) => ({ error }),
  );
  if ('error' in answer) return answer.error;
  throw new Error(`It was expected to be refused, and was answered ${JSON.stringify(answer.kept)}`);
}

/** Follows until `enough`, keeping what came. A follower that never gets there fails the test at its own time limit. */
export async function followUntil(
  store: Store,
  {
    after = null,
    prefixes = ['journey-'],
    enough,
    ...options
  }: {
    readonly after?: number | null;
    readonly prefixes?: readonly string[];
    readonly batchSize?: number;
    readonly quietMs?: number;
    readonly enough: (events: readonly StoredEvent[], batch: FollowedBatch) => boolean;
  },
): Promise<{ readonly events: StoredEvent[]; readonly batches: FollowedBatch[] }> {
  const done = new AbortController();
  const events: StoredEvent[] = [];
  const batches: FollowedBatch[] = [];
  for await (const batch of store.follow({ prefixes, after, signal: done.signal, ...options })) {
    events.push(...batch.events);
    batches.push(batch);
    if (enough(events, batch)) done.abort();
  }
  return { events, batches };
}

export type AppendTold = 'stored' | 'not-stored' | 'unknown';

/** Writers appending one event each to ever new streams until one of them finds the store away, or `most` are stored. */
export function settledAppends(
  store: Store,
  { writers, until, most = Infinity }: { readonly writers: number; readonly until: number; readonly most?: number },
): {
  /** What each append was said to have come to, by stream, once all have settled. */
  readonly outcomes: Promise<ReadonlyMap<string, AppendTold>>;
  /** So many have been stored. */
  readonly enough: Promise<void>;
} {
  const told = new Map<string, AppendTold>();
  let away = false;
  let stored = 0;
  let tell = (): void => undefined;
  const enough = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const write = async (): Promise<void> => {
    while (!away && stored < most) {
      const stream = someChild();
      try {
        await store.append(stream, 'no-stream', [referral()]);
        told.set(stream, 'stored');
        if ((stored += 1) === until) tell();
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        told.set(stream, error.outcome);
        away = true;
      }
    }
  };
  const outcomes = Promise.all(Array.from({ length: writers }, write)).then(() => told);
  return { outcomes, enough };
}

/** One writer to each stream, repeating what the store did not confirm, with the same ids, until it is told to stop. */
export function keepAppending(
  store: Store,
  streams: readonly string[],
): { readonly more: (count: number) => Promise<void>; readonly stop: () => Promise<void> } {
  let stored = 0;
  let stopped = false;
  const write = async (stream: string): Promise<void> => {
    let expected: 'no-stream' | number = 'no-stream';
    let next = referral(0);
    while (!stopped) {
      try {
        expected = (await store.append(stream, expected, [next])).revision;
        stored += 1;
        next = referral(expected + 1);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
      }
    }
  };
  let failure: unknown = null;
  const writing = Promise.all(streams.map(write)).catch((error: unknown) => {
    failure = error;
  });
  return {
    async more(count) {
      const goal = stored + count;
      while (stored < goal) {
        if (failure !== null) throw failure as Error;
        await new Promise(setImmediate);
      }
    },
    async stop() {
      stopped = true;
      await writing;
    },
  };
}

/** Chances from 0 to 1, the same for the same seed (mulberry32). */
export function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
