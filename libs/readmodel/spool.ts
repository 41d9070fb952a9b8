import { appendFileSync, closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import path from 'node:path';
import type { KeptFact } from './kept-facts.ts';

/** Facts set down as they come from the store, so many children to a file that one file at a time fits into memory. */
export interface SpoolWriter {
  readonly add: (fact: KeptFact) => void;
  /** Where in the store a further instant was reached. */
  readonly reached: (position: number, knownAt: number) => void;
  readonly end: () => void;
}

/** A child, with all that was spooled of it in the order recorded. */
export interface SpooledChild {
  readonly authority: string;
  readonly child: string;
  readonly facts: readonly KeptFact[];
}

/** Of ten million facts a file then holds eighty thousand, some thirty megabytes. */
const buckets = 128;
const heldOfEach = 32_768;

/** Writes into a folder beside other readers: `reader` says which part of the store this one reads, counted from 0. */
export function spoolWriter(folder: string, reader: number): SpoolWriter {
  const held = new Map<string, string>();
  const add = (name: string, line: string): void => {
    const text = (held.get(name) ?? '') + line;
    if (text.length < heldOfEach) held.set(name, text);
    else write(name, text);
  };
  const write = (name: string, text: string): void => {
    appendFileSync(path.join(folder, `${name}.${String(reader)}`), text);
    held.set(name, '');
  };
  return {
    add(fact) {
      add(`facts-${String(bucketOf(fact[0], fact[1]))}`, lineOf(fact));
    },
    reached(position, knownAt) {
      add('reached', `${String(position)}\t${String(knownAt)}\n`);
    },
    end() {
      for (const [name, text] of held) if (text !== '') write(name, text);
    },
  };
}

/** The files of each bucket that has any, in the order their readers read the store. */
export function spooledBuckets(folder: string): readonly (readonly string[])[] {
  const files = new Map<string, string[]>();
  for (const name of readdirSync(folder).sort()) {
    const bucket = /^(facts-\d+)\.\d+$/.exec(name)?.[1];
    if (bucket === undefined) continue;
    files.set(bucket, [...(files.get(bucket) ?? []), path.join(folder, name)]);
  }
  return [...files.values()];
}

/** The children of one bucket, in the order of their key. */
export function* childrenIn(files: readonly string[]): Generator<SpooledChild> {
  const lines = new Map<string, string[]>();
  for (const file of files) {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line === '') continue;
      const child = line.slice(0, line.indexOf('\t', line.indexOf('\t') + 1));
      const list = lines.get(child);
      if (list === undefined) lines.set(child, [line]);
      else list.push(line);
    }
  }
  const children = [...lines.keys()].map((key) => ({ key, named: key.split('\t').map(unescaped) }));
  for (const { key, named } of children.sort((a, b) => compareBytes(a.named, b.named))) {
    const [authority = '', child = ''] = named;
    yield { authority, child, facts: (lines.get(key) ?? []).map(factOf) };
    lines.delete(key);
  }
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

/** The lines of a file that may be too long for memory. */
function* linesOf(file: string): Generator<string> {
  const chunk = Buffer.alloc(1 << 16);
  const handle = openSync(file, 'r');
  try {
    let rest = '';
    for (let read = readSync(handle, chunk); read > 0; read = readSync(handle, chunk)) {
      const lines = (rest + chunk.toString('latin1', 0, read)).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } finally {
    closeSync(handle);
  }
}

/** FNV-1a: spreads children evenly, and is the same in every process. */
function bucketOf(authority: string, child: string): number {
  let hash = 0x811c9dc5;
  for (const text of [authority, child]) {
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % buckets;
}

/** The data comes last and as it is: JSON escapes what ends a line or a field. */
function lineOf([
  authority,
  child,
  revision,
  id,
  type,
  data,
  recordedAt,
  recordedBy,
  position,
  family,
]: KeptFact): string {
  const names = `${authority}\t${escaped(child)}\t${String(revision)}\t${escaped(id)}\t${type}`;
  const told = `${String(recordedAt)}\t${escaped(recordedBy)}\t${String(position)}`;
  return `${names}\t${told}\t${family === null ? none : escaped(family)}\t${data}\n`;
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

/** As both databases order texts: by their bytes. */
function compareBytes(a: readonly string[], b: readonly string[]): number {
  for (const [index, text] of a.entries()) {
    const other = b[index] ?? '';
    if (text !== other) return Buffer.compare(Buffer.from(text), Buffer.from(other));
  }
  return 0;
}
