import type { ReadOptions, StoredEvent } from '#store';

/** What the entries of a stream are given to. */
export interface EntriesTaken {
  /** The next entry. */
  readonly take: (entry: StoredEvent) => void;
  /** What was taken is of a past that is over. Everything there is comes next, from the first entry on. */
  readonly anew: () => void;
}

/**
 * Reads on in a stream, at each call from where the one before ended; one call at a time. The last entry is read again with
 * those after it: where it is no longer what it was, the store was put back from an older copy. Throws as reading does; what
 * was taken by then is taken.
 */
export function takingEntries(
  read: (options: ReadOptions) => AsyncIterable<StoredEvent>,
  { take, anew }: EntriesTaken,
): () => Promise<void> {
  let last: Pick<StoredEvent, 'id' | 'revision'> | undefined;

  return async function readOn(): Promise<void> {
    const before = last;
    let isSame = before === undefined;
    for await (const entry of read({ from: before?.revision ?? 0 })) {
      isSame ||= entry.revision === before?.revision && entry.id === before.id;
      if (!isSame) break;
      if (entry.revision === before?.revision) continue;
      take(entry);
      last = { id: entry.id, revision: entry.revision };
    }
    if (isSame) return;
    last = undefined;
    anew();
    await readOn();
  };
}
