import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { DatabaseSync } from '@photostructure/sqlite';
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

  it('holds its file against whoever else opens it, so that nobody takes themselves for the last and removes the log', async () => {
    node = await startEmbeddedNode();
    // Served for the first time it is a new file, and then one that was there: after an orderly stop, and after a crash.
    for (const end of ['stop', 'kill', undefined] as const) {
      const client = EventStoreDBClient.connectionString(node.url);
      await client.appendToStream('held', jsonEvent({ type: 'Written', data: {} }));
      const other = new DatabaseSync(node.file, { timeout: 0 });
      other.exec('PRAGMA locking_mode = EXCLUSIVE');
      expect(() => {
        other.exec('SELECT count(*) FROM events');
      }).toThrow('locked');
      other.close();
      await client.dispose();
      if (end === undefined) return;
      if (end === 'kill') await node.kill();
      node = await node.restart();
    }
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
