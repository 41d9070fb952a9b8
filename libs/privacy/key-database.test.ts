import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { askIn, noPostgres, startPostgres, type PostgresServer } from '#testing';
import {
  ErasureUnfinished,
  KeysAway,
  keysIntoDatabase,
  keysIntoFile,
  NotAKeyStore,
  openKeyStore,
  rotateMasterKey,
  type KeyStore,
} from './index.ts';

const masterKey = createSecretKey(randomBytes(32));
const missing = noPostgres();
const stores: KeyStore[] = [];
let server: PostgresServer;
let url = '';

beforeAll(async () => {
  if (missing === undefined) server = await startPostgres({ durable: true });
}, 120_000);

beforeEach(() => {
  if (missing === undefined) url = server.fresh();
});

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

afterAll(async () => {
  if (missing === undefined) await server.stop();
});

function openStore(at = url, waitMs?: number): KeyStore {
  const store = openKeyStore({ url: at, masterKey, now: () => 0, ...(waitMs !== undefined && { waitMs }) });
  stores.push(store);
  return store;
}

(missing === undefined ? describe : describe.skip)(`keys in PostgreSQL${missing ? ` (${missing})` : ''}`, () => {
  it('are made by ten that start at once, in one schema, and nothing of theirs is in another', async () => {
    const keys = await Promise.all(Array.from({ length: 10 }, () => openStore().keyFor('855', 'A1')));
    expect(new Set(keys.map(({ sealing }) => sealing.export().toString('hex'))).size).toBe(1);
    const schema = new URL(url).searchParams.get('schema') ?? '';
    expect(
      await server.sql(
        `SELECT relnamespace::regnamespace::text AS schema, relname::text AS name FROM pg_class
         WHERE relname IN ('child_keys', 'key_store', 'erasures') AND relnamespace = '${schema}'::regnamespace ORDER BY 2`,
      ),
    ).toEqual(['child_keys', 'erasures', 'key_store'].map((name) => ({ schema, name })));
  });

  it('that nobody keeps there yet are not rotated: the master key that opens a copy of them stays', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'waymark-keys-'));
    const masterKeyFile = path.join(folder, 'master.key');
    writeFileSync(masterKeyFile, randomBytes(32), { mode: 0o600 });
    const before = readFileSync(masterKeyFile);
    await expect(rotateMasterKey({ url, masterKeyFile })).rejects.toThrow('Nobody keeps keys in');
    expect(readFileSync(masterKeyFile).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['master.key']);
    rmSync(folder, { recursive: true });
  });

  it('that were handed over are there after the server lost its power', async () => {
    const key = await openStore().keyFor('855', 'A1');
    await server.kill();
    await server.start();
    expect((await openStore().keyFor('855', 'A1')).sealing.equals(key.sealing)).toBe(true);
  });

  it('cannot be had while the server is away, cached ones neither, and can as soon as it is back', async () => {
    const store = openStore();
    await store.keyFor('855', 'A1');
    await store.ping();
    await server.kill();
    await expect(store.keyFor('855', 'A1')).rejects.toThrow(KeysAway);
    await expect(store.keysOf('855', 'A1')).rejects.toThrow('is tried again');
    await expect(store.ping()).rejects.not.toThrow('a-secret-of-tests');
    await server.start();
    await store.ping();
    expect((await store.keyFor('855', 'A1')).version).toBe(1);
    expect((await store.keyFor('855', 'B2')).version).toBe(1);
  });

  it('leave no byte of an erased key in the files of the database; its log is another thing', async () => {
    const store = openStore();
    const children = Array.from({ length: 200 }, (_, index) => `C${String(index)}`);
    await Promise.all(children.map((child) => store.keyFor('855', child)));
    const rows = await askIn(url, 'SELECT child, wrapped FROM child_keys');
    const wrapped = new Map(rows.map((row) => [row['child'], row['wrapped'] as Buffer]));
    const erased = ['C7', 'C130'];
    const left = async (under: 'base' | 'pg_wal'): Promise<readonly unknown[]> => {
      await server.sql('CHECKPOINT');
      const files = filesUnder(under);
      return [...wrapped].filter(([, bytes]) => files.some((file) => file.includes(bytes))).map(([child]) => child);
    };
    // Each is there before it goes: the search can fail.
    expect(await left('base')).toHaveLength(200);
    for (const child of erased) await store.erase('855', child);
    expect([...(await left('base'))].sort()).toEqual(children.filter((child) => !erased.includes(child)).sort());
    // What docs/privacy.md says of the log is so: only the rotation of the master key ends it.
    expect(await left('pg_wal')).toEqual(expect.arrayContaining(erased));
    expect(await store.isPending('855', 'C7')).toBe(true);
  });

  it('that were erased are not called so while a transaction from before can still read them', async () => {
    const store = openStore();
    await store.keyFor('855', 'A1');
    const reader = new pg.Client({ connectionString: withoutSchema(url) });
    await reader.connect();
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await reader.query('SELECT count(*) FROM pg_class');
    await expect(store.erase('855', 'A1')).rejects.toThrow(ErasureUnfinished);
    expect((await store.keysOf('855', 'A1')).keyOf(1)).toBe('erased');
    // Asked again in another process, it is not done either.
    await expect(openStore().erase('855', 'A1')).rejects.toThrow(ErasureUnfinished);
    await reader.query('COMMIT');
    await reader.end();
    expect(await openStore().erase('855', 'A1')).toBe(0);
  });

  it('that somebody reads in a long transaction keep an erasure waiting for so long and no longer', async () => {
    const store = openStore(url, 100);
    await store.keyFor('855', 'A1');
    const reader = new pg.Client({ connectionString: withoutSchema(url) });
    await reader.connect();
    await reader.query(`BEGIN; SELECT count(*) FROM ${String(new URL(url).searchParams.get('schema'))}.child_keys`);
    await expect(store.erase('855', 'A1')).rejects.toThrow(ErasureUnfinished);
    await reader.query('COMMIT');
    await reader.end();
    expect(await store.erase('855', 'A1')).toBe(0);
  });

  it('are not put among the rows of a read model, or whatever else a schema holds', async () => {
    const schema = new URL(url).searchParams.get('schema') ?? '';
    await server.sql(`CREATE SCHEMA ${schema}; CREATE TABLE ${schema}.served (name TEXT)`);
    await expect(openStore().keyFor('855', 'A1')).rejects.toThrow(NotAKeyStore);
    await expect(openStore().keyFor('855', 'A1')).rejects.toThrow('Keys are kept apart from rows');
    expect(
      await server.sql(`SELECT relname FROM pg_class WHERE relnamespace = '${schema}'::regnamespace AND relkind = 'r'`),
    ).toEqual([{ relname: 'served' }]);
  });

  it('are not copied from where no service ever kept any, though KEYS_URL leads to a database', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'waymark-copied-'));
    await expect(keysIntoFile(url, path.join(folder, 'none.db'))).rejects.toThrow(NotAKeyStore);
    await expect(keysIntoFile(url, path.join(folder, 'none-again.db'))).rejects.toThrow('Nobody keeps keys in');
    await openStore().ping();
    // A service that has recorded nothing yet keeps its keys there, and has none.
    expect(await keysIntoFile(url, path.join(folder, 'some.db'))).toBe(0);
    rmSync(folder, { recursive: true });
  });

  it('are put back where an erasure was carried out meanwhile on keys that were not there, and may then be erased', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'waymark-put-back-'));
    const copy = path.join(folder, 'keys.db');
    const kept = openStore();
    await kept.keyFor('855', 'A1');
    await kept.keyFor('855', 'B2');
    await kept.erase('855', 'B2');
    await keysIntoFile(url, copy);
    url = server.fresh();
    const later = openStore();
    for (const child of ['A1', 'B2']) expect(await later.erase('855', child, 1)).toBe(0);
    expect(await keysIntoDatabase(copy, url)).toBe(2);
    expect((await later.keysOf('855', 'A1')).keyOf(1)).toHaveProperty('version', 1);
    expect(await later.erase('855', 'A1', 1)).toBe(1);
    expect((await later.keysOf('855', 'A1')).keyOf(1)).toBe('erased');
    rmSync(folder, { recursive: true });
  });

  it('of a later Waymark are left alone', async () => {
    await openStore().keyFor('855', 'A1');
    await askIn(url, 'UPDATE key_store SET version = 2');
    await expect(openStore().keyFor('855', 'A1')).rejects.toThrow('later Waymark (version 2)');
  });

  it('are kept by one who owns the schema and may do nothing else, and read by nobody beside', async () => {
    const schema = new URL(url).searchParams.get('schema') ?? '';
    await server.sql(
      `CREATE ROLE keeper LOGIN PASSWORD 'kept'; CREATE ROLE analyst LOGIN PASSWORD 'read';
       REVOKE CREATE ON DATABASE postgres FROM PUBLIC; CREATE SCHEMA ${schema} AUTHORIZATION keeper`,
    );
    const keeper = openStore(server.as(url, 'keeper', 'kept'));
    await keeper.keyFor('855', 'A1');
    expect(await keeper.renew('855', 'A1')).toBe(2);
    expect(await keeper.erase('855', 'A1')).toBe(2);
    const refused = openStore(server.as(url, 'analyst', 'read'));
    await expect(refused.keyFor('855', 'A1')).rejects.toThrow('lacks a right');
    await expect(refused.ping()).rejects.toThrow('owns the schema');
    await expect(askIn(server.as(url, 'analyst', 'read'), `SELECT * FROM ${schema}.child_keys`)).rejects.toThrow(
      'denied',
    );
    await expect(openStore(server.as(url, 'keeper', 'wrong')).ping()).rejects.toThrow(
      'Correct the user and the password in KEYS_URL',
    );
  });

  it('are told of as they stand where the server is told not to wait for the disk', async () => {
    await server.sql('ALTER SYSTEM SET synchronous_commit = off');
    await server.sql('SELECT pg_reload_conf()');
    const key = await openStore().keyFor('855', 'A1');
    await server.kill();
    await server.start();
    expect((await openStore().keyFor('855', 'A1')).sealing.equals(key.sealing)).toBe(true);
    await server.sql('ALTER SYSTEM RESET synchronous_commit');
    await server.sql('SELECT pg_reload_conf()');
  });
});

function withoutSchema(of: string): string {
  const address = new URL(of);
  address.searchParams.delete('schema');
  return address.href;
}

/** What is in every file of the server under this folder of its data. */
function filesUnder(folder: 'base' | 'pg_wal'): readonly Buffer[] {
  const at = path.join(new URL(url).searchParams.get('host') ?? '', 'data', folder);
  return readdirSync(at, { recursive: true, withFileTypes: true }).flatMap((file) =>
    file.isFile() ? [readFileSync(path.join(file.parentPath, file.name))] : [],
  );
}
