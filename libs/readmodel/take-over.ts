import { rowKinds } from '#measures';
import type { Database } from './database.ts';
import { keptColumns } from './kept-facts.ts';
import { sqlColumns, tables } from './tables.ts';

/** Each table that is filled while facts are folded, with the columns its rows are given with. */
export const filledTables: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ...rowKinds.map((kind) => [tables[kind].name, sqlColumns(kind)] as const),
  ['facts', [...keptColumns.split(', '), 'known_from']],
  ['unjudged', ['authority', 'child']],
];

/** Adds to the rows there are those of another file with the same tables. */
export function takeOver(database: Database, other: string): void {
  database.exec(`ATTACH '${other.replaceAll("'", "''")}' AS other`);
  database.exec('PRAGMA other.locking_mode = EXCLUSIVE; BEGIN');
  for (const [table, columns] of filledTables) {
    const listed = columns.map((column) => `"${column}"`).join(', ');
    database.exec(`INSERT INTO main.${table} (${listed}) SELECT ${listed} FROM other.${table}`);
  }
  database.exec('COMMIT; DETACH other');
}
