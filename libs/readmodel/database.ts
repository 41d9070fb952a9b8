import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { fileURLToPath } from 'node:url';

export type Database = DatabaseSyncInstance;
export type Statement = ReturnType<Database['prepare']>;

/** The file that READMODEL_URL names: a path, or a file: URL. Throws `UnusableReadModelUrl` for anything else. */
export function readModelFile(url: string): string {
  if (url.startsWith('file:')) return fileURLToPath(url);
  if (url === '' || /^[a-z][a-z0-9+.-]+:/i.test(url)) throw new UnusableReadModelUrl(url);
  return url;
}

/** READMODEL_URL names nothing this version can keep its rows in. */
export class UnusableReadModelUrl extends Error {
  constructor(url: string) {
    const kind = url === '' ? 'It is empty' : `It begins with "${url.slice(0, url.indexOf(':') + 1)}"`;
    super(`READMODEL_URL cannot be used. ${kind}: give the path of an SQLite file, such as .waymark/readmodel.db.`);
    this.name = 'UnusableReadModelUrl';
  }
}

/**
 * Opens the file for the one that writes it. Write-ahead logging lets others read meanwhile; what a power cut takes
 * back is taken back whole, rows and checkpoint together, and is projected again.
 */
export function openForWriting(file: string): Database {
  try {
    const database = new DatabaseSync(file, { timeout: 10_000 });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768');
    return database;
  } catch (error) {
    throw new UnusableReadModelFile(file, error);
  }
}

/** The file cannot be opened or is no read model. Nothing is lost with it: rows are made of facts. */
export class UnusableReadModelFile extends Error {
  constructor(file: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(
      `The read model ${file} cannot be used (${why}). Check that its folder exists and can be written to. ` +
        'If the file is damaged, remove it: the worker makes it anew from the event store.',
      { cause },
    );
    this.name = 'UnusableReadModelFile';
  }
}

/** Opens a file that is thrown away if its making does not end: no journal, nothing waits for the disk. */
export function openForBuilding(file: string): Database {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536');
  return database;
}

export function openForReading(file: string): Database {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  database.exec('PRAGMA cache_size = -32768');
  return database;
}

const beingRead = new Set<Statement>();

/**
 * The rows of a statement, one by one. The driver's own iterator does not keep its statement: once nothing else does, the
 * statement is collected while rows are still read from it, and the process ends with a segmentation fault.
 */
export function* rowsOf(statement: Statement, ...parameters: readonly unknown[]): Generator<unknown, void, undefined> {
  beingRead.add(statement);
  try {
    yield* statement.iterate(...parameters);
  } finally {
    beingRead.delete(statement);
  }
}

/** Runs work in one transaction: all of it is kept, or none. */
export function transaction<T>(database: Database, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
