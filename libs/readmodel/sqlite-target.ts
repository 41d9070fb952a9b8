import { backup } from '@photostructure/sqlite';
import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { rowKinds } from '#measures';
import { makeBuildFolder } from './build-folder.ts';
import type { BuildTarget } from './build-target.ts';
import { bulkInsert } from './bulk-insert.ts';
import { openForBuilding, openForReading, openForWriting, type Database } from './database.ts';
import { sqlite } from './dialect.ts';
import { keptColumns } from './kept-facts.ts';
import { writeProjection, type ProjectionState } from './projection.ts';
import { reachedIn } from './spool.ts';
import { stampShape } from './sqlite-shape.ts';
import { statementsOf } from './sqlite-writing.ts';
import { createIndexes, createTables, sqlColumns, tables } from './tables.ts';

/**
 * A file beside the one that is served. When it is whole, SQLite writes its pages over the old in one transaction, so that
 * readers need not notice, and a power cut leaves the one or the other.
 */
export function sqliteTarget(file: string): BuildTarget {
  const folder = makeBuildFolder(file);
  const part = (worker: number): string => path.join(folder, `part-${String(worker)}.db`);
  const whole = path.join(folder, 'whole.db');
  let parts = 0;
  return {
    folder,
    place: (worker) => {
      parts = Math.max(parts, worker + 1);
      return { kind: 'sqlite', file: part(worker) };
    },
    async emptied() {
      for (let worker = 0; worker < parts; worker += 1) rmSync(part(worker), { force: true });
    },
    async finish(workers, projection) {
      if (workers === 1) renameSync(part(0), whole);
      const database = openForBuilding(whole);
      try {
        if (workers > 1)
          merge(
            database,
            Array.from({ length: workers }, (_, worker) => part(worker)),
          );
        await complete(database, folder, projection);
      } finally {
        database.close();
      }
    },
    swapIn: () => writeOver(whole, file),
    async discard() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Each worker's tables are in the order of their key, so that SQLite merges them without sorting. */
function merge(database: Database, parts: readonly string[]): void {
  database.exec(createTables(sqlite));
  for (const [index, part] of parts.entries()) {
    database.exec(`ATTACH '${part.replaceAll("'", "''")}' AS part${String(index)}`);
  }
  database.exec('BEGIN');
  const gather = (table: string, columns: readonly string[], keys: number): void => {
    const listed = columns.map((column) => `"${column}"`).join(', ');
    const all = parts.map((_, index) => `SELECT ${listed} FROM part${String(index)}.${table}`).join(' UNION ALL ');
    const order = columns.slice(0, keys).map((_, index) => String(index + 1));
    database.exec(`INSERT INTO main.${table} (${listed}) ${all} ORDER BY ${order.join(', ')}`);
  };
  for (const kind of rowKinds) gather(tables[kind].name, sqlColumns(kind), keyLength);
  gather('facts', [...keptColumns.split(', '), 'known_from'], 3);
  gather('unjudged', ['authority', 'child'], 2);
  database.exec('COMMIT');
  for (const index of parts.keys()) database.exec(`DETACH part${String(index)}`);
}

/** authority, child, key, known_from. */
const keyLength = 4;

async function complete(database: Database, folder: string, projection: ProjectionState): Promise<void> {
  database.exec('BEGIN');
  const checkpoints = bulkInsert(database, 'checkpoints', ['position', 'known_at']);
  for (const reached of reachedIn(folder)) {
    if (reached[0] <= (projection.position ?? -1)) checkpoints.add(reached);
  }
  checkpoints.flush();
  database.exec(createIndexes());
  await writeProjection(statementsOf(database), projection);
  stampShape(database);
  database.exec('COMMIT');
}

/** Pages written at one go: all of them, so that the swap is not begun again by a write between. */
const everyPage = 1 << 30;

async function writeOver(made: string, file: string): Promise<void> {
  // The file must be in write-ahead mode before it is written over, or readers would be locked out meanwhile.
  const target = openForWriting(file);
  const source = openForReading(made);
  try {
    await backup(source, file, { rate: everyPage });
    target.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    source.close();
    target.close();
  }
}
