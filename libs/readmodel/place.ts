import { fileURLToPath } from 'node:url';

/** Where READMODEL_URL says that rows are kept. */
export type Place = SqlitePlace | PostgresPlace;

export interface SqlitePlace {
  readonly kind: 'sqlite';
  readonly file: string;
}

export interface PostgresPlace {
  readonly kind: 'postgres';
  /** As the driver takes it, with the password. Never shown. */
  readonly connection: string;
  /** The schema that analysts look into: `?schema=`, or `waymark`. */
  readonly schema: string;
  /** Host, port and database: what messages may name. */
  readonly shown: string;
  readonly user: string;
}

/** Reads READMODEL_URL: a path, a file: URL, or a postgres: URL. Throws `UnusableReadModelUrl` for anything else. */
export function placeOf(url: string): Place {
  if (/^postgres(ql)?:/i.test(url)) return postgresPlace(url);
  if (url.startsWith('file:')) return { kind: 'sqlite', file: fileURLToPath(url) };
  if (url === '') throw new UnusableReadModelUrl('It is empty.');
  const scheme = /^[a-z][a-z0-9+.-]+:/i.exec(url)?.[0];
  if (scheme !== undefined) throw new UnusableReadModelUrl(`It begins with "${scheme}".`);
  return { kind: 'sqlite', file: url };
}

function postgresPlace(url: string): PostgresPlace {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const database = decodeURIComponent(parsed?.pathname.slice(1) ?? '');
  if (parsed === undefined) throw new UnusableReadModelUrl('It begins with "postgres:" and is no URL after that.');
  if (database === '') throw new UnusableReadModelUrl('It names no database.');
  const schema = parsed.searchParams.get('schema') ?? 'waymark';
  parsed.searchParams.delete('schema');
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(schema)) {
    throw new UnusableReadModelUrl('Its schema must be of small letters, digits and _, at most 40 of them.');
  }
  const host = parsed.searchParams.get('host') ?? parsed.hostname;
  const port = parsed.port === '' ? '5432' : parsed.port;
  return {
    kind: 'postgres',
    connection: parsed.href,
    schema,
    shown: `${host === '' ? 'localhost' : host}:${port}/${database}`,
    user: decodeURIComponent(parsed.username),
  };
}

/** READMODEL_URL names nothing this version can keep its rows in. Shows no part of it that may be a password. */
export class UnusableReadModelUrl extends Error {
  constructor(fault: string) {
    super(
      `READMODEL_URL cannot be used. ${fault} Give the path of an SQLite file, such as .waymark/readmodel.db, or ` +
        'postgres://user:password@host:5432/database.',
    );
    this.name = 'UnusableReadModelUrl';
  }
}
