import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createSecretKey, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import {
  CannotUnwrap,
  ErasureUnfinished,
  KeysElsewhere,
  KeysOfAnotherStore,
  mark,
  NotAKeyFile,
  open,
  openKeyStore,
  seal,
  WrongMasterKey,
  type ChildKey,
  type KeyStore,
} from './index.ts';

const masterKey = createSecretKey(randomBytes(32));
const stores: { close: () => void }[] = [];
let folder = '';
let url = '';
let time = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-keys-'));
  url = join(folder, 'keys.db');
  time = 0;
});

afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  rmSync(folder, { recursive: true });
});

describe('the event store that keys belong to', () => {
  it('is the first they were used with, over restarts', () => {
    openStore().belongTo('store-1');
    const again = openStore();
    again.belongTo('store-1');
    expect(() => again.belongTo('store-2')).toThrow(KeysOfAnotherStore);
    expect(() => openStore().belongTo('store-2')).toThrow('Nothing was written');
    again.belongTo('store-1');
  });
});

describe('a child’s key', () => {
  it('is made once and is the same ever after, over restarts', async () => {
    const first = openStore();
    const key = await first.keyFor('855', 'A1');
    expect(key.version).toBe(1);
    expect(await first.keyFor('855', 'A1')).toBe(key);
    first.close();
    stores.length = 0;
    expect(isSame(await openStore().keyFor('855', 'A1'), key)).toBe(true);
    expect(isSame(openStore().keyOf('855', 'A1', 1), key)).toBe(true);
  });

  it('is another for another child or authority', async () => {
    const store = openStore();
    const keys = await Promise.all([store.keyFor('855', 'A1'), store.keyFor('855', 'B2'), store.keyFor('857', 'A1')]);
    expect(new Set(keys.map((key) => mark(key, ''))).size).toBe(3);
  });

  it('is on disk, in the log or the file, before it is handed over', async () => {
    const key = await openStore().keyFor('855', 'A1');
    // Read as another process would after a kill: no connection that wrote it has closed.
    expect(isSame(openStore().keyOf('855', 'A1', 1), key)).toBe(true);
  });

  it('asked for many times at once is made once', async () => {
    const [one, two] = [openStore(), openStore()];
    const asked = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? one : two).keyFor('855', 'A1'));
    const keys = await Promise.all(asked);
    expect(keys.every((key) => isSame(key, keys[0]!))).toBe(true);
    expect(rows()).toHaveLength(1);
  });

  it('is not made where texts are sealed under one that was never kept here', async () => {
    const store = openStore();
    await expect(store.keyFor('855', 'A1', () => 1)).rejects.toThrow(KeysElsewhere);
    expect(rows()).toHaveLength(0);
    const first = await store.keyFor('855', 'A1', () => 0);
    expect(isSame(await openStore().keyFor('855', 'A1', () => 1), first)).toBe(true);
    // A key store restored from before the second key was made must not make another second key.
    store.erase('855', 'A1');
    await expect(store.keyFor('855', 'A1', () => 2)).rejects.toThrow('set KEYS_URL');
    expect((await store.keyFor('855', 'A1', () => 1)).version).toBe(2);
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

  it('that was never made is missing', () => {
    expect(openStore().keyOf('855', 'A1', 1)).toBe('missing');
  });

  it('altered in the file, or moved to another child, is refused', async () => {
    const store = openStore();
    await Promise.all([store.keyFor('855', 'A1'), store.keyFor('855', 'B2')]);
    const other = new DatabaseSync(url);
    other.exec(
      `UPDATE child_keys SET wrapped = (SELECT wrapped FROM child_keys WHERE child = 'B2') WHERE child = 'A1'`,
    );
    other.close();
    expect(() => openStore().keyOf('855', 'A1', 1)).toThrow(CannotUnwrap);
  });
});

describe('a key in the process', () => {
  it('is kept for sixty seconds, and then read again', async () => {
    const store = openStore();
    const key = await store.keyFor('855', 'A1');
    time = 59_999;
    expect(await store.keyFor('855', 'A1')).toBe(key);
    expect(store.keyOf('855', 'A1', 1)).toBe(key);
    time = 60_000;
    const again = store.keyOf('855', 'A1', 1);
    expect(again).not.toBe(key);
    expect(isSame(again, key)).toBe(true);
  });

  it('is gone at once when another process erases it, and the next is made', async () => {
    const [here, there] = [openStore(), openStore()];
    await here.keyFor('855', 'A1');
    there.erase('855', 'A1');
    expect(here.keyOf('855', 'A1', 1)).toBe('erased');
    expect((await here.keyFor('855', 'A1')).version).toBe(2);
  });

  it('is kept while other processes only make keys', async () => {
    const [here, there] = [openStore(), openStore()];
    const key = await here.keyFor('855', 'A1');
    await there.keyFor('855', 'B2');
    expect(await here.keyFor('855', 'A1')).toBe(key);
  });

  it('is gone at once when it is forgotten', async () => {
    const store = openStore();
    const key = await store.keyFor('855', 'A1');
    store.forget('855', 'A1');
    expect(await store.keyFor('855', 'A1')).not.toBe(key);
  });

  it('gives way to newer ones when there are very many', async () => {
    const store = openStore();
    const first = await store.keyFor('855', 'C0');
    await Promise.all(Array.from({ length: 10_000 }, (_, index) => store.keyFor('855', `C${index + 1}`)));
    const again = await store.keyFor('855', 'C0');
    expect(again).not.toBe(first);
    expect(isSame(again, first)).toBe(true);
  });
});

describe('erasure', () => {
  it('leaves nothing that opens the child’s texts, and says so', async () => {
    const store = openStore();
    const key = await store.keyFor('855', 'A1');
    const place = { authority: '855', child: 'A1', fact: 'f', field: 'name' };
    const sealed = seal(key, place, 'Mary Example');
    expect(store.erase('855', 'A1')).toBe(1);
    expect(() => open(store.keyOf('855', 'A1', sealed.key), place, sealed)).toThrow('show it as erased');
    expect(store.erase('855', 'A1')).toBe(0);
  });

  it('spares every other child', async () => {
    const store = openStore();
    const [, spared, elsewhere] = await Promise.all([
      store.keyFor('855', 'A1'),
      store.keyFor('855', 'A2'),
      store.keyFor('857', 'A1'),
    ]);
    store.erase('855', 'A1');
    expect(isSame(openStore().keyOf('855', 'A2', 1), spared)).toBe(true);
    expect(isSame(openStore().keyOf('857', 'A1', 1), elsewhere)).toBe(true);
  });

  it('is followed by a new key, if the child is recorded again, and erases that too', async () => {
    const store = openStore();
    await store.keyFor('855', 'A1');
    store.erase('855', 'A1');
    const next = await store.keyFor('855', 'A1');
    expect(next.version).toBe(2);
    expect(store.keyOf('855', 'A1', 1)).toBe('erased');
    expect(store.erase('855', 'A1')).toBe(1);
    expect(store.keyOf('855', 'A1', 2)).toBe('erased');
  });

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
    for (const child of erased) store.erase('855', child);
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
    expect(() => store.erase('855', 'A1')).toThrow(ErasureUnfinished);
    expect(store.keyOf('855', 'A1', 1)).toBe('erased');
    reader.exec('COMMIT');
    reader.close();
    expect(store.erase('855', 'A1')).toBe(0);
    expect(isInFiles(wrapped)).toBe(false);
  });
});

describe('a key renewed', () => {
  it('seals from then on, in every process, and what was sealed before opens as before', async () => {
    const [here, there] = [openStore(), openStore()];
    const first = await here.keyFor('855', 'A1');
    const place = { authority: '855', child: 'A1', fact: 'f', field: 'name' };
    const sealed = seal(first, place, 'Mary Example');
    expect(there.renew('855', 'A1')).toBe(2);
    expect((await here.keyFor('855', 'A1')).version).toBe(2);
    expect(open(here.keyOf('855', 'A1', 1), place, sealed)).toBe('Mary Example');
    expect(() => open(here.keyOf('855', 'A1', 2), place, sealed)).toThrow('another key');
    expect(here.erase('855', 'A1')).toBe(2);
  });

  it('is spared by an erasure up to the version before it', async () => {
    const store = openStore();
    await store.keyFor('855', 'A1');
    store.renew('855', 'A1');
    expect(store.erase('855', 'A1', 1)).toBe(1);
    expect(store.keyOf('855', 'A1', 1)).toBe('erased');
    expect(store.keyOf('855', 'A1', 2)).toHaveProperty('version', 2);
  });
});

describe('keys that must be settled first', () => {
  it('open nothing before, wait for it once, and ask again where it failed', async () => {
    const store = openStore();
    await store.keyFor('855', 'A1');
    let tries = 0;
    store.settleWith(() => {
      tries += 1;
      return tries === 1 ? Promise.reject(new Error('The store is away.')) : Promise.resolve();
    });
    expect(() => store.keyOf('855', 'A1', 1)).toThrow('Wait for settled()');
    await expect(store.keyFor('855', 'A1')).rejects.toThrow('away');
    expect(() => store.keyOf('855', 'A1', 1)).toThrow('Wait for settled()');
    await Promise.all([store.settled(), store.settled(), store.keyFor('855', 'A1')]);
    expect(store.keyOf('855', 'A1', 1)).toHaveProperty('version', 1);
    expect(tries).toBe(2);
  });
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
    ['postgres://user:secret@host/keys', 'is of another kind'],
    ['esdb://localhost:2113', 'is of another kind'],
    [':memory:', 'names no file'],
    ['sqlite::memory:', 'names no file'],
    ['sqlite:', 'names no file'],
    ['', 'names no file'],
  ])('is not %j', (odd, fault) => {
    const opening = (): unknown => openKeyStore({ url: odd, masterKey, now });
    expect(opening).toThrow(NotAKeyFile);
    expect(opening).toThrow(fault);
    expect(opening).not.toThrow('secret');
  });

  it('of a later Waymark is left alone', () => {
    const later = new DatabaseSync(url);
    later.exec('PRAGMA user_version = 2');
    later.close();
    expect(() => openStore()).toThrow('later Waymark');
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
