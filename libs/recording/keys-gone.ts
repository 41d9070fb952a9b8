import { DatabaseSync } from '@photostructure/sqlite';
import fs from 'node:fs';
import path from 'node:path';
import { KeysGone, keyPlaceOf } from '#privacy';
import { journeyPrefix } from '#store';

/**
 * Refuses to start where facts of children are recorded in the data folder and the file of their keys is gone: a key file made
 * anew in its place would seal what is posted from now on, and be in the way of the copy that brings the others back. A key is
 * on disk before the first fact it seals, so a start that was cut off never looks so. Of an event store elsewhere, or keys in a
 * database, nothing here can tell a lost key store from a new one (ADR 41). Throws `KeysGone`.
 */
export function refuseKeysGone({ eventsFolder, keysUrl }: KeysPlaces): void {
  const place = keyPlaceOf(keysUrl);
  if (eventsFolder === undefined || place.kind !== 'file' || fs.existsSync(place.path)) return;
  if (holdsJourneys(path.join(eventsFolder, 'events.db'))) throw new KeysGone(place.path, eventsFolder);
}

interface KeysPlaces {
  /** The data folder whose embedded event store is recorded in; undefined of an event store elsewhere. */
  readonly eventsFolder: string | undefined;
  readonly keysUrl: string;
}

/** Whether an events file holds a fact of any child. One that cannot be read is for the event store to tell of. */
function holdsJourneys(file: string): boolean {
  if (!fs.existsSync(file)) return false;
  let events: InstanceType<typeof DatabaseSync> | undefined;
  try {
    events = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
    const after = `${journeyPrefix.slice(0, -1)}.`;
    return events.prepare('SELECT 1 FROM streams WHERE name >= ? AND name < ?').get(journeyPrefix, after) !== undefined;
  } catch {
    return false;
  } finally {
    events?.close();
  }
}
