import { openKeys, type KeyStore } from '#privacy';
import { applyErasures } from '#recording';
import type { Store } from '#store';
import type { Settings } from '../config.ts';

/** Runs `work` with the children's keys, once every erasure recorded in the store is applied to them. */
export async function withKeys<T>(
  store: Store,
  { keysUrl, masterKeyFile, masterKeyCommand }: Settings,
  work: (keys: KeyStore) => Promise<T>,
): Promise<T> {
  const now = (): number => performance.now();
  const keys = openKeys({ url: keysUrl, masterKeyFile, hook: masterKeyCommand, createIfMissing: false, now });
  try {
    keys.settleWith(() => applyErasures(store, keys));
    await keys.settled();
    return await work(keys);
  } finally {
    await keys.close();
  }
}
