import type { Database } from './database.ts';
import type { PageFile } from './sqlite-pages.ts';
import { writeRecord, type RecordBytes, type RecordColumn } from './sqlite-record.ts';
import { room, treeOf } from './sqlite-tree.ts';
import type { Value } from './statements.ts';

/** A table as SQLite made it, empty. */
export interface TableShape {
  readonly root: number;
  readonly columns: readonly RecordColumn[];
  /** How many columns, from the first, are its key. */
  readonly keyLength: number;
  /** Of each column of the table, where it is among those that rows are given with. */
  readonly given: readonly number[];
}

/** Asks SQLite for the shape of a table whose rows will be given with these columns. */
export function shapeOfTable(database: Database, table: string, given: readonly string[]): TableShape {
  const select = `SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = ?`;
  const { rootpage: root } = database.prepare(select).get(table) as { readonly rootpage: number };
  const columns = database.prepare(`PRAGMA table_info(${table})`).all() as unknown as readonly DeclaredColumn[];
  const keyLength = columns.filter(({ pk }) => pk > 0).length;
  const { wr: isInKeyOrder } = database.prepare(`PRAGMA main.table_list(${table})`).get() as { readonly wr: number };
  if (
    isInKeyOrder !== 1 ||
    columns.some(({ pk }, index) => index < keyLength && pk !== index + 1) ||
    columns.some(({ type }) => type !== 'TEXT' && type !== 'INTEGER') ||
    columns.some(({ name }) => !given.includes(name)) ||
    given.length !== columns.length
  ) {
    throw new TypeError(
      `Rows of ${table} cannot be laid down: make it without row ids, its key the first of its columns and each of texts ` +
        'or whole numbers, and give all its columns.',
    );
  }
  return {
    root,
    columns: columns.map(({ type, notnull }) => ({ isText: type === 'TEXT', mayBeNone: notnull === 0 })),
    keyLength,
    given: columns.map(({ name }) => given.indexOf(name)),
  };
}

interface DeclaredColumn {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
}

/** Takes the rows of one table in the order of its key. */
export interface LaidTable {
  /** False where the row must be left to SQLite: it does not come after all before, or its values are not plain. */
  readonly add: (values: readonly Value[]) => boolean;
  readonly end: () => void;
}

export function laidTable(file: PageFile, { root, columns, keyLength, given }: TableShape): LaidTable {
  const tree = treeOf(file, root);
  const record: RecordBytes = { bytes: Buffer.allocUnsafe(file.pageSize), begin: 0, end: 0 };
  const asGiven = given.every((place, index) => place === index);
  let last: readonly Value[] | undefined;
  return {
    add(row) {
      const values = asGiven ? row : given.map((place) => row[place] ?? null);
      if (last !== undefined && !comesAfter(values, last, keyLength)) return false;
      if (!writeRecord(record, room, columns, values)) return false;
      tree.add(record);
      last = values;
      return true;
    },
    end: tree.end,
  };
}

/** Whether a row's key is after another's as SQLite orders keys: numbers as such, and texts by their bytes. */
function comesAfter(row: readonly Value[], other: readonly Value[], keyLength: number): boolean {
  for (let index = 0; index < keyLength; index += 1) {
    const [one, before] = [row[index], other[index]];
    if (one === before) continue;
    if (typeof one === 'number' && typeof before === 'number') return one > before;
    return typeof one === 'string' && typeof before === 'string' && isAfter(one, before);
  }
  return false;
}

/** UTF-16 orders texts as UTF-8 does, but for characters of two units and those after them. */
function isAfter(text: string, other: string): boolean {
  if (!beyond.test(text) && !beyond.test(other)) return text > other;
  return Buffer.compare(Buffer.from(text), Buffer.from(other)) > 0;
}

const beyond = /[\uD800-\uFFFF]/;
