import { once } from 'node:events';
import {
  binaryEvent,
  DISPATCH_TO_SINGLE,
  persistentSubscriptionToAllSettingsFromDefaults as allSettings,
  persistentSubscriptionToStreamSettingsFromDefaults as streamSettings,
  PINNED,
  ROUND_ROBIN,
  START,
  streamNameFilter,
  type EventStoreDBClient,
  type PersistentSubscriptionToStream,
} from '@eventstore/db-client';
import { contractNode, MODES, type ContractNode } from '../../../../test/contract/contract-node.ts';
import { facts, freshName } from '../../../../test/contract/groups.ts';

describe.each(MODES)('%s, two consumers of one group', (mode) => {
  let store: ContractNode;
  let client: EventStoreDBClient;

  beforeAll(async () => {
    store = await contractNode(mode);
    client = store.client;
  });

  afterAll(() => store.close());

  /** The streams of the events that each consumer got, until there were so many in all. */
  async function shares(
    subscribe: () => PersistentSubscriptionToStream,
    count: number,
    write: () => Promise<void>,
  ): Promise<string[][]> {
    const subscriptions = [subscribe(), subscribe()];
    await Promise.all(subscriptions.map((subscription) => once(subscription, 'confirmation')));
    const seen: string[][] = [[], []];
    let got = 0;
    const all = new Promise<void>((resolve) => {
      subscriptions.forEach((subscription, index) => {
        subscription.on('data', (resolved) => {
          seen[index]?.push(resolved.event?.streamId ?? '');
          void subscription.ack(resolved);
          if (++got === count) resolve();
        });
      });
    });
    await write();
    await all;
    for (const subscription of subscriptions) await subscription.unsubscribe();
    return seen;
  }

  async function sharesOfAll(strategy: typeof ROUND_ROBIN | typeof DISPATCH_TO_SINGLE | typeof PINNED) {
    const name = freshName();
    const filter = streamNameFilter({ prefixes: [`${name}-`] });
    await client.createPersistentSubscriptionToAll(name, allSettings({ consumerStrategyName: strategy }), { filter });
    const subscribe = () =>
      client.subscribeToPersistentSubscriptionToAll(name, { bufferSize: 100 }) as PersistentSubscriptionToStream;
    return shares(subscribe, 40, async () => {
      for (let step = 0; step < 4; step++)
        for (let child = 0; child < 10; child++) await client.appendToStream(`${name}-${child}`, facts(step, step + 1));
    });
  }

  it('take turns under round robin', async () => {
    const [one = [], two = []] = await sharesOfAll(ROUND_ROBIN);
    expect([one.length, two.length]).toEqual([20, 20]);
  });

  it('leave it to one under dispatch to single', async () => {
    const seen = await sharesOfAll(DISPATCH_TO_SINGLE);
    expect(seen.map(({ length }) => length).sort((a, b) => a - b)).toEqual([0, 40]);
  });

  it('each keep their own streams when pinned', async () => {
    const [one = [], two = []] = await sharesOfAll(PINNED);
    expect(one.length + two.length).toBe(40);
    expect(new Set(one).size + new Set(two).size).toBe(10);
  });

  it('are pinned by the streams that links point into', async () => {
    const name = freshName();
    const targets = Array.from({ length: 12 }, (_, index) => `${name}-${index}`);
    for (const target of targets) await client.appendToStream(target, facts(0, 2));
    const settings = streamSettings({ startFrom: START, resolveLinkTos: true, consumerStrategyName: PINNED });
    await client.createPersistentSubscriptionToStream(name, name, settings);
    const [one = [], two = []] = await shares(
      () => client.subscribeToPersistentSubscriptionToStream(name, name, { bufferSize: 100 }),
      24,
      async () => {
        const links = [0, 1].flatMap((revision) =>
          targets.map((target) => binaryEvent({ type: '$>', data: Buffer.from(`${revision}@${target}`) })),
        );
        await client.appendToStream(name, links);
      },
    );
    expect(new Set(one).size + new Set(two).size).toBe(12);
    expect(Math.min(one.length, two.length)).toBeGreaterThan(0);
  });
});
