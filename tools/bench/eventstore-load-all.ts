import { EventStoreDBClient, START } from '@eventstore/db-client';
import { timed } from './journeys.ts';

/**
 * How many journeys' events a second the client reads by itself, of all there are or of the first so many: what whatever is
 * made of them is measured beside.
 */
export async function readAllAlone(url: string, facts: number, most = Infinity): Promise<number> {
  const client = EventStoreDBClient.connectionString(url);
  let seen = 0;
  const took = await timed(async () => {
    for await (const { event } of client.readAll({ fromPosition: START })) {
      if (event?.streamId.startsWith('journey-') === true) seen += 1;
      if (seen === most) break;
    }
  });
  await client.dispose();
  if (seen !== Math.min(facts, most)) throw new Error(`The client read ${String(seen)} of ${String(facts)} facts.`);
  return seen / took;
}
