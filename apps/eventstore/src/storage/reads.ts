import type { Database } from './event-file.ts';

/** One stored event. */
export type Row = {
  readonly position: number;
  readonly sid: number;
  readonly revision: number;
  readonly type: string;
  readonly record: Uint8Array;
};

/** Some rows, and whether they reach the end of what was asked for. */
export type Page = { readonly rows: readonly Row[]; readonly end: boolean };

export type Reads = {
  streamForward(sid: number, from: number, to: number): Page;
  streamBackward(sid: number, from: number, to: number): Page;
  allForward(from: number): Page;
  /** Before `position`, which is not included. */
  allBackward(position: number): Page;
  at(sid: number, revision: number): Row | undefined;
  atPosition(position: number): Row | undefined;
  head(): number;
};

/** Bounds on a page, so that a reader never costs more memory than this, however large its events are. */
const PAGE_ROWS = 512;
const PAGE_BYTES = 256 * 1024;

const ROW = 'SELECT pos AS position, sid, rev AS revision, type, rec AS record FROM events';

export function readsOf(database: Database): Reads {
  const forward = database.prepare(`${ROW} WHERE sid = ? AND rev >= ? AND rev <= ? ORDER BY rev`);
  const backward = database.prepare(`${ROW} WHERE sid = ? AND rev <= ? AND rev >= ? ORDER BY rev DESC`);
  const allForward = database.prepare(`${ROW} WHERE pos >= ? ORDER BY pos`);
  const allBackward = database.prepare(`${ROW} WHERE pos < ? ORDER BY pos DESC`);
  const one = database.prepare(`${ROW} WHERE sid = ? AND rev = ?`);
  const oneAt = database.prepare(`${ROW} WHERE pos = ?`);
  const head = database.prepare('SELECT coalesce(max(pos), 0) AS head FROM events');
  return {
    streamForward: (sid, from, to) => pageOf(forward.iterate(sid, from, to)),
    streamBackward: (sid, from, to) => pageOf(backward.iterate(sid, from, to)),
    allForward: (from) => pageOf(allForward.iterate(from)),
    allBackward: (position) => pageOf(allBackward.iterate(position)),
    at: (sid, revision) => one.get(sid, revision) as Row | undefined,
    atPosition: (position) => oneAt.get(position) as Row | undefined,
    head: () => (head.get() as { head: number }).head,
  };
}

function pageOf(found: Iterable<unknown>): Page {
  const rows: Row[] = [];
  let bytes = 0;
  for (const row of found as Iterable<Row>) {
    rows.push(row);
    bytes += row.record.length;
    if (rows.length >= PAGE_ROWS || bytes >= PAGE_BYTES) return { rows, end: false };
  }
  return { rows, end: true };
}
