import type { ChildOf } from './child-key.ts';
import { toldOfDisk } from './key-disk.ts';
import type { KeyFile } from './key-file.ts';
import type { Found, KeyHome } from './key-home.ts';

/**
 * Keys in a file of this machine's: found within the turn of the event loop in which they are asked for, while new ones
 * wait for the disk beside it (ADR 32).
 */
export function fileHome(file: KeyFile): KeyHome {
  const found = (children: readonly ChildOf[]): Found => ({
    keys: children.map(file.of),
    master: file.master(),
    changes: file.changes(),
    isDurable: file.disk.isReached(),
  });
  return {
    find: (children) => promised(() => found(children)),
    make: (children, wrap) =>
      ofTheDisk(async () => {
        file.atomicallyAhead(() => {
          // Asked within the transaction: no key is wrapped by a master key that was rotated away meanwhile.
          const master = file.master();
          for (const of of children) {
            const newest = file.of(of).at(-1);
            if (newest !== undefined && newest.wrapped !== null) continue;
            const version = (newest?.version ?? 0) + 1;
            file.add(of, { version, wrapped: wrap(master, of, version) });
          }
        });
        await file.disk.reached();
        return found(children);
      }),
    renew: (of, wrap, above) =>
      promised(() =>
        file.atomically(() => {
          const version = Math.max(file.of(of).at(-1)?.version ?? 0, above) + 1;
          file.add(of, { version, wrapped: wrap(file.master(), of, version) });
          file.noteChange();
          return version;
        }),
      ),
    blank: (of, upTo) => ofTheDisk(() => promised(() => file.atomically(() => file.blank(of, upTo, file.master())))),
    sweep: () => ofTheDisk(() => promised(file.emptyLog)),
    rewrap: (old, by) =>
      promised(() =>
        file.atomically(() => {
          const master = file.masterNamed(old);
          const { name, again } = by(master);
          const keys = file.rewrap(again);
          const completed = file.erasedUnder(old);
          if (name !== master) {
            file.nameMaster(name);
            file.noteChange();
          }
          return { keys, completed };
        }),
      ),
    masterAtErasure: (of) => promised(() => file.masterAtErasure(of)),
    masterNamed: (name) => promised(() => file.masterNamed(name)),
    storeNamed: (name) => promised(() => file.storeNamed(name)),
    close: () => promised(file.close),
  };
}

/** Throws `KeysNotOnDisk` where the disk takes nothing. */
async function ofTheDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toldOfDisk(error);
  }
}

function promised<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}
