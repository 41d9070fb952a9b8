export { postgresAddress, type PostgresAddress } from './address.ts';
export { clientConfig, openClient } from './client.ts';
export { isMissing, whyAway } from './away.ts';
