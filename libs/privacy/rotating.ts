import { unwrapKey, wrapAgain } from './child-key.ts';
import { openKeyFile, type KeyFile } from './key-file.ts';
import { WrongMasterKey } from './key-store.ts';
import { makeMasterKey, nameOfMasterKey, nextFileOf, loadMasterKey, type MasterKey } from './master-key.ts';
import { masterKeyNamed, type KeyPlaces } from './master-key-place.ts';
import { replaceForGood } from './own-file.ts';

/** What a rotation of the master key came to. */
export interface Rotated {
  /** Children's keys that the new master key wraps. */
  readonly keys: number;
  /** Erasures that no older copy of the key store can undo any more. */
  readonly completed: number;
}

/** How far a rotation is: each is told when it is durable. */
export type RotationStep = 'made' | 'rewrapped' | 'replaced' | 'emptied';

/**
 * Puts a new master key in the place of the old: makes it, wraps every child's key anew in one transaction, and destroys
 * the old one. No fact is touched, for facts are sealed under the children's keys. Cut off anywhere, the keys open as
 * before, and rotating again brings it to its end. Processes that run meanwhile go on with the new one.
 *
 * Copies of the old master key elsewhere are for whoever keeps them to destroy. Throws `WrongMasterKey`, `NoMasterKey`,
 * and `CannotUnwrap` for a key that the old master key does not open; then nothing is changed.
 */
export function rotateMasterKey(
  places: KeyPlaces & { readonly waitMs?: number },
  reached: (step: RotationStep) => void = () => undefined,
): Rotated {
  const { url, masterKeyFile, hook, waitMs = 10_000 } = places;
  const old = loadMasterKey(masterKeyFile, { createIfMissing: false, hook });
  const file = openKeyFile(url, waitMs);
  try {
    const next = nextMasterKey(file, places, old);
    reached('made');
    const rotated = rewrap(file, places, old, next);
    reached('rewrapped');
    replaceForGood(masterKeyFile, nextFileOf(masterKeyFile));
    reached('replaced');
    // What is left in the log is wrapped by a key that is gone: emptying it is tidiness, and a reader may put it off.
    file.emptyLog();
    reached('emptied');
    return rotated;
  } finally {
    file.close();
  }
}

/** One begun before is gone on with. One that has wrapped nothing, and a rotation since has made stale, is not there. */
function nextMasterKey(file: KeyFile, { url, masterKeyFile, hook }: KeyPlaces, old: MasterKey): MasterKey {
  const wrapping = file.masterNamed(nameOfMasterKey(old));
  const next = makeMasterKey(nextFileOf(masterKeyFile), hook);
  const known = [old, next].map(nameOfMasterKey);
  if (!known.includes(wrapping)) throw new WrongMasterKey(url);
  return next;
}

function rewrap(file: KeyFile, places: KeyPlaces, old: MasterKey, next: MasterKey): Rotated {
  const name = nameOfMasterKey(next);
  return file.atomically(() => {
    const wrapping = file.masterNamed(nameOfMasterKey(old));
    const isDone = wrapping === name;
    const from = isDone ? next : masterKeyNamed(places, wrapping);
    if (from === undefined) throw new WrongMasterKey(places.url);
    const keys = file.rewrap((of, version, wrapped) =>
      isDone ? checked(next, of, version, wrapped) : wrapAgain({ from, to: next }, of, version, wrapped),
    );
    const completed = file.erasedUnder(nameOfMasterKey(old));
    if (!isDone) {
      file.nameMaster(name);
      file.noteChange();
    }
    return { keys, completed };
  });
}

/** Wrapped anew before this attempt: only looked at. */
function checked(master: MasterKey, of: Parameters<typeof unwrapKey>[1], version: number, wrapped: Buffer): Buffer {
  unwrapKey(master, of, version, wrapped);
  return wrapped;
}
