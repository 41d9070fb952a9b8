import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';

export type Database = DatabaseSyncInstance;
export type Statement = ReturnType<Database['prepare']>;

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

/**
 * Opens a file that is thrown away if its making does not end: no journal, nothing waits for the disk. Rows that come in
 * the order of their keys touch a few pages of each table; making indexes sorts in what is held, so there it is more.
 */
export function openForBuilding(file: string, heldMiB: number): Database {
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -${String(heldMiB * 1024)}`);
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
