import { rotateMasterKey, type KeyStore } from '#privacy';
import { lostKeys, type LostKey } from '#recording';
import type { Store } from '#store';
import { readSettings } from '../config.ts';
import { CalledWrongly, CannotDo, remark, say, type Command } from './command.ts';
import { keysOrCannot } from './keys-or-cannot.ts';
import { withKeys } from './with-keys.ts';
import { withStore } from './with-store.ts';

/** Puts a new master key in the place of the old, or gives one child a new key. */
export const rotateKeys: Command = {
  options: {
    authority: { value: 'CODE', meaning: 'With --child: give this child a key of the next version instead.' },
    child: { value: 'ID', meaning: 'The child.' },
    lost: { meaning: 'List the children whose keys are lost: nothing can be recorded for them.' },
    'for-good': { meaning: 'With --lost: give each a new key, and give up the texts under the lost ones.' },
  },
  more: `Without options: makes a new master key, wraps every child's key by it, and destroys the old one. No fact is touched,
and Waymark may run meanwhile. Cut off, run it again: it goes on. Erasures that were pending are then complete, once every copy of
the old master key elsewhere is destroyed too; that is for whoever keeps them. Copies of the key store made before open no more:
make a new one with npx waymark backup --keys. Rotate monthly.
With --authority and --child: texts recorded from then on are sealed under the child's new key; those before open as before.
With --lost: reads every journey and lists whose newest key is not in the key store, as after a copy of the keys was restored that
is older. Look for a newer copy first: with --for-good each of them gets a new key, so that facts can be recorded again, and what
was sealed under the lost ones stays closed even if they are found.`,
  run: async ({ authority, child, lost, 'for-good': forGood }) => {
    if (lost !== undefined) {
      if (authority !== undefined || child !== undefined)
        throw new CalledWrongly('--lost looks at every child: leave out --authority and --child.');
      return startAnew(forGood !== undefined);
    }
    if (forGood !== undefined) throw new CalledWrongly('--for-good goes with --lost.');
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

/** Only giving them up makes a file of keys anew that is gone. */
function startAnew(isForGood: boolean): Promise<number> {
  return withStore((store, settings) =>
    withKeys(store, settings, (keys) => listLost(store, keys, isForGood), { mayBeNew: isForGood }),
  );
}

/** Ends with 1 while keys are lost and nothing was done about it. */
async function listLost(store: Store, keys: KeyStore, isForGood: boolean): Promise<number> {
  await keys.belongTo(await store.identity());
  const lost = await lostKeys(store, keys);
  if (lost.length === 0) {
    say('No key is lost: every child’s newest key is in the key store.');
    return 0;
  }
  for (const { authority, child } of lost) say(`${authority} ${child}`);
  if (isForGood) return renewAll(keys, lost);
  remark(
    `The keys of ${childrenIn(lost)} are in no key store here, so nothing can be recorded for them. Look for a newer copy of the ` +
      'keys and restore it. Where there is none: npx waymark rotate-keys --lost --for-good. Nothing was changed.',
  );
  return 1;
}

async function renewAll(keys: KeyStore, lost: readonly LostKey[]): Promise<number> {
  for (const { authority, child, sealedUnder } of lost) await keys.renew(authority, child, sealedUnder);
  remark(
    `${childrenIn(lost)} can be recorded for again, under new keys. Texts under the lost ones stay closed; facts, clocks and ` +
      'figures stand. Back up the keys now.',
  );
  return 0;
}

function childrenIn({ length }: readonly LostKey[]): string {
  return length === 1 ? '1 child' : `${String(length)} children`;
}

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
