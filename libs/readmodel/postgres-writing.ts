import type pg from 'pg';
import { openClient } from '#postgres';
import { postgresError } from './postgres-errors.ts';
import { ensureRows, servedForUpdate } from './postgres-schema.ts';
import type { PostgresPlace } from './place.ts';
import { oneAtATime, type Statements, type WritingDatabase } from './statements.ts';

/**
 * A database of PostgreSQL. One connection, taken up again after it was lost. Statements are sent without waiting for
 * those before them, so that a batch of facts costs a few journeys to the server and not hundreds.
 */
export function postgresWriting(place: PostgresPlace): WritingDatabase {
  const inTurn = oneAtATime();
  let open: Connected | undefined;

  async function connected(): Promise<Connected> {
    if (open !== undefined) return open;
    const client = await openClient(place, { pipeline: true });
    client.on('error', () => {
      if (open?.client === client) open = undefined;
    });
    try {
      await ensureRows(client, place.schema);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    open = { client, statements: statementsOf(client) };
    return open;
  }

  /** A connection that could not even roll back is of no more use. */
  async function rolledBack({ client }: Connected): Promise<void> {
    try {
      await client.query('ROLLBACK');
    } catch {
      open = undefined;
      await client.end().catch(() => undefined);
    }
  }

  return {
    transaction: (work) =>
      inTurn(async () => {
        let used: Connected | undefined;
        try {
          used = await connected();
          const { client, statements } = used;
          await client.query('BEGIN');
          const rows = await servedForUpdate(client, place.schema);
          await client.query(`SET LOCAL search_path TO "${rows}"`);
          const result = await work(statements);
          await client.query('COMMIT');
          return result;
        } catch (error) {
          if (used !== undefined) await rolledBack(used);
          throw postgresError(error, place);
        }
      }),
    close: () =>
      inTurn(async () => {
        await open?.client.end();
        open = undefined;
      }),
  };
}

interface Connected {
  readonly client: pg.Client;
  readonly statements: Statements;
}

export function statementsOf(client: pg.Client): Statements {
  const prepared = new Map<string, { readonly name: string; readonly text: string; readonly rowMode: 'array' }>();
  const of = (sql: string) => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    let values = 0;
    const text = sql.replaceAll('?', () => `$${String((values += 1))}`);
    const made = { name: `waymark_${String(prepared.size)}`, text, rowMode: 'array' } as const;
    prepared.set(sql, made);
    return made;
  };
  const ask = async (sql: string, values: readonly unknown[]): Promise<readonly (readonly unknown[])[]> =>
    (await client.query<unknown[]>({ ...of(sql), values: [...values] })).rows;
  return {
    all: (sql, ...values) => ask(sql, values),
    run: async (sql, ...values) => {
      await ask(sql, values);
    },
    async each(sql, rows) {
      // All are settled before the first failure is told: none may reach into what comes after.
      const done = await Promise.allSettled(rows.map((values) => ask(sql, values)));
      const failed = done.find((one) => one.status === 'rejected');
      if (failed !== undefined) throw failed.reason as Error;
    },
    async *pages(sql) {
      await client.query(`DECLARE waymark_page NO SCROLL CURSOR FOR ${sql}`);
      for (;;) {
        const { rows } = await client.query<unknown[]>({ text: fetchPage, rowMode: 'array' });
        if (rows.length === 0) break;
        yield rows;
      }
      await client.query('CLOSE waymark_page');
    },
  };
}

const fetchPage = 'FETCH 1000 FROM waymark_page';
