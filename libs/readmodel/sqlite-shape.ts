import type { Database } from './database.ts';
import { shapeOfTables } from './tables.ts';

/** Whether the file's tables are those of this version. A file without any is of no shape. */
export function isOfThisShape(database: Database): boolean {
  const found = database.prepare('PRAGMA user_version').get() as { readonly user_version: number };
  return found.user_version === stamp();
}

/** Says in the file of which shape its tables are. */
export function stampShape(database: Database): void {
  database.exec(`PRAGMA user_version = ${String(stamp())}`);
}

/** As much of the digest of the shape as a file's header has room for. */
function stamp(): number {
  return Number.parseInt(shapeOfTables().slice(0, 7), 16) + 1;
}
