import { digestingRows } from '#evidence';
import { rowKinds } from '#measures';
import type { Statements } from './statements.ts';
import { sqlColumns, tables } from './tables.ts';

/**
 * One digest of every row version there is, in the order of its key. No position is in it, nor when it was written, so
 * that rows made live, rebuilt, made from a copy of the store with other positions, or kept in another database are equal
 * when they say the same.
 */
export async function digestOfTables(at: Statements): Promise<string> {
  const rows = digestingRows();
  for (const kind of rowKinds) {
    const columns = sqlColumns(kind).map((column) => `"${column}"`);
    const { name } = tables[kind];
    const select = `SELECT ${columns.join(', ')} FROM ${name} ORDER BY authority, child, key, known_from`;
    for await (const page of at.pages(select)) for (const values of page) rows.add(JSON.stringify([name, values]));
  }
  return rows.digest();
}
