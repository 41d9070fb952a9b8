import fs from 'node:fs';
import path from 'node:path';
import { restore as restoreEvents } from '../../../eventstore/src/storage/backup.ts';
import { requireKeyFile } from '#privacy';
import { openReadModelWriter, placeOf, ReadModelAway } from '#readmodel';
import { NotAnErasureList, readErasures, takeErasures } from '#recording';
import { readSettings, type Settings } from '../config.ts';
import { holdFolder } from '../data-folder.ts';
import { asCannotDo, eventsFileOf } from './backup.ts';
import { CalledWrongly, CannotDo, say, type Command } from './command.ts';
import { putKeys, refuseExisting, refuseKeys } from './keys-copy.ts';
import { keysOrCannot } from './keys-or-cannot.ts';
import { withKeys } from './with-keys.ts';
import { withStore } from './with-store.ts';

/** Puts copies in the place of stores that are gone. It overwrites nothing. */
export const restore: Command = {
  options: {
    events: { value: 'PATH', meaning: 'A copy of the events, as backup makes it.' },
    keys: { value: 'PATH', meaning: 'A copy of the keys, as backup makes it.' },
    erasures: { value: 'PATH', meaning: 'The newest list of erasures, as backup makes it: each is carried out again.' },
  },
  more: `Stop Waymark first, and move away what is to be replaced: events.db with its -wal file, or keys.db. A PostgreSQL that KEYS_URL
names must hold no keys yet. Every event of a
copy is read and checked before it is used. The rows that measures count are made anew from the events at the next start.
  npx waymark restore --events /backups/events.db --keys /vault/keys.db
Facts recorded after the copy was made are not in it, and texts sealed under keys that are not in it stay closed. Erasures that the
events tell of are carried out again on the keys, here and before any text is opened: a copy of the keys brings none back. A copy of
the events from before an erasure knows nothing of it: give --erasures, the list that backup made last, also by itself afterwards;
without a list ask for that erasure again.`,
  run: async ({ events, keys, erasures }) => {
    if (events === undefined && keys === undefined && erasures === undefined) {
      throw new CalledWrongly(
        'Say what to restore, and what from: --events PATH, --keys PATH, --erasures PATH, or several.',
      );
    }
    const settings = readSettings();
    const list = erasures === undefined ? undefined : listIn(path.resolve(erasures), settings);
    let restoredKeys = false;
    const folder = holdFolder(settings.dataFolder);
    try {
      // Both are looked at, and asked whether they can take what is restored, before either is touched.
      if (events !== undefined) refuseExisting(eventsFileOf(settings));
      if (keys !== undefined) await refuseKeys(path.resolve(keys), settings.keysUrl);
      else if (list !== undefined) await keysThere(settings);
      if (events !== undefined) say(await putEvents(settings, path.resolve(events)));
      if (keys !== undefined) {
        const count = await putKeys(path.resolve(keys), settings.keysUrl);
        say(`Restored ${count} ${count === 1 ? 'key' : 'keys'}.`);
        restoredKeys = true;
      }
    } finally {
      folder.release();
    }
    if (list !== undefined) say(await takeList(list));
    else if (restoredKeys) say(`${await eraseAgain(settings)}${events === undefined ? '' : unknownSince}`);
    return 0;
  },
};

async function keysThere({ keysUrl }: Settings): Promise<void> {
  await keysOrCannot(async () => {
    requireKeyFile(keysUrl);
  });
}

/** Both are from before: nothing but the list tells of what was ordered between. */
const unknownSince =
  ' Those ordered since these copies were made are not among them: restore --erasures with the list that backup made last.';

/** A copy of the keys may hold what was erased since: it is destroyed before this command ends. */
async function eraseAgain(settings: Settings): Promise<string> {
  const later = 'Erasures are carried out again on the keys when Waymark starts, before any text is opened.';
  const hasEvents = settings.eventStoreUrl !== undefined || fs.existsSync(eventsFileOf(settings));
  if (!hasEvents || !fs.existsSync(settings.masterKeyFile)) return later;
  return withStore((store) =>
    withKeys(store, settings, async () => {
      const erasures = await readErasures(store);
      return erasures.length === 0
        ? 'No erasure was ever ordered.'
        : `${erasures.length} ordered erasures are carried out again on the keys.`;
    }),
  );
}

/** Read before anything is touched: keys are not put back that nobody can then erase. */
function listIn(file: string, { masterKeyFile }: Settings): string {
  if (!fs.existsSync(masterKeyFile))
    throw new CannotDo(
      `${masterKeyFile} is not there, and without it nothing is erased. Put the master key back first.`,
    );
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    throw new CannotDo(`${file} cannot be read. Check the path.`);
  }
}

async function takeList(list: string): Promise<string> {
  return withStore((store, settings) =>
    withKeys(store, settings, async (keys) => {
      try {
        const { listed, entered } = await takeErasures({ store, keys, now: Date.now }, list);
        return `${listed} listed erasures are carried out again on the keys; ${entered} of them the events did not tell of.`;
      } catch (error) {
        if (error instanceof NotAnErasureList) throw new CannotDo(error.message);
        throw error;
      }
    }),
  );
}

async function putEvents(settings: Settings, from: string): Promise<string> {
  const { events, streams } = await asCannotDo(restoreEvents(from, eventsFileOf(settings)));
  const restored = `Restored ${events} events in ${streams} streams.`;
  return `${restored} ${await leaveRows(settings)}`;
}

/** Rows may be of facts that the copy lacks, up to a checkpoint that it may yet grow past: they are not gone on with. */
async function leaveRows({ readModelUrl, rules }: Settings): Promise<string> {
  const rows = placeOf(readModelUrl);
  if (rows.kind === 'sqlite') {
    for (const end of ['', '-wal', '-shm']) fs.rmSync(`${rows.file}${end}`, { force: true });
    return 'The rows that measures count are made anew at the next start.';
  }
  const writer = openReadModelWriter({ url: readModelUrl, rules, now: Date.now });
  try {
    await writer.catchUp();
    await writer.disown();
    return 'Start Waymark and make the rows that measures count anew with npx waymark rebuild.';
  } catch (error) {
    if (error instanceof ReadModelAway) return `${error.message} When it answers again, run npx waymark rebuild.`;
    throw error;
  } finally {
    await writer.close();
  }
}
