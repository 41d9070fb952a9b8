import { BACKWARDS, END, EventStoreDBClient, eventTypeFilter, jsonEvent, START } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { benchStream, data, metadata, RARE } from './eventstore-file.ts';

export type JobName = keyof typeof jobs;

/** What is to be measured next, sent to this process as a message: so many events, appends or reads. */
export type Job = { readonly name: JobName; readonly count: number };

/** What became of a job, sent back. */
export type JobFigures = {
  readonly seconds: number;
  /** How long each call took, in ms. */
  readonly took: readonly number[];
};

const [port = '', streams = ''] = process.argv.slice(2);
const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`);

/** Each does its work through the genuine client, as any program would. */
const jobs = {
  'new streams': (count: number) =>
    lanes(64, count, () =>
      client.appendToStream(`journey-855.${randomUUID()}`, facts(1), { expectedRevision: 'no_stream' }),
    ),
  'known streams': (count: number) => lanes(64, count, () => client.appendToStream(anyStream(), facts(1))),
  'one at a time': (count: number) => lanes(1, count, () => client.appendToStream(anyStream(), facts(1))),
  'batches of 100': (count: number) => lanes(4, count / 100, () => client.appendToStream(randomUUID(), facts(100))),
  'batches of 1,000': (count: number) => lanes(2, count / 1000, () => client.appendToStream(randomUUID(), facts(1000))),
  'stream of 20': (count: number) => lanes(1, count, () => drain(client.readStream(anyStream(), { maxCount: 20 }))),
  readAll: (count: number) => lanes(1, 1, () => drain(client.readAll({ maxCount: count }))),
  'readAll backwards': (count: number) =>
    lanes(1, 1, () => drain(client.readAll({ maxCount: count, direction: BACKWARDS, fromPosition: END }))),
  'filtered $all': (count: number) => lanes(1, 1, () => followRare(count)),
  'append to subscriber': appendToSubscriber,
};

/** Makes `count` calls, so many at once, and says how long each took. */
async function lanes(width: number, count: number, call: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < count) {
      begun += 1;
      const at = performance.now();
      await call();
      took.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return took;
}

async function drain(events: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const event of events) if (event !== undefined) count += 1;
  return count;
}

/** Follows one event in a thousand until the node has looked at `count` events. */
async function followRare(count: number): Promise<void> {
  const filter = eventTypeFilter({ prefixes: [RARE] });
  let left = Math.floor(count / 1000);
  for await (const event of client.subscribeToAll({ fromPosition: START, filter })) {
    if (event.event?.type === RARE) left -= 1;
    if (left <= 0) return;
  }
}

/** How long after its append was begun each event reaches a live subscriber. */
async function appendToSubscriber(count: number): Promise<number[]> {
  const stream = randomUUID();
  const took: number[] = [];
  const subscription = client.subscribeToStream(stream);
  let begunAt = performance.now();
  const next = (): void => {
    begunAt = performance.now();
    void client.appendToStream(stream, facts(1));
  };
  next();
  for await (const { event } of subscription) {
    if (event === undefined) continue;
    took.push(performance.now() - begunAt);
    if (took.length >= count) break;
    next();
  }
  // The first one waited for the subscription as well.
  return took.slice(1);
}

function facts(count: number) {
  return Array.from({ length: count }, () => jsonEvent({ id: randomUUID(), type: 'ReferralReceived', data, metadata }));
}

function anyStream(): string {
  return benchStream(Math.floor(Math.random() * Number(streams)));
}

process.on('message', (message) => {
  const { name, count } = message as Job;
  const at = performance.now();
  void jobs[name](count).then((took) => process.send?.({ seconds: (performance.now() - at) / 1000, took }));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
