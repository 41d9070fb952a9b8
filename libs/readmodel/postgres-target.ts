import { rmSync } from 'node:fs';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { rowKinds } from '#measures';
import { makeBuildFolder } from './build-folder.ts';
import type { BuildTarget } from './build-target.ts';
import { postgres, withoutKeys } from './dialect.ts';
import type { PostgresPlace } from './place.ts';
import { openClient } from '#postgres';
import { postgresError } from './postgres-errors.ts';
import {
  dropUnserved,
  ensureRows,
  holdBuild,
  isBuildHeld,
  lockNotHad,
  newRowsSchema,
  serve,
  servedForUpdate,
} from './postgres-schema.ts';
import { copyLine } from './postgres-sink.ts';
import { writeProjection, type ProjectionState } from './projection.ts';
import { statementsOf } from './postgres-writing.ts';
import { reachedIn } from './spooled.ts';
import { createIndexes, createTables, factKey, rowKey, tables } from './tables.ts';

/** A schema beside the one that is served, filled without keys and indexes, which are made when all is there. */
export async function postgresTarget(place: PostgresPlace, url: string, base: string): Promise<BuildTarget> {
  const { schema } = place;
  const rows = newRowsSchema(schema);
  const client = await told(place, () => openClient(place));
  await told(place, async () => {
    await ensureRows(client, schema);
    await holdBuild(client, rows);
    await dropUnserved(client, schema);
    await client.query(`CREATE SCHEMA ${rows}; SET search_path TO ${rows}; SET synchronous_commit = off;
      SET maintenance_work_mem = '128MB'; ${createTables(withoutKeys(postgres))}`);
  });
  const folder = makeBuildFolder(path.join(base, schema));
  let isServed = false;
  return {
    folder,
    place: () => ({ kind: 'postgres', url, rows }),
    emptied: () =>
      told(place, async () => {
        await client.query(`TRUNCATE ${keyed.map(({ table }) => table).join(', ')}, unjudged`);
      }),
    finish: (_, projection) => told(place, () => complete(client, folder, projection)),
    swapIn: () =>
      told(place, async () => {
        await swap(client, schema, rows);
        isServed = true;
        await dropUnserved(client, schema);
      }),
    async discard() {
      rmSync(folder, { recursive: true, force: true });
      // Where the server is away the schema stays for now: the next build finds nobody holding it.
      if (!isServed) await client.query(`DROP SCHEMA IF EXISTS ${rows} CASCADE`).catch(() => undefined);
      await client.end().catch(() => undefined);
    },
  };
}

/** Whether somebody makes the rows of this schema anew. */
export async function isPostgresBuilt(place: PostgresPlace): Promise<boolean> {
  return told(place, async () => {
    const client = await openClient(place);
    try {
      await ensureRows(client, place.schema);
      return await isBuildHeld(client, place.schema);
    } finally {
      await client.end();
    }
  });
}

const keyed: readonly { readonly table: string; readonly key: string }[] = [
  ...rowKinds.map((kind) => ({ table: tables[kind].name, key: rowKey })),
  { table: 'facts', key: factKey },
];

async function complete(client: pg.Client, folder: string, projection: ProjectionState): Promise<void> {
  const into = client.query(copyFrom('COPY checkpoints (position, known_at) FROM STDIN'));
  Readable.from(checkpointLines(folder, projection.position ?? -1)).pipe(into);
  await finished(into);
  for (const { table, key } of keyed) await client.query(`ALTER TABLE ${table} ADD PRIMARY KEY (${key})`);
  for (const statement of createIndexes().split(';\n')) await client.query(statement);
  await writeProjection(statementsOf(client), projection);
  // Without it the first figures would be planned as if every table were empty.
  for (const { table } of keyed) await client.query(`ANALYZE ${table}`);
}

function* checkpointLines(folder: string, last: number): Generator<string> {
  for (const reached of reachedIn(folder)) if (reached[0] <= last) yield copyLine(reached);
}

/** Waits, but never long, for whoever reads the views: those who come meanwhile would wait behind the swap. */
async function swap(client: pg.Client, schema: string, rows: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await client.query(`BEGIN; SET LOCAL lock_timeout = '3s'`);
      await servedForUpdate(client, schema);
      await serve(client, schema, rows);
      await client.query('COMMIT');
      return;
    } catch (error) {
      await client.query('ROLLBACK');
      if ((error as { readonly code?: unknown }).code !== lockNotHad || tries === swapTries) throw error;
    }
  }
}

/** With as many waits of three seconds: two minutes. */
const swapTries = 40;

async function told<T>(place: PostgresPlace, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw postgresError(error, place);
  }
}
