import fs from 'node:fs';
import path from 'node:path';
import { listErasures } from '#recording';
import { backUp } from '../../../eventstore/src/storage/backup.ts';
import { EventFileFault } from '../../../eventstore/src/storage/fault.ts';
import { readSettings, type Settings } from '../config.ts';
import { CalledWrongly, CannotDo, say, type Command } from './command.ts';
import { copyKeys } from './keys-copy.ts';
import { withStore } from './with-store.ts';

/** Copies the stores of the data folder: events and keys, each to a place of its own. */
export const backup: Command = {
  options: {
    events: { value: 'PATH', meaning: 'Where to put the copy of the events. It must not exist.' },
    keys: { value: 'PATH', meaning: 'Where to put the copy of the children’s keys. It must not exist.' },
    erasures: {
      value: 'PATH',
      meaning: 'Where to put the list of erasures that were ordered; a list there is replaced.',
    },
  },
  more: `Waymark may run meanwhile. Each copy is of one moment, checked, and whole under its name or not there at all.
  npx waymark backup --events /backups/events.db --keys /vault/keys.db
Keys in PostgreSQL are copied into a file of the same form, in one transaction; restore puts it back into either.
With --erasures, after every erasure and in a third place, the orders to erase are kept that both copies are too old for; restore
takes them from there. The list holds the ids of the children, and no text about anybody.
Keep the two apart, and copies of keys no longer than needed: with one, what was erased since can be read again. The master
key (master.key of the data folder, or MASTER_KEY_FILE) is in neither, and without it the keys open nothing: copy it once,
to a safe place of its own.`,
  run: async ({ events, keys, erasures }) => {
    if (events === undefined && keys === undefined && erasures === undefined) {
      throw new CalledWrongly(
        'Say what to copy, and where to: --events PATH, --keys PATH, --erasures PATH, or several.',
      );
    }
    const settings = readSettings();
    // Events first: a key is kept before the first text it seals, so no copied event lacks its key.
    if (events !== undefined) say(await copyEvents(settings, path.resolve(events)));
    if (keys !== undefined) {
      const to = path.resolve(keys);
      const count = await copyKeys(settings.keysUrl, to);
      say(`Copied ${count} ${count === 1 ? 'key' : 'keys'} to ${to}.`);
    }
    if (erasures !== undefined) say(await writeErasures(path.resolve(erasures)));
    return 0;
  },
};

/** Written beside and renamed: an older list stands until the new one is whole. */
async function writeErasures(to: string): Promise<string> {
  const list = await withStore(listErasures);
  const draft = `${to}.part`;
  try {
    fs.writeFileSync(draft, list, { mode: 0o600 });
    fs.renameSync(draft, to);
  } catch {
    throw new CannotDo(`${to} cannot be written. Make its folder first, or give another name.`);
  } finally {
    fs.rmSync(draft, { force: true });
  }
  return `Listed every erasure that was ordered in ${to}.`;
}

async function copyEvents(settings: Settings, to: string): Promise<string> {
  const { bytes, fileId } = await asCannotDo(backUp(eventsFileOf(settings), to));
  return `Copied the events to ${to}: ${bytes} bytes, store ${fileId}.`;
}

/** The events file of the data folder. Throws `CannotDo` where the events are kept elsewhere. */
export function eventsFileOf({ eventStoreUrl, dataFolder }: Settings): string {
  if (eventStoreUrl !== undefined) {
    throw new CannotDo('EVENTSTORE_URL names a store elsewhere: copy and restore its events where it runs.');
  }
  return path.join(dataFolder, 'events.db');
}

/** What the events file cannot do is for its reader to put right. */
export async function asCannotDo<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } catch (error) {
    if (error instanceof EventFileFault) throw new CannotDo(error.message);
    throw error;
  }
}
