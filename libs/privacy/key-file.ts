import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import type { ChildOf } from './child-key.ts';
import { makeFolder } from './folder.ts';
import { keyDisk, type KeyDisk, type ToDisk } from './key-disk.ts';
import { isNamed, type KeptKey } from './key-home.ts';
import { NotAKeyStore } from './key-place.ts';

/** The file of wrapped keys. It knows nothing of what is in them. */
export interface KeyFile {
  /** Every key this child ever had, oldest first. */
  readonly of: (child: ChildOf) => readonly KeptKey[];
  readonly add: (child: ChildOf, key: { readonly version: number; readonly wrapped: Buffer }) => void;
  /**
   * Overwrites this child's keys up to a version where they lie, and notes that they were erased while this master key
   * stood. Answers how many there were.
   */
  readonly blank: (child: ChildOf, upTo: number, master: string) => number;
  /** Puts another wrapping, of the same length, in the place of each key that there is. Answers how many there were. */
  readonly rewrap: (again: (child: ChildOf, version: number, wrapped: Buffer) => Buffer) => number;
  /** How many children's keys were last erased while this master key stood. */
  readonly erasedUnder: (master: string) => number;
  /** The master key that stood when this child's keys were last erased. */
  readonly masterAtErasure: (child: ChildOf) => string | undefined;
  /** A number that grows once any connection erased, rewrapped or renewed a key. */
  readonly changes: () => number;
  /** Lets every other connection know that what it holds of the keys may be wrong. */
  readonly noteChange: () => void;
  readonly nameMaster: (name: string) => void;
  /** Which master key wraps the keys now. */
  readonly master: () => string;
  /** Which master key wraps the keys of this file: the name first given, until `nameMaster` names another. */
  readonly masterNamed: (name: string) => string;
  /** Which event store the texts sealed under these keys lie in: the name first given, for ever after. */
  readonly storeNamed: (name: string) => string;
  /** Runs `work` in one transaction, durable when this returns. */
  readonly atomically: <T>(work: () => T) => T;
  /** Runs `work` in one transaction, durable once `disk.reached` resolves. */
  readonly atomicallyAhead: <T>(work: () => T) => T;
  readonly disk: Pick<KeyDisk, 'reached' | 'isReached'>;
  /** Empties the write-ahead log into the file. False while another connection still reads the log. */
  readonly emptyLog: () => boolean;
  readonly close: () => void;
}

/**
 * Opens or makes the file, readable by its owner alone. Throws `NotAKeyStore`.
 *
 * A key is added at the end of a table in order of row number, and blanked in place under `secure_delete`: it is never
 * deleted or moved, and the index does not hold it, so no other copy of it arises in the file.
 */
export function openKeyFile(path: string, waitMs: number, toDisk?: ToDisk): KeyFile {
  makeFolder(dirname(path));
  makeFile(path);
  const db = new DatabaseSync(path, { timeout: waitMs });
  try {
    prepareFile(db, path, waitMs);
    return keyFileOver(db, keyDisk(db, path, toDisk));
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * SQLite gives its log and its shared memory the permissions of the file. One that is there is not opened: closing it would
 * take away the locks of whoever in this process has it open as a database (POSIX), and with them SQLite's care for the log.
 */
function makeFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** What a key file holds, to be made in one transaction. */
export const keyFileTables = `
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
  CREATE TABLE IF NOT EXISTS changes (one INTEGER PRIMARY KEY CHECK (one = 1), count INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO changes (one, count) VALUES (1, 0);
  CREATE TABLE IF NOT EXISTS erasures (
    authority TEXT NOT NULL,
    child     TEXT NOT NULL,
    master    TEXT NOT NULL,
    PRIMARY KEY (authority, child)
  ) STRICT;
  PRAGMA user_version = 1;`;

function prepareFile(db: DatabaseSyncInstance, path: string, waitMs: number): void {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > 1)
    throw new NotAKeyStore(`The key store "${path}" was written by a later Waymark (version ${version}).`);
  keepLog(db, path, waitMs);
  db.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
  db.exec(`BEGIN IMMEDIATE; ${keyFileTables} COMMIT;`);
}

/** Turning a new file to a write-ahead log does not wait for others who do the same, as everything after it does. */
function keepLog(db: DatabaseSyncInstance, path: string, waitMs: number): void {
  for (let waited = 0; ; waited += step) {
    try {
      const { journal_mode: mode } = db.prepare('PRAGMA journal_mode = WAL').get() as { journal_mode: string };
      if (mode !== 'wal')
        throw new NotAKeyStore(`The key store "${path}" is on a disk that cannot keep a write-ahead log.`);
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

function keyFileOver(db: DatabaseSyncInstance, disk: KeyDisk): KeyFile {
  const select = db.prepare(
    'SELECT version, erased, wrapped FROM child_keys WHERE authority = ? AND child = ? ORDER BY version',
  );
  const insert = db.prepare('INSERT INTO child_keys (authority, child, version, wrapped) VALUES (?, ?, ?, ?)');
  const blank = db.prepare(
    'UPDATE child_keys SET erased = 1, wrapped = zeroblob(length(wrapped)) WHERE authority = ? AND child = ? AND erased = 0 AND version <= ?',
  );
  const neverHere = db.prepare(
    'INSERT OR IGNORE INTO child_keys (authority, child, version, erased, wrapped) VALUES (?, ?, ?, 1, zeroblob(0))',
  );
  const { changes, noteChange } = changesIn(db);
  const master = db.prepare('SELECT name FROM master');
  const countErased = db.prepare('SELECT count(*) AS n FROM erasures WHERE master = ?');
  const erasedAt = db.prepare('SELECT master FROM erasures WHERE authority = ? AND child = ?');
  const erasure = db.prepare('INSERT OR REPLACE INTO erasures (authority, child, master) VALUES (?, ?, ?)');
  const erasureElsewhere = db.prepare('INSERT OR IGNORE INTO erasures (authority, child, master) VALUES (?, ?, ?)');
  return {
    of: ({ authority, child }) =>
      (select.all(authority, child) as { version: number; erased: number; wrapped: Uint8Array }[]).map((row) => ({
        version: row.version,
        wrapped: row.erased === 1 ? null : Buffer.from(row.wrapped),
      })),
    add: ({ authority, child }, { version, wrapped }) => void insert.run(authority, child, version, wrapped),
    blank: ({ authority, child }, upTo, standing) => {
      const { changes: count } = blank.run(authority, child, upTo);
      if (isNamed(upTo)) neverHere.run(authority, child, upTo);
      if (count === 0) {
        if (isNamed(upTo)) erasureElsewhere.run(authority, child, standing);
        return 0;
      }
      erasure.run(authority, child, standing);
      noteChange();
      return count;
    },
    rewrap: (again) => rewrapAll(db, again),
    erasedUnder: (master) => (countErased.get(master) as { n: number }).n,
    masterAtErasure: ({ authority, child }) =>
      (erasedAt.get(authority, child) as { master: string } | undefined)?.master,
    changes,
    noteChange,
    nameMaster: (name) => void db.prepare('UPDATE master SET name = ?').run(name),
    master: () => (master.get() as { name: string }).name,
    masterNamed: namedOnce(db, 'master'),
    storeNamed: namedOnce(db, 'store'),
    atomically: (work) => atomically(db, work),
    atomicallyAhead: (work) => disk.ahead(() => atomically(db, work)),
    disk,
    emptyLog: () => (db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number }).busy === 0,
    close: () => {
      disk.close();
      db.close();
    },
  };
}

function rewrapAll(db: DatabaseSyncInstance, again: Parameters<KeyFile['rewrap']>[0]): number {
  const page = db.prepare(
    'SELECT number, authority, child, version, wrapped FROM child_keys WHERE erased = 0 AND number > ? ORDER BY number LIMIT 1000',
  );
  const update = db.prepare('UPDATE child_keys SET wrapped = ? WHERE number = ?');
  let [count, after] = [0, 0];
  for (;;) {
    const rows = page.all(after) as unknown as (ChildOf & { number: number; version: number; wrapped: Uint8Array })[];
    for (const { number, authority, child, version, wrapped } of rows) {
      update.run(again({ authority, child }, version, Buffer.from(wrapped)), number);
      after = number;
    }
    count += rows.length;
    if (rows.length === 0) return count;
  }
}

/** Asking costs a look at shared memory; only when a change was noted here, or some other connection wrote, is the file read. */
function changesIn(db: DatabaseSyncInstance): Pick<KeyFile, 'changes' | 'noteChange'> {
  const version = db.prepare('PRAGMA data_version');
  const count = db.prepare('SELECT count FROM changes');
  const note = db.prepare('UPDATE changes SET count = count + 1');
  let seen: number | undefined;
  let known = 0;
  return {
    changes: () => {
      const { data_version: now } = version.get() as { data_version: number };
      if (now !== seen) {
        known = (count.get() as { count: number }).count;
        seen = now;
      }
      return known;
    },
    noteChange: () => {
      note.run();
      seen = undefined;
    },
  };
}

/** Writes a name where there is none yet, and answers the one that is there. */
function namedOnce(db: DatabaseSyncInstance, table: 'master' | 'store'): (name: string) => string {
  const insert = db.prepare(`INSERT OR IGNORE INTO ${table} (one, name) VALUES (1, ?)`);
  const select = db.prepare(`SELECT name FROM ${table}`);
  const kept = (): string | undefined => (select.get() as { name: string } | undefined)?.name;
  return (name) => {
    const there = kept();
    if (there !== undefined) return there;
    insert.run(name);
    return kept() ?? name;
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
