import { DatabaseSync } from '@photostructure/sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { noPostgres, startPostgres, type PostgresServer } from './postgres.ts';

/** A kind of database that rows are kept in, as a test is given it. */
export interface RowsKept {
  readonly kind: 'SQLite' | 'PostgreSQL';
  /** READMODEL_URL of rows that nobody has made yet. */
  readonly fresh: () => string;
  /** Asks the database itself. Tables are named as they are, whichever schema they are in. */
  readonly ask: (url: string, query: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** How often a property is tried: making tables costs PostgreSQL ten times what it costs SQLite. */
  readonly runs: (inSqlite: number) => number;
}

let folder: string | undefined;
let server: Promise<PostgresServer> | undefined;
let files = 0;
let isTidied = false;

/**
 * The same tests for each database that rows may be kept in. Where there is no PostgreSQL, its tests are skipped, and their
 * title says why.
 */
export function inEachDatabase(name: string, tests: (rows: RowsKept) => void): void {
  if (!isTidied) {
    isTidied = true;
    afterAll(async () => {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      await (await server)?.stop();
    });
  }
  describe(`${name}, in SQLite`, () => {
    tests({ kind: 'SQLite', fresh: freshFile, ask: askFile, runs: (runs) => runs });
  });
  const missing = noPostgres();
  (missing === undefined ? describe : describe.skip)(`${name}, in PostgreSQL${missing ? ` (${missing})` : ''}`, () => {
    let started: PostgresServer | undefined;
    beforeAll(async () => {
      started = await (server ??= startPostgres());
    }, 120_000);
    const running = (): PostgresServer => {
      if (started === undefined) throw new Error('PostgreSQL is asked for before it was started.');
      return started;
    };
    tests({
      kind: 'PostgreSQL',
      fresh: () => running().fresh(),
      ask: async (url, query) => {
        const schema = new URL(url).searchParams.get('schema') ?? 'waymark';
        const [served] = await running().sql(`SELECT rows_schema FROM ${schema}.served`);
        return running().sql(`SET search_path TO ${String(served?.['rows_schema'])}; ${query}`);
      },
      runs: (runs) => Math.ceil(runs / 8),
    });
  });
}

/** Runs one statement in the file, or the schema, of this URL, as whoever has all rights there. */
export async function askIn(url: string, query: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  if (!url.startsWith('postgres')) {
    const database = new DatabaseSync(url);
    try {
      return database.prepare(query).all() as Record<string, unknown>[];
    } finally {
      database.close();
    }
  }
  const address = new URL(url);
  const schema = address.searchParams.get('schema') ?? 'public';
  address.searchParams.delete('schema');
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  try {
    await client.query(`SET search_path TO ${schema}`);
    return (await client.query<Record<string, unknown>>(query)).rows;
  } finally {
    await client.end();
  }
}

function freshFile(): string {
  folder ??= mkdtempSync(path.join(tmpdir(), 'waymark-readmodel-'));
  return path.join(folder, `readmodel-${String((files += 1))}.db`);
}

async function askFile(url: string, query: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const database = new DatabaseSync(url, { readOnly: true });
  try {
    return database.prepare(query).all() as Record<string, unknown>[];
  } finally {
    database.close();
  }
}
