import { EventStoreDBClient, START } from '@eventstore/db-client';
import { timed } from './journeys.ts';

/** How many journeys' events a second the client reads by itself: what whatever is made of them is measured beside. */
export async function readAllAlone(url: string, facts: number): Promise<number> {
  const client = EventStoreDBClient.connectionString(url);
  let seen = 0;
  const took = await timed(async () => {
    for await (const { event } of client.readAll({ fromPosition: START })) {
      if (event?.streamId.startsWith('journey-') === true) seen += 1;
    }
  });
  await client.dispose();
  if (seen !== facts) throw new Error(`The client read ${String(seen)} of ${String(facts)} facts.`);
  return seen / took;
}
