import { backup, DatabaseSync } from '@photostructure/sqlite';
import fs from 'node:fs';
import path from 'node:path';
import { CannotDo } from './command.ts';

const EVERY_PAGE = -1;

/**
 * Copies a key file as it stands at one moment, also while it is in use. The copy appears under its name complete or not
 * at all, readable by its owner alone, and overwrites nothing. Answers how many keys it holds.
 */
export async function copyKeys(from: string, to: string): Promise<number> {
  if (!fs.existsSync(from)) throw new CannotDo(`${from} does not exist. Check the path.`);
  refuseExisting(to);
  fs.mkdirSync(path.dirname(to), { recursive: true });
  const draft = `${to}.part`;
  fs.rmSync(draft, { force: true });
  // Made before anything is in it, so that nobody else can ever read it.
  fs.closeSync(fs.openSync(draft, 'wx', 0o600));
  try {
    const keys = await copied(from, draft);
    fs.renameSync(draft, to);
    return keys;
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
    throw new CannotDo(`${from} is no sound key file of Waymark’s (${String(error)}). Nothing was copied.`);
  }
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
