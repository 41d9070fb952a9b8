import { columnsOf, rowKinds, type Changes, type RowKind, type RowVersion } from '#measures';
import type { Database, Statement } from './database.ts';
import { sqlColumns, stored, tables } from './tables.ts';

/** Writes row versions of one child after another. */
export interface RowWriter {
  readonly open: (authority: string, child: string, version: RowVersion) => void;
  readonly change: (authority: string, child: string, changes: Changes) => void;
}

export function rowWriter(database: Database): RowWriter {
  const statements = new Map(rowKinds.map((kind) => [kind, prepare(database, kind)]));
  const of = (kind: RowKind): Statements => {
    const found = statements.get(kind);
    if (found === undefined) throw new RangeError(`There is no table for rows of kind ${kind}.`);
    return found;
  };
  const open: RowWriter['open'] = (authority, child, version) => {
    of(version.row.kind).insert.run(...stored(authority, child, version));
  };
  return {
    open,
    change(authority, child, { gone, closed, opened }) {
      for (const { row, knownFrom } of gone) of(row.kind).remove.run(authority, child, row.key, knownFrom);
      for (const { row, knownFrom, knownTo } of closed) {
        of(row.kind).close.run(knownTo, authority, child, row.key, knownFrom);
      }
      for (const version of opened) open(authority, child, version);
    },
  };
}

interface Statements {
  readonly insert: Statement;
  readonly close: Statement;
  readonly remove: Statement;
}

function prepare(database: Database, kind: RowKind): Statements {
  const { name } = tables[kind];
  const columns = sqlColumns(kind).map((column) => `"${column}"`);
  const values = Array.from({ length: columnsOf(kind).length + 6 }, () => '?');
  const at = 'authority = ? AND child = ? AND key = ? AND known_from = ?';
  return {
    insert: database.prepare(`INSERT INTO ${name} (${columns.join(', ')}) VALUES (${values.join(', ')})`),
    close: database.prepare(`UPDATE ${name} SET known_to = ? WHERE ${at}`),
    remove: database.prepare(`DELETE FROM ${name} WHERE ${at}`),
  };
}
