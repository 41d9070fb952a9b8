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
  /** The ids of the latest events, latest first, read without the rest of them. */
  latestIds(count: number): readonly { readonly position: number; readonly sid: number; readonly id: string }[];
  head(): number;
};

/** Bounds on a page, so that a reader never costs more memory than this, however large its events are. */
export const PAGE_ROWS = 512;
export const PAGE_BYTES = 256 * 1024;
/**
 * Rows are fetched some at a time, as many as may fit: `all` takes two thirds of the processor time that `iterate` takes
 * for a row, but cannot be stopped when the page is full.
 */
const FIRST_FETCH = 4;
const LARGEST_FETCH = 64;

const ROW = 'SELECT pos AS position, sid, rev AS revision, type, rec AS record FROM events';

export function readsOf(database: Database): Reads {
  const forward = database.prepare(`${ROW} WHERE sid = ? AND rev >= ? AND rev <= ? ORDER BY rev LIMIT ?`);
  const backward = database.prepare(`${ROW} WHERE sid = ? AND rev <= ? AND rev >= ? ORDER BY rev DESC LIMIT ?`);
  const allForward = database.prepare(joined('pos >= ? ORDER BY pos'));
  const allBackward = database.prepare(joined('pos < ? ORDER BY pos DESC'));
  const one = database.prepare(`${ROW} WHERE sid = ? AND rev = ?`);
  const oneAt = database.prepare(`${ROW} WHERE pos = ?`);
  // An event's id stands at a fixed place in its record, see `idOf`.
  const ids = database.prepare(
    'SELECT pos AS position, sid, CAST(substr(rec, 5, 36) AS TEXT) AS id FROM events ORDER BY pos DESC LIMIT ?',
  );
  const head = database.prepare('SELECT coalesce(max(pos), 0) AS head FROM events');
  return {
    streamForward: (sid, from, to) =>
      pageOf((last, limit) => forward.all(sid, last === undefined ? from : last.revision + 1, to, limit)),
    streamBackward: (sid, from, to) =>
      pageOf((last, limit) => backward.all(sid, last === undefined ? from : last.revision - 1, to, limit)),
    allForward: (from) =>
      pageOf((last, limit) => apart(allForward.get(last === undefined ? from : last.position + 1, limit))),
    allBackward: (position) => pageOf((last, limit) => apart(allBackward.get(last?.position ?? position, limit))),
    at: (sid, revision) => one.get(sid, revision) as Row | undefined,
    atPosition: (position) => oneAt.get(position) as Row | undefined,
    latestIds: (count) => ids.all(count) as ReturnType<Reads['latestIds']>,
    head: () => (head.get() as { head: number }).head,
  };
}

/**
 * Rows of the whole log as one: the records behind one another, and a list of each other column. An array of bytes for
 * every event is most of what reading it costs; so it takes two fifths.
 */
function joined(which: string): string {
  const lists = ['pos', 'sid', 'rev', 'type', 'length(rec)'].map((each) => `json_group_array(${each})`).join(`, ',', `);
  return `SELECT concat('[', ${lists}, ']') AS lists, CAST(group_concat(rec, '') AS BLOB) AS records
    FROM (SELECT pos, sid, rev, type, rec FROM events WHERE ${which} LIMIT ?)`;
}

/** Takes such rows apart. Each record is a view of all of them. */
function apart(found: unknown): Row[] {
  const { lists, records } = found as { readonly lists: string; readonly records: Uint8Array | null };
  if (records === null) return [];
  const [positions, sids, revisions, types, lengths] = JSON.parse(lists) as Lists;
  const all = Buffer.from(records.buffer, records.byteOffset, records.length);
  let end = 0;
  const rows = positions.map((position, row): Row => {
    const start = end;
    end += lengths[row] ?? 0;
    const record = all.subarray(start, end);
    return { position, sid: sids[row] ?? 0, revision: revisions[row] ?? 0, type: types[row] ?? '', record };
  });
  if (end !== records.length) throw new Error('Records that were read together are not as long as each of them.');
  return rows;
}

type Lists = readonly [
  positions: readonly number[],
  sids: readonly number[],
  revisions: readonly number[],
  types: readonly string[],
  lengths: readonly number[],
];

/** `fetch` gives the next few rows after the last one that was taken. */
function pageOf(fetch: (last: Row | undefined, limit: number) => unknown[]): Page {
  const rows: Row[] = [];
  let bytes = 0;
  for (let limit = FIRST_FETCH; ; limit = roomFor(rows.length, bytes)) {
    const fetched = fetch(rows.at(-1), limit) as Row[];
    for (const row of fetched) {
      rows.push(row);
      bytes += row.record.length;
      if (rows.length >= PAGE_ROWS || bytes >= PAGE_BYTES) return { rows: rows.map(ofItsOwn), end: false };
    }
    if (fetched.length < limit) return { rows, end: true };
  }
}

/** Records that were read together are kept together: one that goes on a page is not to keep those that found no room on it. */
function ofItsOwn(row: Row): Row {
  const { record } = row;
  return record.buffer.byteLength - record.length < PAGE_BYTES ? row : { ...row, record: Buffer.from(record) };
}

/** How many more rows fit on the page if they are as large as those on it. */
function roomFor(count: number, bytes: number): number {
  return Math.max(1, Math.min(LARGEST_FETCH, Math.ceil(((PAGE_BYTES - bytes) * count) / bytes)));
}
