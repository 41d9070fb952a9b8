import pg from 'pg';
import { clientConfig, openClient, whyAway, type PostgresAddress } from '#postgres';
import { ensureKeyTables } from './key-tables.ts';

/** The database of keys: a few connections that are opened when first they are needed, and again when they were lost. */
export interface KeyDatabase {
  /** What names the tables: the schema they are in. */
  readonly schema: string;
  /** One statement, of its own. Throws `KeysAway`. */
  readonly ask: <R extends pg.QueryResultRow>(query: pg.QueryConfig) => Promise<readonly R[]>;
  /** Runs `work` in one transaction, on disk when this resolves. Throws `KeysAway`. */
  readonly atomically: <T>(work: (client: pg.ClientBase) => Promise<T>) => Promise<T>;
  /** The same on a connection of its own, however long it takes. */
  readonly atomicallyForLong: <T>(work: (client: pg.ClientBase) => Promise<T>) => Promise<T>;
  /** Statements that no transaction may be around, on a connection of its own. */
  readonly apart: <T>(work: (client: pg.ClientBase) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** Connects when first asked, and then makes the tables that are not there yet. `waitMs` bounds the wait for a lock. */
export function keyDatabase(address: PostgresAddress, waitMs: number): KeyDatabase {
  const limits = { lock_timeout: waitMs, application_name: 'waymark keys' };
  const pool = new pg.Pool({ ...clientConfig(address), ...limits, query_timeout: answeredWithinMs + waitMs, max: 4 });
  // A connection that is lost while nobody uses it is opened again at the next asking.
  pool.on('error', () => undefined);
  let made: Promise<void> | undefined;
  const ready = (): Promise<void> =>
    (made ??= withPooled(pool, (client) => inTransaction(client, () => ensureKeyTables(client, address))).catch(
      (error: unknown) => {
        made = undefined;
        throw error;
      },
    ));
  const named = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      await ready();
      return await work();
    } catch (error) {
      const says = whyAway(error, address, { name: 'KEYS_URL', rights: rightsOf(address) });
      throw says === undefined ? error : new KeysAway(says, error);
    }
  };
  const apart = <T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> =>
    named(async () => {
      const client = await openClient(address, limits);
      try {
        return await work(client);
      } finally {
        await client.end().catch(() => undefined);
      }
    });
  return {
    schema: address.schema,
    ask: <R extends pg.QueryResultRow>(query: pg.QueryConfig) => named(async () => (await pool.query<R>(query)).rows),
    atomically: (work) => named(() => withPooled(pool, (client) => inTransaction(client, () => work(client)))),
    atomicallyForLong: (work) => apart((client) => inTransaction(client, () => work(client))),
    apart,
    close: () => pool.end(),
  };
}

/** The database of keys does not answer, or lets this user do too little: nothing is sealed or opened until it does. */
export class KeysAway extends Error {
  constructor(says: string, cause?: unknown) {
    super(`The key store cannot be reached. ${says}`, { cause });
    this.name = 'KeysAway';
  }
}

/** Milliseconds that an answer may take, beside waiting for a lock. */
const answeredWithinMs = 5_000;

function rightsOf({ schema }: PostgresAddress): string {
  return `Whoever keeps keys owns the schema "${schema}" and what is in it: see docs/privacy.md.`;
}

async function withPooled<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isSound = false;
  try {
    const result = await work(client);
    isSound = true;
    return result;
  } finally {
    // What failed half-way may have left its connection in any state.
    client.release(!isSound);
  }
}

/** A server may be told to answer before its disk does; of keys it is told otherwise (decisions: durable before append). */
async function inTransaction<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN; SET LOCAL synchronous_commit = on');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
