import { once } from 'node:events';
import {
  binaryEvent,
  END,
  eventTypeFilter,
  excludeSystemEvents,
  PARK,
  persistentSubscriptionToAllSettingsFromDefaults as allSettings,
  persistentSubscriptionToStreamSettingsFromDefaults as streamSettings,
  PersistentSubscriptionDroppedError,
  RETRY,
  SKIP,
  START,
  STOP,
  streamNameFilter,
  type EventStoreDBClient,
  type Position,
} from '@eventstore/db-client';
import { contractNode, MODES, type ContractNode } from '../../../../test/contract/contract-node.ts';
import { rejectionAs } from '../test-support.ts';
import {
  acknowledge,
  facts,
  freshName,
  groupOn,
  noted,
  range,
  settled,
  stepOf,
} from '../../../../test/contract/groups.ts';

describe.each(MODES)('%s, a group', (mode) => {
  let store: ContractNode;
  let client: EventStoreDBClient;

  beforeAll(async () => {
    store = await contractNode(mode);
    client = store.client;
  });

  afterAll(() => store.close());

  const reader = (name: string, bufferSize?: number) =>
    client.subscribeToPersistentSubscriptionToStream(name, name, bufferSize === undefined ? {} : { bufferSize });
  const parked = async (name: string) =>
    (await client.getPersistentSubscriptionToStreamInfo(name, name)).stats.parkedMessageCount;
  const parkedStream = (name: string) => `$persistentsubscription-${name}::${name}-parked`;

  it('gives its consumer what is there and what comes', async () => {
    const name = await groupOn(client, 3);
    const reading = acknowledge(reader(name), 6);
    await client.appendToStream(name, facts(3, 6));
    expect(await reading).toEqual(range(0, 6));
  });

  it.each<[string, bigint | typeof END, number[]]>([
    ['a revision', 3n, [3, 4, 5]],
    ['what comes next', END, [5]],
    ['a revision that is still to come', 6n, [6]],
  ])('begins at %s', async (_where, startFrom, expected) => {
    const name = freshName();
    await client.appendToStream(name, facts(0, 5));
    await client.createPersistentSubscriptionToStream(name, name, streamSettings({ startFrom }));
    await client.appendToStream(name, facts(5, 7));
    expect(await acknowledge(reader(name), expected.length)).toEqual(expected);
  });

  it('waits for a stream that is not there yet', async () => {
    const name = await groupOn(client, 0);
    const reading = acknowledge(reader(name), 2);
    await client.appendToStream(name, facts(0, 2));
    expect(await reading).toEqual([0, 1]);
  });

  it('gives no more at once than its consumer has room for', async () => {
    const name = await groupOn(client, 50);
    const subscription = reader(name, 4);
    await once(subscription, 'confirmation');
    const { stats, connections } = await client.getPersistentSubscriptionToStreamInfo(name, name);
    expect(stats.totalInFlightMessages).toBe(4);
    expect(connections[0]).toMatchObject({ availableSlots: 0, inFlightMessages: 4 });
    expect(await acknowledge(subscription, 50)).toEqual(range(0, 50));
  });

  it('gives many events in order through small buffers', async () => {
    const name = await groupOn(client, 400, { readBatchSize: 7, historyBufferSize: 11, liveBufferSize: 3 });
    const reading = acknowledge(reader(name, 5), 600);
    await client.appendToStream(name, facts(400, 600));
    expect(await reading).toEqual(range(0, 600));
  });

  it('gives to another consumer what one left unanswered, and counts that as a try', async () => {
    const name = await groupOn(client, 5);
    const first = reader(name);
    await once(first, 'readable');
    await first.unsubscribe();
    const second = reader(name);
    const seen: [number, number][] = [];
    for await (const resolved of second) {
      seen.push([stepOf(resolved), resolved.retryCount]);
      await second.ack(resolved);
      if (seen.length === 5) break;
    }
    await second.unsubscribe();
    expect(seen).toEqual(range(0, 5).map((step) => [step, 1]));
  });

  it('gives again what is not answered for in time, and parks it after so many times', async () => {
    const name = await groupOn(client, 1, { messageTimeout: 100, maxRetryCount: 1 });
    const subscription = reader(name);
    const retries: number[] = [];
    for await (const { retryCount } of subscription) {
      retries.push(retryCount);
      if (retries.length === 2) break;
    }
    expect(retries).toEqual([0, 1]);
    await noted(client, parkedStream(name));
    expect(await parked(name)).toBe(1n);
    await subscription.unsubscribe();
  });

  it('shows links with their targets, and is answered for them by the link', async () => {
    const [target, name] = [freshName(), freshName()];
    await client.appendToStream(target, facts(0, 3));
    await client.createPersistentSubscriptionToStream(
      name,
      name,
      streamSettings({ startFrom: START, resolveLinkTos: true }),
    );
    const link = (revision: number) => binaryEvent({ type: '$>', data: Buffer.from(`${String(revision)}@${target}`) });
    await client.appendToStream(name, [link(2), link(0)]);
    const subscription = reader(name, 1);
    const seen: unknown[] = [];
    for await (const resolved of subscription) {
      seen.push([resolved.event?.streamId, resolved.event?.revision, resolved.link?.streamId, resolved.link?.revision]);
      await subscription.ack(resolved);
      if (seen.length === 2) break;
    }
    await subscription.unsubscribe();
    expect(seen).toEqual([
      [target, 2n, name, 0n],
      [target, 0n, name, 1n],
    ]);
  });

  describe('told no', () => {
    /** Answers the first delivery of event 1 with `action`, everything else with an acknowledgement. */
    async function answering(name: string, action: typeof PARK | typeof RETRY | typeof SKIP, until: number) {
      const subscription = reader(name);
      const seen: [number, number][] = [];
      for await (const resolved of subscription) {
        seen.push([stepOf(resolved), resolved.retryCount]);
        if (stepOf(resolved) === 1 && resolved.retryCount === 0) await subscription.nack(action, 'because', resolved);
        else await subscription.ack(resolved);
        if (seen.length === until) break;
      }
      // Leaving at once might outrun the last answer.
      await settled(client, name);
      await subscription.unsubscribe();
      return seen;
    }

    it('gives the event again', async () => {
      const seen = await answering(await groupOn(client, 3), RETRY, 4);
      expect(seen.filter(([step]) => step === 1)).toEqual([
        [1, 0],
        [1, 1],
      ]);
    });

    it('skips the event', async () => {
      const name = await groupOn(client, 3);
      expect((await answering(name, SKIP, 3)).map(([step]) => step)).toEqual([0, 1, 2]);
      expect(await parked(name)).toBe(0n);
    });

    it('parks the event, and gives it again when parked events are replayed', async () => {
      const name = await groupOn(client, 3);
      await answering(name, PARK, 3);
      expect(await parked(name)).toBe(1n);
      await client.replayParkedMessagesToStream(name, name);
      expect(await parked(name)).toBe(0n);
      expect(await acknowledge(reader(name), 1)).toEqual([1]);
    });

    it('parks what was retried as often as it may be', async () => {
      const name = await groupOn(client, 1, { maxRetryCount: 2 });
      const subscription = reader(name);
      const retries: number[] = [];
      for await (const resolved of subscription) {
        retries.push(resolved.retryCount);
        await subscription.nack(RETRY, 'again', resolved);
        if (retries.length === 3) break;
      }
      expect(retries).toEqual([0, 1, 2]);
      await settled(client, name);
      expect(await parked(name)).toBe(1n);
      await subscription.unsubscribe();
    });

    it('replays no more parked events than it is told to', async () => {
      const name = await groupOn(client, 6);
      const subscription = reader(name, 6);
      const all: Parameters<typeof subscription.nack>[2][] = [];
      for await (const resolved of subscription) if (all.push(resolved) === 6) break;
      await subscription.nack(PARK, 'all of them', ...all);
      await settled(client, name);
      await subscription.unsubscribe();
      await client.replayParkedMessagesToStream(name, name, { stopAt: 4 });
      expect(await parked(name)).toBe(2n);
      expect(await acknowledge(reader(name), 4)).toEqual([0, 1, 2, 3]);
    });

    it('lets the consumer go that stops, and gives the event to the next', async () => {
      const name = await groupOn(client, 1);
      const subscription = reader(name);
      const stopped = rejectionAs(
        (async () => {
          for await (const resolved of subscription) await subscription.nack(STOP, 'enough', resolved);
        })(),
        PersistentSubscriptionDroppedError,
      );
      expect(await stopped).toMatchObject({ streamName: name, groupName: name });
      expect(await acknowledge(reader(name), 1)).toEqual([0]);
    });
  });

  describe('on $all', () => {
    it.each([
      ['streams of a prefix', (tag: string) => streamNameFilter({ prefixes: [`kept-${tag}`] })],
      ['streams of a pattern', (tag: string) => streamNameFilter({ regex: `^kept-${tag}-[a-z]+$` })],
      ['events of a type prefix', (tag: string) => eventTypeFilter({ prefixes: [`Kept${tag}`] })],
      ['events of a type pattern', (tag: string) => eventTypeFilter({ regex: `^Kept${tag}.*$` })],
    ])('gives only %s', async (_what, filterFor) => {
      const tag = freshName();
      await client.createPersistentSubscriptionToAll(tag, allSettings({ startFrom: START }), {
        filter: filterFor(tag),
      });
      const reading = acknowledge(client.subscribeToPersistentSubscriptionToAll(tag), 4);
      await client.appendToStream(`kept-${tag}-one`, facts(0, 2, `Kept${tag}`));
      await client.appendToStream(`other-${tag}`, facts(50, 60));
      await client.appendToStream(`kept-${tag}-two`, facts(2, 4, `Kept${tag}`));
      expect(await reading).toEqual([0, 1, 2, 3]);
    });

    it('is not set going by how far other groups have come', async () => {
      const [one, two] = [freshName(), freshName()];
      const settings = allSettings({ checkPointLowerBound: 1, checkPointUpperBound: 1 });
      for (const name of [one, two]) await client.createPersistentSubscriptionToAll(name, settings);
      const seen = (name: string) => {
        const subscription = client.subscribeToPersistentSubscriptionToAll(name);
        return (async () => {
          const streams: string[] = [];
          for await (const resolved of subscription) {
            streams.push(resolved.event?.streamId ?? '');
            await subscription.ack(resolved);
            if (resolved.event?.type === 'Last') break;
          }
          await subscription.unsubscribe();
          return streams;
        })();
      };
      const reading = [seen(one), seen(two)];
      await client.appendToStream(one, facts(0, 1));
      for (const name of [one, two]) await noted(client, `$persistentsubscription-$all::${name}-checkpoint`);
      await client.appendToStream(one, facts(1, 2, 'Last'));
      for (const streams of await Promise.all(reading))
        expect(streams.filter((stream) => stream.endsWith('-checkpoint') && !stream.startsWith('$$'))).toEqual([]);
    });

    it('begins at a position, and shows where each event stands', async () => {
      const name = freshName();
      const { position } = await client.appendToStream(name, facts(0, 1));
      await client.appendToStream(name, facts(1, 4));
      const settings = allSettings({ startFrom: position as Position });
      await client.createPersistentSubscriptionToAll(name, settings, { filter: excludeSystemEvents() });
      const subscription = client.subscribeToPersistentSubscriptionToAll(name);
      const seen: { step: number; same: boolean }[] = [];
      for await (const resolved of subscription) {
        seen.push({ step: stepOf(resolved), same: resolved.commitPosition === resolved.event?.position.commit });
        await subscription.ack(resolved);
        if (seen.length === 4) break;
      }
      await subscription.unsubscribe();
      expect(seen).toEqual(range(0, 4).map((step) => ({ step, same: true })));
    });
  });

  it('goes on after a restart from where it was answered for', async () => {
    const name = await groupOn(client, 10, { checkPointLowerBound: 1, checkPointUpperBound: 1 });
    const subscription = reader(name, 6);
    let answered = 0;
    for await (const resolved of subscription) {
      await subscription.ack(resolved);
      if (++answered === 6) break;
    }
    // Leaving at once might outrun the last answer.
    await noted(client, `$persistentsubscription-${name}::${name}-checkpoint`, 5);
    await subscription.unsubscribe();
    store = await store.restart();
    client = store.client;
    expect(await acknowledge(reader(name), 4)).toEqual([6, 7, 8, 9]);
    const { stats } = await client.getPersistentSubscriptionToStreamInfo(name, name);
    expect(stats.lastKnownEventRevision).toBe(9n);
  });
});
