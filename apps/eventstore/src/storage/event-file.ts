import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { EventFileFault, isDamage } from './fault.ts';

export type Database = InstanceType<typeof DatabaseSync>;

/** An events file, open, checked and of this node's format. */
export type EventFile = {
  readonly database: Database;
  /** Made once with the file and kept through backup and restore: checkpoints of one file are void for another. */
  readonly id: string;
};

/** 'WyMk', in SQLite's field for telling whose file it is. */
const APPLICATION_ID = 0x57794d6b;
/** In format 1 events had no checksum. */
const FORMAT = 2;
const PAGE_BYTES = 4096;
const BUSY_MS = 5000;

/** Opens an events file, making it where none is. A file that is not sound is a fault, never an empty store. */
export function openEventFile(file: string): EventFile {
  if (!existsSync(file)) createEventFile(file);
  const mayBeCut = isShort(file);
  return opened(file, { timeout: BUSY_MS }, (database) => {
    requireOurs(database, file);
    if (mayBeCut) requireEveryPage(database, file);
    prepare(database);
    bringUpToDate(database);
    // What a reader holds up is still in the log, and the file may well be shorter than it will be.
    if (checkpoint(database)) requireLength(database, file);
  });
}

/**
 * Copies what the log holds into the file and empties the log, or copies as much as readers of older snapshots let it:
 * it waits for none of them. Gives whether that was all.
 */
export function checkpoint(database: Database): boolean {
  database.exec('PRAGMA busy_timeout = 0');
  const { busy } = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number };
  database.exec(`PRAGMA busy_timeout = ${String(BUSY_MS)}`);
  return busy === 0;
}

/** Opens an events file beside the node that may be serving it. */
export function openReadOnly(file: string): EventFile {
  requireThere(file);
  return opened(file, { timeout: BUSY_MS, readOnly: true }, (database) => {
    requireOurs(database, file);
  });
}

export function requireThere(file: string): void {
  if (!existsSync(file)) throw new EventFileFault(`${file} does not exist. Check the path.`);
}

/** Checks a file that no node serves, in time that does not grow with it; gives its id. */
export function requireSound(database: Database, file: string): string {
  requireOurs(database, file);
  requireLength(database, file);
  requireTables(database, file);
  return fileId(database);
}

/** Reads every page and index entry. Minutes for a large file. */
function requireEveryPage(database: Database, file: string): void {
  const faults = pageFaults(database);
  if (faults.length > 0) throw damaged(file, faults.join('; '));
}

/** Whether the events of a file have checksums: all, or those appended since a file of format 1 was opened. */
export function hasChecksums(database: Database): boolean {
  return pragma(database, 'user_version') >= 2;
}

/** What is wrong with the file's pages and indexes; nothing, for a sound file. */
export function pageFaults(database: Database): string[] {
  const found = database.prepare('PRAGMA integrity_check(20)').all() as { integrity_check: string }[];
  return found.map((row) => row.integrity_check).filter((line) => line !== 'ok');
}

function opened(
  file: string,
  options: { timeout: number; readOnly?: boolean },
  check: (database: Database) => void,
): EventFile {
  let database: Database | undefined;
  try {
    database = new DatabaseSync(file, options);
    check(database);
    requireTables(database, file);
    return { database, id: fileId(database) };
  } catch (error) {
    database?.close();
    if (isDamage(error)) throw damaged(file, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** The file appears under its name complete or not at all, whenever the machine stops. */
function createEventFile(file: string): void {
  if (existsSync(`${file}-wal`)) {
    throw new EventFileFault(
      `${file} is missing but ${file}-wal is there: the events file was moved or removed without its log. ` +
        'Put it back, or restore a backup; remove the -wal file only if the events are to be given up.',
    );
  }
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  const database = new DatabaseSync(draft);
  database.exec(`PRAGMA page_size = ${String(PAGE_BYTES)}`);
  database.exec(SCHEMA);
  database.prepare('INSERT INTO file (id) VALUES (?)').run(randomUUID());
  database.close();
  syncPath(draft);
  renameSync(draft, file);
  syncPath(dirname(file));
}

const SCHEMA = `
  BEGIN;
  CREATE TABLE file (id TEXT NOT NULL) STRICT;
  CREATE TABLE streams (sid INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE events (
    pos INTEGER PRIMARY KEY, sid INTEGER NOT NULL, rev INTEGER NOT NULL, type TEXT NOT NULL, rec BLOB NOT NULL,
    crc INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX events_of_stream ON events (sid, rev);
  PRAGMA application_id = ${String(APPLICATION_ID)};
  PRAGMA user_version = ${String(FORMAT)};
  COMMIT;`;

/** Full synchronisation makes a commit wait for the disk: acknowledged means stored. */
function prepare(database: Database): void {
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA cache_size = -32768');
  database.exec('PRAGMA wal_autocheckpoint = 4000');
  database.exec('PRAGMA journal_size_limit = 67108864');
}

function requireOurs(database: Database, file: string): void {
  if (statSync(file).size === 0) throw damaged(file, 'it is empty');
  if (pragma(database, 'application_id') !== APPLICATION_ID) {
    throw new EventFileFault(
      `${file} was not made by this event store. Set EVENTSTORE_FILE to another path; the file has been left alone.`,
    );
  }
  const format = pragma(database, 'user_version');
  if (format < 1) throw damaged(file, `it says that it is of format ${String(format)}`);
  if (format > FORMAT) {
    throw new EventFileFault(
      `${file} is of format ${String(format)}, made by a newer version; this one knows format ${String(FORMAT)}. ` +
        'Run the newer version, or restore a backup made by this one.',
    );
  }
}

/**
 * Adds the column for checksums, as SQLite's page on ALTER TABLE says to where only the text of the schema changes: its
 * own ADD COLUMN reads the whole of a STRICT table first, which takes over a minute for five million events.
 */
function bringUpToDate(database: Database): void {
  if (hasChecksums(database)) return;
  const version = pragma(database, 'schema_version');
  database.enableDefensive(false);
  database.exec(`BEGIN IMMEDIATE;
    PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = replace(sql, 'rec BLOB NOT NULL', 'rec BLOB NOT NULL, crc INTEGER') WHERE name = 'events';
    PRAGMA schema_version = ${String(version + 1)};
    PRAGMA user_version = 2;
    PRAGMA writable_schema = OFF;
    COMMIT`);
  database.enableDefensive(true);
}

/** Where SQLite's header says how many pages there are. */
const PAGE_COUNT_AT = 28;

/**
 * A file may be shorter than its first page says where a checkpoint was cut off: then its log has what it lacks. It may
 * also have been cut short, which the next checkpoint would hide by making it as long as it should be.
 *
 * Asked before the file is a database here: closing it, by POSIX's rule, takes every lock of this process on it away.
 * Without SQLite's own, whoever opened the file beside the node with an SQLite of before 3.51, as an operator's own program,
 * took themselves for the last to leave it and removed the log that the node went on writing acknowledged events to.
 */
function isShort(file: string): boolean {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(4);
    readSync(handle, bytes, 0, 4, PAGE_COUNT_AT);
    return statSync(file).size < bytes.readUInt32BE() * PAGE_BYTES;
  } finally {
    closeSync(handle);
  }
}

/** A file that was cut short has fewer bytes than it says it has pages. */
function requireLength(database: Database, file: string): void {
  const expected = pragma(database, 'page_count') * pragma(database, 'page_size');
  const actual = statSync(file).size;
  if (actual < expected) throw damaged(file, `it has ${String(actual)} bytes of ${String(expected)}`);
}

/** The tables are there, and the last event agrees with its index. */
function requireTables(database: Database, file: string): void {
  const tables = database.prepare(
    `SELECT count(*) AS n FROM sqlite_schema WHERE name IN ('file', 'streams', 'events', 'events_of_stream')`,
  );
  if ((tables.get() as { n: number }).n !== 4) throw damaged(file, 'a table is missing');
  requireColumns(database, file);
  const last = database.prepare(`SELECT e.rev, (SELECT max(rev) FROM events WHERE sid = e.sid) AS top, s.name
    FROM events e LEFT JOIN streams s ON s.sid = e.sid ORDER BY e.pos DESC LIMIT 1`);
  const found = last.get() as { rev: number; top: number; name: string | null } | undefined;
  if (found !== undefined && (found.rev !== found.top || found.name === null)) {
    throw damaged(file, 'its last event and its index disagree');
  }
}

/** A bit that flipped in the text of the schema gives a column another name, which no check of pages finds. */
function requireColumns(database: Database, file: string): void {
  const select = database.prepare('SELECT name FROM pragma_table_info(?)');
  // A file of format 1 has no checksums until it is opened to be written.
  const events = ['pos', 'sid', 'rev', 'type', 'rec', ...(hasChecksums(database) ? ['crc'] : [])];
  const expected = { file: ['id'], streams: ['sid', 'name'], events };
  for (const [table, columns] of Object.entries(expected)) {
    const there = new Set((select.all(table) as { name: string }[]).map(({ name }) => name));
    const missing = columns.filter((column) => !there.has(column));
    if (missing.length > 0) throw damaged(file, `its table of ${table} has no column ${missing.join(', ')}`);
  }
}

function fileId(database: Database): string {
  return (database.prepare('SELECT id FROM file').get() as { id: string }).id;
}

function pragma(database: Database, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() as Record<string, unknown>)[0]);
}

export function damaged(file: string, what: string): EventFileFault {
  return new EventFileFault(
    `${file} is damaged or is not an events file: ${what}. Nothing has been changed. Restore a backup, or set ` +
      'EVENTSTORE_FILE to another path to begin an empty store.',
  );
}

/** Waits until a file, or a folder's list of names, is on the disk. */
export function syncPath(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
