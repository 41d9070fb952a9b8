import type { Row } from '../storage/reads.ts';

/** An event that was read for a group and is not yet answered for. */
export type Item = {
  readonly row: Row;
  /** The last place considered before it; undefined for a replayed event, which moves no checkpoint. */
  readonly before: number | undefined;
  /** Where it stands in the list of the parked, if it is replayed. */
  readonly parkedAt?: number;
  retries: number;
};

/** Everything read and not answered for, in the order it was read, and hence how far a group has truly come. */
export type Outstanding = {
  add(item: Item): void;
  settle(item: Item): void;
  readonly size: number;
  /** Every event up to this place has been answered for, given what was last read. */
  through(lastRead: number): number;
};

export function outstandingItems(): Outstanding {
  const items = new Set<Item>();
  return {
    add: (item) => {
      items.add(item);
    },
    settle: (item) => {
      items.delete(item);
    },
    get size() {
      return items.size;
    },
    through(lastRead) {
      for (const { before } of items) if (before !== undefined) return before;
      return lastRead;
    },
  };
}
