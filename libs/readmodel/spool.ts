import { closeSync, openSync, readdirSync, readSync, statSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { KeptFact } from './kept-facts.ts';

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

/** A child, with all that was spooled of it in the order recorded. */
export interface SpooledChild {
  readonly authority: string;
  readonly child: string;
  readonly facts: readonly KeptFact[];
}

/** The children whose keys are not before one, and before another; null for from the first, and to the last. */
export interface Share {
  /** The files that may hold any of them, in the order of the store. */
  readonly runs: readonly string[];
  readonly from: string | null;
  readonly until: string | null;
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

/** All that was spooled in so many shares, each of about as many facts; fewer where there is nothing. */
export function sharesOf(folder: string, wanted: number): readonly Share[] {
  const names = readdirSync(folder).filter((name) => name.startsWith('facts.'));
  const runs = names.sort().map((name) => path.join(folder, name));
  const keys = wanted === 1 ? [] : runs.flatMap(someKeys).sort();
  const shares: Share[] = [];
  let from: string | null = null;
  for (let share = 1; share < wanted; share += 1) {
    const until = keys[Math.floor((keys.length * share) / wanted)];
    if (until === undefined || (from !== null && until <= from)) continue;
    shares.push({ runs, from, until });
    from = until;
  }
  return [...shares, { runs, from, until: null }];
}

/** The keys of children who lie here and there in a run, as far apart as one another. */
function someKeys(file: string): string[] {
  const places = Array.from({ length: looks }, (_, look) => Math.floor((statSync(file).size * look) / looks));
  return places.flatMap((at) => keyAt(file, at) ?? []);
}

const looks = 16;

/** The children of a share, in the order of their keys: those of all runs, merged. */
export function* childrenIn({ runs, from, until }: Share): Generator<SpooledChild> {
  const cursors = runs.map((file) => cursorOf(file, from));
  try {
    for (;;) {
      let least: string | undefined;
      for (const { key } of cursors) if (key !== undefined && (least === undefined || key < least)) least = key;
      if (least === undefined || (until !== null && least >= until)) return;
      const facts: KeptFact[] = [];
      for (const cursor of cursors) {
        while (cursor.key === least) {
          const fact = factOf(cursor.line);
          // Where two readers met, both may have set down the same facts.
          if (fact[8] > (facts.at(-1)?.[8] ?? -1)) facts.push(fact);
          cursor.next();
        }
      }
      const [authority = '', child = ''] = least.split('\t').map(unescaped);
      yield { authority, child, facts };
    }
  } finally {
    for (const cursor of cursors) cursor.close();
  }
}

/** A place in a run: the line there, and whose it is; no key after the last. */
interface Cursor {
  line: string;
  key: string | undefined;
  readonly next: () => void;
  readonly close: () => void;
}

function cursorOf(file: string, from: string | null): Cursor {
  const lines = linesOf(file, from === null ? 0 : placeBefore(file, from));
  const cursor: Cursor = {
    line: '',
    key: undefined,
    next() {
      const { value, done } = lines.next();
      cursor.line = done === true ? '' : value;
      cursor.key = done === true ? undefined : keyIn(value);
    },
    close: () => {
      lines.return();
    },
  };
  do cursor.next();
  while (from !== null && cursor.key !== undefined && cursor.key < from);
  return cursor;
}

/** A place in a run not after a child and not far before: what is between is passed over line by line. */
function placeBefore(file: string, key: string): number {
  let before = 0;
  let after = statSync(file).size;
  while (after - before > chunkLength) {
    const middle = Math.floor((before + after) / 2);
    const there = keyAt(file, middle);
    if (there !== undefined && there < key) before = middle;
    else after = middle;
  }
  return before;
}

/** Whose the first whole line after a place is. */
function keyAt(file: string, at: number): string | undefined {
  for (const line of linesOf(file, at)) return keyIn(line);
  return undefined;
}

/** Where further instants were reached, by all readers: of each only what passes those before it. */
export function* reachedIn(folder: string): Generator<readonly [position: number, knownAt: number]> {
  let known = 0;
  const files = readdirSync(folder).filter((name) => name.startsWith('reached.'));
  for (const name of files.sort()) {
    for (const line of linesOf(path.join(folder, name))) {
      const [position = 0, knownAt = 0] = line.split('\t').map(Number);
      if (knownAt <= known) continue;
      known = knownAt;
      yield [position, knownAt];
    }
  }
}

/** The whole lines of a file after a place, read little by little. */
function* linesOf(file: string, after = 0): Generator<string, void, undefined> {
  const chunk = Buffer.alloc(chunkLength);
  const decoder = new StringDecoder('utf8');
  const handle = openSync(file, 'r');
  try {
    let rest = '';
    let isWhole = after === 0;
    let at = after;
    for (let read = readSync(handle, chunk, 0, chunkLength, at); read > 0;) {
      const lines = (rest + decoder.write(chunk.subarray(0, read))).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (isWhole) yield line;
        isWhole = true;
      }
      at += read;
      read = readSync(handle, chunk, 0, chunkLength, at);
    }
  } finally {
    closeSync(handle);
  }
}

const chunkLength = 1 << 16;

/** Tells a child from all others. Children in the order of these are as good as in that of the tables' keys. */
function keyOf([authority, child]: KeptFact): string {
  return `${authority}\t${escaped(child)}`;
}

function keyIn(line: string): string {
  return line.slice(0, line.indexOf('\t', line.indexOf('\t') + 1));
}

/** The data comes last and as it is: JSON escapes what ends a line or a field. */
function lineOf(
  key: string,
  [, , revision, id, type, data, recordedAt, recordedBy, position, family]: KeptFact,
): string {
  const named = `${key}\t${String(revision)}\t${escaped(id)}\t${type}`;
  const told = `${String(recordedAt)}\t${escaped(recordedBy)}\t${String(position)}`;
  return `${named}\t${told}\t${family === null ? none : escaped(family)}\t${data}\n`;
}

function factOf(line: string): KeptFact {
  const fields = line.split('\t', 9);
  const [authority = '', child = '', revision, id = '', type = '', recordedAt, recordedBy = '', position, family = ''] =
    fields;
  const data = line.slice(fields.reduce((length, field) => length + field.length + 1, 0));
  return [
    authority,
    unescaped(child),
    Number(revision),
    unescaped(id),
    type,
    data,
    Number(recordedAt),
    unescaped(recordedBy),
    Number(position),
    family === none ? null : unescaped(family),
  ];
}

const none = String.raw`\N`;

function escaped(text: string): string {
  if (!text.includes('\t') && !text.includes('\n') && !text.includes('\\')) return text;
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n');
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(/\\(.)/g, (_, letter: string) => ({ t: '\t', n: '\n' })[letter] ?? letter);
}
