import { once } from 'node:events';
import {
  AccessDeniedError,
  binaryEvent,
  jsonEvent,
  persistentSubscriptionToStreamSettingsFromDefaults as streamSettings,
  START,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import { contractNode, type ContractNode } from '../../../../test/contract/contract-node.ts';
import { freshName } from '../../../../test/contract/groups.ts';
import { collect, rejection, rejectionAs, take } from '../test-support.ts';

const fact = () => jsonEvent({ type: 'Written', data: {} });
const denied = (promise: Promise<unknown>) => rejectionAs<AccessDeniedError>(promise, AccessDeniedError);

describe('over TLS, with users', () => {
  let store: ContractNode;
  let admin: EventStoreDBClient;
  let siân: EventStoreDBClient;
  let guest: EventStoreDBClient;

  beforeAll(async () => {
    store = await contractNode('over TLS, with users', { EVENTSTORE_LINKS: 'on' });
    admin = store.client;
    [siân, guest] = [store.as('siân'), store.as('guest')];
  });

  afterAll(() => store.close());

  it('serves those who say who they are', async () => {
    expect(store.node.url).toContain('tls=true');
    const stream = freshName();
    await guest.appendToStream(stream, fact());
    expect(await collect(siân.readStream(stream))).toHaveLength(1);
    await siân.deleteStream(stream);
  });

  it('refuses those who do not, or whose password is wrong', async () => {
    const stream = freshName();
    await admin.appendToStream(stream, fact());
    for (const client of [store.as(), store.as('guest', 'wrong'), store.as('nobody')]) {
      await denied(collect(client.readStream(stream)));
      await denied(client.appendToStream(stream, fact()));
      await denied(client.deleteStream(stream));
      await denied(client.tombstoneStream(stream));
      await denied(take(client.subscribeToStream(stream), 1));
      await denied(take(client.subscribeToAll(), 1));
      await denied(client.listAllPersistentSubscriptions());
    }
  });

  it('knows the caller by each call', async () => {
    const stream = freshName();
    await admin.setStreamMetadata(stream, { acl: { writeRoles: ['siân'], readRoles: ['siân'] } });
    const asSiân = { credentials: { username: 'siân', password: 'changeit' } };
    await guest.appendToStream(stream, fact(), asSiân);
    expect(await collect(guest.readStream(stream, asSiân))).toHaveLength(1);
    await denied(admin.appendToStream(stream, fact(), { credentials: { username: 'admin', password: 'wrong' } }));
    await denied(guest.appendToStream(stream, fact()));
    await denied(siân.appendToStream(stream, fact(), { credentials: { username: 'guest', password: 'changeit' } }));
  });

  it('lets each thing be done by those the access list names: users, groups, everybody or nobody', async () => {
    const stream = freshName();
    const acl = {
      readRoles: ['social-care', 'guest'],
      writeRoles: ['siân'],
      deleteRoles: [],
      metaReadRoles: ['$all'],
      metaWriteRoles: ['social-care'],
    };
    await admin.setStreamMetadata(stream, { acl });
    await siân.appendToStream(stream, fact());
    await denied(guest.appendToStream(stream, fact()));
    for (const reader of [siân, guest, admin]) {
      expect(await collect(reader.readStream(stream))).toHaveLength(1);
      expect((await reader.getStreamMetadata(stream)).metadata).toEqual({ acl });
    }
    await denied(collect(store.as('ops').readStream(stream)));
    for (const remover of [siân, guest]) {
      await denied(remover.deleteStream(stream));
      await denied(remover.tombstoneStream(stream));
    }
    await denied(guest.setStreamMetadata(stream, {}));
    await siân.setStreamMetadata(stream, { acl: { ...acl, metaReadRoles: ['$admins'] } });
    await denied(siân.getStreamMetadata(stream));
    await admin.tombstoneStream(stream);
  });

  it('keeps system streams, $all and groups for administrators', async () => {
    await denied(collect(guest.readAll()));
    await denied(take(guest.subscribeToAll({ fromPosition: START }), 1));
    await denied(collect(guest.readStream('$file')));
    await denied(guest.appendToStream('$mine', fact()));
    await denied(guest.getStreamMetadata('$file'));
    await denied(guest.createPersistentSubscriptionToStream('open', 'g', streamSettings()));
    expect((await collect(admin.readAll())).length).toBeGreaterThan(1);
    await admin.createPersistentSubscriptionToStream('open', 'g', streamSettings());
  });

  it('opens $all to whom its own access list names', async () => {
    await admin.setStreamMetadata('$all', { acl: { readRoles: ['social-care'] } });
    expect((await collect(siân.readAll({ maxCount: 2 }))).length).toBe(2);
    await denied(collect(guest.readAll()));
    await admin.setStreamMetadata('$all', {});
    await denied(collect(siân.readAll()));
  });

  it('fills what an access list leaves unsaid from $settings', async () => {
    const [ordinary, own, system] = [freshName(), freshName(), `$${freshName()}`];
    await admin.setStreamMetadata(own, { acl: { writeRoles: ['guest'] } });
    const settings = {
      $userStreamAcl: { $w: ['social-care'], $r: '$all' },
      $systemStreamAcl: { $r: ['guest'] },
    };
    await admin.appendToStream('$settings', jsonEvent({ type: '$settings', data: settings }));
    await siân.appendToStream(ordinary, fact());
    await denied(guest.appendToStream(ordinary, fact()));
    expect(await collect(guest.readStream(ordinary))).toHaveLength(1);
    await guest.appendToStream(own, fact());
    await denied(siân.appendToStream(own, fact()));
    await admin.appendToStream(system, fact());
    expect(await collect(guest.readStream(system))).toHaveLength(1);
    await denied(collect(siân.readStream(system)));
    await admin.appendToStream('$settings', jsonEvent({ type: '$settings', data: {} }));
    await guest.appendToStream(ordinary, fact());
    await denied(collect(guest.readStream(system)));
  });

  it('shows nobody through a link what they may not read', async () => {
    const [secret, links] = [freshName(), freshName()];
    await admin.appendToStream(secret, fact());
    await admin.setStreamMetadata(secret, { acl: { readRoles: ['siân'] } });
    await admin.appendToStream(links, binaryEvent({ type: '$>', data: Buffer.from(`0@${secret}`) }));
    const options = { resolveLinkTos: true };
    const through = async (client: EventStoreDBClient) => [
      (await collect(client.readStream(links, options)))[0],
      (await take(client.subscribeToStream(links, options), 1))[0],
    ];
    for (const seen of await through(siân)) expect(seen?.event?.streamId).toBe(secret);
    for (const seen of await through(guest)) {
      expect(seen).not.toHaveProperty('event');
      expect(seen?.link?.streamId).toBe(links);
    }
  });

  it('ends a subscription whose reader may read no longer', async () => {
    const stream = freshName();
    await admin.appendToStream(stream, fact());
    const subscription = guest.subscribeToStream(stream);
    const ended = denied(take(subscription, 2));
    await once(subscription, 'caughtUp');
    await admin.setStreamMetadata(stream, { acl: { readRoles: ['siân'] } });
    await admin.appendToStream(stream, fact());
    expect((await ended).code).toBe(7);
  });

  it('keeps category and type streams for administrators, and links from them', async () => {
    const category = freshName();
    await siân.appendToStream(`${category}-1`, jsonEvent({ type: `Type${category}`, data: {} }));
    for (const links of [`$ce-${category}`, `$et-Type${category}`]) {
      const [resolved] = await take(admin.subscribeToStream(links, { resolveLinkTos: true }), 1);
      expect(resolved?.event).toMatchObject({ streamId: `${category}-1`, type: `Type${category}` });
      expect(resolved?.link?.metadata).toEqual({ $o: `${category}-1`, $causedBy: resolved?.event?.id });
      await denied(collect(guest.readStream(links)));
    }
  });

  it('speaks to nobody in the clear', async () => {
    const client = store.connect(`esdb://127.0.0.1:${store.node.port}?tls=false`);
    const error = await rejection(client.appendToStream('open', fact(), { deadline: 2000 }));
    expect(error).not.toBeInstanceOf(AccessDeniedError);
  });
});
