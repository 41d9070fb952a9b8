import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { collect } from './test-support.ts';

const WRITERS = 32;

/** Each writer appends to a stream of its own until the node dies, and reports what it was told is stored. */
async function writeUntilItDies(client: EventStoreDBClient, round: number, stop: Promise<unknown>) {
  let over = false;
  void stop.then(() => (over = true));
  return Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      const stream = `writer-${writer}`;
      const acknowledged: string[] = [];
      while (!over) {
        const event = jsonEvent({ type: 'Written', data: { round, writer } });
        try {
          await client.appendToStream(stream, event, { deadline: 3000 });
          acknowledged.push(event.id);
        } catch {
          break;
        }
      }
      return { stream, acknowledged };
    }),
  );
}

describe('acknowledged means stored', () => {
  let node: EmbeddedNode;
  afterEach(() => node.stop());

  it('loses nothing when it is killed under many writers, and repeats nothing', async () => {
    node = await startEmbeddedNode();
    const acknowledged = new Map<string, string[]>();
    for (let round = 0; round < 4; round++) {
      const client = EventStoreDBClient.connectionString(node.url);
      await client.appendToStream('warm', jsonEvent({ type: 'Warm', data: {} }));
      const killed = afterAppends(client, 40 + round * 37).then(() => node.kill());
      for (const { stream, acknowledged: ids } of await writeUntilItDies(client, round, killed)) {
        acknowledged.set(stream, [...(acknowledged.get(stream) ?? []), ...ids]);
      }
      await killed;
      await client.dispose();
      node = await node.restart();
    }
    const client = EventStoreDBClient.connectionString(node.url);
    let total = 0;
    for (const [stream, ids] of acknowledged) {
      if (ids.length === 0) continue;
      const stored = (await collect(client.readStream(stream))).map(({ event }) => event!);
      expect(stored.map(({ revision }) => Number(revision))).toEqual(stored.map((_, index) => index));
      const storedIds = stored.map(({ id }) => id);
      expect(new Set(storedIds).size).toBe(storedIds.length);
      expect(storedIds).toEqual(expect.arrayContaining(ids));
      total += ids.length;
    }
    expect(total).toBeGreaterThan(200);
    await client.dispose();
  }, 60_000);

  it('knows an append again after it was killed', async () => {
    node = await startEmbeddedNode();
    const first = EventStoreDBClient.connectionString(node.url);
    const event = jsonEvent({ type: 'Written', data: {} });
    const recorded = await first.appendToStream('once', event, { expectedRevision: NO_STREAM });
    await node.kill();
    await first.dispose();
    node = await node.restart();
    const second = EventStoreDBClient.connectionString(node.url);
    expect(await second.appendToStream('once', event)).toEqual(recorded);
    expect(await second.appendToStream('once', event, { expectedRevision: NO_STREAM })).toEqual(recorded);
    expect(await collect(second.readStream('once'))).toHaveLength(1);
    await second.dispose();
  }, 30_000);

  it('keeps its file between orderly stops, and makes and acknowledges what it has accepted', async () => {
    node = await startEmbeddedNode();
    const client = EventStoreDBClient.connectionString(node.url);
    await client.appendToStream('kept', jsonEvent({ type: 'Written', data: {} }));
    const accepted = Array.from({ length: 50 }, () =>
      client.appendToStream('kept', jsonEvent({ type: 'Written', data: {} })),
    );
    const [results, again] = await Promise.all([Promise.allSettled(accepted), node.restart()]);
    node = again;
    await client.dispose();
    const reader = EventStoreDBClient.connectionString(node.url);
    const stored = await collect(reader.readStream('kept'));
    const done = results.filter(({ status }) => status === 'fulfilled').length;
    expect(stored.length).toBeGreaterThanOrEqual(done + 1);
    await reader.dispose();
  }, 30_000);
});

/** Resolves once the node has made so many appends: a moment that is found by events, not by a clock. */
async function afterAppends(client: EventStoreDBClient, count: number): Promise<void> {
  let seen = 0;
  for await (const { event } of client.subscribeToAll({ fromPosition: 'end' })) {
    if (event !== undefined && (seen += 1) >= count) return;
  }
}
