import type { ReadOptions, StoredEvent } from '#store';

/** What was made of a stream's entries, in their order: each is read from the store once. */
export interface EntriesKept<T> {
  /** As last read. */
  readonly all: () => readonly T[];
  /** Reads what was entered since. Throws as reading does; what was read by then is kept. */
  readonly upToDate: () => Promise<readonly T[]>;
}

/**
 * Keeps what is made of each entry of a stream that something is made of. The last entry is read again with those after it:
 * where it is no longer what it was, the store was put back from an older copy, and what was made is of a past that is over.
 */
export function entriesKept<T>(
  read: (options: ReadOptions) => AsyncIterable<StoredEvent>,
  make: (entry: StoredEvent) => T | undefined,
): EntriesKept<T> {
  let made: T[] = [];
  let last: Pick<StoredEvent, 'id' | 'revision'> | undefined;
  let reading: Promise<void> = Promise.resolve();

  async function readOn(): Promise<void> {
    const before = last;
    let isSame = before === undefined;
    for await (const entry of read({ from: before?.revision ?? 0 })) {
      isSame ||= entry.revision === before?.revision && entry.id === before.id;
      if (!isSame) break;
      if (entry.revision === before?.revision) continue;
      const one = make(entry);
      if (one !== undefined) made.push(one);
      last = { id: entry.id, revision: entry.revision };
    }
    if (isSame) return;
    [made, last] = [[], undefined];
    await readOn();
  }

  return {
    all: () => made,
    /** One reading at a time: who asks meanwhile waits for one of their own, for that one may have begun too soon. */
    async upToDate() {
      const mine = reading.then(readOn);
      reading = mine.catch(() => undefined);
      await mine;
      return made;
    },
  };
}
