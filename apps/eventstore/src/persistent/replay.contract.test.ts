import { PARK, type EventStoreDBClient } from '@eventstore/db-client';
import { contractNode, MODES, type ContractNode } from '../../../../test/contract/contract-node.ts';
import { acknowledge, groupOn, range, settled, stepOf } from '../../../../test/contract/groups.ts';

const reader = (client: EventStoreDBClient, name: string, bufferSize: number) =>
  client.subscribeToPersistentSubscriptionToStream(name, name, { bufferSize });

const parked = async (client: EventStoreDBClient, name: string): Promise<number> =>
  Number((await client.getPersistentSubscriptionToStreamInfo(name, name)).stats.parkedMessageCount);

/** A group that has parked so many events, in order. */
async function groupWithParked(client: EventStoreDBClient, count: number): Promise<string> {
  const name = await groupOn(client, count);
  const subscription = reader(client, name, count);
  const all: Parameters<typeof subscription.nack>[2][] = [];
  for await (const resolved of subscription) if (all.push(resolved) === count) break;
  await subscription.nack(PARK, 'not now', ...all);
  await settled(client, name);
  await subscription.unsubscribe();
  return name;
}

describe.each(MODES)('%s, parked events that are replayed', (mode) => {
  let store: ContractNode;
  beforeAll(async () => {
    store = await contractNode(mode);
  });
  afterAll(() => store.close());

  const ending = {
    killed: () => store.node.kill(),
    stopped: () => Promise.resolve(),
  };

  it.each(['killed', 'stopped'] as const)(
    'are parked again after the node was %s before anyone read them',
    async (how) => {
      const name = await groupWithParked(store.client, 10);
      await store.client.replayParkedMessagesToStream(name, name);
      expect(await parked(store.client, name)).toBe(0);
      await ending[how]();
      store = await store.restart();
      expect(await parked(store.client, name)).toBe(10);
      await store.client.replayParkedMessagesToStream(name, name);
      expect(await acknowledge(reader(store.client, name, 10), 10)).toEqual(range(0, 10));
    },
  );

  it.each(['killed', 'stopped'] as const)('and not all answered for come again after the node was %s', async (how) => {
    const name = await groupWithParked(store.client, 10);
    await store.client.replayParkedMessagesToStream(name, name);
    const subscription = reader(store.client, name, 10).on('error', () => undefined);
    const seen: number[] = [];
    for await (const resolved of subscription) {
      seen.push(stepOf(resolved));
      if (seen.length <= 4) await subscription.ack(resolved);
      if (seen.length === 10) break;
    }
    expect(seen).toEqual(range(0, 10));
    const unanswered = async () =>
      (await store.client.getPersistentSubscriptionToStreamInfo(name, name)).stats.outstandingMessagesCount;
    while ((await unanswered()) !== 6);
    await ending[how]();
    store = await store.restart();
    // What was answered for just before a kill may come a second time.
    const again = await parked(store.client, name);
    expect(again).toBeGreaterThanOrEqual(6);
    expect(again).toBeLessThanOrEqual(how === 'stopped' ? 6 : 10);
    await store.client.replayParkedMessagesToStream(name, name);
    const steps = await acknowledge(reader(store.client, name, 10), again);
    expect(steps).toEqual(range(10 - again, 10));
  });

  it('are given out in order, however many, and are off the list for good once answered for', async () => {
    const name = await groupWithParked(store.client, 100);
    await store.client.replayParkedMessagesToStream(name, name, { stopAt: 80 });
    expect(await parked(store.client, name)).toBe(20);
    const subscription = reader(store.client, name, 20);
    const seen: number[] = [];
    for await (const resolved of subscription) {
      seen.push(stepOf(resolved));
      await subscription.ack(resolved);
      if (seen.length === 80) break;
    }
    expect(seen).toEqual(range(0, 80));
    // Leaving at once might outrun the last answer.
    await settled(store.client, name);
    await subscription.unsubscribe();
    store = await store.restart();
    expect(await parked(store.client, name)).toBe(20);
    await store.client.replayParkedMessagesToStream(name, name);
    expect(await acknowledge(reader(store.client, name, 20), 20)).toEqual(range(80, 100));
  });
});
