import { backup } from '@photostructure/sqlite';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import path from 'node:path';
import { makeBuildFolder } from './build-folder.ts';
import type { BuildTarget } from './build-target.ts';
import { bulkInsert } from './bulk-insert.ts';
import { openForBuilding, openForReading, openForWriting, type Database } from './database.ts';
import { writeProjection, type ProjectionState } from './projection.ts';
import { reachedIn } from './spooled.ts';
import { stampShape } from './sqlite-shape.ts';
import { statementsOf } from './sqlite-writing.ts';
import { takeOver } from './take-over.ts';
import { createIndexes } from './tables.ts';

/**
 * A file beside the one that is served. When it is whole, SQLite writes its pages over the old in one transaction, so that
 * readers need not notice, and a power cut leaves the one or the other. Where none is served yet, it is given its name.
 */
export function sqliteTarget(file: string): BuildTarget {
  const folder = makeBuildFolder(file);
  const part = (worker: number): string => path.join(folder, `part-${String(worker)}.db`);
  // The first worker's file becomes the whole: the others' are added to it.
  const whole = part(0);
  let parts = 0;
  return {
    folder,
    place: (worker) => {
      parts = Math.max(parts, worker + 1);
      return { kind: 'sqlite', file: part(worker) };
    },
    async emptied() {
      for (let worker = 0; worker < parts; worker += 1) rmSync(part(worker), { force: true });
    },
    async finish(workers, projection) {
      const database = openForBuilding(whole, heldMiB);
      try {
        const others = Array.from({ length: workers - 1 }, (_, index) => part(index + 1));
        for (const other of others) {
          // Children after all that are there already, in the order of their keys.
          takeOver(database, other);
          // Gone before it need reach the disk.
          rmSync(other);
        }
        await complete(database, folder, projection);
      } finally {
        database.close();
      }
    },
    swapIn: async () => {
      if (!putWhereNoneIs(whole, file)) await writeOver(whole, file);
    },
    async discard() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What is held while whole tables are joined and sorted for their indexes: the workers hold nothing any more. */
const heldMiB = 64;

async function complete(database: Database, folder: string, projection: ProjectionState): Promise<void> {
  database.exec('BEGIN');
  const checkpoints = bulkInsert(database, 'checkpoints', ['position', 'known_at']);
  for (const reached of reachedIn(folder)) {
    if (reached[0] <= (projection.position ?? -1)) checkpoints.add(reached);
  }
  checkpoints.flush();
  database.exec(createIndexes());
  await writeProjection(statementsOf(database), projection);
  stampShape(database);
  database.exec('COMMIT');
}

/**
 * Gives a file its name where nothing has it: rows made for the first time need not be written twice. False where there is
 * a file, or what is left of one that was taken away (SQLite would replay its log into the new one), or where the disk does
 * not let a file have two names. A file that somebody makes at this very moment is not written over.
 */
function putWhereNoneIs(made: string, file: string): boolean {
  if ([file, `${file}-wal`, `${file}-shm`, `${file}-journal`].some((name) => existsSync(name))) return false;
  openForWriting(made).close();
  onDisk(made);
  try {
    linkSync(made, file);
  } catch {
    return false;
  }
  onDisk(path.dirname(file));
  return true;
}

/** Waits until what was written to a file, or which files a folder holds, would outlast a power cut. */
function onDisk(name: string): void {
  const handle = openSync(name, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Pages written at one go: all of them, so that the swap is not begun again by a write between. */
const everyPage = 1 << 30;

async function writeOver(made: string, file: string): Promise<void> {
  // The file must be in write-ahead mode before it is written over, or readers would be locked out meanwhile.
  const target = openForWriting(file);
  const source = openForReading(made);
  try {
    await backup(source, file, { rate: everyPage });
    target.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    source.close();
    target.close();
  }
}
