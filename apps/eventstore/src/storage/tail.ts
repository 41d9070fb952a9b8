import { PAGE_BYTES, PAGE_ROWS, type Page, type Row } from './reads.ts';

/**
 * The latest committed events, kept in memory: every subscriber that is up to date is served from here, so that two
 * hundred of them cost one commit and no reads.
 */
export type Tail = {
  add(rows: readonly Row[]): void;
  /** The rows from a position on, or undefined where the tail does not reach back so far. */
  from(position: number): Page | undefined;
};

const TAIL_BYTES = 4 * 1024 * 1024;

/** `head` is the position of the last event already stored: nothing up to it is in the tail. */
export function tailAfter(head: number): Tail {
  let rows: Row[] = [];
  let bytes = 0;
  let before = head;

  function trim(): void {
    let dropped = 0;
    while (bytes > TAIL_BYTES && dropped < rows.length) {
      bytes -= rows[dropped]?.record.length ?? 0;
      before = rows[dropped]?.position ?? before;
      dropped += 1;
    }
    rows = rows.slice(dropped);
  }

  return {
    add(added) {
      for (const row of added) {
        rows.push(row);
        bytes += row.record.length;
      }
      // Trimming copies the array, so it waits until there is a quarter too much.
      if (bytes > TAIL_BYTES * 1.25) trim();
    },
    from(position) {
      if (position <= before) return undefined;
      const start = firstAtOrAfter(rows, position);
      let end = start;
      for (let size = 0; end < rows.length && end - start < PAGE_ROWS && size < PAGE_BYTES; end += 1) {
        size += rows[end]?.record.length ?? 0;
      }
      return { rows: rows.slice(start, end), end: end === rows.length };
    },
  };
}

function firstAtOrAfter(rows: readonly Row[], position: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.position ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
