import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { KeptFact } from './kept-facts.ts';
import { keyOf, lineOf } from './spool-lines.ts';

/** Facts set down as they come from the store, so that they can be taken up again child by child. */
export interface SpoolWriter {
  readonly add: (fact: KeptFact) => void;
  readonly end: () => void;
}

/** Who spools: a part of the store of its own, in the order of the store or, read backwards, the other way round. */
export interface Spooling {
  /** Which part of the store, counted from 0: no fact of a later part stands before one of an earlier. */
  readonly part: number;
  readonly backwards?: boolean;
  readonly runLength?: number;
}

/** So much is gathered and put in order before it is written: a run of some fifty thousand facts. */
const someFacts = 1 << 24;

/**
 * Writes into a folder beside other readers. What comes is gathered child by child, and written as runs in the order of
 * the children's keys, to be merged again; of each child in the order of the store.
 */
export function spoolWriter(folder: string, { part, backwards = false, runLength = someFacts }: Spooling): SpoolWriter {
  // Lines are put into bytes as they come: kept as texts, they outlive the collector's young space and are most of its work.
  let held = Buffer.allocUnsafe(runLength);
  let places = new Map<string, number[]>();
  let instants = furtherInstants(backwards);
  let used = 0;
  let runs = 0;
  const endRun = (): void => {
    if (used === 0) return;
    // Runs are named in the order of the store, whichever way it is read.
    const number = String(backwards ? lastRun - runs : runs).padStart(String(lastRun).length, '0');
    writeRun(path.join(folder, `facts.${String(part)}.${number}`), held, inOrder(places, backwards));
    writeFileSync(path.join(folder, `reached.${String(part)}.${number}`), instants.lines());
    runs += 1;
    places = new Map();
    instants = furtherInstants(backwards);
    used = 0;
  };
  return {
    add(fact) {
      const key = keyOf(fact);
      const line = lineOf(key, fact);
      const most = line.length * bytesOfUnit;
      if (used + most > held.length) endRun();
      if (most > held.length) held = Buffer.allocUnsafe(most);
      const size = held.write(line, used);
      const of = places.get(key);
      if (of === undefined) places.set(key, [used, used + size]);
      else of.push(used, used + size);
      used += size;
      instants.add(fact[8], fact[6]);
    },
    end: endRun,
  };
}

const lastRun = 999_999;

interface FurtherInstants {
  readonly add: (position: number, recordedAt: number) => void;
  readonly lines: () => string;
}

/** Where in a run of facts an instant of recording was reached that is later than all before. */
function furtherInstants(backwards: boolean): FurtherInstants {
  const positions: number[] = [];
  const instants: number[] = [];
  return {
    add(position, recordedAt) {
      // Read backwards, this fact comes before those held: any that is not later than it reached nothing further.
      while (backwards && (instants.at(-1) ?? Infinity) <= recordedAt) {
        instants.pop();
        positions.pop();
      }
      if (!backwards && (instants.at(-1) ?? -Infinity) >= recordedAt) return;
      positions.push(position);
      instants.push(recordedAt);
    },
    lines() {
      const lines = positions.map((position, index) => `${String(position)}\t${String(instants[index])}\n`);
      return (backwards ? lines.reverse() : lines).join('');
    },
  };
}

/** Where the lines of each child begin and end in the bytes held, in the order of the children's keys and of the store. */
function* inOrder(
  places: ReadonlyMap<string, readonly number[]>,
  backwards: boolean,
): Generator<readonly [from: number, to: number]> {
  for (const key of [...places.keys()].sort()) {
    const of = places.get(key) ?? [];
    for (let at = 0; at < of.length; at += 2) {
      const line = backwards ? of.length - 2 - at : at;
      yield [of[line] ?? 0, of[line + 1] ?? 0];
    }
  }
}

function writeRun(file: string, held: Buffer, lines: Iterable<readonly [from: number, to: number]>): void {
  const handle = openSync(file, 'w');
  const page = Buffer.allocUnsafe(writtenAtOnce);
  let filled = 0;
  try {
    for (const [from, to] of lines) {
      if (filled + to - from > writtenAtOnce) {
        writeSync(handle, page, 0, filled);
        filled = 0;
      }
      if (to - from > writtenAtOnce) writeSync(handle, held, from, to - from);
      else filled += held.copy(page, filled, from, to);
    }
    writeSync(handle, page, 0, filled);
  } finally {
    closeSync(handle);
  }
}

/** UTF-8 needs at most three bytes for each unit of UTF-16. */
const bytesOfUnit = 3;
const writtenAtOnce = 1 << 18;
