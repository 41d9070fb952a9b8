import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { startEmbeddedNode, type NodeFault } from '#testing';
import { collect, rejection } from '../test-support.ts';

const every: readonly NodeFault[] = [
  { fault: 'stall' },
  { fault: 'delay', milliseconds: 60_000 },
  { fault: 'abort', count: 100 },
  { fault: 'unavailable', count: 100 },
  { fault: 'duplicate', count: 100 },
  { fault: 'drop-after-commit', count: 100 },
  { fault: 'crash-before-commit' },
  { fault: 'crash-after-commit' },
  { fault: 'crash-in-checkpoint' },
  { fault: 'crash-after', milliseconds: 0 },
  { fault: 'slow-disk', milliseconds: 60_000 },
  { fault: 'disk-full' },
  { fault: 'disk-read-only' },
  { fault: 'drop' },
];

describe('a node that was not started for faults', () => {
  it.each(['', '0', 'true', '{"fault":"unheard-of"}'])(
    'cannot be broken by its parent: EVENTSTORE_FAULTS=%j',
    async (setting) => {
      const node = await startEmbeddedNode({ env: { EVENTSTORE_FAULTS: setting } });
      const client = EventStoreDBClient.connectionString(node.url);
      const following = collect(client.subscribeToStream('s'));
      for (const fault of every) {
        expect((await rejection(node.inject(fault))).message).toContain('Start the node with EVENTSTORE_FAULTS=1');
        await client.appendToStream('s', jsonEvent({ type: 'Written', data: {} }));
      }
      const read = await collect(client.readStream('s'));
      expect(read.map(({ event }) => Number(event?.revision))).toEqual(every.map((_, index) => index));
      await client.dispose();
      await following.catch(() => undefined);
      await node.stop();
    },
    120_000,
  );
});
