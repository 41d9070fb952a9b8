import { backup } from '@photostructure/sqlite';
import { rmSync } from 'node:fs';
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
import { createIndexes, createTables, factKey, rowKey, sqlColumns, tables } from './tables.ts';

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
      const database = openForBuilding(whole);
      try {
        gather(
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

/** Puts what the workers wrote in the order of its key: SQLite sorts it, and then every page is written once. */
function gather(database: Database, parts: readonly string[]): void {
  database.exec('PRAGMA threads = 2');
  database.exec(createTables(sqlite));
  for (const [index, part] of parts.entries()) {
    database.exec(`ATTACH '${part.replaceAll("'", "''")}' AS part${String(index)}`);
    database.exec(`PRAGMA part${String(index)}.locking_mode = EXCLUSIVE`);
  }
  database.exec('BEGIN');
  const all = (table: string, columns: readonly string[], key: string): void => {
    const listed = columns.map((column) => `"${column}"`).join(', ');
    const from = parts.map((_, index) => `SELECT ${listed} FROM part${String(index)}.${table}`).join(' UNION ALL ');
    database.exec(`INSERT INTO main.${table} (${listed}) SELECT * FROM (${from}) ORDER BY ${key}`);
  };
  for (const kind of rowKinds) all(tables[kind].name, sqlColumns(kind), rowKey);
  all('facts', [...keptColumns.split(', '), 'known_from'], factKey);
  all('unjudged', ['authority', 'child'], 'authority, child');
  database.exec('COMMIT');
  for (const index of parts.keys()) database.exec(`DETACH part${String(index)}`);
}

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
