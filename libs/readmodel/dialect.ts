/** In what the two databases' statements that make tables differ. Everything else is said in the SQL they share. */
export interface Dialect {
  /** Texts are compared and sorted by their bytes, everywhere: two databases must give one order. */
  readonly text: string;
  readonly number: string;
  /** Instants, positions and counts, which may pass 2,147,483,647. */
  readonly large: string;
  /** What ends the columns of a table: its key, where it has one yet. */
  readonly key: (columns: string) => string;
  /** What ends a table that is kept in the order of its key. */
  readonly inKeyOrder: string;
}

const key = (columns: string): string => `, PRIMARY KEY (${columns})`;

export const sqlite: Dialect = { text: 'TEXT', number: 'INTEGER', large: 'INTEGER', key, inKeyOrder: ' WITHOUT ROWID' };

export const postgres: Dialect = { text: 'TEXT COLLATE "C"', number: 'INTEGER', large: 'BIGINT', key, inKeyOrder: '' };

/** The same without keys: rows that come out of their order are written faster, and put in order when all are there. */
export function withoutKeys(dialect: Dialect): Dialect {
  return { ...dialect, key: () => '', inKeyOrder: '' };
}
