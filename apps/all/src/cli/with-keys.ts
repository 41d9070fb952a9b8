import { openKeys, requireKeyFile, type KeyStore } from '#privacy';
import { applyErasures } from '#recording';
import type { Store } from '#store';
import type { Settings } from '../config.ts';
import { keysOrCannot } from './keys-or-cannot.ts';

/**
 * Runs `work` with the children's keys, once every erasure recorded in the store is applied to them. Throws `CannotDo` where
 * they are not to be had: a file of keys that is gone is not made anew, unless they `mayBeNew`.
 */
export async function withKeys<T>(
  store: Store,
  { keysUrl, masterKeyFile, masterKeyCommand }: Settings,
  work: (keys: KeyStore) => Promise<T>,
  { mayBeNew = false }: { readonly mayBeNew?: boolean } = {},
): Promise<T> {
  const now = (): number => performance.now();
  return keysOrCannot(async () => {
    if (!mayBeNew) requireKeyFile(keysUrl);
    const keys = openKeys({ url: keysUrl, masterKeyFile, hook: masterKeyCommand, createIfMissing: false, now });
    try {
      keys.settleWith(() => applyErasures(store, keys));
      await keys.settled();
      return await work(keys);
    } finally {
      await keys.close();
    }
  });
}
