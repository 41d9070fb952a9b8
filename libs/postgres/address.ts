/** Where in a PostgreSQL server something of Waymark's is kept. */
export interface PostgresAddress {
  /** As the driver takes it, with the password. Never shown. */
  readonly connection: string;
  /** `?schema=`, or the one that is usual for what is kept there. */
  readonly schema: string;
  /** Host, port and database: what messages may name. */
  readonly shown: string;
  readonly user: string;
}

/**
 * Reads `postgres://user:password@host:5432/database`, or says in a sentence what is wrong with it. No part that may be a
 * password is in what it says.
 */
export function postgresAddress(url: string, usualSchema: string): PostgresAddress | string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const database = decodeURIComponent(parsed?.pathname.slice(1) ?? '');
  if (parsed === undefined) return 'It begins with "postgres:" and is no URL after that.';
  if (database === '') return 'It names no database.';
  const schema = parsed.searchParams.get('schema') ?? usualSchema;
  parsed.searchParams.delete('schema');
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(schema)) {
    return 'Its schema must be of small letters, digits and _, at most 40 of them.';
  }
  const host = parsed.searchParams.get('host') ?? parsed.hostname;
  const port = parsed.port === '' ? '5432' : parsed.port;
  return {
    connection: parsed.href,
    schema,
    shown: `${host === '' ? 'localhost' : host}:${port}/${database}`,
    user: decodeURIComponent(parsed.username),
  };
}
