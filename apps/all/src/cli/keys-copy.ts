import { backup, DatabaseSync } from '@photostructure/sqlite';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keyPlaceOf, keysIntoDatabase, keysIntoFile, makeFolder, refuseKeysThere } from '#privacy';
import { CannotDo } from './command.ts';
import { keysOrCannot } from './keys-or-cannot.ts';

const EVERY_PAGE = -1;

/**
 * Copies the keys of KEYS_URL, as they stand at one moment and also while they are in use, into a key file. The copy appears
 * under its name complete or not at all, readable by its owner alone, and overwrites nothing. Answers how many it holds.
 */
export async function copyKeys(url: string, to: string): Promise<number> {
  const place = keyPlaceOf(url);
  if (place.kind === 'file') return copyKeyFile(path.resolve(place.path), to);
  return asDraft(to, (draft) => keysOrCannot(() => keysIntoFile(url, draft)));
}

/** Puts the keys of such a copy where KEYS_URL says. It overwrites nothing. Answers how many there are. */
export async function putKeys(from: string, url: string): Promise<number> {
  const place = keyPlaceOf(url);
  if (place.kind === 'file') return copyKeyFile(from, path.resolve(place.path));
  return withCopy(from, (copy) => keysOrCannot(() => keysIntoDatabase(copy, url)));
}

/** Says why the keys of a copy could not be put where KEYS_URL says, with nothing put there: what is no copy, what is taken. */
export async function refuseKeys(from: string, url: string): Promise<void> {
  const place = keyPlaceOf(url);
  if (place.kind === 'file') refuseExisting(path.resolve(place.path));
  else await keysOrCannot(() => refuseKeysThere(url));
  await withCopy(from, () => Promise.resolve());
}

/** Read as a copy of its own, so that what is put into a database was found sound. */
async function withCopy<T>(from: string, work: (copy: string) => Promise<T>): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-keys-'));
  try {
    const copy = path.join(folder, 'keys.db');
    await copyKeyFile(from, copy);
    return await work(copy);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function copyKeyFile(from: string, to: string): Promise<number> {
  if (!fs.existsSync(from)) throw new CannotDo(`${from} does not exist. Check the path.`);
  return asDraft(to, (draft) => copied(from, draft));
}

async function asDraft(to: string, write: (draft: string) => Promise<number>): Promise<number> {
  refuseExisting(to);
  makeFolder(path.dirname(to));
  const draft = `${to}.part`;
  fs.rmSync(draft, { force: true });
  // Made before anything is in it, so that nobody else can ever read it.
  fs.closeSync(fs.openSync(draft, 'wx', 0o600));
  try {
    const keys = await write(draft);
    fs.renameSync(draft, to);
    return keys;
  } catch (error) {
    if (!isOfItsDisk(error)) throw error;
    throw new CannotDo(
      `The disk under ${to} takes no more (${error instanceof Error ? error.message : ''}). Nothing was copied, and nothing is ` +
        'wrong with the keys. Free space there, or give another place.',
    );
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

export function refuseExisting(file: string): void {
  for (const name of [file, `${file}-wal`]) {
    if (fs.existsSync(name)) throw new CannotDo(`${name} exists already and is not overwritten. Move it away first.`);
  }
}

async function copied(from: string, draft: string): Promise<number> {
  try {
    await copyPages(from, draft);
    return keysIn(draft);
  } catch (error) {
    if (isOfItsDisk(error)) throw error;
    throw new CannotDo(`${from} is no sound key file of Waymark’s (${String(error)}). Nothing was copied.`);
  }
}

/** What SQLite or the system says where a copy finds no room: full, or not written. Reading what is copied says neither. */
function isOfItsDisk(error: unknown): boolean {
  const { errcode, code } = error as { readonly errcode?: unknown; readonly code?: unknown };
  return [13, 778].some((each) => each === errcode) || ['ENOSPC', 'EDQUOT', 'EFBIG'].some((each) => each === code);
}

async function copyPages(from: string, draft: string): Promise<void> {
  const source = new DatabaseSync(from, { readOnly: true, timeout: 5_000 });
  try {
    await backup(source, draft, { rate: EVERY_PAGE });
  } finally {
    source.close();
  }
}

/** How many keys a copy holds, every page of it read. */
function keysIn(draft: string): number {
  const copy = new DatabaseSync(draft);
  try {
    // A copy that is one file, without a log beside it, can be moved about without losing anything.
    copy.exec('PRAGMA journal_mode = DELETE');
    const { integrity_check: found } = copy.prepare('PRAGMA integrity_check(1)').get() as { integrity_check: string };
    if (found !== 'ok') throw new Error(found);
    return (copy.prepare('SELECT count(*) AS n FROM child_keys').get() as { n: number }).n;
  } finally {
    copy.close();
  }
}
