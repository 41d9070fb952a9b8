import { rmSync } from 'node:fs';
import { rowKinds } from '#measures';
import { bulkInsert, type BulkInsert } from './bulk-insert.ts';
import { openForBuilding } from './database.ts';
import { sqlite } from './dialect.ts';
import { laidTable, shapeOfTable } from './laid-table.ts';
import type { RowSink } from './row-sink.ts';
import { pageFile } from './sqlite-pages.ts';
import type { Value } from './statements.ts';
import { filledTables, takeOver } from './take-over.ts';
import { createTables, tables } from './tables.ts';

/**
 * A file of its own with the tables and their keys, without indexes. SQLite makes the tables, and their rows are laid down
 * page by page as it would (ADR 42): giving it the values of each row one by one took half of all the time that folding
 * takes. What is not plain to lay down is given to SQLite after all, in a second file, and taken over at the end.
 */
export function sqliteSink(file: string): RowSink {
  const { pages, shapes } = emptyTables(file);
  const leftOver = `${file}.left-over`;
  let left: Inserts | undefined;
  const table = (name: string): InOrder => {
    const shape = shapes.get(name);
    if (shape === undefined) throw new TypeError(`No rows are folded into ${name}.`);
    const laid = laidTable(pages, shape);
    return inOrder(laid.end, (row) => {
      if (laid.add(row)) return;
      left ??= insertsInto(leftOver);
      left.add(name, row);
    });
  };
  const facts = table('facts');
  const unjudged = table('unjudged');
  const rows = new Map(rowKinds.map((kind) => [kind, table(tables[kind].name)]));
  return {
    fact: facts.add,
    row: (kind, values) => rows.get(kind)?.add(values),
    unjudged: (authority, child) => {
      unjudged.add([authority, child]);
    },
    drained: async () => undefined,
    end: async () => {
      for (const each of [facts, unjudged, ...rows.values()]) each.end();
      pages.end();
      if (left === undefined) return;
      left.end();
      const database = openForBuilding(file, heldMiB);
      try {
        takeOver(database, leftOver);
      } finally {
        database.close();
      }
      rmSync(leftOver);
    },
    abandon: async () => {
      pages.abandon();
      left?.abandon();
    },
  };
}

const heldMiB = 8;

function emptyTables(file: string) {
  const database = openForBuilding(file, heldMiB);
  try {
    database.exec(createTables(sqlite));
    const one = (pragma: string): number => {
      const found = database.prepare(`PRAGMA ${pragma}`).get() as Readonly<Record<string, number>>;
      return found[pragma] ?? 0;
    };
    const shapes = new Map(filledTables.map(([name, columns]) => [name, shapeOfTable(database, name, columns)]));
    const [pageSize, pageCount] = [one('page_size'), one('page_count')];
    return { shapes, pages: pageFile(file, pageSize, pageCount) };
  } finally {
    database.close();
  }
}

interface InOrder {
  readonly add: (row: readonly Value[]) => void;
  readonly end: () => void;
}

/** The rows of a child come as they were known; they are passed on in the order of their key, when those of the next come. */
function inOrder(end: () => void, pass: (row: readonly Value[]) => void): InOrder {
  let waiting: (readonly Value[])[] = [];
  const passAll = (): void => {
    if (waiting.length > 1) waiting.sort(byKey);
    for (const row of waiting) pass(row);
    waiting = [];
  };
  return {
    add(row) {
      const [before] = waiting;
      if (before !== undefined && (before[1] !== row[1] || before[0] !== row[0])) passAll();
      waiting.push(row);
    },
    end() {
      passAll();
      end();
    },
  };
}

/** By what follows the child in a key: a text or a number, and then an instant. */
function byKey(one: readonly Value[], other: readonly Value[]): number {
  const [a, b] = [one[2] ?? 0, other[2] ?? 0];
  if (a !== b) return a < b ? -1 : 1;
  return Number(one[3]) - Number(other[3]);
}

interface Inserts {
  readonly add: (table: string, row: readonly Value[]) => void;
  readonly end: () => void;
  readonly abandon: () => void;
}

/** The same tables in a file, whose rows SQLite takes one by one in any order. */
function insertsInto(file: string): Inserts {
  const database = openForBuilding(file, heldMiB);
  database.exec(createTables(sqlite));
  database.exec('BEGIN');
  const inserts = new Map<string, BulkInsert>(
    filledTables.map(([name, columns]) => [name, bulkInsert(database, name, columns)]),
  );
  return {
    add: (table, row) => inserts.get(table)?.add(row),
    end() {
      for (const insert of inserts.values()) insert.flush();
      database.exec('COMMIT');
      database.close();
    },
    abandon() {
      if (database.isOpen) database.close();
    },
  };
}
