import { backup } from '@photostructure/sqlite';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Store } from '#store';
import { nationalRules, type Rulebook } from '#timescales';
import { buildReadModel, removeModel, type Built, type BuildProgress } from './build.ts';
import { openForReading, openForWriting } from './database.ts';
import { placeOf } from './place.ts';

export interface Rebuilding {
  readonly store: Pick<Store, 'follow' | 'identity'>;
  /** READMODEL_URL: what is swapped. Whoever reads it meanwhile reads the old rows, and then the new. */
  readonly url: string;
  /** The timescales of each authority; without them, national rules alone. */
  readonly rules?: Rulebook;
  readonly now: () => number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BuildProgress) => void;
  /** Swap in what could be read where a fact cannot be, standing as stopped. Otherwise the old rows stay. */
  readonly keepWhatCanBeRead?: boolean;
}

/**
 * Makes the read model anew from the store, in a file beside it, and swaps it in whole: SQLite writes the new pages over
 * the old in one transaction, so that readers need not notice, and a power cut leaves the one or the other. A worker that
 * writes meanwhile finds its checkpoint moved and follows on from the new one. Throws `UndecodableFact`.
 */
export async function rebuildReadModel(rebuilding: Rebuilding): Promise<Built> {
  const { store, url, rules = nationalRules, now, signal, onProgress } = rebuilding;
  const file = fileOf(url);
  removeLeftovers(file);
  const beside = `${file}${building}${String(process.pid)}`;
  try {
    const built = await buildReadModel({
      store,
      file: beside,
      rules,
      now,
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
    if (built.stoppedBy !== undefined && rebuilding.keepWhatCanBeRead !== true) throw built.stoppedBy;
    await swapIn(beside, file);
    return built;
  } finally {
    removeModel(beside);
  }
}

/** Whether a process that still runs is making this read model anew: what a killed one left behind holds nobody up. */
export function isBeingRebuilt(url: string): boolean {
  return buildsBeside(fileOf(url)).some(({ pid }) => pid !== process.pid && isRunning(pid));
}

/** What a build in progress is called: by its process, for a command may rebuild while a worker does. */
const building = '.building.';

/** Removes what builds left behind whose processes are gone. */
function removeLeftovers(file: string): void {
  for (const { name, pid } of buildsBeside(file)) {
    if (pid === process.pid || !isRunning(pid)) rmSync(name, { force: true });
  }
}

/** The files of builds, begun by whatever process. */
function buildsBeside(file: string): { readonly name: string; readonly pid: number }[] {
  const folder = path.dirname(file);
  const begins = `${path.basename(file)}${building}`;
  return readdirSync(folder)
    .filter((name) => name.startsWith(begins))
    .map((name) => ({ name: path.join(folder, name), pid: Number.parseInt(name.slice(begins.length), 10) }));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Pages written at one go: all of them, so that the swap is not begun again by a write between. */
const everyPage = 1 << 30;

async function swapIn(made: string, file: string): Promise<void> {
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

function fileOf(url: string): string {
  const place = placeOf(url);
  if (place.kind === 'sqlite') return place.file;
  throw new Error('Only an SQLite file can be rebuilt.');
}
