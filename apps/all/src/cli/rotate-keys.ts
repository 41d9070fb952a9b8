import { rotateMasterKey } from '#privacy';
import { readSettings } from '../config.ts';
import { CalledWrongly, CannotDo, say, type Command } from './command.ts';
import { keysOrCannot } from './keys-or-cannot.ts';
import { withKeys } from './with-keys.ts';
import { withStore } from './with-store.ts';

/** Puts a new master key in the place of the old, or gives one child a new key. */
export const rotateKeys: Command = {
  options: {
    authority: { value: 'CODE', meaning: 'With --child: give this child a key of the next version instead.' },
    child: { value: 'ID', meaning: 'The child.' },
  },
  more: `Without options: makes a new master key, wraps every child's key by it, and destroys the old one. No fact is touched,
and Waymark may run meanwhile. Cut off, run it again: it goes on. Erasures that were pending are then complete, once every copy of
the old master key elsewhere is destroyed too; that is for whoever keeps them. Copies of the key store made before open no more:
make a new one with npx waymark backup --keys. Rotate monthly.
With --authority and --child: texts recorded from then on are sealed under the child's new key; those before open as before.`,
  run: async ({ authority, child }) => {
    if ((authority === undefined) !== (child === undefined)) {
      throw new CalledWrongly('Give --authority and --child together, or neither to rotate the master key.');
    }
    if (authority !== undefined && child !== undefined) return renew(authority, child);
    const { keysUrl, masterKeyFile, masterKeyCommand } = readSettings();
    const { keys, completed } = await keysOrCannot(() =>
      rotateMasterKey({ url: keysUrl, masterKeyFile, hook: masterKeyCommand }),
    );
    say(
      `The master key is rotated: ${keys} ${keys === 1 ? 'key is' : 'keys are'} wrapped by the new one, and the old one is gone.`,
    );
    if (completed > 0) say(`${completed} pending ${completed === 1 ? 'erasure is' : 'erasures are'} complete.`);
    say('Copy the new master key to its safe place, destroy every copy of the old one, and back up the keys anew.');
    return 0;
  },
};

function renew(authority: string, child: string): Promise<number> {
  return withStore((store, settings) =>
    withKeys(store, settings, async (keys) => {
      if ((await keys.newestVersion(authority, child)) === 0) {
        throw new CannotDo(`Child ${child} of authority ${authority} has no key yet: nothing of it is sealed.`);
      }
      say(`Child ${child} has a key of version ${await keys.renew(authority, child)} from now on.`);
      return 0;
    }),
  );
}
