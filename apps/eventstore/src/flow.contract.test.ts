import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  END,
  jsonEvent,
  START,
  streamNameFilter,
  UnavailableError,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import { contractNode, MODES, type ContractNode } from '../../../test/contract/contract-node.ts';
import { facts, freshName, range, stepOf } from '../../../test/contract/groups.ts';
import { collect, rejectionAs, take } from './test-support.ts';

/** Mebibytes of memory a process has in use. */
function memoryOf(pid: number): number {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) / 1024;
}

describe.each(MODES)('%s, the flow of events', (mode) => {
  let store: ContractNode;
  let client: EventStoreDBClient;

  beforeAll(async () => {
    store = await contractNode(mode);
    client = store.client;
  });

  afterAll(() => store.close());

  it('costs a page of memory for each reader that is stalled far behind, and holds up nobody else', async () => {
    const stream = freshName();
    const large = (step: number) => jsonEvent({ type: 'Scanned', data: { step, text: 'x'.repeat(100_000) } });
    for (let step = 0; step < 200; step += 5)
      await client.appendToStream(
        stream,
        [0, 1, 2, 3, 4].map((each) => large(step + each)),
      );
    await collect(client.readStream(stream));
    const before = memoryOf(store.node.pid);
    const stalled = store.connect(store.url());
    const readers = Array.from({ length: 50 }, (_, index) =>
      index % 2 === 0
        ? stalled.subscribeToStream(stream, { fromRevision: START }, { highWaterMark: 1 })
        : stalled.subscribeToAll({ fromPosition: START }, { highWaterMark: 1 }),
    );
    await Promise.all(readers.map((reader) => once(reader, 'readable')));
    await client.appendToStream(stream, facts(200, 210));
    expect(await collect(client.readStream(stream))).toHaveLength(210);
    // All that lies before them, fifty times, would be 1,000 MiB.
    expect(memoryOf(store.node.pid) - before).toBeLessThan(150);
    for (const reader of readers) reader.destroy();
    await stalled.dispose();
  });

  it('goes from catching up to live under write load without a gap or a duplicate', async () => {
    const stream = freshName();
    const total = 2000;
    await client.appendToStream(stream, facts(0, 1000));
    const writing = (async () => {
      for (let step = 1000; step < total; step += 5) await client.appendToStream(stream, facts(step, step + 5));
    })();
    const filter = streamNameFilter({ prefixes: [stream] });
    const seen = await Promise.all(
      [
        client.subscribeToAll({ fromPosition: START, filter }),
        client.subscribeToAll({ fromPosition: START }),
        client.subscribeToStream(stream),
      ].map(async (subscription) => {
        const steps: number[] = [];
        for await (const resolved of subscription) {
          if (resolved.event?.streamId === stream) steps.push(stepOf(resolved));
          if (steps.length === total) break;
        }
        return steps;
      }),
    );
    await writing;
    for (const steps of seen) expect(steps).toEqual(range(0, total));
  });

  it('reaches two hundred subscribers at once', async () => {
    const stream = freshName();
    const filter = streamNameFilter({ prefixes: [stream] });
    const subscriptions = Array.from({ length: 200 }, () => client.subscribeToAll({ fromPosition: END, filter }));
    await Promise.all(subscriptions.map((subscription) => once(subscription, 'caughtUp')));
    const reading = Promise.all(subscriptions.map((subscription) => take(subscription, 20)));
    for (let step = 0; step < 20; step++) await client.appendToStream(stream, facts(step, step + 1));
    for (const read of await reading) expect(read.map(stepOf)).toEqual(range(0, 20));
  });

  it('reaches a subscriber that reads slowly in full', async () => {
    const stream = freshName();
    const slow = client.subscribeToStream(stream, { fromRevision: START }, { highWaterMark: 1 });
    const large = (step: number) => jsonEvent({ type: 'Scanned', data: { step, text: 'x'.repeat(50_000) } });
    for (let step = 0; step < 100; step++) await client.appendToStream(stream, large(step));
    expect((await take(slow, 100)).map(stepOf)).toEqual(range(0, 100));
  });

  it('ends with the node, and goes on over the same client when the node is back', async () => {
    const stream = freshName();
    await client.appendToStream(stream, facts(0, 1));
    const subscription = client.subscribeToStream(stream);
    const ended = rejectionAs(take(subscription, 2), UnavailableError);
    await once(subscription, 'caughtUp');
    await store.bounce();
    expect((await ended).message).toContain('is stopping');
    expect((await take(client.subscribeToStream(stream), 1)).map(stepOf)).toEqual([0]);
    await client.appendToStream(stream, facts(1, 2));
  });
});
