import { rmSync } from 'node:fs';
import { rowKinds } from '#measures';
import { decodeFact, journeyPrefix, UndecodableFact, type DecodedFact, type Store } from '#store';
import type { Rulebook } from '#timescales';
import { bulkInsert } from './bulk-insert.ts';
import { openForBuilding, type Database } from './database.ts';
import type { FactNotJoined } from './errors.ts';
import { foldKept, type Amiss, type BuildProgress } from './fold-kept.ts';
import { kept, keptColumns } from './kept-facts.ts';
import { writeProjection } from './projection.ts';
import { sqlite } from './dialect.ts';
import { stampShape } from './sqlite-shape.ts';
import { statementsOf } from './sqlite-writing.ts';
import { readingDigest } from './reading-digest.ts';
import { createIndexes, createTables, tables } from './tables.ts';

export type { BuildProgress };

export interface Building {
  readonly store: Pick<Store, 'follow' | 'identity'>;
  /** The file to make. What is there is removed. */
  readonly file: string;
  readonly rules: Rulebook;
  readonly now: () => number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BuildProgress) => void;
}

export interface Built {
  readonly facts: number;
  readonly position: number | null;
  /** The fact that could not be read or joined: the rows are of all before it, and of none after. */
  readonly stoppedBy: UndecodableFact | FactNotJoined | undefined;
}

/**
 * Makes a read model of everything in the store, from zero, in a file of its own. The facts are read once in the
 * store's order and spooled; sorted by child, they are folded child by child, so that memory does not grow with the
 * store and every table is written in the order of its key; the indexes come last.
 */
export async function buildReadModel(building: Building): Promise<Built> {
  const { file, signal } = building;
  removeModel(file);
  const database = openForBuilding(file);
  try {
    database.exec(`ATTACH '${spoolOf(file).replaceAll("'", "''")}' AS spool`);
    database.exec('PRAGMA spool.journal_mode = OFF; PRAGMA spool.synchronous = OFF');
    database.exec(createTables(sqlite));
    stampShape(database);
    const spooled = await spool(database, building);
    signal?.throwIfAborted();
    return await foldAll(database, building, spooled);
  } finally {
    database.close();
    rmSync(spoolOf(file), { force: true });
  }
}

/** Removes a read model's file and what SQLite keeps beside it. */
export function removeModel(file: string): void {
  for (const name of [file, `${file}-wal`, `${file}-shm`, `${file}-journal`, spoolOf(file)]) {
    rmSync(name, { force: true });
  }
}

interface Spooled extends Built {
  readonly knownAt: number;
  readonly identity: string;
}

const batchSize = 4096;

async function spool(database: Database, { store, signal, onProgress }: Building): Promise<Spooled> {
  database.exec(
    `CREATE TABLE spool.facts (authority TEXT, child TEXT, revision INTEGER, id TEXT, type TEXT, data TEXT,
      recorded_at INTEGER, recorded_by TEXT, position INTEGER, family TEXT)`,
  );
  const insert = bulkInsert(database, 'spool.facts', keptColumns.split(', '));
  const checkpoint = database.prepare('INSERT INTO main.checkpoints (position, known_at) VALUES (?, ?)');
  const identity = await store.identity();
  let facts = 0;
  let position: number | null = null;
  let knownAt = 0;
  let stoppedBy: UndecodableFact | undefined;

  function take(decoded: DecodedFact): void {
    insert.add(kept(decoded));
    facts += 1;
    ({ position } = decoded.stored);
    if (decoded.fact.recordedAt <= knownAt) return;
    knownAt = decoded.fact.recordedAt;
    checkpoint.run(position, knownAt);
  }

  const ended = signal ?? new AbortController().signal;
  for await (const batch of store.follow({ prefixes: [journeyPrefix], after: null, signal: ended, batchSize })) {
    database.exec('BEGIN');
    for (const stored of batch.events) {
      const decoded = decoded_(stored);
      if (decoded instanceof UndecodableFact) {
        stoppedBy = decoded;
        break;
      }
      take(decoded);
    }
    insert.flush();
    database.exec('COMMIT');
    onProgress?.({ stage: 'reading', facts });
    if (stoppedBy !== undefined) break;
    ({ position } = batch);
    if (batch.live) break;
  }
  return { facts, position, knownAt, identity, stoppedBy };
}

function decoded_(stored: Parameters<typeof decodeFact>[0]): DecodedFact | UndecodableFact {
  try {
    return decodeFact(stored);
  } catch (error) {
    if (error instanceof UndecodableFact) return error;
    throw error;
  }
}

/** Folds what was spooled. Where a fact cannot be joined, what comes before it in the store is folded again alone. */
async function foldAll(database: Database, building: Building, spooled: Spooled): Promise<Built> {
  const { rules, onProgress, now } = building;
  database.exec('BEGIN');
  database.exec(
    `INSERT INTO main.facts (${keptColumns}, known_from)
     SELECT ${keptColumns}, max(recorded_at) OVER (PARTITION BY authority, child ORDER BY revision)
     FROM spool.facts ORDER BY authority, child, revision`,
  );
  const amiss = await foldKept(database, building);
  const built = amiss === undefined ? spooled : cutBefore(database, amiss, spooled);
  if (amiss !== undefined) {
    const again = await foldKept(database, building);
    if (again !== undefined) throw again.error;
  }
  onProgress?.({ stage: 'indexing', facts: built.facts });
  database.exec(createIndexes());
  const { identity, position, knownAt, facts, stoppedBy } = built;
  await writeProjection(statementsOf(database), {
    store: identity,
    reading: readingDigest(rules),
    position,
    knownAt,
    facts,
    state: stoppedBy === undefined ? 'running' : 'stopped',
    error: stoppedBy?.message ?? null,
    updated: now(),
    progress: null,
  });
  database.exec('COMMIT');
  return built;
}

/** Takes away that fact, all that was recorded after it, and the rows. */
function cutBefore(database: Database, { position, error }: Amiss, spooled: Spooled): Spooled {
  for (const kind of rowKinds) database.exec(`DELETE FROM main.${tables[kind].name}`);
  database.prepare('DELETE FROM main.facts WHERE position >= ?').run(position);
  database.prepare('DELETE FROM main.checkpoints WHERE position >= ?').run(position);
  const left = database
    .prepare('SELECT count(*) AS facts, max(position) AS position, max(known_from) AS known_at FROM main.facts')
    .get() as { readonly facts: number; readonly position: number | null; readonly known_at: number | null };
  const { facts, position: reached, known_at: knownAt } = left;
  return { ...spooled, facts, position: reached, knownAt: knownAt ?? 0, stoppedBy: error };
}

function spoolOf(file: string): string {
  return `${file}.spool`;
}
