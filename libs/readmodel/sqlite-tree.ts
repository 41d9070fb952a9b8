import type { PageFile } from './sqlite-pages.ts';
import { varintLength, writeVarint, type RecordBytes } from './sqlite-record.ts';

/** A table that is kept in the order of its key, as SQLite keeps one: a tree of pages, laid down from its first row to its last. */
export interface Tree {
  /** A record that comes after all before, with `room` before it to write in. */
  readonly add: (record: RecordBytes) => void;
  /** Lays down what is begun; the root last. */
  readonly end: () => void;
}

/** Before a record: its length, in front of which an inner page has the page of what comes before it. */
export const room = 9;

/**
 * Lays down the records of a table without row ids, whose (empty) root is there already
 * (https://sqlite.org/fileformat2.html, 1.6). A full page is written when the next record is known to have a successor:
 * that record goes to the page above, between the page before it and the page after, so no page is ever left without any.
 */
export function treeOf(file: PageFile, root: number): Tree {
  const levels = [levelOf(file.pageSize, leaf)];
  const limits = limitsOf(file.pageSize);

  /** Adds a record as it stands in a page: these bytes. */
  function add(depth: number, { bytes, begin, end }: RecordBytes): void {
    const level = levels[depth] ?? levelOf(file.pageSize, inner);
    levels[depth] = level;
    if (level.next !== undefined) {
      const divider = level.next;
      level.next = undefined;
      close(depth, level, divider);
    }
    if (!level.put(bytes, begin, end)) level.next = Buffer.from(bytes.subarray(begin, end));
  }

  /** Writes a page that is full; the record after it goes above. */
  function close(depth: number, level: Level, divider: Buffer): void {
    const number = file.add(level.page(beforeOf(depth, divider)));
    const bytes = under(number, depth === 0 ? divider : divider.subarray(ofPage));
    add(depth + 1, { bytes, begin: 0, end: bytes.length });
    level.clear();
  }

  /** What is left at the end. A record without a successor has the one before it go above, and a page to itself. */
  function finish(depth: number, after: number): void {
    const level = levels[depth];
    if (level === undefined) return;
    if (level.next !== undefined) {
      const alone = level.next;
      close(depth, level, level.takeLast());
      level.put(alone, 0, alone.length);
    }
    const page = level.page(after);
    if (depth === levels.length - 1) file.replace(root, page);
    else finish(depth + 1, file.add(page));
  }

  return {
    add(record) {
      shorten(file, limits, record);
      add(0, record);
    },
    end() {
      if (!levels[0]?.isEmpty()) finish(0, 0);
    },
  };
}

/** The number of a page takes four bytes, before a record of an inner page. */
const ofPage = 4;
const leaf = { type: 0x0a, header: 8 };
const inner = { type: 0x02, header: 12 };

function beforeOf(depth: number, cell: Buffer): number {
  return depth === 0 ? 0 : cell.readUInt32BE(0);
}

function under(page: number, cell: Buffer): Buffer {
  const whole = Buffer.allocUnsafe(ofPage + cell.length);
  whole.writeUInt32BE(page);
  cell.copy(whole, ofPage);
  return whole;
}

interface Limits {
  readonly most: number;
  readonly least: number;
  readonly further: number;
}

/** How much of a record stands in the tree, at most, and at least where the rest stands in pages of its own. */
function limitsOf(pageSize: number): Limits {
  const most = Math.floor(((pageSize - 12) * 64) / 255) - 23;
  const least = Math.floor(((pageSize - 12) * 32) / 255) - 23;
  return { most, least, further: pageSize - ofPage };
}

/** Makes a record what stands of it in a page: its length, and as much of it as is kept there. */
function shorten(file: PageFile, limits: Limits, record: RecordBytes): void {
  const { bytes, begin, end } = record;
  const length = end - begin;
  record.begin -= varintLength(length);
  writeVarint(bytes, length, record.begin);
  if (length <= limits.most) return;
  const fitting = limits.least + ((length - limits.least) % limits.further);
  const cut = begin + (fitting <= limits.most ? fitting : limits.least);
  bytes.writeUInt32BE(restFrom(file, bytes.subarray(cut, end), limits.further), cut);
  record.end = cut + ofPage;
}

/** Writes the rest of a long record, its last page first, since each tells the next. Gives the first. */
function restFrom(file: PageFile, rest: Buffer, further: number): number {
  let next = 0;
  for (let at = Math.floor((rest.length - 1) / further) * further; at >= 0; at -= further) {
    const page = Buffer.alloc(file.pageSize);
    page.writeUInt32BE(next);
    rest.copy(page, ofPage, at, Math.min(rest.length, at + further));
    next = file.add(page);
  }
  return next;
}

/** The page being filled at one height of the tree. */
interface Level {
  /** The record that did not fit: it goes above if another follows. */
  next: Buffer | undefined;
  readonly isEmpty: () => boolean;
  /** Puts a record behind those there; false where the page has no room for it. */
  readonly put: (bytes: Buffer, from: number, to: number) => boolean;
  /** Takes away the record put last. */
  readonly takeLast: () => Buffer;
  /** The page as it is to be written; of an inner one with the page of what comes after all its records. */
  readonly page: (after: number) => Buffer;
  readonly clear: () => void;
}

function levelOf(pageSize: number, { type, header }: typeof leaf): Level {
  const page = Buffer.alloc(pageSize);
  let count = 0;
  let begins = pageSize;
  /** Where the record put last ends, and so the one before it begins. */
  let ends = pageSize;
  return {
    next: undefined,
    isEmpty: () => count === 0,
    put(bytes, from, to) {
      if (header + 2 * (count + 1) > begins - (to - from)) return false;
      ends = begins;
      begins -= to - from;
      bytes.copy(page, begins, from, to);
      page.writeUInt16BE(begins, header + 2 * count);
      count += 1;
      return true;
    },
    takeLast() {
      const last = Buffer.from(page.subarray(begins, ends));
      begins = ends;
      count -= 1;
      return last;
    },
    page(after) {
      page[0] = type;
      page.writeUInt16BE(0, 1);
      page.writeUInt16BE(count, 3);
      page.writeUInt16BE(begins, 5);
      page[7] = 0;
      if (header === inner.header) page.writeUInt32BE(after, 8);
      // What stood between before is no part of it.
      page.fill(0, header + 2 * count, begins);
      return page;
    },
    clear() {
      count = 0;
      begins = pageSize;
      ends = pageSize;
    },
  };
}
