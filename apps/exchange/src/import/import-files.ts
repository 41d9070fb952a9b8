import fs from 'node:fs';
import path from 'node:path';
import { CensusUnreadable, type CensusFault, type CensusHeader } from '#exchange';
import type { Recorder } from '#recording';
import { bytesOf, headerOf, inOrder, type CensusPlace } from './census-header-of.ts';
import { takeFile, type TakenCounts } from './take-file.ts';

/** Census files on disk to be taken over, as several years of one authority. */
export interface FilesToImport {
  readonly recorder: Pick<Recorder, 'reconcile'>;
  readonly authority: string;
  readonly paths: readonly CensusPlace[];
  /** What they are called, where that is not what they are called on disk. */
  readonly names?: readonly string[];
  readonly importId: string;
  /** Who had them imported; absent of the command line. */
  readonly askedBy?: string;
  readonly signal: AbortSignal;
  /** Told as each child is done. */
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly onFault: (file: string, fault: CensusFault) => void;
  /** Told as each file is done. */
  readonly onFile?: (file: string, header: CensusHeader, counts: TakenCounts) => void;
}

export interface ImportProgress extends TakenCounts {
  readonly file: string;
  readonly year: number;
  /** Bytes of all the files. */
  readonly done: number;
  readonly total: number;
}

/** A file cannot be read, or read on. What was recorded of it and of files before it stands. */
export class FileNotTaken extends Error {
  override readonly name = 'FileNotTaken';
  constructor(
    readonly file: string,
    override readonly cause: CensusUnreadable,
    counts?: TakenCounts,
  ) {
    const before =
      counts === undefined
        ? ' Nothing was recorded.'
        : ` ${String(counts.children)} children before it were taken over.`;
    super(`${file}: ${cause.message}${before}`);
  }
}

/**
 * Takes files over, the earlier years first, whatever order they are given in. Every header is read before anything is
 * recorded: one wrong file, and nothing is. Throws `FileNotTaken`.
 */
export async function importFiles(asked: FilesToImport): Promise<TakenCounts> {
  const files = await Promise.all(
    asked.paths.map(async (where, index) => {
      const file = asked.names?.[index] ?? (typeof where === 'string' ? path.basename(where) : 'census.xml');
      try {
        return { where, file, header: await headerOf(where, asked.authority), bytes: await sizeOf(where) };
      } catch (error) {
        if (error instanceof CensusUnreadable) throw new FileNotTaken(file, error);
        throw error;
      }
    }),
  );
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let before: TakenCounts = { children: 0, changed: 0, recorded: 0, faults: 0 };
  let done = 0;
  for (const { where, file, header, bytes } of inOrder(files)) {
    let counts: TakenCounts = { children: 0, changed: 0, recorded: 0, faults: 0 };
    try {
      counts = await takeFile({
        ...asked,
        file,
        bytes: bytesOf(where, 65_536),
        onFault: (fault) => {
          asked.onFault(file, fault);
        },
        onChild: (now, read) => {
          counts = now;
          asked.onProgress?.({ ...sumOf(before, now), file, year: header.Year, done: done + read, total });
        },
      });
    } catch (error) {
      if (error instanceof CensusUnreadable) throw new FileNotTaken(file, error, counts);
      throw error;
    }
    asked.onFile?.(file, header, counts);
    before = sumOf(before, counts);
    done += bytes;
  }
  return before;
}

async function sizeOf(place: CensusPlace): Promise<number> {
  return (await (typeof place === 'string' ? fs.promises.stat(place) : place.stat())).size;
}

function sumOf(a: TakenCounts, b: TakenCounts): TakenCounts {
  return {
    children: a.children + b.children,
    changed: a.changed + b.changed,
    recorded: a.recorded + b.recorded,
    faults: a.faults + b.faults,
  };
}
