import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from '@photostructure/sqlite';
import { requireSound, requireThere, syncPath } from './event-file.ts';
import { EventFileFault } from './fault.ts';
import { claimFile } from './lock.ts';
import { verifyFile, type Verification } from './verify.ts';

/** What was copied. */
export type Copy = { readonly file: string; readonly bytes: number; readonly fileId: string };

const ALL_PAGES = -1;

/**
 * Copies an events file as it stands at one moment, whether or not a node is serving and writing it. The copy is
 * checked, and appears under its name complete or not at all, readable by its owner alone: days of birth are not sealed.
 */
export async function backUp(file: string, to: string): Promise<Copy> {
  refuseExisting(to, 'Name a file that does not exist yet for the backup');
  requireThere(file);
  mkdirSync(dirname(to), { recursive: true });
  const draft = `${to}.part`;
  rmSync(draft, { force: true });
  // Made before anything is in it, so that nobody else can ever read it.
  closeSync(openSync(draft, 'wx', 0o600));
  const source = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  try {
    await backup(source, draft, { rate: ALL_PAGES });
  } finally {
    source.close();
  }
  return settle(draft, to);
}

/** Puts a backup in the place of an events file that is gone. It never overwrites one that is there. */
export async function restore(from: string, file: string): Promise<Verification> {
  requireThere(from);
  refuseExisting(file, 'Move the present events file away first');
  refuseExisting(`${file}-wal`, 'Move the -wal file away first, with the events file it belongs to');
  const verification = verifyFile(from);
  if (verification.faults.length > 0) {
    throw new EventFileFault(`${from} cannot be restored, it is not sound: ${verification.faults.join(' ')}`);
  }
  mkdirSync(dirname(file), { recursive: true });
  const lock = claimFile(file);
  try {
    await backUp(from, file);
  } finally {
    lock.release();
  }
  return verification;
}

function settle(draft: string, to: string): Copy {
  const database = new DatabaseSync(draft);
  // A copy that is one file, without a log beside it, can be moved about without losing anything.
  database.exec('PRAGMA journal_mode = DELETE');
  const fileId = requireSound(database, draft);
  database.close();
  syncPath(draft);
  renameSync(draft, to);
  syncPath(dirname(to));
  return { file: to, bytes: statSync(to).size, fileId };
}

function refuseExisting(file: string, advice: string): void {
  if (existsSync(file)) throw new EventFileFault(`${file} exists already and is not overwritten. ${advice}.`);
}
