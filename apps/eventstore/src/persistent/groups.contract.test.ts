import { once } from 'node:events';
import {
  AccessDeniedError,
  END,
  PersistentSubscriptionDoesNotExistError,
  PersistentSubscriptionDroppedError,
  PersistentSubscriptionExistsError,
  PersistentSubscriptionFailedError,
  PersistentSubscriptionMaximumSubscribersReachedError,
  persistentSubscriptionToAllSettingsFromDefaults as allSettings,
  persistentSubscriptionToStreamSettingsFromDefaults as streamSettings,
  PINNED,
  ROUND_ROBIN,
  START,
  UnknownError,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import { contractNode, MODES, type ContractNode } from '../../../../test/contract/contract-node.ts';
import { rejectionAs } from '../test-support.ts';
import { acknowledge, facts, freshName, groupOn, noted } from '../../../../test/contract/groups.ts';

describe.each(MODES)('%s, groups', (mode) => {
  let store: ContractNode;
  let client: EventStoreDBClient;

  beforeAll(async () => {
    store = await contractNode(mode);
    client = store.client;
  });

  afterAll(() => store.close());

  const names = (groups: readonly { groupName: string }[]) => groups.map(({ groupName }) => groupName).sort();

  it('are none to begin with', async () => {
    expect(await client.listAllPersistentSubscriptions()).toEqual([]);
  });

  it.each([
    streamSettings({ startFrom: END }),
    streamSettings({ startFrom: START, extraStatistics: true, resolveLinkTos: true }),
    streamSettings({ startFrom: 123n, maxSubscriberCount: 200, consumerStrategyName: PINNED, messageTimeout: 1 }),
    // A lower bound above the upper one is odd, and allowed.
    streamSettings({ checkPointLowerBound: 12, checkPointUpperBound: 1, checkPointAfter: 7, maxRetryCount: 0 }),
    streamSettings({ readBatchSize: 7, liveBufferSize: 9, historyBufferSize: 8, consumerStrategyName: ROUND_ROBIN }),
  ])('are what they were made, and what they were changed to: %#', async (settings) => {
    const [stream, group] = [freshName(), freshName()];
    await client.createPersistentSubscriptionToStream(stream, group, streamSettings());
    await client.updatePersistentSubscriptionToStream(stream, group, settings);
    const info = await client.getPersistentSubscriptionToStreamInfo(stream, group);
    expect(info).toMatchObject({ eventSource: stream, groupName: group, status: 'Live', settings, connections: [] });
    expect(info.settings).toEqual(settings);
    expect(info.stats).toMatchObject({ parkedMessageCount: 0n, totalItems: 0n, outstandingMessagesCount: 0 });
    expect(info.stats.lastKnownEventRevision).toBeUndefined();
    expect(info.stats.lastCheckpointedEventRevision).toBeUndefined();
  });

  it('on $all know places as positions', async () => {
    const group = freshName();
    const settings = allSettings({ startFrom: END, checkPointUpperBound: 1, checkPointLowerBound: 1 });
    await client.createPersistentSubscriptionToAll(group, settings);
    expect((await client.getPersistentSubscriptionToAllInfo(group)).settings).toEqual(settings);
    const { position } = await client.appendToStream(freshName(), facts(0, 1));
    const moved = allSettings({ ...settings, startFrom: position ?? END });
    await client.updatePersistentSubscriptionToAll(group, moved);
    const subscription = client.subscribeToPersistentSubscriptionToAll(group);
    for await (const resolved of subscription) {
      await subscription.ack(resolved);
      if (resolved.event?.position.commit === position?.commit) break;
    }
    await noted(client, `$persistentsubscription-$all::${group}-checkpoint`);
    await subscription.unsubscribe();
    const info = await client.getPersistentSubscriptionToAllInfo(group);
    expect(info).toMatchObject({ eventSource: '$all', settings: moved });
    expect(info.stats).not.toHaveProperty('lastKnownEventRevision');
    for (const known of [info.stats.lastKnownEventPosition, info.stats.lastCheckpointedEventPosition])
      expect(known?.commit).toBeGreaterThanOrEqual(position?.commit ?? Infinity);
  });

  it('tell who is connected, and how fast they answer', async () => {
    const name = await groupOn(client, 4, { extraStatistics: true });
    const subscription = client.subscribeToPersistentSubscriptionToStream(name, name);
    let left = 4;
    for await (const resolved of subscription) {
      await subscription.ack(resolved);
      if (--left === 0) break;
    }
    const info = await client.getPersistentSubscriptionToStreamInfo(name, name);
    const [connection] = info.connections;
    expect(info.connections).toHaveLength(1);
    expect(connection).toMatchObject({
      username: mode === 'in the clear' ? 'system' : 'admin',
      connectionName: client.connectionName,
      totalItems: 4n,
      countSinceLastMeasurement: 4n,
    });
    expect(connection?.extraStatistics?.get('quintile 3')).toBeGreaterThanOrEqual(0n);
    expect(info.stats).toMatchObject({ totalItems: 4n, countSinceLastMeasurement: 4n });
    const again = await client.getPersistentSubscriptionToStreamInfo(name, name);
    expect(again.stats).toMatchObject({ totalItems: 4n, countSinceLastMeasurement: 0n, averagePerSecond: 0 });
    await subscription.unsubscribe();
  });

  it('are listed, for one source or for all, also after a restart', async () => {
    const [stream, one, two, three] = [freshName(), freshName(), freshName(), freshName()];
    await client.createPersistentSubscriptionToStream(stream, one, streamSettings());
    await client.createPersistentSubscriptionToStream(stream, two, streamSettings());
    await client.createPersistentSubscriptionToAll(three, allSettings());
    expect(names(await client.listPersistentSubscriptionsToStream(stream))).toEqual([one, two].sort());
    expect(names(await client.listPersistentSubscriptionsToAll())).toContain(three);
    const all = names(await client.listAllPersistentSubscriptions());
    expect(all).toEqual(expect.arrayContaining([one, two, three]));
    store = await store.restart();
    client = store.client;
    expect(names(await client.listAllPersistentSubscriptions())).toEqual(all);
  });

  it('are made once', async () => {
    const name = await groupOn(client, 0);
    const again = await rejectionAs(
      client.createPersistentSubscriptionToStream(name, name, streamSettings()),
      PersistentSubscriptionExistsError,
    );
    expect(again).toMatchObject({ streamName: name, groupName: name, code: 6 });
    expect(again.message).toContain(`Subscription group ${name} on stream ${name} exists.`);
    const group = freshName();
    await client.createPersistentSubscriptionToAll(group, allSettings());
    const onAll = await rejectionAs(
      client.createPersistentSubscriptionToAll(group, allSettings()),
      PersistentSubscriptionExistsError,
    );
    expect(onAll).toMatchObject({ streamName: '$all', groupName: group });
  });

  it('are changed, removed and read only if they are there', async () => {
    for (const [source, call] of [
      ['s', () => client.updatePersistentSubscriptionToStream('s', 'none', streamSettings())],
      ['s', () => client.deletePersistentSubscriptionToStream('s', 'none')],
      ['s', () => client.getPersistentSubscriptionToStreamInfo('s', 'none')],
      ['s', () => client.replayParkedMessagesToStream('s', 'none')],
      ['s', () => acknowledge(client.subscribeToPersistentSubscriptionToStream('s', 'none'), 1)],
      ['$all', () => client.updatePersistentSubscriptionToAll('none', allSettings())],
      ['$all', () => client.deletePersistentSubscriptionToAll('none')],
      ['$all', () => client.getPersistentSubscriptionToAllInfo('none')],
      ['$all', () => client.replayParkedMessagesToAll('none')],
      ['$all', () => acknowledge(client.subscribeToPersistentSubscriptionToAll('none'), 1)],
    ] as const) {
      const error = await rejectionAs(call(), PersistentSubscriptionDoesNotExistError);
      expect(error).toMatchObject({ streamName: source, groupName: 'none' });
      expect(error.message).toBe(`5 NOT_FOUND: Subscription group none on stream ${source} does not exist.`);
    }
    const listing = client.listPersistentSubscriptionsToStream('without-groups');
    expect((await rejectionAs(listing, PersistentSubscriptionDoesNotExistError)).message).toBe(
      '5 NOT_FOUND: Subscription group  on stream without-groups does not exist.',
    );
  });

  it.each([
    ['a read batch larger than its buffer', 'read batch', 's', { readBatchSize: 50, historyBufferSize: 10 }],
    ['no room at all', 'at least one event', 's', { historyBufferSize: 0 }],
    ['$all by the name of a stream', "use the client's calls for $all", '$all', {}],
  ])('refuse %s', async (_what, sentence, stream, changes) => {
    const error = await rejectionAs(
      client.createPersistentSubscriptionToStream(stream, freshName(), streamSettings(changes)),
      PersistentSubscriptionFailedError,
    );
    expect(error.reason).toContain(sentence);
    expect(error.streamName).toBe(stream);
  });

  it('refuse to begin beyond the end of $all', async () => {
    const beyond = { commit: 10n ** 12n, prepare: 10n ** 12n };
    const error = await rejectionAs(
      client.createPersistentSubscriptionToAll(freshName(), allSettings({ startFrom: beyond })),
      PersistentSubscriptionFailedError,
    );
    expect(error.reason).toContain('beyond the end');
  });

  it('take no more consumers than they may', async () => {
    const name = await groupOn(client, 0, { maxSubscriberCount: 1 });
    const first = client.subscribeToPersistentSubscriptionToStream(name, name);
    await once(first, 'confirmation');
    const error = await rejectionAs(
      acknowledge(client.subscribeToPersistentSubscriptionToStream(name, name), 1),
      PersistentSubscriptionMaximumSubscribersReachedError,
    );
    expect(error).toMatchObject({ streamName: name, groupName: name });
    await first.unsubscribe();
  });

  it('drop their consumers when they are changed, removed or restarted', async () => {
    const name = await groupOn(client, 0);
    for (const ending of [
      () => client.updatePersistentSubscriptionToStream(name, name, streamSettings({ maxRetryCount: 3 })),
      () => client.restartPersistentSubscriptionSubsystem(),
      () => client.deletePersistentSubscriptionToStream(name, name),
    ]) {
      const subscription = client.subscribeToPersistentSubscriptionToStream(name, name);
      const dropped = rejectionAs(acknowledge(subscription, 1), PersistentSubscriptionDroppedError);
      await once(subscription, 'confirmation');
      await ending();
      expect(await dropped).toMatchObject({ streamName: name, groupName: name });
    }
  });

  it('are all kept when one is made, changed or removed while they are started again', async () => {
    const names = [await groupOn(client, 3), await groupOn(client, 3), await groupOn(client, 3)] as const;
    const [late, early] = [freshName(), await groupOn(client, 0)];
    const before = (await client.listAllPersistentSubscriptions()).length;
    // Their closing takes a while, for each notes how far it came.
    for (const name of names) await acknowledge(client.subscribeToPersistentSubscriptionToStream(name, name), 3);
    await Promise.all([
      client.restartPersistentSubscriptionSubsystem(),
      client.createPersistentSubscriptionToStream(late, late, streamSettings()),
      client.updatePersistentSubscriptionToStream(names[0], names[0], streamSettings({ maxRetryCount: 3 })),
      client.deletePersistentSubscriptionToStream(early, early),
    ]);
    await client.restartPersistentSubscriptionSubsystem();
    expect(await client.listAllPersistentSubscriptions()).toHaveLength(before);
    for (const name of [...names, late]) await client.getPersistentSubscriptionToStreamInfo(name, name);
    const changed = await client.getPersistentSubscriptionToStreamInfo(names[0], names[0]);
    expect(changed.settings.maxRetryCount).toBe(3);
  });

  it('made twice at one time are made once', async () => {
    const name = freshName();
    const make = () => client.createPersistentSubscriptionToStream(name, name, streamSettings());
    const outcomes = await Promise.allSettled([make(), make(), make()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(PersistentSubscriptionExistsError);
  });

  it('begin again when they were removed and made again', async () => {
    const name = await groupOn(client, 3, { checkPointLowerBound: 1, checkPointUpperBound: 1 });
    await acknowledge(client.subscribeToPersistentSubscriptionToStream(name, name), 3);
    await client.deletePersistentSubscriptionToStream(name, name);
    await client.createPersistentSubscriptionToStream(name, name, streamSettings({ startFrom: START }));
    expect(await acknowledge(client.subscribeToPersistentSubscriptionToStream(name, name), 3)).toEqual([0, 1, 2]);
  });

  it('stay as they were where the disk refuses the change', async () => {
    const [name, other] = [await groupOn(client, 1, { maxRetryCount: 3 }), freshName()];
    await store.node.inject({ fault: 'disk-full' });
    for (const change of [
      () => client.createPersistentSubscriptionToStream(other, other, streamSettings()),
      () => client.updatePersistentSubscriptionToStream(name, name, streamSettings({ maxRetryCount: 7 })),
      () => client.deletePersistentSubscriptionToStream(name, name),
    ])
      expect((await rejectionAs(change(), UnknownError)).message).toContain(
        'The disk that holds the events file is full',
      );
    await store.node.inject({ fault: 'resume' });
    expect((await client.getPersistentSubscriptionToStreamInfo(name, name)).settings.maxRetryCount).toBe(3);
    const missing = client.getPersistentSubscriptionToStreamInfo(other, other);
    await rejectionAs(missing, PersistentSubscriptionDoesNotExistError);
    expect(await acknowledge(client.subscribeToPersistentSubscriptionToStream(name, name), 1)).toEqual([0]);
  });

  it('may have names of any language', async () => {
    const [stream, group] = [`ffrwd-ŵ-어학/${freshName()}`, 'ヽ༼ຈل͜ຈ༽ﾉ'];
    await client.appendToStream(stream, facts(0, 1));
    await client.createPersistentSubscriptionToStream(stream, group, streamSettings({ startFrom: START }));
    expect(await acknowledge(client.subscribeToPersistentSubscriptionToStream(stream, group), 1)).toEqual([0]);
    expect(await client.getPersistentSubscriptionToStreamInfo(stream, group)).toMatchObject({
      eventSource: stream,
      groupName: group,
    });
    await rejectionAs(
      client.createPersistentSubscriptionToStream(stream, group, streamSettings()),
      PersistentSubscriptionExistsError,
    );
  });

  if (mode === 'over TLS, with users') {
    it('are looked after by operators, looked at by every user, and read by those who may read the stream', async () => {
      const name = await groupOn(client, 2);
      const settings = streamSettings();
      const [ops, guest] = [store.as('ops'), store.as('guest')];
      for (const refused of [
        () => guest.createPersistentSubscriptionToStream(name, 'g', settings),
        () => guest.updatePersistentSubscriptionToStream(name, name, settings),
        () => guest.deletePersistentSubscriptionToStream(name, name),
        () => guest.replayParkedMessagesToStream(name, name),
        () => guest.restartPersistentSubscriptionSubsystem(),
        () => store.as('guest', 'wrong').getPersistentSubscriptionToStreamInfo(name, name),
        () => store.as().listAllPersistentSubscriptions(),
      ])
        await rejectionAs<AccessDeniedError>(refused(), AccessDeniedError);
      expect((await guest.getPersistentSubscriptionToStreamInfo(name, name)).groupName).toBe(name);
      await ops.createPersistentSubscriptionToStream(name, 'g', settings);
      await ops.replayParkedMessagesToStream(name, 'g');
      await ops.deletePersistentSubscriptionToStream(name, 'g');
      await client.setStreamMetadata(name, { acl: { readRoles: ['ops'] } });
      await rejectionAs(acknowledge(guest.subscribeToPersistentSubscriptionToStream(name, name), 1), AccessDeniedError);
      expect(await acknowledge(ops.subscribeToPersistentSubscriptionToStream(name, name), 2)).toEqual([0, 1]);
    });
  }
});
