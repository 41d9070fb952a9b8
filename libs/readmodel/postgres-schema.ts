import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { postgres } from './dialect.ts';
import { createViews } from './analyst-views.ts';
import { createIndexes, createTables, shapeOfTables } from './tables.ts';

/*
 * Rows live in a schema of their own, `waymark_rows_…`; `waymark.served` names the one that is served, and the views that
 * analysts use are in `waymark`. A rebuild makes another schema of rows and then changes the name: readers in the middle
 * of a moment go on with the rows they began with (docs/adr/13).
 */

/** Makes what is not there yet: the schema, the table that names the rows served, and rows to begin with. */
export async function ensureRows(client: pg.ClientBase, schema: string): Promise<void> {
  const shape = shapeOfTables();
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`${schema} is being made`]);
    if (!(await isThere(client, `${schema}.served`))) {
      const found = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
      if (found.rowCount === 0) await client.query(`CREATE SCHEMA ${schema}`);
      await client.query(
        `CREATE TABLE ${schema}.served (name TEXT PRIMARY KEY, rows_schema TEXT NOT NULL, shape TEXT NOT NULL)`,
      );
    }
    const served = await client.query<{ shape: string; rows_schema: string }>(
      `SELECT shape, rows_schema FROM ${schema}.served`,
    );
    if (served.rows[0]?.shape !== shape) {
      const made = newRowsSchema(schema);
      await client.query(`CREATE SCHEMA ${made}; SET LOCAL search_path TO ${made}; ${createTables(postgres)};
        ${createIndexes()}`);
      await serve(client, schema, made);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

export function newRowsSchema(schema: string): string {
  return `${schema}_rows_${randomBytes(4).toString('hex')}`;
}

/** The schema of the rows served, held for this transaction alone: neither another writer nor a swap comes between. */
export async function servedForUpdate(client: pg.ClientBase, schema: string): Promise<string> {
  const { rows } = await client.query<{ rows_schema: string }>(
    `SELECT rows_schema FROM ${schema}.served WHERE name = 'performance' FOR UPDATE`,
  );
  return rows[0]?.rows_schema ?? '';
}

/** Names these rows as those served, and turns the analysts' views to them, within the transaction at hand. */
export async function serve(client: pg.ClientBase, schema: string, rows: string): Promise<void> {
  await createViews(client, schema, rows);
  await client.query(
    `INSERT INTO ${schema}.served (name, rows_schema, shape) VALUES ('performance', $1, $2)
     ON CONFLICT (name) DO UPDATE SET rows_schema = excluded.rows_schema, shape = excluded.shape`,
    [rows, shapeOfTables()],
  );
  await grantReaders(client, schema, rows);
}

/** Whoever may use the schema may read what is in it and the rows behind it. Rows made anew are theirs to read too. */
async function grantReaders(client: pg.ClientBase, schema: string, rows: string): Promise<void> {
  const readers = await client.query<{ reader: string }>(
    `SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(acl.grantee)) END AS reader
     FROM pg_namespace AS n, aclexplode(n.nspacl) AS acl
     WHERE n.nspname = $1 AND acl.privilege_type = 'USAGE' AND acl.grantee <> n.nspowner`,
    [schema],
  );
  for (const { reader } of readers.rows) {
    await client.query(`GRANT USAGE ON SCHEMA ${rows} TO ${reader}`);
    await client.query(`GRANT SELECT ON ALL TABLES IN SCHEMA ${rows}, ${schema} TO ${reader}`);
  }
}

/**
 * Drops rows no longer served and those of builds that were killed: a build under way holds a lock of its name. Waits for
 * readers in the middle of a moment, and leaves to the next time what is read for longer.
 */
export async function dropUnserved(client: pg.ClientBase, schema: string): Promise<void> {
  for (const rows of await unserved(client, schema)) {
    if (!(await holdBuild(client, rows))) continue;
    try {
      await client.query(`BEGIN; SET LOCAL lock_timeout = '10s'`);
      if (await isThere(client, `${rows}.projection`))
        await client.query(`LOCK TABLE ${rows}.projection IN ACCESS EXCLUSIVE MODE`);
      await client.query(`DROP SCHEMA IF EXISTS ${rows} CASCADE; COMMIT`);
    } catch (error) {
      await client.query('ROLLBACK');
      if ((error as { readonly code?: unknown }).code !== lockNotHad) throw error;
    } finally {
      await client.query('SELECT pg_advisory_unlock(hashtext($1))', [rows]);
    }
  }
}

/** Of the locks that were waited for as long as it was allowed. */
export const lockNotHad = '55P03';

/** Holds, for as long as the connection lasts, that these rows are being made; false where another does. */
export async function holdBuild(client: pg.ClientBase, rows: string): Promise<boolean> {
  const { rows: held } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock(hashtext($1)) AS held', [
    rows,
  ]);
  return held[0]?.held === true;
}

/** Whether somebody makes rows of this schema now. */
export async function isBuildHeld(client: pg.ClientBase, schema: string): Promise<boolean> {
  for (const rows of await unserved(client, schema)) {
    if (!(await holdBuild(client, rows))) return true;
    await client.query('SELECT pg_advisory_unlock(hashtext($1))', [rows]);
  }
  return false;
}

async function isThere(client: pg.ClientBase, table: string): Promise<boolean> {
  const { rows } = await client.query<{ is: boolean }>('SELECT to_regclass($1) IS NOT NULL AS is', [table]);
  return rows[0]?.is === true;
}

async function unserved(client: pg.ClientBase, schema: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace
     WHERE starts_with(nspname, $1) AND NOT EXISTS (SELECT 1 FROM ${schema}.served WHERE rows_schema = nspname)`,
    [`${schema}_rows_`],
  );
  return rows.map(({ name }) => name);
}
