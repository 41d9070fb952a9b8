import { once } from 'node:events';
import {
  DISPATCH_TO_SINGLE,
  END,
  EventStoreDBClient,
  jsonEvent,
  PARK,
  PersistentSubscriptionDoesNotExistError,
  PersistentSubscriptionDroppedError,
  PersistentSubscriptionExistsError,
  PersistentSubscriptionFailedError,
  PersistentSubscriptionMaximumSubscribersReachedError,
  persistentSubscriptionToAllSettingsFromDefaults as allSettings,
  persistentSubscriptionToStreamSettingsFromDefaults as streamSettings,
  PINNED,
  RETRY,
  ROUND_ROBIN,
  SKIP,
  START,
  streamNameFilter,
  type PersistentSubscriptionToStream,
} from '@eventstore/db-client';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { rejectionAs } from '../test-support.ts';

let node: EmbeddedNode;
let client: EventStoreDBClient;

beforeEach(async () => {
  node = await startEmbeddedNode();
  client = EventStoreDBClient.connectionString(node.url);
});

afterEach(async () => {
  await client.dispose();
  await node.stop();
});

const facts = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => jsonEvent({ type: 'Visited', data: { step: from + index } }));

const stepOf = (resolved: { event?: { data: unknown } | undefined }): number =>
  (resolved.event?.data as { step: number }).step;

/** Reads and acknowledges so many events. */
async function acknowledge(subscription: PersistentSubscriptionToStream, count: number): Promise<number[]> {
  const steps: number[] = [];
  for await (const resolved of subscription) {
    steps.push(stepOf(resolved));
    await subscription.ack(resolved);
    if (steps.length === count) break;
  }
  // Leaving the loop alone would leave the consumer connected.
  await subscription.unsubscribe();
  return steps;
}

const parked = async () => (await client.getPersistentSubscriptionToStreamInfo('s', 'g')).stats.parkedMessageCount;

const PARKED = '$persistentsubscription-s::g-parked';

/** Resolves when the group has written to a stream of its own, or written a certain thing. */
async function noted(stream: string, data?: unknown): Promise<void> {
  const notes = client.subscribeToStream(stream);
  for await (const { event } of notes) if (data === undefined || event?.data === data) break;
  await notes.unsubscribe();
}

describe('a group on a stream', () => {
  it('gives its consumer what is there and what comes', async () => {
    await client.appendToStream('s', facts(0, 3));
    await client.createPersistentSubscriptionToStream('s', 'g', streamSettings({ startFrom: START }));
    const reading = acknowledge(client.subscribeToPersistentSubscriptionToStream('s', 'g'), 6);
    await client.appendToStream('s', facts(3, 6));
    expect(await reading).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('begins at a revision, or with what comes next', async () => {
    await client.appendToStream('s', facts(0, 5));
    await client.createPersistentSubscriptionToStream('s', 'third', streamSettings({ startFrom: 3n }));
    await client.createPersistentSubscriptionToStream('s', 'end', streamSettings({ startFrom: END }));
    await client.appendToStream('s', facts(5, 6));
    expect(await acknowledge(client.subscribeToPersistentSubscriptionToStream('s', 'third'), 3)).toEqual([3, 4, 5]);
    expect(await acknowledge(client.subscribeToPersistentSubscriptionToStream('s', 'end'), 1)).toEqual([5]);
  });

  it('gives no more at once than its consumer has room for', async () => {
    await client.appendToStream('s', facts(0, 50));
    await client.createPersistentSubscriptionToStream('s', 'g', streamSettings({ startFrom: START }));
    const subscription = client.subscribeToPersistentSubscriptionToStream('s', 'g', { bufferSize: 4 });
    await once(subscription, 'confirmation');
    const { stats, connections } = await client.getPersistentSubscriptionToStreamInfo('s', 'g');
    expect(stats.totalInFlightMessages).toBe(4);
    expect(connections[0]).toMatchObject({ availableSlots: 0, inFlightMessages: 4 });
    expect(await acknowledge(subscription, 50)).toEqual([...Array(50).keys()]);
  });

  it('goes on after a restart from where it was answered for', async () => {
    const settings = streamSettings({ startFrom: START, checkPointLowerBound: 1, checkPointUpperBound: 1 });
    await client.appendToStream('s', facts(0, 10));
    await client.createPersistentSubscriptionToStream('s', 'g', settings);
    const subscription = client.subscribeToPersistentSubscriptionToStream('s', 'g', { bufferSize: 6 });
    let answered = 0;
    for await (const resolved of subscription) {
      await subscription.ack(resolved);
      if (++answered === 6) break;
    }
    // Leaving at once might outrun the last answer.
    await noted('$persistentsubscription-s::g-checkpoint', 5);
    await subscription.unsubscribe();
    await client.dispose();
    node = await node.restart();
    client = EventStoreDBClient.connectionString(node.url);
    expect(await acknowledge(client.subscribeToPersistentSubscriptionToStream('s', 'g'), 4)).toEqual([6, 7, 8, 9]);
  }, 20_000);

  it('gives to another consumer what one left unanswered', async () => {
    await client.appendToStream('s', facts(0, 5));
    await client.createPersistentSubscriptionToStream('s', 'g', streamSettings({ startFrom: START }));
    const first = client.subscribeToPersistentSubscriptionToStream('s', 'g');
    await once(first, 'readable');
    await first.unsubscribe();
    expect(await acknowledge(client.subscribeToPersistentSubscriptionToStream('s', 'g'), 5)).toEqual([0, 1, 2, 3, 4]);
  });

  it('gives again what is not answered for in time, and parks it after so many times', async () => {
    await client.appendToStream('s', facts(0, 1));
    const settings = streamSettings({ startFrom: START, messageTimeout: 100, maxRetryCount: 1 });
    await client.createPersistentSubscriptionToStream('s', 'g', settings);
    const retries: number[] = [];
    for await (const { retryCount } of client.subscribeToPersistentSubscriptionToStream('s', 'g')) {
      retries.push(retryCount);
      if (retries.length === 2) break;
    }
    expect(retries).toEqual([0, 1]);
    await noted(PARKED);
    expect(await parked()).toBe(1n);
  });
});

describe('saying no to an event', () => {
  beforeEach(async () => {
    await client.appendToStream('s', facts(0, 3));
    await client.createPersistentSubscriptionToStream('s', 'g', streamSettings({ startFrom: START }));
  });

  async function answering(
    action: typeof PARK | typeof RETRY | typeof SKIP,
    until: number,
  ): Promise<[number, number][]> {
    const subscription = client.subscribeToPersistentSubscriptionToStream('s', 'g');
    const seen: [number, number][] = [];
    for await (const resolved of subscription) {
      seen.push([stepOf(resolved), resolved.retryCount]);
      if (stepOf(resolved) === 1 && resolved.retryCount === 0) await subscription.nack(action, 'because', resolved);
      else await subscription.ack(resolved);
      if (seen.length === until) break;
    }
    await subscription.unsubscribe();
    return seen;
  }

  it('has it retried', async () => {
    const seen = await answering(RETRY, 4);
    expect(seen.filter(([step]) => step === 1)).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it('has it skipped', async () => {
    expect(await answering(SKIP, 3)).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
    ]);
    expect(await parked()).toBe(0n);
  });

  it('has it parked, and given again when parked events are replayed', async () => {
    await answering(PARK, 3);
    await noted(PARKED);
    expect(await parked()).toBe(1n);
    await client.replayParkedMessagesToStream('s', 'g');
    expect(await parked()).toBe(0n);
    expect(await acknowledge(client.subscribeToPersistentSubscriptionToStream('s', 'g'), 1)).toEqual([1]);
  });
});

describe('several consumers', () => {
  async function shares(strategy: typeof ROUND_ROBIN | typeof DISPATCH_TO_SINGLE | typeof PINNED): Promise<string[][]> {
    const settings = allSettings({ startFrom: START, consumerStrategyName: strategy });
    await client.createPersistentSubscriptionToAll('g', settings, {
      filter: streamNameFilter({ prefixes: ['child-'] }),
    });
    const subscriptions = [0, 1].map(() => client.subscribeToPersistentSubscriptionToAll('g', { bufferSize: 100 }));
    await Promise.all(subscriptions.map((subscription) => once(subscription, 'confirmation')));
    const seen: string[][] = [[], []];
    let count = 0;
    const all = new Promise<void>((resolve) => {
      subscriptions.forEach((subscription, index) => {
        subscription.on('data', (resolved) => {
          seen[index]?.push(resolved.event?.streamId ?? '');
          void subscription.ack(resolved);
          if (++count === 40) resolve();
        });
      });
    });
    for (let step = 0; step < 4; step++) {
      for (let child = 0; child < 10; child++) await client.appendToStream(`child-${child}`, facts(step, step + 1));
    }
    await all;
    return seen;
  }

  it('take turns under round robin', async () => {
    const [one = [], two = []] = await shares(ROUND_ROBIN);
    expect([one.length, two.length]).toEqual([20, 20]);
  });

  it('leave it to one under dispatch to single', async () => {
    const seen = await shares(DISPATCH_TO_SINGLE);
    expect(seen.map(({ length }) => length).sort((a, b) => a - b)).toEqual([0, 40]);
  });

  it('each keep their own streams when pinned', async () => {
    const [one = [], two = []] = await shares(PINNED);
    expect(one.length + two.length).toBe(40);
    expect(new Set(one).size + new Set(two).size).toBe(10);
  });
});

describe('groups', () => {
  it('tell what they are', async () => {
    await client.appendToStream('s', facts(0, 3));
    const settings = streamSettings({ startFrom: 1n, maxSubscriberCount: 5, readBatchSize: 7, resolveLinkTos: true });
    await client.createPersistentSubscriptionToStream('s', 'g', settings);
    const info = await client.getPersistentSubscriptionToStreamInfo('s', 'g');
    expect(info).toMatchObject({ eventSource: 's', groupName: 'g', status: 'Live', settings });
    expect(info.stats).toMatchObject({ lastKnownEventRevision: 2n, parkedMessageCount: 0n });
    await client.createPersistentSubscriptionToAll('a', allSettings({ startFrom: START }));
    expect(await client.getPersistentSubscriptionToAllInfo('a')).toMatchObject({ settings: { startFrom: START } });
  });

  it('are listed, for one source or for all', async () => {
    await client.createPersistentSubscriptionToStream('s', 'one', streamSettings());
    await client.createPersistentSubscriptionToStream('s', 'two', streamSettings());
    await client.createPersistentSubscriptionToAll('three', allSettings());
    const names = (groups: readonly { groupName: string }[]) => groups.map(({ groupName }) => groupName).sort();
    expect(names(await client.listAllPersistentSubscriptions())).toEqual(['one', 'three', 'two']);
    expect(names(await client.listPersistentSubscriptionsToStream('s'))).toEqual(['one', 'two']);
    expect(names(await client.listPersistentSubscriptionsToAll())).toEqual(['three']);
    await node.restart();
    expect(names(await client.listAllPersistentSubscriptions())).toEqual(['one', 'three', 'two']);
  }, 20_000);

  it('are made once, and changed and removed only if they are there', async () => {
    await client.createPersistentSubscriptionToStream('s', 'g', streamSettings());
    const again = await rejectionAs(
      client.createPersistentSubscriptionToStream('s', 'g', streamSettings()),
      PersistentSubscriptionExistsError,
    );
    expect(again).toMatchObject({ streamName: 's', groupName: 'g' });
    for (const call of [
      () => client.updatePersistentSubscriptionToStream('s', 'none', streamSettings()),
      () => client.deletePersistentSubscriptionToStream('s', 'none'),
      () => client.getPersistentSubscriptionToStreamInfo('s', 'none'),
      () => client.replayParkedMessagesToStream('s', 'none'),
      () => acknowledge(client.subscribeToPersistentSubscriptionToStream('s', 'none'), 1),
    ]) {
      const error = await rejectionAs(call(), PersistentSubscriptionDoesNotExistError);
      expect(error).toMatchObject({ streamName: 's', groupName: 'none' });
    }
  });

  it('refuse settings that contradict themselves', async () => {
    const settings = streamSettings({ checkPointLowerBound: 10, checkPointUpperBound: 5 });
    const error = await rejectionAs(
      client.createPersistentSubscriptionToStream('s', 'g', settings),
      PersistentSubscriptionFailedError,
    );
    expect(error.reason).toContain('upper checkpoint bound');
  });

  it('take no more consumers than they may', async () => {
    await client.createPersistentSubscriptionToStream('s', 'g', streamSettings({ maxSubscriberCount: 1 }));
    const first = client.subscribeToPersistentSubscriptionToStream('s', 'g');
    await once(first, 'confirmation');
    await rejectionAs(
      acknowledge(client.subscribeToPersistentSubscriptionToStream('s', 'g'), 1),
      PersistentSubscriptionMaximumSubscribersReachedError,
    );
  });

  it('drop their consumers when they are changed or removed', async () => {
    await client.createPersistentSubscriptionToStream('s', 'g', streamSettings());
    for (const ending of [
      () => client.updatePersistentSubscriptionToStream('s', 'g', streamSettings({ maxRetryCount: 3 })),
      () => client.deletePersistentSubscriptionToStream('s', 'g'),
    ]) {
      const subscription = client.subscribeToPersistentSubscriptionToStream('s', 'g');
      const dropped = rejectionAs(acknowledge(subscription, 1), PersistentSubscriptionDroppedError);
      await once(subscription, 'confirmation');
      await ending();
      expect(await dropped).toMatchObject({ streamName: 's', groupName: 'g' });
    }
  });
});
