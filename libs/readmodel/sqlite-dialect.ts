import { Kysely, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';
import { rowsOf, type Database } from './database.ts';

/** Kysely over an open SQLite file: what PostgreSQL's dialect will be given by its own. */
export function kyselyOver(database: Database): Kysely<unknown> {
  return new Kysely<unknown>({ dialect: new SqliteDialect({ database: asExpected(database) }) });
}

/** node:sqlite's interface in the shape Kysely's dialect expects; each statement is prepared once. */
function asExpected(database: Database): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => {
      database.close();
    },
    prepare(sql) {
      const known = prepared.get(sql);
      if (known !== undefined) return known;
      const statement = database.prepare(sql);
      const expected: SqliteStatement = {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...parameters) as unknown[],
        run: (parameters) => statement.run(...parameters),
        iterate: (parameters) => rowsOf(statement, ...parameters),
      };
      if (prepared.size >= statementsKept) prepared.clear();
      prepared.set(sql, expected);
      return expected;
    },
  };
}

const statementsKept = 200;
