import { createHash, randomUUID } from 'node:crypto';
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
