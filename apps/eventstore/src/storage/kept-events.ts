import { crc32 } from 'node:zlib';
import { decodeRecordedEvent, type RecordedEvent } from '../wire/recorded-event.ts';
import { hasChecksums, openReadOnly, type Database } from './event-file.ts';

/** An event as a file holds it, read without the node that may be serving it. */
export interface KeptEvent {
  /** What the index of the file says of it. */
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly position: number;
  /** Undefined where the record cannot be taken apart. */
  readonly event: RecordedEvent | undefined;
  /** Whether the record has the checksum it was stored with, and says of itself what the index says. */
  readonly isAsStored: boolean;
}

/** An events file open for reading what it holds, all of it of one moment. */
export interface KeptEvents {
  readonly all: () => Generator<KeptEvent, void, undefined>;
  readonly of: (stream: string) => Generator<KeptEvent, void, undefined>;
  readonly count: number;
  readonly close: () => void;
}

const PAGE_ROWS = 1000;

/** Opens a file, also beside the node that serves it. Throws `EventFileFault` where it is not an events file, or is damaged. */
export function openKeptEvents(file: string): KeptEvents {
  const { database } = openReadOnly(file);
  database.exec('BEGIN');
  const names = new Map<number, string>();
  const selectName = database.prepare('SELECT name FROM streams WHERE sid = ?');
  const nameOf = (sid: number): string => {
    let name = names.get(sid);
    if (name === undefined) {
      name =
        (selectName.get(sid) as { name: string } | undefined)?.name ?? `(stream ${String(sid)}, which has no name)`;
      names.set(sid, name);
    }
    return name;
  };

  function* pages(where: string, column: string, given: readonly number[]): Generator<KeptEvent, void, undefined> {
    const select = selecting(database, `${where} ${column} > ? ORDER BY ${column} LIMIT ${String(PAGE_ROWS)}`);
    for (let after = -1; ;) {
      const rows = select.all(...given, after) as unknown as readonly Row[];
      for (const row of rows) {
        after = column === 'pos' ? row.position : row.revision;
        yield kept(row, nameOf(row.sid));
      }
      if (rows.length < PAGE_ROWS) return;
    }
  }

  return {
    all: () => pages('', 'pos', []),
    *of(stream) {
      const found = database.prepare('SELECT sid FROM streams WHERE name = ?').get(stream) as
        { sid: number } | undefined;
      if (found !== undefined) yield* pages('sid = ? AND', 'rev', [found.sid]);
    },
    count: (database.prepare('SELECT count(*) AS n FROM events').get() as { n: number }).n,
    close: () => {
      // Closing alone would leave the transaction, and its lock, to the garbage collector.
      if (database.isTransaction) database.exec('ROLLBACK');
      database.close();
    },
  };
}

interface Row {
  readonly position: number;
  readonly sid: number;
  readonly revision: number;
  readonly type: string;
  readonly record: Uint8Array;
  readonly checksum: number | null;
}

function selecting(database: Database, rest: string) {
  const checksum = hasChecksums(database) ? 'crc' : 'NULL';
  return database.prepare(
    `SELECT pos AS position, sid, rev AS revision, type, rec AS record, ${checksum} AS checksum FROM events WHERE ${rest}`,
  );
}

function kept({ position, revision, type, record, checksum }: Row, stream: string): KeptEvent {
  const event = takenApart(record);
  const isAsStored =
    (checksum === null || checksum === crc32(record)) &&
    event?.stream === stream &&
    event.revision === revision &&
    event.position === position &&
    event.type === type;
  return { stream, revision, type, position, event, isAsStored };
}

function takenApart(record: Uint8Array): RecordedEvent | undefined {
  try {
    return decodeRecordedEvent(record);
  } catch {
    return undefined;
  }
}
