import pg from 'pg';
import type { PostgresAddress } from './address.ts';

/** int8 and numeric: instants, positions and counts stay well below 2^53, and averages are no more exact than that. */
const asNumbers: readonly number[] = [20, 1700];

type Read = (value: string) => unknown;

function parserOf(type: number, format?: 'text' | 'binary'): Read {
  const usual = pg.types.getTypeParser as (type: number, format?: 'text' | 'binary') => Read;
  return asNumbers.includes(type) ? Number : usual(type, format);
}

/** How any connection of Waymark's is made: it gives up on a server that does not answer instead of waiting for ever. */
export function clientConfig({ connection }: PostgresAddress): pg.ClientConfig {
  return {
    connectionString: connection,
    types: { getTypeParser: parserOf as pg.CustomTypesConfig['getTypeParser'] },
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: 'waymark',
  };
}

/** A connected client. Its `error` events need a listener once it is kept. */
export async function openClient(address: PostgresAddress, more: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({ ...clientConfig(address), ...more });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
