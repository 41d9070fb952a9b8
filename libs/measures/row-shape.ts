import { rowColumns, rowKinds } from './row-columns.ts';
import type { ColumnType, Row, RowKind } from './rows.ts';

/** Throws `FaultyRow` where a column holds what its type cannot be stored as. */
export function requireSound(row: Row): void {
  const columns = row as unknown as Readonly<Record<string, unknown>>;
  for (const { column, holds, mayBeNone } of shapes[row.kind]) {
    const value = columns[column];
    if (typeof value !== holds && !(mayBeNone && value === null)) throw new FaultyRow(row.kind, column);
  }
}

/** A row would lack a column, or hold in it what no such column can: its fact is not of the shape the catalogue says. */
export class FaultyRow extends Error {
  constructor(kind: RowKind, column: string) {
    super(`a ${kind} row made of it would have no usable ${column}`);
    this.name = 'FaultyRow';
  }
}

const shapes = Object.fromEntries(
  rowKinds.map((kind) => {
    const types: Readonly<Record<string, ColumnType>> = rowColumns[kind];
    const ofKind = Object.entries(types).map(([column, type]) => ({
      column,
      holds: /^(?:number|flag|instant)/.test(type) ? 'number' : 'string',
      mayBeNone: type.endsWith('or none'),
    }));
    return [kind, ofKind];
  }),
) as unknown as Readonly<
  Record<RowKind, readonly { readonly column: string; readonly holds: string; readonly mayBeNone: boolean }[]>
>;
