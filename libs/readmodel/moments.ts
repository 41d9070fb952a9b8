import { existsSync } from 'node:fs';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { openForReading, type Database } from './database.ts';
import { NoReadModel } from './errors.ts';
import { placeOf, type PostgresPlace } from './place.ts';
import { clientConfig, isMissing } from '#postgres';
import { postgresError } from './postgres-errors.ts';
import { projectionFrom, selectProjection, type ProjectionState } from './projection.ts';
import { kyselyOver } from './sqlite-dialect.ts';
import { oneAtATime } from './statements.ts';

/** A database asked questions of one moment at a time, whatever is written to it meanwhile. */
export interface Moments {
  /** Throws `NoReadModel` before there is one, and `ReadModelAway`. */
  readonly at: <T>(ask: (db: Kysely<unknown>, projection: ProjectionState) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** Throws `UnusableReadModelUrl`. */
export function momentsOf(url: string): Moments {
  const place = placeOf(url);
  return place.kind === 'sqlite' ? sqliteMoments(place.file) : postgresMoments(place);
}

function sqliteMoments(file: string): Moments {
  // One moment at a time: the connection holds one transaction. SQLite answers before it returns, so nothing is lost.
  const inTurn = oneAtATime();
  let open: { readonly database: Database; readonly db: Kysely<unknown> } | undefined;

  function opened(): NonNullable<typeof open> {
    if (open !== undefined) return open;
    if (!existsSync(file)) throw new NoReadModel();
    const database = openForReading(file);
    try {
      database.prepare(selectProjection);
    } catch {
      database.close();
      throw new NoReadModel();
    }
    open = { database, db: kyselyOver(database) };
    return open;
  }

  return {
    at: (ask) =>
      inTurn(async () => {
        const { database, db } = opened();
        database.exec('BEGIN');
        try {
          const projection = await projectionOf(db);
          if (projection === undefined) throw new NoReadModel();
          return await ask(db, projection);
        } finally {
          database.exec('COMMIT');
        }
      }),
    close: () =>
      inTurn(async () => {
        await open?.db.destroy();
        open = undefined;
      }),
  };
}

/** Several moments at once, each a transaction of its own that reads what was served when it began. */
function postgresMoments(place: PostgresPlace): Moments {
  const { schema } = place;
  const pool = new pg.Pool({ ...clientConfig(place), max: moments, query_timeout: answerWithinMs });
  // A connection lost while nobody uses it is taken up again when somebody does.
  pool.on('error', () => undefined);
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });

  const at: Moments['at'] = (ask) =>
    db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (moment) => {
        const { rows } = await sql<{ readonly rows_schema: string }>`
          SELECT rows_schema FROM ${sql.table(`${schema}.served`)} WHERE name = 'performance'`.execute(moment);
        await sql`SET LOCAL search_path TO ${sql.id(rows[0]?.rows_schema ?? schema)}`.execute(moment);
        // Held for as long as the moment lasts: rows that are no longer served wait to be dropped for whoever reads them.
        const projection = await projectionOf(moment);
        if (projection === undefined) throw new NoReadModel();
        try {
          return await ask(moment, projection);
        } catch (error) {
          throw new WhileAsked(error);
        }
      });

  return {
    async at(ask) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await at(ask);
        } catch (error) {
          if (error instanceof WhileAsked) throw postgresError(error.cause, place);
          // Dropped between two statements: the name served is another by now.
          if (isMissing(error) && tries < mostTries) continue;
          throw isMissing(error) ? new NoReadModel() : postgresError(error, place);
        }
      }
    },
    close: () => db.destroy(),
  };
}

/** Moments that may be asked at once: what one process takes of the server's connections. */
const moments = 8;
const answerWithinMs = 30_000;
const mostTries = 3;

/** What went wrong is the question's own, and no reason to ask again. */
class WhileAsked extends Error {
  constructor(cause: unknown) {
    super('A question failed.', { cause });
    this.name = 'WhileAsked';
  }
}

async function projectionOf(db: Kysely<unknown>): Promise<ProjectionState | undefined> {
  const { rows } = await sql.raw<Readonly<Record<string, unknown>>>(selectProjection).execute(db);
  return rows[0] && projectionFrom(Object.values(rows[0]));
}
