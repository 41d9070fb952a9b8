import type { Database, Statement } from './database.ts';

/** Inserts many rows into one table, several to a statement: the cost of a call is shared among them. */
export interface BulkInsert {
  readonly add: (values: readonly (string | number | null)[]) => void;
  /** Writes what is still waiting. Nothing is in the table for certain before it. */
  readonly flush: () => void;
}

const rowsAtOnce = 12;

export function bulkInsert(database: Database, table: string, columns: readonly string[]): BulkInsert {
  const into = `INSERT INTO ${table} (${columns.map((column) => `"${column}"`).join(', ')}) VALUES `;
  const one = `(${columns.map(() => '?').join(', ')})`;
  const prepare = (rows: number): Statement =>
    database.prepare(into + Array.from({ length: rows }, () => one).join(', '));
  const many = prepare(rowsAtOnce);
  let single: Statement | undefined;
  let waiting: (string | number | null)[] = [];
  return {
    add(values) {
      for (const value of values) waiting.push(value);
      if (waiting.length < rowsAtOnce * columns.length) return;
      many.run(...waiting);
      waiting = [];
    },
    flush() {
      for (let at = 0; at < waiting.length; at += columns.length) {
        single ??= prepare(1);
        single.run(...waiting.slice(at, at + columns.length));
      }
      waiting = [];
    },
  };
}
