import { existsSync } from 'node:fs';
import { keyPlaceOf } from './key-place.ts';
import { openKeyStore, type KeyStore, type OpenKeyStore } from './key-store.ts';
import { loadMasterKey, nameOfMasterKey, nextFileOf, NoMasterKey, type MasterKey } from './master-key.ts';

/** Where the keys are, and where the master key that wraps them is. */
export interface KeyPlaces {
  /** KEYS_URL. */
  readonly url: string;
  /** MASTER_KEY_FILE: the master key, or what the hook made of it. */
  readonly masterKeyFile: string;
  /** MASTER_KEY_COMMAND: the program that unwraps what is in the file; undefined where the file is the key. */
  readonly hook?: string | undefined;
}

/**
 * The key store under the master key of its file, or under the next one where a rotation was cut off after it had wrapped
 * the keys anew. A process that holds it goes on through a rotation by another. Throws `NoMasterKey`, `NotAKeyStore`,
 * `WrongMasterKey`.
 */
export function openKeys(
  places: KeyPlaces & Pick<OpenKeyStore, 'now' | 'waitMs'> & { readonly createIfMissing: boolean },
): KeyStore {
  const { masterKeyFile, hook, createIfMissing, ...rest } = places;
  const place = keyPlaceOf(rest.url);
  // A new one in the place of one that is lost would open nothing, and look to whoever searches as if none were lost.
  const areThere = place.kind === 'file' && existsSync(place.path);
  if (createIfMissing && areThere && !existsSync(masterKeyFile)) throw new MasterKeyLost(masterKeyFile, place.path);
  const masterKey = loadMasterKey(masterKeyFile, { createIfMissing, hook });
  return openKeyStore({
    ...rest,
    masterKey,
    masterKeyNamed: (name) => masterKeyNamed(places, name),
    oldMasterKeyIsKept: () => existsSync(nextFileOf(masterKeyFile)),
  });
}

/**
 * Whoever needs the keys that were made opens no new file in their place: it would open nothing, be in the way of the copy
 * that does, and pass for the keys at the next start. Throws `KeysGone`, or `NotAKeyStore`.
 */
export function requireKeyFile(url: string): void {
  const place = keyPlaceOf(url);
  if (place.kind === 'file' && !existsSync(place.path)) throw new KeysGone(place.path);
}

/** The file of the children's keys is not there. */
export class KeysGone extends Error {
  /** `facts` is the folder in which facts sealed under them are recorded, where that is known. */
  constructor(path: string, facts?: string) {
    const recorded = facts === undefined ? '' : `, and facts are recorded in ${facts}`;
    super(
      `The children’s keys are gone: ${path} is not there${recorded}. Nothing was started or changed. Put them back with npx ` +
        'waymark restore --keys COPY, or set KEYS_URL to where they are. Where there is no copy, see "A key is lost" in ' +
        'docs/operations/runbook.md.',
    );
    this.name = 'KeysGone';
  }
}

/** Children's keys are there, and the master key that wraps them is not. */
export class MasterKeyLost extends NoMasterKey {
  constructor(file: string, keys: string) {
    super(file, 'is not there');
    this.message =
      `The master key ${file} is not there, and the children’s keys in ${keys} are wrapped by it. Put it back from where a ` +
      'copy was put apart: no other opens them, so none was made. Nothing was changed.';
    this.name = 'MasterKeyLost';
  }
}

/** The master key of this name, whether it has taken its place yet or not. */
export function masterKeyNamed({ masterKeyFile, hook }: KeyPlaces, name: string): MasterKey | undefined {
  for (const file of [masterKeyFile, nextFileOf(masterKeyFile)]) {
    const key = existsSync(file) ? loadIfSound(file, hook) : undefined;
    if (key !== undefined && nameOfMasterKey(key) === name) return key;
  }
  return undefined;
}

function loadIfSound(file: string, hook: string | undefined): MasterKey | undefined {
  try {
    return loadMasterKey(file, { createIfMissing: false, hook });
  } catch (error) {
    // It may be on its way from one name to the other this very moment.
    if (error instanceof NoMasterKey) return undefined;
    throw error;
  }
}
