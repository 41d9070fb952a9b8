import { crc32 } from 'node:zlib';
import { eachField, type WireReader } from '../wire/reader.ts';
import { asBuffer, DELETED_REVISION } from '../wire/recorded-event.ts';
import { hasChecksums, openReadOnly, type Database } from './event-file.ts';

/** An event as a file holds it, read without the node that may be serving it. */
export interface KeptEvent {
  /** What the index of the file says of it. */
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly position: number;
  /** What the record says of itself; undefined where it cannot be taken apart. */
  readonly event: RecordSays | undefined;
  /** Whether the record has the checksum it was stored with, and says of itself what the index says. */
  readonly isAsStored: boolean;
}

/** As much of a record as evidence looks at. */
export interface RecordSays {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly type: string;
  readonly metadata: Buffer;
  readonly data: Buffer;
}

/** One of several parts of a file, each of whole streams. */
export interface Part {
  readonly is: number;
  readonly of: number;
}

/** An events file open for reading what it holds, all of it of one moment. */
export interface KeptEvents {
  /** Every event, or those of the streams of one part. */
  readonly all: (part?: Part) => Generator<KeptEvent, void, undefined>;
  /** Which of so many parts a stream belongs to; one that is not in the file, to the first. */
  readonly partOf: (stream: string, parts: number) => number;
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

  const selectSid = database.prepare('SELECT sid FROM streams WHERE name = ?');
  const sidOf = (stream: string): number | undefined => (selectSid.get(stream) as { sid: number } | undefined)?.sid;

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
    all: ({ is, of } = { is: 0, of: 1 }) => pages('sid % ? = ? AND', 'pos', [of, is]),
    *of(stream) {
      const sid = sidOf(stream);
      if (sid !== undefined) yield* pages('sid = ? AND', 'rev', [sid]);
    },
    partOf: (stream, parts) => (sidOf(stream) ?? 0) % parts,
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

/** The record taken apart as far as evidence looks: the media type and the time of storing are passed over. */
function takenApart(record: Uint8Array): RecordSays | undefined {
  const said = { id: '', stream: '', revision: 0, position: 0, type: '', metadata: NOTHING, data: NOTHING };
  try {
    eachField(asBuffer(record), (field, reader) => {
      if (field === 1) said.id = within(reader, 2);
      else if (field === 2) said.stream = within(reader, 3);
      else if (field === 3) said.revision = Math.min(reader.varint(), DELETED_REVISION);
      else if (field === 4) reader.varint();
      else if (field === 5) said.position = reader.varint();
      else if (field === 6) said.type = typeIn(reader.bytes()) || said.type;
      else if (field === 7) said.metadata = reader.bytes();
      else if (field === 8) said.data = reader.bytes();
      else return false;
      return true;
    });
    return said;
  } catch {
    return undefined;
  }
}

/** The text of a message's one field. */
function within(reader: WireReader, field: number): string {
  let text = '';
  eachField(reader.bytes(), (found, inner) => {
    if (found !== field) return false;
    text = inner.text();
    return true;
  });
  return text;
}

/** A property's value where it is the type; otherwise nothing. */
function typeIn(property: Buffer): string {
  if (property[1] !== TYPE.length || property.toString('latin1', 2, 2 + TYPE.length) !== TYPE) return '';
  let value = '';
  eachField(property, (field, reader) => {
    if (field !== 2) return false;
    value = reader.text();
    return true;
  });
  return value;
}

const TYPE = 'type';
const NOTHING: Buffer = Buffer.alloc(0);
