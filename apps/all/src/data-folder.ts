import { DatabaseSync } from '@photostructure/sqlite';
import fs from 'node:fs';
import path from 'node:path';
import { makeFolder } from '#privacy';

/** A data folder held by this process, and by no other, until it is released or the process ends. */
export interface HeldFolder {
  /** Whether it held no events when we took it. */
  readonly isNew: boolean;
  readonly release: () => void;
}

/** Where the parts are reached, for commands run beside a running Waymark. */
export interface WhereItRuns {
  /** The connection string of the event store. */
  readonly url: string;
  /** The process of the embedded node. */
  readonly pid?: number | undefined;
  readonly supervisor: number;
  /** The address of the services, once they answer. */
  readonly services?: string | undefined;
}

/** The folder cannot be used; the message says what to do. */
export class FolderUnusable extends Error {
  override readonly name = 'FolderUnusable';
}

/**
 * Takes the folder by an exclusive transaction on `lock.db`, which the system ends with the process however it dies. The
 * events file itself is never locked so, because a backup reads it while everything runs.
 */
export function holdFolder(folder: string): HeldFolder {
  makeDataFolder(folder);
  const lock = openLock(folder);
  try {
    lock.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    throw new FolderUnusable(inUse(folder));
  }
  return {
    isNew: !fs.existsSync(path.join(folder, 'events.db')),
    release: () => {
      fs.rmSync(whereFile(folder), { force: true });
      lock.close();
    },
  };
}

/**
 * Notes where Waymark runs, for its commands to find it. Answers with a sentence where the note cannot be written: a full
 * disk stops what is written, and must not stop what runs and can still be read.
 */
export function tellWhere(folder: string, where: WhereItRuns): string | undefined {
  const file = whereFile(folder);
  try {
    // A connection string may hold a password.
    fs.rmSync(`${file}.new`, { force: true });
    fs.writeFileSync(`${file}.new`, `${JSON.stringify(where, null, 2)}\n`, { mode: 0o600 });
    fs.renameSync(`${file}.new`, file);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `Commands may not find Waymark: ${file} cannot be written (${reason}). Make space in the data folder; Waymark goes on.`;
  }
}

/** Where a running Waymark is reached; undefined when none runs on this folder. */
export function whereItRuns(folder: string): WhereItRuns | undefined {
  try {
    const where = JSON.parse(fs.readFileSync(whereFile(folder), 'utf8')) as WhereItRuns;
    process.kill(where.supervisor, 0);
    return where;
  } catch {
    return undefined;
  }
}

function whereFile(folder: string): string {
  return path.join(folder, 'node.json');
}

function makeDataFolder(folder: string): void {
  try {
    makeFolder(path.join(path.resolve(folder), 'logs'), 0o700);
    fs.accessSync(folder, fs.constants.W_OK);
  } catch (error) {
    throw new FolderUnusable(
      `The data folder ${folder} cannot be made or written to (${codeOf(error)}). Set WAYMARK_DATA to a folder of yours.`,
    );
  }
}

function openLock(folder: string): InstanceType<typeof DatabaseSync> {
  try {
    return new DatabaseSync(path.join(folder, 'lock.db'));
  } catch (error) {
    throw new FolderUnusable(`The data folder ${folder} cannot be locked: ${String(error)}. Is the disk writable?`);
  }
}

function inUse(folder: string): string {
  const where = whereItRuns(folder);
  const at = where?.services === undefined ? '' : ` at ${where.services}`;
  const who = where === undefined ? 'Another process' : `Waymark (process ${where.supervisor})`;
  return (
    `${who} already runs on the data folder ${folder}${at}. ` +
    'Stop it with Ctrl-C where it was started, or set WAYMARK_DATA and PORT to run a second one.'
  );
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
