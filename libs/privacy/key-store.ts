import { unwrapKey, wrapNewKey, type ChildKey, type ChildOf } from './child-key.ts';
import { keyCache } from './key-cache.ts';
import { toldOfDisk, type ToDisk } from './key-disk.ts';
import { openKeyFile, type KeptKey, type KeyFile } from './key-file.ts';
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
  readonly belongTo: (storeIdentity: string) => void;
  /**
   * The key to seal this child's texts with, made if there is none. It is on disk before the promise resolves, so that
   * no fact is ever appended under a key that a crash could lose. Keys asked for at once are made in one commit, and the
   * wait for the disk holds up nobody else.
   * `sealedUnder` tells the newest version that the child's texts are sealed under already (0 for none). Throws
   * `KeysElsewhere` where that one was never kept here: a key made in its place would part the child's texts for good; and
   * `KeysNotOnDisk` where the disk does not take a new one just now.
   */
  readonly keyFor: (authority: string, child: string, sealedUnder?: () => number) => Promise<ChildKey>;
  /**
   * Has this done once before any text is opened or sealed: what must be settled first, such as the erasures recorded
   * since these keys were copied. Where it fails, so does whoever asked, and it is tried again at the next.
   */
  readonly settleWith: (settle: () => Promise<void>) => void;
  /** Resolves once all that must be settled first is. */
  readonly settled: () => Promise<void>;
  /** The key of this version, to open with. Wait for `settled` first. */
  readonly keyOf: (authority: string, child: string, version: number) => ChildKey | NoKey;
  /** The newest version of the child's keys, erased ones too; 0 where it never had one. */
  readonly newestVersion: (authority: string, child: string) => number;
  /** Gives the child a key of the next version, to seal with from now on. What is sealed already opens as before. */
  readonly renew: (authority: string, child: string) => number;
  /** Drops the child's keys from this process's cache. Other processes drop them when next they ask for any key. */
  readonly forget: (authority: string, child: string) => void;
  /**
   * Destroys the child's keys up to a version, or all, and every copy of them in the key store's files; answers how many
   * there were. Every process over this file holds none from now on. Repeating it is harmless. Backups of the key store
   * still hold them, wrapped by the master key: see `isPending`. Throws `ErasureUnfinished` when a reader kept the log
   * from being emptied, and `KeysNotOnDisk` where the disk takes nothing.
   */
  readonly erase: (authority: string, child: string, upTo?: number) => number;
  /** Whether an old copy of the key store could still bring back what was erased of this child: until the master key is rotated. */
  readonly isPending: (authority: string, child: string) => boolean;
  readonly close: () => void;
}

export interface OpenKeyStore {
  /** KEYS_URL: a path, or `sqlite:` and a path. */
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

/** Throws `NotAKeyFile`, or `WrongMasterKey` when another master key wraps the keys of this file. */
export function openKeyStore({ url, now, waitMs = 10_000, toDisk, ...of }: OpenKeyStore): KeyStore {
  const file = openKeyFile(url, waitMs, toDisk);
  const master = currentMaster(file, url, of);
  try {
    master();
  } catch (error) {
    file.close();
    throw error;
  }
  const cache = keyCache(now);
  let before: (() => Promise<void>) | undefined;
  let isSettled = true;
  let changes = file.changes();
  /** What another process erased, rewrapped or renewed is felt at the next asking. */
  const dropStale = (): void => {
    const now = file.changes();
    if (now === changes) return;
    changes = now;
    cache.forgetAll();
  };
  async function onDisk(children: readonly ChildOf[]): Promise<readonly ChildKey[]> {
    try {
      const made = makeKeys(file, master, children);
      await file.disk.reached();
      return made;
    } catch (error) {
      throw toldOfDisk(error);
    }
  }
  /** Undefined of a child whose key was erased before it was on disk: it is to be asked for again. */
  const make = inRounds(async (children: readonly ChildOf[]) => {
    const made = await onDisk(children);
    dropStale();
    return children.map((of, index) => {
      const [key, there] = [made[index], file.of(of).at(-1)];
      if (key === undefined || there?.version !== key.version || there.wrapped === null) return undefined;
      // Kept in the turn in which it was found there, so that an erasure of any later turn drops it.
      cache.keep(key, true);
      return key;
    });
  });
  const keyFor: KeyStore['keyFor'] = async (authority, child, sealedUnder = () => 0) => {
    if (!isSettled) await before?.();
    dropStale();
    const cached = cache.latest(authority, child);
    if (cached !== undefined) return cached;
    const there = file.of({ authority, child }).at(-1);
    if ((there?.version ?? 0) < sealedUnder()) throw new KeysElsewhere();
    const kept = file.disk.isReached() ? unwrapped(there, master(), { authority, child }) : undefined;
    if (kept === undefined) return (await make({ authority, child })) ?? keyFor(authority, child, sealedUnder);
    cache.keep(kept, true);
    return kept;
  };

  return {
    belongTo: (storeIdentity) => {
      if (file.storeNamed(storeIdentity) !== storeIdentity) throw new KeysOfAnotherStore();
    },
    settleWith: (settle) => {
      isSettled = false;
      before = once(async () => {
        await settle();
        isSettled = true;
      });
    },
    settled: async () => before?.(),
    keyFor,
    keyOf: (authority, child, version) => {
      if (!isSettled) throw new KeysNotSettled();
      dropStale();
      const cached = cache.version(authority, child, version);
      if (cached !== undefined) return cached;
      const kept = file.of({ authority, child }).find((key) => key.version === version);
      if (kept === undefined) return 'missing';
      if (kept.wrapped === null) return 'erased';
      const key = unwrapKey(master(), { authority, child }, version, kept.wrapped);
      cache.keep(key, false);
      return key;
    },
    newestVersion: (authority, child) => file.of({ authority, child }).at(-1)?.version ?? 0,
    renew: (authority, child) => {
      cache.forget(authority, child);
      return file.atomically(() => {
        const of = { authority, child };
        const version = addKey(file, master(), of, file.of(of).at(-1)).version;
        file.noteChange();
        return version;
      });
    },
    forget: (authority, child) => cache.forget(authority, child),
    erase: (authority, child, upTo = Number.MAX_SAFE_INTEGER) => {
      cache.forget(authority, child);
      const blank = (): number => file.blank({ authority, child }, upTo, nameOfMasterKey(master()));
      const { count, isEmptied } = blanked(file, blank);
      if (!isEmptied) throw new ErasureUnfinished();
      return count;
    },
    isPending: (authority, child) => {
      const erasedUnder = file.masterAtErasure({ authority, child });
      return (
        erasedUnder !== undefined && (erasedUnder === nameOfMasterKey(master()) || of.oldMasterKeyIsKept?.() === true)
      );
    },
    close: () => file.close(),
  };
}

/** The keys are gone from the file, and from its log if nobody reads that. */
function blanked(file: KeyFile, blank: () => number): { readonly count: number; readonly isEmptied: boolean } {
  try {
    return { count: file.atomically(blank), isEmptied: file.emptyLog() };
  } catch (error) {
    throw toldOfDisk(error);
  }
}

/** Another master key wraps the keys of this store. */
export class WrongMasterKey extends Error {
  constructor(url: string) {
    super(
      `The keys in ${url} are wrapped by another master key. Restore that one. Nothing was changed; do not delete the ` +
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
        'the key store that belongs to this event store, or restore it from its backup. Do not begin a new one.',
    );
    this.name = 'KeysElsewhere';
  }
}

/** A text was to be opened before what must be settled first was: a defect, and never answered with a text. */
export class KeysNotSettled extends Error {
  constructor() {
    super(
      'Wait for settled() before any text is opened: erasures recorded since may not be applied to these keys yet.',
    );
    this.name = 'KeysNotSettled';
  }
}

/** The key is gone from the store, but an older copy of its page is still in the write-ahead log. */
export class ErasureUnfinished extends Error {
  constructor() {
    super(
      'The key of this child is erased, but a reader kept the log from being emptied. ' +
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

/**
 * The master key that wraps the keys now, asked of the file each time: another process may rotate it. Throws
 * `WrongMasterKey` where it is not to be had.
 */
function currentMaster(
  file: KeyFile,
  url: string,
  { masterKey, masterKeyNamed }: Pick<OpenKeyStore, 'masterKey' | 'masterKeyNamed'>,
): () => MasterKey {
  let [current, name] = [masterKey, nameOfMasterKey(masterKey)];
  return () => {
    const wrapping = file.masterNamed(name);
    if (wrapping === name) return current;
    const newer = masterKeyNamed?.(wrapping);
    if (newer === undefined) throw new WrongMasterKey(url);
    [current, name] = [newer, wrapping];
    return current;
  };
}

/** Insert or select: another process, or an earlier child of the same round, may have made it first. */
function makeKeys(file: KeyFile, master: () => MasterKey, children: readonly ChildOf[]): ChildKey[] {
  return file.atomicallyAhead(() => {
    // Asked within the transaction: no key is wrapped by a master key that was rotated away meanwhile.
    const masterKey = master();
    return children.map((of) => {
      const there = file.of(of).at(-1);
      return unwrapped(there, masterKey, of) ?? addKey(file, masterKey, of, there);
    });
  });
}

function unwrapped(there: KeptKey | undefined, masterKey: MasterKey, of: ChildOf): ChildKey | undefined {
  if (there === undefined || there.wrapped === null) return undefined;
  return unwrapKey(masterKey, of, there.version, there.wrapped);
}

function addKey(file: KeyFile, masterKey: MasterKey, of: ChildOf, newest: KeptKey | undefined): ChildKey {
  const version = (newest?.version ?? 0) + 1;
  const wrapped = wrapNewKey(masterKey, of, version);
  file.add(of, { version, wrapped });
  return unwrapKey(masterKey, of, version, wrapped);
}
