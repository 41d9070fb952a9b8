import { digestOfRows } from '#evidence';
import { rowKinds } from '#measures';
import { rowsOf, type Database } from './database.ts';
import { sqlColumns, tables } from './tables.ts';

/**
 * One digest of every row version there is, in the order of its key. No position is in it, nor when it was written, so
 * that rows made live, rebuilt, or made from a copy of the store with other positions are equal when they say the same.
 */
export function digestOfTables(database: Database): string {
  return digestOfRows(lines(database));
}

function* lines(database: Database): Generator<string> {
  for (const kind of rowKinds) {
    const columns = sqlColumns(kind).map((column) => `"${column}"`);
    const { name } = tables[kind];
    const select = database.prepare(
      `SELECT ${columns.join(', ')} FROM ${name} ORDER BY authority, child, key, known_from`,
    );
    select.setReturnArrays(true);
    for (const values of rowsOf(select)) yield JSON.stringify([name, values]);
  }
}
