import { columnsOf, rowKinds, type Changes, type RowKind } from '#measures';
import type { Statements, Value } from './statements.ts';
import { sqlColumns, stored, tables } from './tables.ts';

/** The changes of rows of many children, gathered so that each table is written to a few times only. */
export interface RowWriter {
  readonly change: (authority: string, child: string, changes: Changes) => void;
  /** Writes what was gathered. */
  readonly write: (at: Statements) => Promise<void>;
}

export function rowWriter(): RowWriter {
  const gathered = new Map<RowKind, Gathered>();
  const of = (kind: RowKind): Gathered => {
    const found = gathered.get(kind) ?? { gone: [], closed: [], opened: [] };
    gathered.set(kind, found);
    return found;
  };
  return {
    change(authority, child, { gone, closed, opened }) {
      for (const { row, knownFrom } of gone) of(row.kind).gone.push([authority, child, row.key, knownFrom]);
      for (const { row, knownFrom, knownTo } of closed) {
        of(row.kind).closed.push([knownTo, authority, child, row.key, knownFrom]);
      }
      for (const version of opened) of(version.row.kind).opened.push(stored(authority, child, version));
    },
    async write(at) {
      const writing = [...gathered].flatMap(([kind, { gone, closed, opened }]) => {
        const { remove, close, insert } = statements[kind];
        return [at.each(remove, gone), at.each(close, closed), at.each(insert, opened)];
      });
      gathered.clear();
      await Promise.all(writing);
    },
  };
}

interface Gathered {
  readonly gone: Value[][];
  readonly closed: Value[][];
  readonly opened: Value[][];
}

const statements = Object.fromEntries(rowKinds.map((kind) => [kind, statementsOf(kind)])) as Readonly<
  Record<RowKind, ReturnType<typeof statementsOf>>
>;

function statementsOf(kind: RowKind): { readonly insert: string; readonly close: string; readonly remove: string } {
  const { name } = tables[kind];
  const columns = sqlColumns(kind).map((column) => `"${column}"`);
  const values = Array.from({ length: columnsOf(kind).length + 6 }, () => '?');
  const at = 'authority = ? AND child = ? AND key = ? AND known_from = ?';
  return {
    insert: `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${values.join(', ')})`,
    close: `UPDATE ${name} SET known_to = ? WHERE ${at}`,
    remove: `DELETE FROM ${name} WHERE ${at}`,
  };
}
