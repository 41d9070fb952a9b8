import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { collect, take } from '../test-support.ts';

const fact = (type: string, step: number) => jsonEvent({ type, data: { step } });
const stepOf = ({ event }: { event?: { data: unknown } | undefined }) => (event?.data as { step: number }).step;

describe('streams of links', () => {
  let node: EmbeddedNode;
  afterEach(() => node.stop());

  it('gather events by category and by type, each once, over a node that is killed', async () => {
    node = await startEmbeddedNode({ env: { EVENTSTORE_LINKS: 'on' } });
    for (let round = 0; round < 3; round++) {
      const client = EventStoreDBClient.connectionString(node.url);
      for (let step = round * 20; step < round * 20 + 20; step++) {
        await client.appendToStream(`child-${step % 4}`, fact(step % 2 === 0 ? 'Even' : 'Odd', step));
      }
      await client.dispose();
      await node.kill();
      node = await node.restart();
    }
    const client = EventStoreDBClient.connectionString(node.url);
    const all = [...Array(60).keys()];
    const byCategory = await take(client.subscribeToStream('$ce-child', { resolveLinkTos: true }), 60);
    expect(byCategory.map(stepOf)).toEqual(all);
    const byType = await take(client.subscribeToStream('$et-Odd', { resolveLinkTos: true }), 30);
    expect(byType.map(stepOf)).toEqual(all.filter((step) => step % 2 === 1));
    expect(await collect(client.readStream('$ce-child'))).toHaveLength(60);
    expect(await collect(client.readStream('$et-Odd'))).toHaveLength(30);
    await client.dispose();
  });
});
