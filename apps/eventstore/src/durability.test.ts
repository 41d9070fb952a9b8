import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { collect } from './test-support.ts';

/** Death under load, again and again, is in test/faults. */
describe('acknowledged means stored', () => {
  let node: EmbeddedNode;
  afterEach(() => node.stop());

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
  });

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
  });
});
