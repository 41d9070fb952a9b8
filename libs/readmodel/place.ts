import { fileURLToPath } from 'node:url';
import { postgresAddress, type PostgresAddress } from '#postgres';

/** Where READMODEL_URL says that rows are kept. */
export type Place = SqlitePlace | PostgresPlace;

export interface SqlitePlace {
  readonly kind: 'sqlite';
  readonly file: string;
}

/** Its schema is the one analysts look into: `?schema=`, or `waymark`. */
export interface PostgresPlace extends PostgresAddress {
  readonly kind: 'postgres';
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
  const address = postgresAddress(url, 'waymark');
  if (typeof address === 'string') throw new UnusableReadModelUrl(address);
  return { kind: 'postgres', ...address };
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
