import type { ReadOptions, StoredEvent } from '#store';
import { takingEntries } from './entries-taken.ts';

/** What was made of a stream's entries, in their order: each is read from the store once. */
export interface EntriesKept<T> {
  /** As last read. */
  readonly all: () => readonly T[];
  /** Reads what was entered since. Throws as reading does; what was read by then is kept. */
  readonly upToDate: () => Promise<readonly T[]>;
}

/**
 * Keeps what is made of each entry of a stream that something is made of; once the store was put back from an older copy,
 * of those that are there then.
 */
export function entriesKept<T>(
  read: (options: ReadOptions) => AsyncIterable<StoredEvent>,
  make: (entry: StoredEvent) => T | undefined,
): EntriesKept<T> {
  let made: T[] = [];
  let reading: Promise<void> = Promise.resolve();
  const readOn = takingEntries(read, {
    take(entry) {
      const one = make(entry);
      if (one !== undefined) made.push(one);
    },
    anew: () => (made = []),
  });

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
