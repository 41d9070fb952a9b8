import { rowKinds } from '#measures';
import { bulkInsert, type BulkInsert } from './bulk-insert.ts';
import { openForBuilding } from './database.ts';
import { sqlite } from './dialect.ts';
import { keptColumns } from './kept-facts.ts';
import type { RowSink } from './row-sink.ts';
import { createTables, sqlColumns, tables } from './tables.ts';

/** A file of its own with the tables and their keys, without indexes, in one transaction. */
export function sqliteSink(file: string): RowSink {
  const database = openForBuilding(file, heldMiB);
  database.exec(createTables(sqlite));
  database.exec('BEGIN');
  const facts = bulkInsert(database, 'facts', [...keptColumns.split(', '), 'known_from']);
  const unjudged = bulkInsert(database, 'unjudged', ['authority', 'child']);
  const rows = Object.fromEntries(
    rowKinds.map((kind) => [kind, bulkInsert(database, tables[kind].name, sqlColumns(kind))]),
  ) as Readonly<Record<string, BulkInsert>>;
  return {
    fact: facts.add,
    row: (kind, values) => rows[kind]?.add(values),
    unjudged: (authority, child) => {
      unjudged.add([authority, child]);
    },
    drained: async () => undefined,
    end: async () => {
      for (const table of [facts, unjudged, ...Object.values(rows)]) table.flush();
      database.exec('COMMIT');
      database.close();
    },
    abandon: async () => {
      database.close();
    },
  };
}

const heldMiB = 8;
