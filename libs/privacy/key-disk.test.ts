import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { KeysNotOnDisk, mark, openKeyStore, type ChildKey, type KeyStore } from './index.ts';

const masterKey = createSecretKey(randomBytes(32));
const stores: KeyStore[] = [];
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-key-disk-'));
});

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  rmSync(folder, { recursive: true });
});

describe('a child’s new key', () => {
  it('is handed over once the disk has it, and not before', async () => {
    const disk = heldDisk();
    const key = askedOf(openStore(disk), 'A1');
    await turns();
    expect(disk.waits()).toBe(1);
    expect(key.isThere()).toBe(false);
    disk.release();
    expect((await key.promise).version).toBe(1);
  });

  it('that another process has made is not handed over here until the disk has it either', async () => {
    const [first, second] = [heldDisk(), heldDisk()];
    const made = askedOf(openStore(first), 'A1');
    await turns();
    const found = askedOf(openStore(second), 'A1');
    await turns();
    expect([made.isThere(), found.isThere()]).toEqual([false, false]);
    second.release();
    const key = await found.promise;
    first.release();
    expect(mark(await made.promise, '')).toBe(mark(key, ''));
  });

  it('waits with all that are asked for meanwhile, for one wait of the disk', async () => {
    const disk = heldDisk();
    const store = openStore(disk);
    const first = askedOf(store, 'A1');
    await turns();
    const others = Array.from({ length: 50 }, (_, index) => askedOf(store, `B${String(index)}`));
    await turns();
    expect(disk.waits()).toBe(1);
    disk.release();
    await first.promise;
    await turns();
    expect(disk.waits()).toBe(2);
    expect(others.some(({ isThere }) => isThere())).toBe(false);
    disk.release();
    expect(await Promise.all(others.map(({ promise }) => promise))).toHaveLength(50);
  });

  it('needs no further wait once this process knows that the disk has it', async () => {
    const disk = heldDisk();
    const store = openStore(disk);
    const key = askedOf(store, 'A1');
    await turns();
    disk.release();
    await key.promise;
    store.forget('855', 'A1');
    expect(mark(await store.keyFor('855', 'A1'), '')).toBe(mark(await key.promise, ''));
    expect(disk.waits()).toBe(1);
  });

  it('erased while it waited for the disk is not sealed with: the next is made', async () => {
    const disk = heldDisk();
    const store = openStore(disk);
    const key = askedOf(store, 'A1');
    await turns();
    await openStore(heldDisk()).erase('855', 'A1');
    disk.release();
    await turns();
    disk.release();
    expect((await key.promise).version).toBe(2);
    expect((await store.keysOf('855', 'A1')).keyOf(1)).toBe('erased');
  });

  it('is handed to nobody where the disk fails, and is the same once it is written anew', async () => {
    const disk = heldDisk();
    const store = openStore(disk);
    const [one, two] = [store.keyFor('855', 'A1'), store.keyFor('855', 'B2')];
    const asked = Promise.allSettled([one, two]);
    await turns();
    disk.fail(Object.assign(new Error('EIO: i/o error, fdatasync'), { syscall: 'fdatasync' }));
    const why = { status: 'rejected', reason: expect.any(KeysNotOnDisk) as unknown };
    expect(await asked).toMatchObject([why, why]);
    // The log is copied into the file and the file is waited for, so the log is not waited for again.
    expect((await store.keyFor('855', 'A1')).version).toBe(1);
    expect(disk.waits()).toBe(1);
  });
});

function openStore({ toDisk }: ReturnType<typeof heldDisk>): KeyStore {
  const store = openKeyStore({ url: join(folder, 'keys.db'), masterKey, now: () => 0, toDisk });
  stores.push(store);
  return store;
}

/** A disk that takes what it is given when the test says so. */
function heldDisk() {
  const held: { readonly resolve: () => void; readonly reject: (why: Error) => void }[] = [];
  let count = 0;
  return {
    toDisk: () =>
      new Promise<void>((resolve, reject) => {
        count += 1;
        held.push({ resolve, reject });
      }),
    waits: () => count,
    release: () => held.shift()?.resolve(),
    fail: (why: Error) => held.shift()?.reject(why),
  };
}

function askedOf(
  store: KeyStore,
  child: string,
): { readonly promise: Promise<ChildKey>; readonly isThere: () => boolean } {
  let there = false;
  const promise = store.keyFor('855', child).then((key) => {
    there = true;
    return key;
  });
  return { promise, isThere: () => there };
}

async function turns(): Promise<void> {
  for (let count = 0; count < 5; count += 1) await turn();
}
