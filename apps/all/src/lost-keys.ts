import { DatabaseSync } from '@photostructure/sqlite';
import fs from 'node:fs';
import path from 'node:path';
import { keyPlaceOf } from '#privacy';
import { journeyPrefix } from '#store';
import type { Settings } from './config.ts';
import { FolderUnusable } from './data-folder.ts';

/**
 * Refuses to start where facts of children are recorded in the data folder and the file of their keys is gone: a key file made
 * anew in its place would seal what is posted from now on, and be in the way of the copy that brings the others back. A key is
 * on disk before the first fact it seals, so a start that was cut off never looks so. Throws `FolderUnusable`.
 */
export function refuseLostKeys({
  eventStoreUrl,
  dataFolder,
  keysUrl,
}: Pick<Settings, 'eventStoreUrl' | 'dataFolder' | 'keysUrl'>): void {
  const place = keyPlaceOf(keysUrl);
  if (eventStoreUrl !== undefined || place.kind !== 'file' || fs.existsSync(place.path)) return;
  if (!holdsJourneys(path.join(dataFolder, 'events.db'))) return;
  throw new FolderUnusable(
    `The children’s keys are gone: ${place.path} is not there, and facts are recorded in ${dataFolder}. Nothing was started or ` +
      'changed. Put them back with npx waymark restore --keys COPY, or set KEYS_URL to where they are. Where there is no copy, ' +
      'see "A key is lost" in docs/operations/runbook.md.',
  );
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
