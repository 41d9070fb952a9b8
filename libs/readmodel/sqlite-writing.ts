import { sqlite } from './dialect.ts';
import { openForWriting, rowsOf, UnusableReadModelFile, type Database, type Statement } from './database.ts';
import { oneAtATime, type Statements, type WritingDatabase } from './statements.ts';
import { isOfThisShape, stampShape } from './sqlite-shape.ts';
import { createIndexes, createTables } from './tables.ts';

/** The file, made if it is not there. Opened at the first transaction. */
export function sqliteWriting(file: string): WritingDatabase {
  const inTurn = oneAtATime();
  let open: { readonly database: Database; readonly statements: Statements } | undefined;

  function opened(): NonNullable<typeof open> {
    if (open !== undefined) return open;
    const database = openForWriting(file);
    try {
      ensureTables(database);
    } catch (error) {
      database.close();
      throw new UnusableReadModelFile(file, error);
    }
    open = { database, statements: statementsOf(database) };
    return open;
  }

  return {
    transaction: (work) =>
      inTurn(async () => {
        const { database, statements } = opened();
        database.exec('BEGIN IMMEDIATE');
        try {
          const result = await work(statements);
          database.exec('COMMIT');
          return result;
        } catch (error) {
          if (database.isTransaction) database.exec('ROLLBACK');
          throw error;
        }
      }),
    close: () =>
      inTurn(async () => {
        open?.database.close();
        open = undefined;
      }),
  };
}

/** Makes the tables; those of another version are dropped, and their rows made anew. */
function ensureTables(database: Database): void {
  database.exec('BEGIN IMMEDIATE');
  if (!isOfThisShape(database)) {
    const found = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
    for (const { name } of found as { readonly name: string }[]) database.exec(`DROP TABLE "${name}"`);
    database.exec(createTables(sqlite));
    database.exec(createIndexes());
    stampShape(database);
  }
  database.exec('COMMIT');
}

/** SQLite answers before it returns, so what is given is done. Each statement is prepared once. */
export function statementsOf(database: Database): Statements {
  const prepared = new Map<string, Statement>();
  const of = (sql: string): Statement => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    prepared.set(sql, statement);
    return statement;
  };
  return {
    all: async (sql, ...values) => of(sql).all(...values) as (readonly unknown[])[],
    run: async (sql, ...values) => {
      of(sql).run(...values);
    },
    each: async (sql, rows) => {
      const statement = of(sql);
      for (const values of rows) statement.run(...values);
    },
    async *pages(sql) {
      let page: (readonly unknown[])[] = [];
      for (const row of rowsOf(of(sql))) {
        page.push(row as readonly unknown[]);
        if (page.length < pageSize) continue;
        yield page;
        page = [];
      }
      yield page;
    },
  };
}

const pageSize = 1000;
