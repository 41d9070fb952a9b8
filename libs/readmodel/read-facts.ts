import { decodeFact, journeyPrefix, UndecodableFact, type Store, type StoredEvent } from '#store';
import { kept } from './kept-facts.ts';
import type { SpoolWriter } from './spool.ts';

/** A part of the store: what comes after a position, up to and with another; null for from the first, and to the last. */
export interface Stretch {
  readonly after: number | null;
  readonly until: number | null;
}

/** What was read of a stretch. */
export interface WasRead {
  readonly facts: number;
  readonly position: number | null;
  /** A fact that cannot be read: nothing after it was taken. */
  readonly unreadable: StoredEvent | undefined;
}

const batchSize = 4096;

/** Reads a stretch of the store in its order and spools its facts, to the end of the stretch or of the store. */
export async function readFacts(
  store: Pick<Store, 'follow'>,
  { after, until }: Stretch,
  spool: SpoolWriter,
  { signal, onRead }: { readonly signal: AbortSignal; readonly onRead: (facts: number, position: number) => void },
): Promise<WasRead> {
  let facts = 0;
  let position = after;
  let knownAt = 0;
  const was = (unreadable?: StoredEvent): WasRead => {
    spool.end();
    return { facts, position, unreadable };
  };
  for await (const batch of store.follow({ prefixes: [journeyPrefix], after, signal, batchSize })) {
    for (const event of batch.events) {
      if (until !== null && event.position > until) return was();
      const decoded = decodedOrNot(event);
      if (decoded === undefined) return was(event);
      spool.add(kept(decoded));
      facts += 1;
      position = event.position;
      if (decoded.fact.recordedAt > knownAt) {
        knownAt = decoded.fact.recordedAt;
        spool.reached(position, knownAt);
      }
    }
    position = until === null ? batch.position : Math.min(batch.position, until);
    onRead(facts, position);
    if (batch.live || (until !== null && batch.position >= until)) break;
  }
  signal.throwIfAborted();
  return was();
}

function decodedOrNot(event: StoredEvent): ReturnType<typeof decodeFact> | undefined {
  try {
    return decodeFact(event);
  } catch (error) {
    if (error instanceof UndecodableFact) return undefined;
    throw error;
  }
}
