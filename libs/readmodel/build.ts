import { rmSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { rowKinds, startKnowledge } from '#measures';
import { decodeFact, journeyPrefix, UndecodableFact, type DecodedFact, type Store } from '#store';
import type { Timescales } from '#timescales';
import { bulkInsert } from './bulk-insert.ts';
import { openForBuilding, type Database } from './database.ts';
import { kept, keptColumns, recordedColumns, recordedFrom } from './kept-facts.ts';
import { writeProjection } from './projection.ts';
import { readingDigest } from './reading-digest.ts';
import { createIndexes, createTables, sqlColumns, stored, tables } from './tables.ts';

/** How far a build has come. Reading takes the most of it. */
export interface BuildProgress {
  readonly stage: 'reading' | 'folding' | 'indexing';
  readonly facts: number;
}

export interface Building {
  readonly store: Pick<Store, 'follow' | 'identity'>;
  /** The file to make. What is there is removed. */
  readonly file: string;
  readonly timescales: Timescales;
  readonly now: () => number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BuildProgress) => void;
}

export interface Built {
  readonly facts: number;
  readonly position: number | null;
  /** The fact that could not be read: the rows are of all before it, and of none after. */
  readonly stoppedBy: UndecodableFact | undefined;
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
    database.exec(createTables());
    const spooled = await spool(database, building);
    signal?.throwIfAborted();
    await foldAll(database, building, spooled);
    return spooled;
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
      recorded_at INTEGER, recorded_by TEXT, position INTEGER)`,
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

async function foldAll(database: Database, building: Building, spooled: Spooled): Promise<void> {
  const { timescales, onProgress, now, signal } = building;
  database.exec('BEGIN');
  database.exec(
    `INSERT INTO main.facts (${keptColumns}, known_from)
     SELECT ${keptColumns}, max(recorded_at) OVER (PARTITION BY authority, child ORDER BY revision)
     FROM spool.facts ORDER BY authority, child, revision`,
  );
  const select = database.prepare(
    `SELECT authority, child, ${recordedColumns} FROM main.facts ORDER BY authority, child, revision`,
  );
  select.setReturnArrays(true);
  const rows = new Map(rowKinds.map((kind) => [kind, bulkInsert(database, tables[kind].name, sqlColumns(kind))]));
  let of = { authority: '', child: '' };
  let knowledge = startKnowledge(timescales);
  let folded = 0;
  const finish = (): void => {
    for (const version of knowledge.versions()) {
      rows.get(version.row.kind)?.add(stored(of.authority, of.child, version));
    }
  };
  for (const values of select.iterate() as IterableIterator<readonly unknown[]>) {
    const [authority, child] = values as readonly string[];
    if (authority !== of.authority || child !== of.child) {
      finish();
      of = { authority: String(authority), child: String(child) };
      knowledge = startKnowledge(timescales);
    }
    knowledge.learn(recordedFrom(values.slice(2)));
    folded += 1;
    if (folded % 20_000 !== 0) continue;
    onProgress?.({ stage: 'folding', facts: folded });
    await setImmediate();
    signal?.throwIfAborted();
  }
  finish();
  for (const table of rows.values()) table.flush();
  onProgress?.({ stage: 'indexing', facts: folded });
  database.exec(createIndexes());
  writeProjection(database, {
    store: spooled.identity,
    reading: readingDigest(timescales),
    position: spooled.position,
    knownAt: spooled.knownAt,
    facts: spooled.facts,
    state: spooled.stoppedBy === undefined ? 'running' : 'stopped',
    error: spooled.stoppedBy?.message ?? null,
    updated: now(),
  });
  database.exec('COMMIT');
}

function spoolOf(file: string): string {
  return `${file}.spool`;
}
