import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import type { ChildOf } from './child-key.ts';

/** A wrapped key as kept; null where it was erased. */
export interface KeptKey {
  readonly version: number;
  readonly wrapped: Buffer | null;
}

/** The file of wrapped keys. It knows nothing of what is in them. */
export interface KeyFile {
  /** Every key this child ever had, oldest first. */
  readonly of: (child: ChildOf) => readonly KeptKey[];
  readonly add: (child: ChildOf, key: { readonly version: number; readonly wrapped: Buffer }) => void;
  /** Overwrites this child's keys where they lie. Answers how many there were. */
  readonly blank: (child: ChildOf) => number;
  /** Which master key wraps the keys of this file: the name first given, for ever after. */
  readonly masterNamed: (name: string) => string;
  /** Which event store the texts sealed under these keys lie in: the name first given, for ever after. */
  readonly storeNamed: (name: string) => string;
  /** Runs `work` in one transaction, durable when this returns. */
  readonly atomically: <T>(work: () => T) => T;
  /** Empties the write-ahead log into the file. False while another connection still reads the log. */
  readonly emptyLog: () => boolean;
  readonly close: () => void;
}

/**
 * Opens or makes the file, readable by its owner alone. Throws `NotAKeyFile`.
 *
 * A key is added at the end of a table in order of row number, and blanked in place under `secure_delete`: it is never
 * deleted or moved, and the index does not hold it, so no other copy of it arises in the file.
 */
export function openKeyFile(url: string, waitMs: number): KeyFile {
  const path = pathOf(url);
  mkdirSync(dirname(path), { recursive: true });
  // SQLite gives its log and its shared memory the permissions of the file.
  closeSync(openSync(path, 'a', 0o600));
  const db = new DatabaseSync(path, { timeout: waitMs });
  try {
    prepareFile(db, path, waitMs);
    return keyFileOver(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

/** KEYS_URL does not name a file that can hold keys. */
export class NotAKeyFile extends Error {
  constructor(url: string, fault: string) {
    super(`The key store "${url}" ${fault}. Give KEYS_URL as a path, or as sqlite: and a path.`);
    this.name = 'NotAKeyFile';
  }
}

const schema = `
  CREATE TABLE IF NOT EXISTS child_keys (
    number    INTEGER PRIMARY KEY,
    authority TEXT NOT NULL,
    child     TEXT NOT NULL,
    version   INTEGER NOT NULL,
    erased    INTEGER NOT NULL DEFAULT 0,
    wrapped   BLOB NOT NULL,
    UNIQUE (authority, child, version)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS master (one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS store (one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL) STRICT;
  PRAGMA user_version = 1;`;

function pathOf(url: string): string {
  const path = url.startsWith('sqlite:') ? url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '') : url;
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) throw new NotAKeyFile(url.replace(/\/\/[^@/]*@/, '//'), 'is of another kind');
  if (path === '' || path === ':memory:' || path.startsWith('//')) throw new NotAKeyFile(url, 'names no file');
  return path;
}

function prepareFile(db: DatabaseSyncInstance, path: string, waitMs: number): void {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > 1) throw new NotAKeyFile(path, `was written by a later Waymark (version ${version})`);
  keepLog(db, path, waitMs);
  db.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
  db.exec(`BEGIN IMMEDIATE; ${schema} COMMIT;`);
}

/** Turning a new file to a write-ahead log does not wait for others who do the same, as everything after it does. */
function keepLog(db: DatabaseSyncInstance, path: string, waitMs: number): void {
  for (let waited = 0; ; waited += step) {
    try {
      const { journal_mode: mode } = db.prepare('PRAGMA journal_mode = WAL').get() as { journal_mode: string };
      if (mode !== 'wal') throw new NotAKeyFile(path, 'is on a disk that cannot keep a write-ahead log');
      return;
    } catch (error) {
      if (!isLocked(error) || waited >= waitMs) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, step);
    }
  }
}

/** Milliseconds between two tries. */
const step = 20;

/** SQLITE_BUSY, plain or extended. */
function isLocked(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;
}

function keyFileOver(db: DatabaseSyncInstance): KeyFile {
  const select = db.prepare(
    'SELECT version, erased, wrapped FROM child_keys WHERE authority = ? AND child = ? ORDER BY version',
  );
  const insert = db.prepare('INSERT INTO child_keys (authority, child, version, wrapped) VALUES (?, ?, ?, ?)');
  const blank = db.prepare(
    'UPDATE child_keys SET erased = 1, wrapped = zeroblob(length(wrapped)) WHERE authority = ? AND child = ? AND erased = 0',
  );
  return {
    of: ({ authority, child }) =>
      (select.all(authority, child) as { version: number; erased: number; wrapped: Uint8Array }[]).map((row) => ({
        version: row.version,
        wrapped: row.erased === 1 ? null : Buffer.from(row.wrapped),
      })),
    add: ({ authority, child }, { version, wrapped }) => void insert.run(authority, child, version, wrapped),
    blank: ({ authority, child }) => blank.run(authority, child).changes,
    masterNamed: namedOnce(db, 'master'),
    storeNamed: namedOnce(db, 'store'),
    atomically: (work) => atomically(db, work),
    emptyLog: () => (db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number }).busy === 0,
    close: () => db.close(),
  };
}

/** Writes a name where there is none yet, and answers the one that is there. */
function namedOnce(db: DatabaseSyncInstance, table: 'master' | 'store'): (name: string) => string {
  const insert = db.prepare(`INSERT OR IGNORE INTO ${table} (one, name) VALUES (1, ?)`);
  const select = db.prepare(`SELECT name FROM ${table}`);
  return (name) => {
    insert.run(name);
    return (select.get() as { name: string }).name;
  };
}

function atomically<T>(db: DatabaseSyncInstance, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
