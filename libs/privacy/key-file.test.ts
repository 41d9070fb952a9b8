import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createSecretKey, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import {
  ErasureUnfinished,
  mark,
  NotAKeyStore,
  openKeyStore,
  WrongMasterKey,
  type ChildKey,
  type KeyStore,
} from './index.ts';

const masterKey = createSecretKey(randomBytes(32));
const stores: KeyStore[] = [];
let folder = '';
let url = '';
let time = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-keys-'));
  url = join(folder, 'keys.db');
  time = 0;
});

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  rmSync(folder, { recursive: true });
});

describe('the file of keys', () => {
  it('opens only under the master key that wraps it', async () => {
    await openStore().keyFor('855', 'A1');
    expect(() => openKeyStore({ url, masterKey: createSecretKey(randomBytes(32)), now })).toThrow(WrongMasterKey);
    expect(rows()).toHaveLength(1);
  });

  it('is readable by its owner alone, log and all', async () => {
    await openStore().keyFor('855', 'A1');
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(['keys.db', 'keys.db-shm', 'keys.db-wal']);
  });

  it('holds no child’s secret in the clear', async () => {
    const key = await openStore().keyFor('855', 'A1');
    expect(isInFiles(key.sealing.export())).toBe(false);
    expect(isInFiles(Buffer.from('child_keys'))).toBe(true);
  });

  it.each([
    ['a path', (path: string) => path],
    ['sqlite: and a path', (path: string) => `sqlite:${path}`],
    ['sqlite:// and a path', (path: string) => `sqlite://${path}`],
  ])('is named by %s, and its folder is made', async (_how, name) => {
    const path = join(folder, 'new', 'keys.db');
    const store = openKeyStore({ url: name(path), masterKey, now });
    stores.push(store);
    await store.keyFor('855', 'A1');
    expect(statSync(path).isFile()).toBe(true);
  });

  it.each([
    ['postgres://user:secret@host', 'names no database'],
    ['postgres://user:secret@host/keys?schema=Keys', 'small letters'],
    ['esdb://localhost:2113', 'is of another kind'],
    [':memory:', 'names no file'],
    ['sqlite::memory:', 'names no file'],
    ['sqlite:', 'names no file'],
    ['', 'names no file'],
  ])('is not %j', (odd, fault) => {
    const opening = (): unknown => openKeyStore({ url: odd, masterKey, now });
    expect(opening).toThrow(NotAKeyStore);
    expect(opening).toThrow(fault);
    expect(opening).not.toThrow('secret');
  });

  it('fails every asker when the file cannot take it, and is made when it can', async () => {
    const store = openStore();
    const other = new DatabaseSync(url);
    other.exec('ALTER TABLE child_keys RENAME TO elsewhere');
    const asked = await Promise.allSettled([store.keyFor('855', 'A1'), store.keyFor('855', 'B2')]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    other.exec('ALTER TABLE elsewhere RENAME TO child_keys');
    other.close();
    expect((await store.keyFor('855', 'A1')).version).toBe(1);
  });

  it('is on disk, in the log or the file, before it is handed over', async () => {
    const key = await openStore().keyFor('855', 'A1');
    // Read as another process would after a kill: no connection that wrote it has closed.
    expect(isSame((await openStore().keysOf('855', 'A1')).keyOf(1), key)).toBe(true);
  });

  it('of a later Waymark is left alone', () => {
    const later = new DatabaseSync(url);
    later.exec('PRAGMA user_version = 2');
    later.close();
    expect(() => openStore()).toThrow('later Waymark');
  });
});

describe('erasure in a file', () => {
  it('leaves no byte of the wrapped key in any file, however full the file was and in whatever order it filled', async () => {
    const store = openStore();
    const children = Array.from({ length: 3000 }, () => randomBytes(10).toString('hex'));
    for (let from = 0; from < children.length; from += 100) {
      await Promise.all(children.slice(from, from + 100).map((child) => store.keyFor('855', child)));
    }
    const wrapped = new Map(rows().map((row) => [row.child, Buffer.from(row.wrapped)]));
    const erased = children.filter((_, index) => index % 30 === 0);
    // Each is there before it goes: the search below can fail.
    expect(erased.filter((child) => !isInFiles(wrapped.get(child)!))).toEqual([]);
    for (const child of erased) await store.erase('855', child);
    expect(erased.filter((child) => isInFiles(wrapped.get(child)!))).toEqual([]);
    expect(children.filter((child) => isInFiles(wrapped.get(child)!))).toHaveLength(2900);
  });

  it('is not called done while a reader keeps the old page in the log', async () => {
    const store = openStore({ waitMs: 50 });
    await store.keyFor('855', 'A1');
    const wrapped = Buffer.from(rows()[0]!.wrapped);
    const reader = new DatabaseSync(url);
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM child_keys').get();
    await expect(store.erase('855', 'A1')).rejects.toThrow(ErasureUnfinished);
    expect((await store.keysOf('855', 'A1')).keyOf(1)).toBe('erased');
    reader.exec('COMMIT');
    reader.close();
    expect(await store.erase('855', 'A1')).toBe(0);
    expect(isInFiles(wrapped)).toBe(false);
  });
});

function now(): number {
  return time;
}

function openStore(more: { waitMs?: number } = {}): KeyStore {
  const store = openKeyStore({ url, masterKey, now, ...more });
  stores.push(store);
  return store;
}

function rows(): { child: string; wrapped: Uint8Array }[] {
  const db = new DatabaseSync(url);
  const all = db.prepare('SELECT child, wrapped FROM child_keys').all() as { child: string; wrapped: Uint8Array }[];
  db.close();
  return all;
}

function isInFiles(bytes: Buffer): boolean {
  return readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(bytes));
}

function isSame(a: ChildKey | string, b: ChildKey): boolean {
  return typeof a === 'object' && a.version === b.version && mark(a, 'same') === mark(b, 'same');
}
