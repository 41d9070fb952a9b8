import { unwrapKey, wrapNewKey, type ChildKey, type ChildOf } from './child-key.ts';
import { keyPlaceOf, shownPlace, type KeyPlace } from './key-place.ts';
import { keyCache } from './key-cache.ts';
import type { ToDisk } from './key-disk.ts';
import { fileHome } from './file-home.ts';
import { databaseHome } from './database-home.ts';
import { keyDatabase } from './key-database.ts';
import { openKeyFile } from './key-file.ts';
import { every, type Found, type KeyHome, type WrapNew } from './key-home.ts';
import { nameOfMasterKey, type MasterKey } from './master-key.ts';
import { inRounds } from './rounds.ts';
import type { NoKey } from './sealing.ts';

/**
 * The home of the children's keys: neither events nor rebuildable. Lose it and every personal text is lost; keep an
 * old copy of it and an erasure is undone.
 */
export interface KeyStore {
  /**
   * Ties the keys to the event store of this identity: the first it is told of, for ever after. Throws
   * `KeysOfAnotherStore` of any other, for a text sealed there under these keys would be found by nobody.
   */
  readonly belongTo: (storeIdentity: string) => Promise<void>;
  /**
   * The key to seal this child's texts with, made if there is none. It is on disk before the promise resolves, so that
   * no fact is ever appended under a key that a crash could lose. Keys asked for at once are made in one commit, and the
   * wait for the disk holds up nobody else.
   * `sealedUnder` tells the newest version that the child's texts are sealed under already (0 for none). Throws
   * `KeysElsewhere` where that one was never kept here: a key made in its place would part the child's texts for good; and
   * `KeysNotOnDisk` or `KeysAway` where a new one cannot be kept just now.
   */
  readonly keyFor: (authority: string, child: string, sealedUnder?: () => number) => Promise<ChildKey>;
  /**
   * Has this done once before any text is opened or sealed: what must be settled first, such as the erasures recorded
   * since these keys were copied. Where it fails, so does whoever asked, and it is tried again at the next.
   */
  readonly settleWith: (settle: () => Promise<void>) => void;
  /** Resolves once all that must be settled first is. */
  readonly settled: () => Promise<void>;
  /** The child's keys as they stand now, once all is settled: to open its texts with, and not to be kept. */
  readonly keysOf: (authority: string, child: string) => Promise<OpeningKeys>;
  /** The newest version of the child's keys, erased ones too; 0 where it never had one. */
  readonly newestVersion: (authority: string, child: string) => Promise<number>;
  /**
   * Gives the child a key of the next version, to seal with from now on. What is sealed already opens as before. Of a child
   * whose keys up to a version are lost, `above` names that version: what is sealed under them is then closed for good.
   */
  readonly renew: (authority: string, child: string, above?: number) => Promise<number>;
  /** Drops the child's keys from this process's cache. Other processes drop them when next they ask for any key. */
  readonly forget: (authority: string, child: string) => void;
  /**
   * Destroys the child's keys up to a version, or all, and every copy of them in the key store's files; answers how many
   * there were. Every process over this store holds none from now on. Repeating it is harmless. Backups of the key store,
   * and the log of a database, still hold them, wrapped by the master key: see `isPending`. Throws `ErasureUnfinished`
   * when a reader kept what was erased from being taken away, and `KeysNotOnDisk` where the disk takes nothing.
   */
  readonly erase: (authority: string, child: string, upTo?: number) => Promise<number>;
  /** Whether an old copy of the key store could still bring back what was erased of this child: until the master key is rotated. */
  readonly isPending: (authority: string, child: string) => Promise<boolean>;
  /** Resolves where keys can be had. Throws `KeysAway`, `NotAKeyStore` or `WrongMasterKey`, each of which says what to do. */
  readonly ping: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The keys of one child, to open its texts with. */
export interface OpeningKeys {
  readonly keyOf: (version: number) => ChildKey | NoKey;
}

export interface OpenKeyStore {
  /** KEYS_URL: a path, `sqlite:` and a path, or `postgres:`. */
  readonly url: string;
  readonly masterKey: MasterKey;
  /** The master key of this name, where there is one newer than that: it may be rotated while this process runs. */
  readonly masterKeyNamed?: (name: string) => MasterKey | undefined;
  /** Whether a rotation was cut off before it destroyed the old master key. */
  readonly oldMasterKeyIsKept?: () => boolean;
  /** Milliseconds from any beginning; never goes back. */
  readonly now: () => number;
  /** How long to wait for another connection's write or read to end; ten seconds unless told. */
  readonly waitMs?: number;
  /** How a file is waited for; tests hold it. */
  readonly toDisk?: ToDisk;
}

/**
 * Throws `NotAKeyStore`, or `WrongMasterKey` when another master key wraps the keys of this file. A database is connected to
 * at the first asking: where it does not answer, whoever asks gets `KeysAway`, and where it is none for keys, those two.
 */
export function openKeyStore({ url, waitMs = 10_000, toDisk, ...of }: OpenKeyStore): KeyStore {
  const place = keyPlaceOf(url);
  const masters = mastersOf(place, of);
  if (place.kind === 'postgres') return keyStoreOver(databaseHome(keyDatabase(place, waitMs)), masters, of);
  const file = openKeyFile(place.path, waitMs, toDisk);
  try {
    masters.named(file.masterNamed(masters.first));
  } catch (error) {
    file.close();
    throw error;
  }
  return keyStoreOver(fileHome(file), masters, of);
}

/** Where keys are kept, without a master key to open them. */
export function openKeyHome(place: KeyPlace, waitMs: number): KeyHome {
  return place.kind === 'file' ? fileHome(openKeyFile(place.path, waitMs)) : databaseHome(keyDatabase(place, waitMs));
}

function keyStoreOver(
  home: KeyHome,
  masters: Masters,
  { now, oldMasterKeyIsKept }: Pick<OpenKeyStore, 'now' | 'oldMasterKeyIsKept'>,
): KeyStore {
  const cache = keyCache(now);
  const wrap: WrapNew = (master, of, version) => wrapNewKey(masters.named(master), of, version);
  const opened = once(async () => void masters.named(await home.masterNamed(masters.first)));
  let before: (() => Promise<void>) | undefined;
  let changes = 0;
  /** Whether nothing newer was found meanwhile. What another process erased, rewrapped or renewed is felt here. */
  const isNewest = (found: Found): boolean => {
    if (found.changes > changes) {
      changes = found.changes;
      cache.forgetAll();
    }
    return found.changes === changes;
  };
  const held = (found: Found, index: number, of: ChildOf): Held => {
    const [kept = [], isKept, master] = [found.keys[index], isNewest(found), masters.named(found.master)];
    const newest = kept.at(-1);
    const unwrapped = (version: number, wrapped: Buffer): ChildKey => {
      const key = unwrapKey(master, of, version, wrapped);
      if (isKept) cache.keep(key, found.isDurable);
      return key;
    };
    return {
      newest: newest?.version ?? 0,
      toSealWith: () => {
        if (newest === undefined || newest.wrapped === null) return undefined;
        const { version, wrapped } = newest;
        return cache.sealing(of, version) ?? (found.isDurable ? unwrapped(version, wrapped) : undefined);
      },
      keyOf: (version) => {
        const key = kept.find((each) => each.version === version);
        if (key === undefined) return 'missing';
        if (key.wrapped === null) return 'erased';
        return cache.opening(of, version) ?? unwrapped(version, key.wrapped);
      },
    };
  };
  const hold = async (of: ChildOf): Promise<Held> => {
    await opened();
    const found = await home.find([of]);
    if (masters.isThere(found.master)) return held(found, 0, of);
    // A rotation may have come between what was found and the master key of its name.
    return held(await home.find([of]), 0, of);
  };
  /** Undefined of a child whose key was erased before it was durable: it is to be asked for again. */
  const make = inRounds(async (children: readonly ChildOf[]) => {
    const found = await home.make(children, wrap);
    return children.map((of, index) => held({ ...found, isDurable: true }, index, of).toSealWith());
  });
  const keyFor: KeyStore['keyFor'] = async (authority, child, sealedUnder = () => 0) => {
    await before?.();
    const of = { authority, child };
    const keys = await hold(of);
    if (keys.newest < sealedUnder()) throw new KeysElsewhere();
    return keys.toSealWith() ?? (await make(of)) ?? keyFor(authority, child, sealedUnder);
  };

  return {
    belongTo: async (storeIdentity) => {
      if ((await home.storeNamed(storeIdentity)) !== storeIdentity) throw new KeysOfAnotherStore();
    },
    settleWith: (settle) => {
      before = once(settle);
    },
    settled: async () => before?.(),
    keyFor,
    keysOf: async (authority, child) => {
      await before?.();
      return hold({ authority, child });
    },
    newestVersion: async (authority, child) => (await hold({ authority, child })).newest,
    renew: async (authority, child, above = 0) => {
      await opened();
      cache.forget({ authority, child });
      return home.renew({ authority, child }, wrap, above);
    },
    forget: (authority, child) => cache.forget({ authority, child }),
    erase: async (authority, child, upTo = every) => {
      await opened();
      cache.forget({ authority, child });
      const count = await home.blank({ authority, child }, upTo);
      if (!(await home.sweep())) throw new ErasureUnfinished();
      return count;
    },
    isPending: async (authority, child) => {
      const erasedUnder = await home.masterAtErasure({ authority, child });
      if (erasedUnder === undefined) return false;
      return erasedUnder === (await home.find([])).master || oldMasterKeyIsKept?.() === true;
    },
    ping: async () => {
      await opened();
      masters.named((await home.find([])).master);
    },
    close: () => home.close(),
  };
}

interface Held extends OpeningKeys {
  /** The newest version, erased ones too; 0 where there never was one. */
  readonly newest: number;
  /** Undefined where there is none, or a power cut could lose it yet. */
  readonly toSealWith: () => ChildKey | undefined;
}

/** Another master key wraps the keys of this store. */
export class WrongMasterKey extends Error {
  constructor(place: KeyPlace) {
    super(
      `The keys in ${shownPlace(place)} are wrapped by another master key. Restore that one. Nothing was changed; do not delete the ` +
        'key store, or every personal text is lost.',
    );
    this.name = 'WrongMasterKey';
  }
}

/** The keys are of texts that lie in another event store. */
export class KeysOfAnotherStore extends Error {
  constructor() {
    super(
      'The key store (KEYS_URL) belongs to another event store than EVENTSTORE_URL names. Nothing was written: give ' +
        'the two that belong together, or a KEYS_URL of its own for an event store that is new.',
    );
    this.name = 'KeysOfAnotherStore';
  }
}

/** A child's texts are sealed under a key that was never in this key store. */
export class KeysElsewhere extends Error {
  constructor() {
    super(
      'Texts of this child are sealed under a key that is not in this key store. Nothing was written: set KEYS_URL to ' +
        'the key store that belongs to this event store, or restore it from its backup. Do not begin a new one. Where no ' +
        'copy holds the key, see "A key is lost" in docs/operations/runbook.md.',
    );
    this.name = 'KeysElsewhere';
  }
}

/** The key is gone from the store, but where it lay somebody still reads what was there before. */
export class ErasureUnfinished extends Error {
  constructor() {
    super(
      'The key of this child is erased, but a reader kept what was there before it from being taken away. ' +
        'Ask for the erasure again; until it succeeds, do not report it as done.',
    );
    this.name = 'ErasureUnfinished';
  }
}

/** Done once, and again only where it failed; whoever asks meanwhile waits for the same. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work().catch((error: unknown) => {
      done = undefined;
      throw error;
    });
    return done;
  };
}

/** The master keys this process has had, by the names that the key store knows them by. */
interface Masters {
  /** The name of the one it was opened with. */
  readonly first: string;
  readonly isThere: (name: string) => boolean;
  /** Another process may rotate it: a newer one is looked for where it is kept. Throws `WrongMasterKey`. */
  readonly named: (name: string) => MasterKey;
}

function mastersOf(
  place: KeyPlace,
  { masterKey, masterKeyNamed }: Pick<OpenKeyStore, 'masterKey' | 'masterKeyNamed'>,
): Masters {
  const first = nameOfMasterKey(masterKey);
  let [current, currentName] = [masterKey, first];
  const find = (name: string): MasterKey | undefined => (name === currentName ? current : masterKeyNamed?.(name));
  return {
    first,
    isThere: (name) => find(name) !== undefined,
    named: (name) => {
      const key = find(name);
      if (key === undefined) throw new WrongMasterKey(place);
      [current, currentName] = [key, name];
      return key;
    },
  };
}
