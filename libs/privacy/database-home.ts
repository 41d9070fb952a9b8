import type pg from 'pg';
import type { ChildOf } from './child-key.ts';
import type { KeyDatabase } from './key-database.ts';
import { isNamed, type Found, type KeptKey, type KeyHome, type WrapNew } from './key-home.ts';
import { inRounds } from './rounds.ts';

/**
 * Keys in PostgreSQL, for services on several machines. What can be read there is on disk, for a commit is seen by nobody
 * before it is. All that is asked for at once is answered by one statement.
 */
export function databaseHome(db: KeyDatabase): KeyHome {
  const { schema } = db;
  const find = inRounds(async (asked: readonly (readonly ChildOf[])[]) => {
    const children = asked.flat();
    const rows = await db.ask<KeyRow>(findQuery(schema, children));
    return asked.map((each) => foundIn(rows, each));
  });
  return {
    find,
    make: (children, wrap) => db.atomically((client) => make(client, schema, children, wrap)),
    renew: (of, wrap, above) =>
      db.atomically(async (client) => {
        const { master } = await lock(client, schema, 'UPDATE');
        const { keys } = foundIn((await client.query<KeyRow>(findQuery(schema, [of]))).rows, [of]);
        const version = Math.max(keys[0]?.at(-1)?.version ?? 0, above) + 1;
        await add(client, schema, [{ ...of, version, wrapped: wrap(master, of, version) }]);
        await client.query(`UPDATE ${schema}.key_store SET changes = changes + 1`);
        return version;
      }),
    blank: (of, upTo) => db.atomically((client) => blank(client, schema, of, upTo)),
    sweep: () => sweep(db),
    rewrap: (old, by) =>
      db.atomicallyForLong(async (client) => {
        const master = (await lock(client, schema, 'UPDATE')).master || old;
        const { name, again } = by(master);
        const keys = await rewrapAll(client, schema, again);
        const { rows } = await client.query<{ n: number }>(
          `SELECT count(*) AS n FROM ${schema}.erasures WHERE master = $1`,
          [old],
        );
        if (name !== master) {
          await client.query(`UPDATE ${schema}.key_store SET master = $1, changes = changes + 1`, [name]);
        }
        return { keys, completed: rows[0]?.n ?? 0 };
      }),
    masterAtErasure: async ({ authority, child }) => {
      const text = `SELECT master FROM ${schema}.erasures WHERE authority = $1 AND child = $2`;
      return (await db.ask<{ master: string }>({ text, values: [authority, child] }))[0]?.master;
    },
    masterNamed: (name) => namedOnce(db, 'master', name),
    storeNamed: (name) => namedOnce(db, 'store', name),
    close: () => db.close(),
  };
}

interface KeyRow {
  readonly master: string | null;
  readonly changes: number;
  readonly authority: string | null;
  readonly child: string;
  readonly version: number;
  readonly wrapped: Buffer | null;
}

/** One statement, and so one moment: the row of the store, with each key there is of these children. */
function findQuery(schema: string, children: readonly ChildOf[]): pg.QueryConfig {
  return {
    name: 'find keys',
    text: `
      SELECT s.master, s.changes, k.authority, k.child, k.version, CASE WHEN k.erased THEN NULL ELSE k.wrapped END AS wrapped
      FROM ${schema}.key_store s
      LEFT JOIN (
        SELECT * FROM (SELECT DISTINCT * FROM unnest($1::text[], $2::text[])) AS asked (authority, child)
        JOIN ${schema}.child_keys USING (authority, child)
      ) k ON true
      ORDER BY k.version`,
    values: [children.map(({ authority }) => authority), children.map(({ child }) => child)],
  };
}

function foundIn(rows: readonly KeyRow[], children: readonly ChildOf[]): Found {
  const kept = new Map<string, KeptKey[]>();
  for (const { authority, child, version, wrapped } of rows) {
    if (authority === null) continue;
    const name = nameOf({ authority, child });
    kept.set(name, [...(kept.get(name) ?? []), { version, wrapped }]);
  }
  const [first] = rows;
  return {
    keys: children.map((of) => kept.get(nameOf(of)) ?? []),
    master: first?.master ?? '',
    changes: first?.changes ?? 0,
    isDurable: true,
  };
}

/**
 * Two who make a child's first key at once come to the same row: the second waits for the first, writes nothing, and finds
 * that key. They go through their children in one order, and so never wait for one another.
 */
async function make(
  client: pg.ClientBase,
  schema: string,
  children: readonly ChildOf[],
  wrap: WrapNew,
): Promise<Found> {
  // Shared with others who make keys: no key is wrapped by a master key that was rotated away meanwhile.
  const { master } = await lock(client, schema, 'SHARE');
  const each = [...new Map(children.map((of) => [nameOf(of), of])).values()].sort(inOrder);
  const there = foundIn((await client.query<KeyRow>(findQuery(schema, each))).rows, each);
  const lacking = each.flatMap((of, index) => {
    const newest = there.keys[index]?.at(-1);
    if (newest !== undefined && newest.wrapped !== null) return [];
    const version = (newest?.version ?? 0) + 1;
    return [{ ...of, version, wrapped: wrap(master, of, version) }];
  });
  await add(client, schema, lacking);
  return foundIn((await client.query<KeyRow>(findQuery(schema, each))).rows, children);
}

type NewKey = ChildOf & { readonly version: number; readonly wrapped: Buffer };

async function add(client: pg.ClientBase, schema: string, keys: readonly NewKey[]): Promise<void> {
  if (keys.length === 0) return;
  await client.query(
    `INSERT INTO ${schema}.child_keys (authority, child, version, wrapped)
     SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::bytea[]) ON CONFLICT (authority, child, version) DO NOTHING`,
    [
      keys.map(({ authority }) => authority),
      keys.map(({ child }) => child),
      keys.map(({ version }) => version),
      keys.map(({ wrapped }) => wrapped),
    ],
  );
}

async function blank(
  client: pg.ClientBase,
  schema: string,
  { authority, child }: ChildOf,
  upTo: number,
): Promise<number> {
  const { master, changes } = await lock(client, schema, 'UPDATE');
  const { rowCount } = await client.query(
    `UPDATE ${schema}.child_keys SET erased = true, wrapped = decode(repeat('00', length(wrapped)), 'hex')
     WHERE authority = $1 AND child = $2 AND NOT erased AND version <= $3::bigint`,
    [authority, child, upTo],
  );
  if (isNamed(upTo))
    await client.query(
      `INSERT INTO ${schema}.child_keys (authority, child, version, erased, wrapped) VALUES ($1, $2, $3, true, '')
       ON CONFLICT (authority, child, version) DO NOTHING`,
      [authority, child, upTo],
    );
  if (rowCount === null || rowCount === 0) {
    // Nothing was written over, so there is nothing to sweep.
    if (isNamed(upTo))
      await client.query(
        `INSERT INTO ${schema}.erasures (authority, child, master, change) VALUES ($1, $2, $3, 0)
         ON CONFLICT (authority, child) DO NOTHING`,
        [authority, child, master],
      );
    return 0;
  }
  await client.query(
    `INSERT INTO ${schema}.erasures (authority, child, master, change) VALUES ($1, $2, $3, $4)
     ON CONFLICT (authority, child) DO UPDATE SET master = excluded.master, change = excluded.change`,
    [authority, child, master, changes + 1],
  );
  await client.query(`UPDATE ${schema}.key_store SET changes = changes + 1`);
  return rowCount;
}

/** Whoever changes keys takes this lock first of all. */
async function lock(
  client: pg.ClientBase,
  schema: string,
  how: 'SHARE' | 'UPDATE',
): Promise<{ readonly master: string; readonly changes: number }> {
  const { rows } = await client.query<{ master: string | null; changes: number }>(
    `SELECT master, changes FROM ${schema}.key_store FOR ${how}`,
  );
  return { master: rows[0]?.master ?? '', changes: rows[0]?.changes ?? 0 };
}

/**
 * PostgreSQL leaves the row that an erasure wrote over where it was. Writing the table anew takes it out of the files of the
 * table; a second look then counts what a transaction that began before keeps even so. What went into the log of the
 * server, its archives and its replicas stays there until they are recycled: nothing here reaches it.
 */
function sweep(db: KeyDatabase): Promise<boolean> {
  const { schema } = db;
  return db.apart(async (client) => {
    const { rows: due } = await client.query<{ changes: number }>(
      `SELECT changes FROM ${schema}.key_store s
       WHERE EXISTS (SELECT FROM ${schema}.erasures e WHERE e.change > s.swept)`,
    );
    const upTo = due[0]?.changes;
    if (upTo === undefined) return true;
    try {
      await client.query(`VACUUM FULL ${schema}.child_keys`);
      await client.query(`VACUUM ${schema}.child_keys`);
    } catch (error) {
      if ((error as { readonly code?: unknown }).code === lockNotToBeHad) return false;
      throw error;
    }
    const { rows } = await client.query<{ dead: number }>('SELECT pg_stat_get_dead_tuples($1::regclass) AS dead', [
      `${schema}.child_keys`,
    ]);
    if (rows[0]?.dead !== 0) return false;
    await client.query(`UPDATE ${schema}.key_store SET swept = greatest(swept, $1)`, [upTo]);
    return true;
  });
}

const lockNotToBeHad = '55P03';

async function rewrapAll(
  client: pg.ClientBase,
  schema: string,
  again: (of: ChildOf, version: number, wrapped: Buffer) => Buffer,
): Promise<number> {
  let [count, after] = [0, 0];
  for (;;) {
    const { rows } = await client.query<ChildOf & { number: number; version: number; wrapped: Buffer }>(
      `SELECT number, authority, child, version, wrapped FROM ${schema}.child_keys
       WHERE NOT erased AND number > $1 ORDER BY number LIMIT 1000`,
      [after],
    );
    if (rows.length === 0) return count;
    const rewrapped = rows
      .map(({ number, version, wrapped, ...of }) => ({ number, wrapped, anew: again(of, version, wrapped) }))
      .filter(({ wrapped, anew }) => !anew.equals(wrapped));
    await client.query(
      `UPDATE ${schema}.child_keys k SET wrapped = n.wrapped
       FROM unnest($1::bigint[], $2::bytea[]) AS n (number, wrapped) WHERE k.number = n.number`,
      [rewrapped.map(({ number }) => number), rewrapped.map(({ anew }) => anew)],
    );
    count += rows.length;
    after = rows.at(-1)?.number ?? after;
  }
}

/** Writes a name where there is none yet, and answers the one that is there. */
async function namedOnce(db: KeyDatabase, which: 'master' | 'store', name: string): Promise<string> {
  const table = `${db.schema}.key_store`;
  const there = await db.ask<{ name: string | null }>({ text: `SELECT ${which} AS name FROM ${table}` });
  const found = there[0]?.name;
  if (found !== undefined && found !== null) return found;
  return db.atomically(async (client) => {
    await client.query(`UPDATE ${table} SET ${which} = $1 WHERE ${which} IS NULL`, [name]);
    const { rows } = await client.query<{ name: string }>(`SELECT ${which} AS name FROM ${table}`);
    return rows[0]?.name ?? name;
  });
}

function nameOf({ authority, child }: ChildOf): string {
  return `${authority}|${child}`;
}

function inOrder(a: ChildOf, b: ChildOf): number {
  return nameOf(a) < nameOf(b) ? -1 : 1;
}
