import { DELETED_REVISION } from '../wire/recorded-event.ts';
import type { Database } from './event-file.ts';
import { recent } from './recent.ts';

/** One stream as the log knows it. `last` is -1 for a stream without events. */
export type Stream = { readonly sid: number; readonly name: string; last: number };

export type Streams = {
  find(name: string): Stream | undefined;
  create(name: string): Stream;
  /** After a rollback nothing remembered can be trusted. */
  forget(): void;
};

const REMEMBERED = 50_000;

/** Names and last revisions of streams, remembered for those used lately. */
export function streamsOf(database: Database): Streams {
  const select = database.prepare(`SELECT sid, coalesce((SELECT max(rev) FROM events WHERE sid = s.sid), -1) AS last
    FROM streams s WHERE name = ?`);
  const insert = database.prepare('INSERT INTO streams (name) VALUES (?)');
  const byName = recent<string, Stream>(REMEMBERED);

  function remember(name: string, sid: number, last: number): Stream {
    const stream = { sid, name, last };
    byName.set(name, stream);
    return stream;
  }

  return {
    find(name) {
      const known = byName.get(name);
      if (known !== undefined) return known;
      // SQLite is given a text up to its first NUL, and would find the stream of that name.
      if (name.includes('\0')) return undefined;
      const row = select.get(name) as { sid: number; last: number } | undefined;
      return row === undefined ? undefined : remember(name, row.sid, row.last);
    },
    create(name) {
      return remember(name, Number(insert.run(name).lastInsertRowid), -1);
    },
    forget() {
      byName.clear();
    },
  };
}

/** A stream is ended for ever by its tombstone. */
export function isTombstoned(stream: Stream | undefined): boolean {
  return stream?.last === DELETED_REVISION;
}

const METASTREAM = '$$';

export function metastreamOf(name: string): string {
  return METASTREAM + name;
}

/** The stream that a metastream describes, or undefined where the name is an ordinary one. */
export function describedBy(name: string): string | undefined {
  return name.startsWith(METASTREAM) ? name.slice(METASTREAM.length) : undefined;
}
