import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { askIn, inEachDatabase } from '#testing';
import {
  CannotUnwrap,
  ErasureUnfinished,
  KeysElsewhere,
  KeysOfAnotherStore,
  mark,
  open,
  openKeyStore,
  seal,
  WrongMasterKey,
  type ChildKey,
  type KeyStore,
} from './index.ts';

const masterKey = createSecretKey(randomBytes(32));
const stores: KeyStore[] = [];
let url = '';
let time = 0;

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

inEachDatabase('a key store', ({ fresh, runs }) => {
  beforeEach(() => {
    url = fresh();
    time = 0;
  });

  describe('the event store that keys belong to', () => {
    it('is the first they were used with, over restarts', async () => {
      await openStore().belongTo('store-1');
      const again = openStore();
      await again.belongTo('store-1');
      await expect(again.belongTo('store-2')).rejects.toThrow(KeysOfAnotherStore);
      await expect(openStore().belongTo('store-2')).rejects.toThrow('Nothing was written');
      await again.belongTo('store-1');
    });
  });

  describe('a child’s key', () => {
    it('is made once and is the same ever after, over restarts', async () => {
      const first = openStore();
      const key = await first.keyFor('855', 'A1');
      expect(key.version).toBe(1);
      expect(await first.keyFor('855', 'A1')).toBe(key);
      await first.close();
      stores.length = 0;
      expect(isSame(await openStore().keyFor('855', 'A1'), key)).toBe(true);
      expect(isSame((await openStore().keysOf('855', 'A1')).keyOf(1), key)).toBe(true);
    });

    it('is another for another child or authority', async () => {
      const store = openStore();
      const keys = await Promise.all([store.keyFor('855', 'A1'), store.keyFor('855', 'B2'), store.keyFor('857', 'A1')]);
      expect(new Set(keys.map((key) => mark(key, ''))).size).toBe(3);
    });

    it('asked for many times at once is made once', async () => {
      const [one, two] = [openStore(), openStore()];
      const asked = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? one : two).keyFor('855', 'A1'));
      const keys = await Promise.all(asked);
      expect(keys.every((key) => isSame(key, keys[0]!))).toBe(true);
      expect(await kept()).toHaveLength(1);
    });

    it('is not made where texts are sealed under one that was never kept here', async () => {
      const store = openStore();
      await expect(store.keyFor('855', 'A1', () => 1)).rejects.toThrow(KeysElsewhere);
      expect(await kept()).toHaveLength(0);
      const first = await store.keyFor('855', 'A1', () => 0);
      expect(isSame(await openStore().keyFor('855', 'A1', () => 1), first)).toBe(true);
      // A key store restored from before the second key was made must not make another second key.
      await store.erase('855', 'A1');
      await expect(store.keyFor('855', 'A1', () => 2)).rejects.toThrow('set KEYS_URL');
      expect((await store.keyFor('855', 'A1', () => 1)).version).toBe(2);
    });

    it('that was never made is missing', async () => {
      expect((await openStore().keysOf('855', 'A1')).keyOf(1)).toBe('missing');
    });

    it('altered in the file, or moved to another child, is refused', async () => {
      const store = openStore();
      await Promise.all([store.keyFor('855', 'A1'), store.keyFor('855', 'B2')]);
      await askIn(
        url,
        `UPDATE child_keys SET wrapped = (SELECT wrapped FROM child_keys WHERE child = 'B2') WHERE child = 'A1'`,
      );
      const altered = await openStore().keysOf('855', 'A1');
      expect(() => altered.keyOf(1)).toThrow(CannotUnwrap);
      await expect(openStore().keyFor('855', 'A1')).rejects.toThrow(CannotUnwrap);
    });
  });

  describe('a key in the process', () => {
    it('is kept for sixty seconds, and then read again', async () => {
      const store = openStore();
      const key = await store.keyFor('855', 'A1');
      time = 59_999;
      expect(await store.keyFor('855', 'A1')).toBe(key);
      expect((await store.keysOf('855', 'A1')).keyOf(1)).toBe(key);
      time = 60_000;
      const again = (await store.keysOf('855', 'A1')).keyOf(1);
      expect(again).not.toBe(key);
      expect(isSame(again, key)).toBe(true);
    });

    it('is gone at once when another process erases it, and the next is made', async () => {
      const [here, there] = [openStore(), openStore()];
      await here.keyFor('855', 'A1');
      await there.erase('855', 'A1');
      expect((await here.keysOf('855', 'A1')).keyOf(1)).toBe('erased');
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
      expect(await store.erase('855', 'A1')).toBe(1);
      const keys = await store.keysOf('855', 'A1');
      expect(() => open(keys.keyOf(sealed.key), place, sealed)).toThrow('show it as erased');
      expect(await store.erase('855', 'A1')).toBe(0);
    });

    it('of a key that was never here is told as pending: a copy that has it could still open the texts', async () => {
      const store = openStore();
      expect(await store.erase('855', 'A1', 1)).toBe(0);
      expect(await store.isPending('855', 'A1')).toBe(true);
      // Nothing of this child was ever sealed.
      expect(await store.erase('855', 'A2', 0)).toBe(0);
      expect(await store.isPending('855', 'A2')).toBe(false);
    });

    it('of a key that was never here counts as one that was, beside an older one that is', async () => {
      const store = openStore();
      await store.keyFor('855', 'A1');
      expect(await store.erase('855', 'A1', 2)).toBe(1);
      expect(await store.newestVersion('855', 'A1')).toBe(2);
      const keys = await openStore().keysOf('855', 'A1');
      expect([1, 2].map((version) => keys.keyOf(version))).toEqual(['erased', 'erased']);
      expect(await store.erase('855', 'A1', 2)).toBe(0);
      expect((await store.keyFor('855', 'A1', () => 2)).version).toBe(3);
      // One given up by hand before has a later key already, which is spared.
      expect(await store.renew('855', 'A2', 1)).toBe(2);
      expect(await store.erase('855', 'A2', 1)).toBe(0);
      expect((await store.keyFor('855', 'A2', () => 2)).version).toBe(2);
    });

    it('spares every other child', async () => {
      const store = openStore();
      const [, spared, elsewhere] = await Promise.all([
        store.keyFor('855', 'A1'),
        store.keyFor('855', 'A2'),
        store.keyFor('857', 'A1'),
      ]);
      await store.erase('855', 'A1');
      expect(isSame((await openStore().keysOf('855', 'A2')).keyOf(1), spared)).toBe(true);
      expect(isSame((await openStore().keysOf('857', 'A1')).keyOf(1), elsewhere)).toBe(true);
    });

    it('is followed by a new key, if the child is recorded again, and erases that too', async () => {
      const store = openStore();
      await store.keyFor('855', 'A1');
      await store.erase('855', 'A1');
      const next = await store.keyFor('855', 'A1');
      expect(next.version).toBe(2);
      expect((await store.keysOf('855', 'A1')).keyOf(1)).toBe('erased');
      expect(await store.erase('855', 'A1')).toBe(1);
      expect((await store.keysOf('855', 'A1')).keyOf(2)).toBe('erased');
    });
  });

  describe('a key renewed', () => {
    it('seals from then on, in every process, and what was sealed before opens as before', async () => {
      const [here, there] = [openStore(), openStore()];
      const first = await here.keyFor('855', 'A1');
      const place = { authority: '855', child: 'A1', fact: 'f', field: 'name' };
      const sealed = seal(first, place, 'Mary Example');
      expect(await there.renew('855', 'A1')).toBe(2);
      expect((await here.keyFor('855', 'A1')).version).toBe(2);
      expect(open((await here.keysOf('855', 'A1')).keyOf(1), place, sealed)).toBe('Mary Example');
      const keys = await here.keysOf('855', 'A1');
      expect(() => open(keys.keyOf(2), place, sealed)).toThrow('another key');
      expect(await here.erase('855', 'A1')).toBe(2);
    });

    it('is spared by an erasure up to the version before it', async () => {
      const store = openStore();
      await store.keyFor('855', 'A1');
      await store.renew('855', 'A1');
      expect(await store.erase('855', 'A1', 1)).toBe(1);
      expect((await store.keysOf('855', 'A1')).keyOf(1)).toBe('erased');
      expect((await store.keysOf('855', 'A1')).keyOf(2)).toHaveProperty('version', 2);
    });
  });

  describe('several instances over one key store', () => {
    it('that seal, renew and erase at once come to one key for each version, which opens in all of them', async () => {
      const children = ['A1', 'B2', 'C3'];
      const step = fc.record({
        by: fc.nat(2),
        does: fc.constantFrom('seal', 'seal', 'seal', 'renew', 'erase'),
        child: fc.constantFrom(...children),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 24 }), async (steps) => {
          url = fresh();
          const instances = [openStore(), openStore(), openStore()];
          const sealed = await Promise.all(
            steps.map(async ({ by, does, child }) => {
              const store = instances[by]!;
              if (does === 'renew') await store.renew('855', child);
              // One who erases may be told to ask again, while another who erases is not done.
              if (does === 'erase') await store.erase('855', child).catch(unlessUnfinished);
              if (does !== 'seal') return undefined;
              const key = await store.keyFor('855', child);
              return { child, version: key.version, mark: mark(key, '') };
            }),
          );
          const others = [...instances, openStore()];
          for (const each of sealed.filter((one) => one !== undefined)) {
            for (const store of others) {
              const key = (await store.keysOf('855', each.child)).keyOf(each.version);
              // Sealed before an erasure, or to be read by everybody; never under a key that another instance knows otherwise.
              expect(key === 'erased' ? each.mark : typeof key === 'string' ? key : mark(key, '')).toBe(each.mark);
            }
          }
          const rows = await kept();
          expect(new Set(rows.map(({ child, version }) => `${String(child)} ${String(version)}`)).size).toBe(
            rows.length,
          );
          for (const store of stores.splice(0)) await store.close();
        }),
        { numRuns: runs(40), seed: 10 },
      );
    }, 60_000);

    it('are told at once of what another erased, also of an order that spares a later key', async () => {
      const [here, there] = [openStore(), openStore()];
      await here.keyFor('855', 'A1');
      await here.keysOf('855', 'A1');
      await there.renew('855', 'A1');
      await there.erase('855', 'A1', 1);
      const keys = await here.keysOf('855', 'A1');
      expect(keys.keyOf(1)).toBe('erased');
      expect(keys.keyOf(2)).toHaveProperty('version', 2);
      expect((await here.keyFor('855', 'A1')).version).toBe(2);
    });

    it('open only under the master key that wraps the keys, and nothing is written under another', async () => {
      await openStore().keyFor('855', 'A1');
      const asked = async (): Promise<unknown> => {
        const other = openKeyStore({ url, masterKey: createSecretKey(randomBytes(32)), now });
        stores.push(other);
        return other.keyFor('855', 'B2');
      };
      await expect(asked()).rejects.toThrow(WrongMasterKey);
      await expect(asked()).rejects.not.toThrow('a-secret-of-tests');
      expect(await kept()).toHaveLength(1);
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
      await expect(store.keysOf('855', 'A1')).rejects.toThrow('away');
      expect(tries).toBe(1);
      await Promise.all([store.settled(), store.settled(), store.keysOf('855', 'A1'), store.keyFor('855', 'A1')]);
      expect((await store.keysOf('855', 'A1')).keyOf(1)).toHaveProperty('version', 1);
      expect(tries).toBe(2);
    });
  });
});

function now(): number {
  return time;
}

function openStore(): KeyStore {
  const store = openKeyStore({ url, masterKey, now });
  stores.push(store);
  return store;
}

function unlessUnfinished(error: unknown): void {
  if (!(error instanceof ErasureUnfinished)) throw error;
}

function kept(): ReturnType<typeof askIn> {
  return askIn(url, 'SELECT child, version FROM child_keys');
}

function isSame(a: ChildKey | string, b: ChildKey): boolean {
  return typeof a === 'object' && a.version === b.version && mark(a, 'same') === mark(b, 'same');
}
