import { whyAway } from '#postgres';
import { ReadModelAway } from './errors.ts';
import type { PostgresPlace } from './place.ts';

/**
 * What the driver threw, as whoever runs Waymark can act on it. What a row is to blame for, and what is no error of the
 * database, is left as it is. No message of the server or of this holds the password.
 */
export function postgresError(error: unknown, place: PostgresPlace): unknown {
  if (error instanceof ReadModelAway) return error;
  const rights =
    'The worker needs CREATE on the database and owns what it makes; a service that reads needs USAGE on the schema ' +
    `"${place.schema}": see docs/generated/readmodel.md.`;
  const says = whyAway(error, place, { name: 'READMODEL_URL', rights });
  return says === undefined ? error : new ReadModelAway(says, error);
}
