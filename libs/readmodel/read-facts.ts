import { decodeFact, journeyPrefix, UndecodableFact, type Store, type StoredEvent } from '#store';
import { kept } from './kept-facts.ts';
import type { Approach } from './meeting.ts';
import type { SpoolWriter } from './spool.ts';

/** What was read of the store, or of a part of it. */
export interface WasRead {
  readonly facts: number;
  /** All that was taken is up to here. */
  readonly position: number | null;
  /** A fact that cannot be read: nothing after it is taken. */
  readonly unreadable: StoredEvent | undefined;
}

export interface ReadingFacts {
  readonly signal: AbortSignal;
  /** Told how many facts were read, and how far it has come. */
  readonly onRead: (facts: number, position: number) => void;
  /** Where another reads from the other end: each reads until they meet. */
  readonly approach?: Approach;
}

const batchSize = 4096;

/** Reads the store from a position on, in its order, and spools its facts, to its end or until it meets the other reader. */
export async function readFacts(
  store: Pick<Store, 'follow'>,
  after: number | null,
  spool: SpoolWriter,
  { signal, onRead, approach }: ReadingFacts,
): Promise<WasRead> {
  let facts = 0;
  let position = after;
  let isWhole = false;
  try {
    for await (const batch of store.follow({ prefixes: [journeyPrefix], after, signal, batchSize })) {
      for (const event of batch.events) {
        const decoded = decodedOrNot(event);
        if (decoded === undefined) return { facts, position, unreadable: event };
        spool.add(kept(decoded));
        facts += 1;
        position = event.position;
      }
      position = batch.position;
      onRead(facts, position);
      isWhole = approach?.reached(position) === true || batch.live;
      if (isWhole) break;
    }
    signal.throwIfAborted();
    return { facts, position, unreadable: undefined };
  } finally {
    // What is read from the end is wanted no more where this cannot come to meet it.
    if (!isWhole) approach?.ended();
    spool.end();
  }
}

/**
 * Reads the store from its end, the latest fact first, and spools its facts, until it meets the other reader. Of facts that
 * cannot be read the earliest is told: whatever was spooled before it came is of later ones.
 */
export async function readFactsBack(
  store: Pick<Store, 'backwards'>,
  spool: SpoolWriter,
  { signal, onRead, approach }: ReadingFacts,
): Promise<WasRead> {
  let facts = 0;
  let told = 0;
  let position: number | null = null;
  let unreadable: StoredEvent | undefined;
  try {
    for await (const batch of store.backwards({ prefixes: [journeyPrefix], signal })) {
      for (const event of batch.events) {
        const decoded = decodedOrNot(event);
        if (decoded === undefined) {
          unreadable = event;
          position = null;
          continue;
        }
        spool.add(kept(decoded));
        facts += 1;
        position ??= event.position;
      }
      // A checkpoint must be an event's place, of whatever stream.
      if (batch.position < (unreadable?.position ?? Infinity)) position ??= batch.position;
      if (facts - told >= batchSize) {
        told = facts;
        onRead(facts, batch.position);
      }
      if (approach?.reached(batch.position) === true) break;
    }
    return { facts, position, unreadable };
  } finally {
    approach?.ended();
    spool.end();
  }
}

function decodedOrNot(event: StoredEvent): ReturnType<typeof decodeFact> | undefined {
  try {
    return decodeFact(event);
  } catch (error) {
    if (error instanceof UndecodableFact) return undefined;
    throw error;
  }
}
