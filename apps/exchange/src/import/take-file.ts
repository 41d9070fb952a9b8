import { setTimeout as pause } from 'node:timers/promises';
import { censusReader, take, type CensusFault, type ChildRead } from '#exchange';
import type { Recorder } from '#recording';
import { StoreUnavailable } from '#store';

/** A census file to be taken over. */
export interface FileToTake {
  readonly recorder: Pick<Recorder, 'reconcile'>;
  readonly authority: string;
  /** Its name, as reports, corrections and the facts' origins have it. */
  readonly file: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Names this import among all: its facts can be found by it. */
  readonly importId: string;
  /** Who had it imported; absent of the command line. */
  readonly askedBy?: string | undefined;
  readonly signal: AbortSignal;
  /** Told as each child is done, in the order of the file. */
  readonly onChild?: (counts: TakenCounts, bytesRead: number) => void;
  readonly onFault: (fault: CensusFault) => void;
}

/** How much of a file has been taken over so far. */
export interface TakenCounts {
  readonly children: number;
  /** Children of whom something was recorded. */
  readonly changed: number;
  /** Facts recorded. */
  readonly recorded: number;
  readonly faults: number;
}

/** Children recorded at once: enough to keep the store's group commits full. */
const childrenAtOnce = 48;
/** How long a store that went away is waited for, in attempts of the seconds it asks for. */
const attempts = 30;

/**
 * Takes a file over as it is read, some children at once and each with one append. Whatever stops it, the same file taken
 * over again completes it and repeats nothing. Throws `CensusUnreadable` where the file cannot be read on: what was told of
 * children before that stands.
 */
export async function takeFile(asked: FileToTake): Promise<TakenCounts> {
  const reader = censusReader(asked.authority);
  const running: Promise<Done>[] = [];
  let counts: TakenCounts = { children: 0, changed: 0, recorded: 0, faults: 0 };
  let bytesRead = 0;
  const settle = async (): Promise<void> => {
    const done = await running.shift();
    if (done === undefined) return;
    for (const fault of done.faults) asked.onFault(fault);
    counts = {
      children: counts.children + 1,
      changed: counts.changed + (done.recorded > 0 ? 1 : 0),
      recorded: counts.recorded + done.recorded,
      faults: counts.faults + done.faults.length,
    };
    asked.onChild?.(counts, bytesRead);
  };
  try {
    for await (const bytes of asked.bytes) {
      asked.signal.throwIfAborted();
      for (const child of reader.push(bytes)) {
        if (running.length === childrenAtOnce) await settle();
        const taking = takeChild(asked, child, reader.header()?.Year ?? 0);
        // Whoever settles it hears how it ended; until then nobody is to be told that nobody listens.
        taking.catch(() => undefined);
        running.push(taking);
      }
      bytesRead += bytes.length;
    }
    reader.end();
    while (running.length > 0) await settle();
    return counts;
  } finally {
    // What is in flight is told of as well, where it still can be.
    while (running.length > 0) await settle().catch(() => undefined);
  }
}

interface Done {
  readonly recorded: number;
  readonly faults: readonly CensusFault[];
}

async function takeChild(asked: FileToTake, read: ChildRead, year: number): Promise<Done> {
  if (read.child === undefined || read.id === undefined) return { recorded: 0, faults: read.faults };
  const { recorder, authority, file, importId, askedBy, signal } = asked;
  const user = askedBy === undefined ? 'census-import' : `census-import:${askedBy}`;
  for (let attempt = 1; ; attempt++) {
    let faults: readonly CensusFault[] = [];
    try {
      const { recorded } = await recorder.reconcile({
        authority,
        child: read.id,
        by: { user, role: 'administrator' },
        correlationId: importId,
        propose({ facts, origins, judge }) {
          const years = new Map(
            [...origins].flatMap(([id, origin]) => (origin.collection === 'CIN' ? [[id, origin.year]] : [])),
          );
          const taken = take(read, file, year, { facts, origins: years, judge });
          faults = taken.faults;
          return {
            facts: taken.facts,
            origins: taken.places.map(({ path, place }, index) => ({
              collection: 'CIN',
              year: taken.years[index] ?? year,
              file,
              line: place.line,
              element: path,
            })),
          };
        },
      });
      return { recorded, faults };
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || attempt === attempts || signal.aborted) throw error;
      await pause(error.retryAfterSeconds * 1000, undefined, { signal }).catch(() => undefined);
    }
  }
}
