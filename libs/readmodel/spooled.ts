import { closeSync, openSync, readdirSync, readSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { KeptFact } from './kept-facts.ts';
import { leastFirst, type LeastFirst } from './least-first.ts';
import { factOf, keyIn, unescaped } from './spool-lines.ts';

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

/** All that was spooled in so many shares, each of about as many facts; fewer where there is nothing. */
export function sharesOf(folder: string, wanted: number): readonly Share[] {
  const runs = runsIn(folder);
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

function runsIn(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.startsWith('facts.'));
  return names.sort().map((name) => path.join(folder, name));
}

/** Removes what was spooled of facts, once it is folded: as large as the store, and much of it not on the disk yet. */
export function removeRuns(folder: string): void {
  for (const run of runsIn(folder)) rmSync(run);
}

/** The keys of children who lie here and there in a run, as far apart as one another. */
function someKeys(file: string): string[] {
  const places = Array.from({ length: looks }, (_, look) => Math.floor((statSync(file).size * look) / looks));
  return places.flatMap((at) => keyAt(file, at) ?? []);
}

const looks = 16;

/** The children of a share, in the order of their keys: those of all runs, merged. */
export function* childrenIn({ runs, from, until }: Share): Generator<SpooledChild> {
  const cursors = runs.map((file, order) => cursorOf(file, order, from));
  const merged = leastFirst(
    cursors.filter(({ key }) => key !== undefined),
    comesBefore,
  );
  try {
    for (let first = merged.least(); first !== undefined; first = merged.least()) {
      const key = first.key ?? '';
      if (until !== null && key >= until) return;
      const facts = factsOf(key, merged);
      const [authority = '', child = ''] = key.split('\t').map(unescaped);
      yield { authority, child, facts };
    }
  } finally {
    for (const cursor of cursors) cursor.close();
  }
}

/** The facts of the child whose turn it is, in the order of the store: its runs are passed over with them. */
function factsOf(key: string, merged: LeastFirst<Cursor>): readonly KeptFact[] {
  const facts: KeptFact[] = [];
  for (;;) {
    const cursor = merged.least();
    if (cursor?.key !== key) return facts;
    while (isAt(cursor, key)) {
      const fact = factOf(cursor.line);
      // Where two readers met, both may have set down the same facts.
      if (fact[8] > (facts.at(-1)?.[8] ?? -1)) facts.push(fact);
      cursor.next();
    }
    if (isAt(cursor, undefined)) merged.drop();
    else merged.grown();
  }
}

function isAt(cursor: Cursor, key: string | undefined): boolean {
  return cursor.key === key;
}

/** By the children's keys; where two runs hold facts of one child, in the order of the store. */
function comesBefore(one: Cursor, other: Cursor): boolean {
  const [a = '', b = ''] = [one.key, other.key];
  return a === b ? one.order < other.order : a < b;
}

/** A place in a run: the line there, and whose it is; no key after the last. */
interface Cursor {
  /** Which of the runs, in the order of the store. */
  readonly order: number;
  line: string;
  key: string | undefined;
  readonly next: () => void;
  readonly close: () => void;
}

function cursorOf(file: string, order: number, from: string | null): Cursor {
  const lines = linesOf(file, from === null ? 0 : placeBefore(file, from));
  const cursor: Cursor = {
    order,
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

/** Read of each run at a time. Ten million facts make some four hundred runs, of each of which so much is held. */
const chunkLength = 1 << 14;
