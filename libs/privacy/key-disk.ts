import { closeSync, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** What was written ahead of the disk, and the wait for it, which holds up nothing else in this process. */
export interface KeyDisk {
  /**
   * Runs `work`, a transaction, without a wait for the disk: every connection sees what it wrote at once, and a power cut
   * may undo it until `reached` resolves.
   */
  readonly ahead: <T>(work: () => T) => T;
  /** Resolves once everything is on disk that any connection had committed when this was asked. */
  readonly reached: () => Promise<void>;
  /** Whether everything that can be read is known to be on disk: another process may be ahead of it too. */
  readonly isReached: () => boolean;
  readonly close: () => void;
}

/** Waits until what was written to this open file is on disk. */
export type ToDisk = (file: number) => Promise<void>;

/**
 * The disk under a database with a write-ahead log. `synchronous = FULL` would wait for it inside COMMIT, with the whole
 * process standing still. Under NORMAL a commit is whole in the log, and SQLite waits for the log before it copies any of
 * it into the file: so waiting for the log afterwards, on a thread of libuv's, makes the same promise.
 */
export function keyDisk(db: DatabaseSyncInstance, path: string, toDisk: ToDisk = promisify(fdatasync)): KeyDisk {
  // SQLite locks the file and its shared memory, never the log, so that a handle of our own upsets no lock.
  const log = openSync(`${path}-wal`, 'r');
  const version = db.prepare('PRAGMA data_version');
  const othersWrites = (): number => (version.get() as { data_version: number }).data_version;
  let ownWrites = 0;
  let known: { readonly own: number; readonly others: number } | undefined;
  let hasFailed = false;
  return {
    ahead: (work) => {
      db.exec('PRAGMA synchronous = NORMAL');
      try {
        return work();
      } finally {
        ownWrites += 1;
        db.exec('PRAGMA synchronous = FULL');
      }
    },
    reached: async () => {
      const now = { own: ownWrites, others: othersWrites() };
      try {
        if (hasFailed) copyIntoFile(db);
        else await toDisk(log);
        hasFailed = false;
        known = now;
      } catch (error) {
        // The kernel may take for written what a failed wait left behind: waiting again would prove nothing.
        hasFailed = true;
        known = undefined;
        throw error;
      }
    },
    isReached: () => known?.own === ownWrites && known.others === othersWrites(),
    close: () => closeSync(log),
  };
}

/** Writes all of the log anew, into the file itself, and waits for that. */
function copyIntoFile(db: DatabaseSyncInstance): void {
  const { busy } = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number };
  if (busy !== 0) throw new KeysNotOnDisk();
}

/** A key could not be kept, or blanked: the disk is full or read-only, or failed, or others held it for too long. */
export class KeysNotOnDisk extends Error {
  /** When it may be worth asking again. */
  readonly retryAfterSeconds = 5;

  constructor(cause?: unknown) {
    super(
      'The disk under KEYS_URL failed to keep a key, so no fact is recorded under it. Check the disk and its space; ' +
        'the next post tries again.',
      { cause },
    );
    this.name = 'KeysNotOnDisk';
  }
}

/** What went wrong, told as the disk's fault where it is. */
export function toldOfDisk(error: unknown): unknown {
  return isOfDisk(error) ? new KeysNotOnDisk(error) : error;
}

/** SQLite's BUSY, READONLY, IOERR, FULL and CANTOPEN, plain or extended; or what the system says of a file. */
function isOfDisk(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { errcode, syscall } = error as { readonly errcode?: unknown; readonly syscall?: unknown };
  return typeof syscall === 'string' || (typeof errcode === 'number' && [5, 8, 10, 13, 14].includes(errcode & 0xff));
}
