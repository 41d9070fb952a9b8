/** What a column holds: a flag is 0 or 1, a day is text, and what is not there is null. */
export type Value = string | number | null;

/**
 * What the writer asks of a database, in a transaction. A statement has `?` for each value and is of the SQL that SQLite
 * and PostgreSQL share. Statements take effect in the order they were given: several may be under way at once.
 */
export interface Statements {
  /** The rows a query finds, each as its values in order. */
  readonly all: (sql: string, ...values: readonly Value[]) => Promise<readonly (readonly unknown[])[]>;
  readonly run: (sql: string, ...values: readonly Value[]) => Promise<void>;
  /** One statement for each of these rows of values. */
  readonly each: (sql: string, rows: readonly (readonly Value[])[]) => Promise<void>;
  /** The rows a query finds, some at a time, so that a whole table may be read. */
  readonly pages: (sql: string) => AsyncIterable<readonly (readonly unknown[])[]>;
}

/** A database that rows are written to. What it has of its own is behind this; the rest of the writer knows neither. */
export interface WritingDatabase {
  /**
   * Runs work in one transaction, one after another: all of it is kept, or none. Connects, and makes the tables, where
   * that was not done yet or the connection was lost. Throws what says why it cannot: `ReadModelAway`,
   * `UnusableReadModelFile`.
   */
  readonly transaction: <T>(work: (at: Statements) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** Lets work through one at a time, in the order it came, past what fails. */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}
