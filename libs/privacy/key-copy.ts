import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { keyDatabase, type KeyDatabase } from './key-database.ts';
import { keyFileTables } from './key-file.ts';
import { keyPlaceOf, NotAKeyStore, shownPlace } from './key-place.ts';

/**
 * Copies the keys of a database, as they stand at one moment, into a new key file: the form in which keys are backed up,
 * whichever place they are kept in. Answers how many. Throws `KeysAway`, and `NotAKeyStore` for a URL of no database, or of
 * one that no service ever kept keys in: an empty copy would pass for a backup.
 */
export async function keysIntoFile(url: string, path: string): Promise<number> {
  return overDatabase(url, async (db) => {
    // Without a write-ahead log: a copy that is one file can be moved about without losing anything.
    const copy = new DatabaseSync(path);
    try {
      copy.exec(`BEGIN; ${keyFileTables}`);
      const count = await db.atomicallyForLong(async (client) => {
        await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
        const { rows } = await client.query<StoreRow>(`SELECT changes, master, store FROM ${db.schema}.key_store`);
        if (rows[0]?.master === null) throw new NotAKeyStore(`Nobody keeps keys in ${shownPlace(keyPlaceOf(url))}.`);
        writeStore(copy, rows[0]);
        const erasures = await client.query<ErasureRow>(`SELECT authority, child, master FROM ${db.schema}.erasures`);
        const insert = copy.prepare('INSERT INTO erasures (authority, child, master) VALUES (?, ?, ?)');
        for (const { authority, child, master } of erasures.rows) insert.run(authority, child, master);
        const add = copy.prepare(
          'INSERT INTO child_keys (authority, child, version, erased, wrapped) VALUES (?, ?, ?, ?, ?)',
        );
        let [count, after] = [0, 0];
        for (;;) {
          const { rows } = await client.query<CopiedKey & { number: number; erased: boolean }>(
            `SELECT number, authority, child, version, erased, wrapped FROM ${db.schema}.child_keys
             WHERE number > $1 ORDER BY number LIMIT ${String(atOnce)}`,
            [after],
          );
          for (const { authority, child, version, erased, wrapped } of rows)
            add.run(authority, child, version, erased ? 1 : 0, wrapped);
          if (rows.length === 0) return count;
          count += rows.length;
          after = rows.at(-1)?.number ?? after;
        }
      });
      copy.exec('COMMIT');
      return count;
    } finally {
      copy.close();
    }
  });
}

/**
 * Puts the keys of a key file into a database that has none, in one transaction. Answers how many. Throws `KeysThere` where
 * it has some: then nothing is changed.
 */
export async function keysIntoDatabase(path: string, url: string): Promise<number> {
  return overDatabase(url, async (db) => {
    const copy = new DatabaseSync(path, { readOnly: true });
    try {
      return await db.atomicallyForLong(async (client) => {
        const there = await client.query<StoreRow>(
          `SELECT changes, master, store FROM ${db.schema}.key_store FOR UPDATE`,
        );
        const keys = await client.query(anyKey(db));
        if (keys.rows.length > 0) throw new KeysThere(url);
        const { changes, master, store } = readStore(copy);
        await client.query(`UPDATE ${db.schema}.key_store SET changes = $1, swept = $1, master = $2, store = $3`, [
          Math.max(changes, there.rows[0]?.changes ?? 0) + 1,
          master,
          store,
        ]);
        for (const { authority, child, master } of copy
          .prepare('SELECT * FROM erasures')
          .all() as unknown as ErasureRow[])
          await client.query(
            `INSERT INTO ${db.schema}.erasures (authority, child, master, change) VALUES ($1, $2, $3, 0)
             ON CONFLICT (authority, child) DO UPDATE SET master = excluded.master`,
            [authority, child, master],
          );
        const page = copy.prepare('SELECT * FROM child_keys WHERE number > ? ORDER BY number LIMIT ?');
        let [count, after] = [0, 0];
        for (;;) {
          const rows = page.all(after, atOnce) as unknown as (CopiedKey & { number: number; erased: number })[];
          if (rows.length === 0) return count;
          await client.query(
            `INSERT INTO ${db.schema}.child_keys (authority, child, version, erased, wrapped)
             SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::boolean[], $5::bytea[])
             ON CONFLICT (authority, child, version) DO UPDATE SET erased = excluded.erased, wrapped = excluded.wrapped`,
            [
              rows.map(({ authority }) => authority),
              rows.map(({ child }) => child),
              rows.map(({ version }) => version),
              rows.map(({ erased }) => erased === 1),
              rows.map(({ wrapped }) => Buffer.from(wrapped)),
            ],
          );
          count += rows.length;
          after = rows.at(-1)?.number ?? after;
        }
      });
    } finally {
      copy.close();
    }
  });
}

/** Whether a key is or was here. One that was erased without ever having been here has no bytes, and is in nobody's way. */
function anyKey({ schema }: KeyDatabase): string {
  return `SELECT FROM ${schema}.child_keys WHERE length(wrapped) > 0 LIMIT 1`;
}

/** Asks beforehand whether a database has keys: throws `KeysThere` where it has some, and `KeysAway`. */
export async function refuseKeysThere(url: string): Promise<void> {
  await overDatabase(url, async (db) => {
    const keys = await db.ask({ text: anyKey(db) });
    if (keys.length > 0) throw new KeysThere(url);
  });
}

/** The database of KEYS_URL holds keys already: none is overwritten. */
export class KeysThere extends Error {
  constructor(url: string) {
    super(
      `There are keys in ${shownPlace(keyPlaceOf(url))} already, and none is overwritten. Give KEYS_URL another ?schema=, ` +
        'or drop that one once you are sure that no text was sealed under what is in it.',
    );
    this.name = 'KeysThere';
  }
}

const atOnce = 1000;

interface StoreRow {
  readonly changes: number;
  readonly master: string | null;
  readonly store: string | null;
}

interface ErasureRow {
  readonly authority: string;
  readonly child: string;
  readonly master: string;
}

interface CopiedKey {
  readonly authority: string;
  readonly child: string;
  readonly version: number;
  readonly wrapped: Uint8Array;
}

function writeStore(copy: DatabaseSyncInstance, row: StoreRow | undefined): void {
  copy.prepare('UPDATE changes SET count = ?').run(row?.changes ?? 0);
  for (const which of ['master', 'store'] as const) {
    const name = row?.[which] ?? null;
    if (name !== null) copy.prepare(`INSERT INTO ${which} (one, name) VALUES (1, ?)`).run(name);
  }
}

function readStore(copy: DatabaseSyncInstance): StoreRow {
  const name = (which: 'master' | 'store'): string | null =>
    (copy.prepare(`SELECT name FROM ${which}`).get() as { name: string } | undefined)?.name ?? null;
  const { count } = copy.prepare('SELECT count FROM changes').get() as { count: number };
  return { changes: count, master: name('master'), store: name('store') };
}

async function overDatabase<T>(url: string, work: (db: KeyDatabase) => Promise<T>): Promise<T> {
  const place = keyPlaceOf(url);
  if (place.kind !== 'postgres') throw new Error('Keys in a file are copied as a file.');
  const db = keyDatabase(place, 10_000);
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}
