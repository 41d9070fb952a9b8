import { unwrapKey, wrapAgain, type ChildOf } from './child-key.ts';
import type { KeyHome, Rotated } from './key-home.ts';
import { keyPlaceOf, NotAKeyStore, shownPlace } from './key-place.ts';
import { openKeyHome, WrongMasterKey } from './key-store.ts';
import { makeMasterKey, nameOfMasterKey, nextFileOf, loadMasterKey, type MasterKey } from './master-key.ts';
import { masterKeyNamed, requireKeyFile, type KeyPlaces } from './master-key-place.ts';
import { replaceForGood } from './own-file.ts';

/** How far a rotation is: each is told when it is durable. */
export type RotationStep = 'made' | 'rewrapped' | 'replaced' | 'emptied';

/**
 * Puts a new master key in the place of the old: makes it, wraps every child's key anew in one transaction, and destroys
 * the old one. No fact is touched, for facts are sealed under the children's keys. Cut off anywhere, the keys open as
 * before, and rotating again brings it to its end. Processes that run meanwhile go on with the new one.
 *
 * Copies of the old master key elsewhere are for whoever keeps them to destroy. Throws `WrongMasterKey`, `NoMasterKey`,
 * `CannotUnwrap` for a key that the old master key does not open, and `KeysGone` or `NotAKeyStore` where no keys were ever
 * kept: a copy of them put back later would be wrapped by the master key that was destroyed. Then nothing is changed.
 */
export async function rotateMasterKey(
  places: KeyPlaces & { readonly waitMs?: number },
  reached: (step: RotationStep) => void = () => undefined,
): Promise<Rotated> {
  const { url, masterKeyFile, hook, waitMs = 10_000 } = places;
  const old = loadMasterKey(masterKeyFile, { createIfMissing: false, hook });
  requireKeyFile(url);
  const place = keyPlaceOf(url);
  const home = openKeyHome(place, waitMs);
  try {
    if (place.kind === 'postgres' && (await home.find([])).master === '')
      throw new NotAKeyStore(`Nobody keeps keys in ${shownPlace(place)}.`);
    const next = await nextMasterKey(home, places, old);
    reached('made');
    const rotated = await rewrap(home, places, old, next);
    reached('rewrapped');
    replaceForGood(masterKeyFile, nextFileOf(masterKeyFile));
    reached('replaced');
    // What is left is wrapped by a key that is gone: sweeping it away is tidiness, and a reader may put it off.
    await home.sweep();
    reached('emptied');
    return rotated;
  } finally {
    await home.close();
  }
}

/** One begun before is gone on with. One that has wrapped nothing, and a rotation since has made stale, is not there. */
async function nextMasterKey(
  home: KeyHome,
  { url, masterKeyFile, hook }: KeyPlaces,
  old: MasterKey,
): Promise<MasterKey> {
  const wrapping = await home.masterNamed(nameOfMasterKey(old));
  const next = makeMasterKey(nextFileOf(masterKeyFile), hook);
  const known = [old, next].map(nameOfMasterKey);
  if (!known.includes(wrapping)) throw new WrongMasterKey(keyPlaceOf(url));
  return next;
}

function rewrap(home: KeyHome, places: KeyPlaces, old: MasterKey, next: MasterKey): Promise<Rotated> {
  const name = nameOfMasterKey(next);
  return home.rewrap(nameOfMasterKey(old), (wrapping) => {
    const isDone = wrapping === name;
    const from = isDone ? next : masterKeyNamed(places, wrapping);
    if (from === undefined) throw new WrongMasterKey(keyPlaceOf(places.url));
    const again = isDone
      ? (of: ChildOf, version: number, wrapped: Buffer) => checked(next, of, version, wrapped)
      : (of: ChildOf, version: number, wrapped: Buffer) => wrapAgain({ from, to: next }, of, version, wrapped);
    return { name, again };
  });
}

/** Wrapped anew before this attempt: only looked at. */
function checked(master: MasterKey, of: ChildOf, version: number, wrapped: Buffer): Buffer {
  unwrapKey(master, of, version, wrapped);
  return wrapped;
}
