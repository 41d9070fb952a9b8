import { DatabaseSync } from '@photostructure/sqlite';
import { EventFileFault, isBusy } from './fault.ts';

/** Held for as long as this process serves the file; the operating system lets go of it when the process dies. */
export type FileLock = { release(): void };

/** A node that is just stopping deserves a moment before the next one gives up. */
const PATIENCE_MS = 1500;

/**
 * Claims an events file for this process, through a database of its own beside it: a lock on the events file itself
 * would shut out backups and readers.
 */
export function claimFile(file: string): FileLock {
  const lock = open(`${file}.lock.db`, file);
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new EventFileFault(
      `Another event store node already serves ${file}. Stop that one, connect to it, or set EVENTSTORE_FILE to another file.`,
    );
  }
  return {
    release: () => {
      lock.close();
    },
  };
}

function open(path: string, file: string): InstanceType<typeof DatabaseSync> {
  try {
    return new DatabaseSync(path, { timeout: PATIENCE_MS });
  } catch (error) {
    throw new EventFileFault(
      `The folder of ${file} cannot be written (${error instanceof Error ? error.message : String(error)}). ` +
        'Make it writable for this user, or set EVENTSTORE_FILE to a file elsewhere.',
    );
  }
}
