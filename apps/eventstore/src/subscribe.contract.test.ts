import { once } from 'node:events';
import {
  END,
  type EventStoreDBClient,
  eventTypeFilter,
  excludeSystemEvents,
  jsonEvent,
  StreamDeletedError,
  streamNameFilter,
  UnknownError,
  type Position,
} from '@eventstore/db-client';
import { contractNode, MODES, type ContractNode } from '../../../test/contract/contract-node.ts';
import { rejectionAs, take } from './test-support.ts';

describe.each(MODES)('%s', (mode) => {
  let store: ContractNode;
  let client: EventStoreDBClient;

  beforeAll(async () => {
    store = await contractNode(mode);
    client = store.client;
  });

  afterAll(() => store.close());

  const fact = (step: number, type = 'Visited') => jsonEvent({ type, data: { step } });
  const facts = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => fact(from + index));

  let streams = 0;
  const freshStream = () => `followed-${++streams}`;

  describe('following a stream', () => {
    it('gives what is there, says it has caught up, and goes on with what comes', async () => {
      const stream = freshStream();
      await client.appendToStream(stream, facts(0, 3));
      const subscription = client.subscribeToStream(stream);
      const caughtUp = once(subscription, 'caughtUp');
      const reading = take(subscription, 5);
      await caughtUp;
      await client.appendToStream(stream, facts(3, 5));
      expect((await reading).map(({ event }) => Number(event?.revision))).toEqual([0, 1, 2, 3, 4]);
    });

    it('waits for a stream that is not there yet', async () => {
      const stream = freshStream();
      const subscription = client.subscribeToStream(stream);
      await once(subscription, 'caughtUp');
      const reading = take(subscription, 1);
      await client.appendToStream(stream, fact(0));
      expect((await reading)[0]?.event?.streamId).toBe(stream);
    });

    it('begins after the revision it is given', async () => {
      const stream = freshStream();
      await client.appendToStream(stream, facts(0, 4));
      const read = await take(client.subscribeToStream(stream, { fromRevision: 1n }), 2);
      expect(read.map(({ event }) => Number(event?.revision))).toEqual([2, 3]);
    });

    it('begins with what comes next when told to begin at the end', async () => {
      const stream = freshStream();
      await client.appendToStream(stream, facts(0, 4));
      const subscription = client.subscribeToStream(stream, { fromRevision: END });
      await once(subscription, 'confirmation');
      const reading = take(subscription, 1);
      await client.appendToStream(stream, fact(4));
      expect((await reading)[0]?.event?.revision).toBe(4n);
    });

    it('ends with an error when the stream is tombstoned', async () => {
      const stream = freshStream();
      await client.appendToStream(stream, fact(0));
      const subscription = client.subscribeToStream(stream);
      const ended = rejectionAs(take(subscription, 2), StreamDeletedError);
      await once(subscription, 'caughtUp');
      await client.tombstoneStream(stream);
      expect((await ended).streamName).toBe(stream);
    });

    it('is refused at once on a tombstoned stream', async () => {
      const stream = freshStream();
      await client.tombstoneStream(stream);
      const error = await rejectionAs(take(client.subscribeToStream(stream), 1), StreamDeletedError);
      expect(error.streamName).toBe(stream);
    });

    it('goes on over a soft deletion, with what is written after it', async () => {
      const stream = freshStream();
      await client.appendToStream(stream, facts(0, 2));
      const subscription = client.subscribeToStream(stream);
      const reading = take(subscription, 4);
      await once(subscription, 'caughtUp');
      await client.deleteStream(stream);
      await client.appendToStream(stream, facts(2, 4));
      expect((await reading).map(({ event }) => Number(event?.revision))).toEqual([0, 1, 2, 3]);
      const late = await take(client.subscribeToStream(stream), 2);
      expect(late.map(({ event }) => Number(event?.revision))).toEqual([2, 3]);
    });

    it('begins with what $tb and $maxCount leave', async () => {
      const stream = freshStream();
      await client.appendToStream(stream, facts(0, 6));
      await client.setStreamMetadata(stream, { truncateBefore: 2, maxCount: 3 });
      expect((await take(client.subscribeToStream(stream), 3)).map(({ event }) => Number(event?.revision))).toEqual([
        3, 4, 5,
      ]);
    });

    it('shows who follows every event, whatever $maxCount leaves', async () => {
      const stream = freshStream();
      await client.setStreamMetadata(stream, { maxCount: 1, maxAge: 0 });
      const subscription = client.subscribeToStream(stream);
      const reading = take(subscription, 4);
      await once(subscription, 'caughtUp');
      await client.appendToStream(stream, facts(0, 4));
      expect((await reading).map(({ event }) => Number(event?.revision))).toEqual([0, 1, 2, 3]);
    });

    it('follows a stream of metadata', async () => {
      const stream = freshStream();
      const subscription = client.subscribeToStream(`$$${stream}`);
      const reading = take(subscription, 2);
      await once(subscription, 'caughtUp');
      await client.setStreamMetadata(stream, { maxCount: 1 });
      await client.setStreamMetadata(stream, { maxCount: 2 });
      expect((await reading).map(({ event }) => event?.data)).toEqual([{ $maxCount: 1 }, { $maxCount: 2 }]);
    });

    it('says once that it has caught up, with every event there was before it', async () => {
      const stream = freshStream();
      await client.appendToStream(stream, facts(0, 700));
      const seen: string[] = [];
      const subscription = client.subscribeToStream(stream);
      subscription.on('caughtUp', () => seen.push('caught up'));
      const live = new Promise<void>((resolve) => {
        subscription.on('data', ({ event }) => {
          seen.push('event');
          if (event?.revision === 700n) resolve();
        });
      });
      await once(subscription, 'caughtUp');
      expect(seen.length).toBe(701);
      await client.appendToStream(stream, fact(700));
      await live;
      expect(seen.filter((each) => each === 'caught up')).toHaveLength(1);
      await subscription.unsubscribe();
    });
  });

  describe('following $all', () => {
    it('gives only streams of a prefix, and begins after a position', async () => {
      const [wanted, other] = [freshStream(), `other-${freshStream()}`];
      const { position } = await client.appendToStream(wanted, fact(0));
      await client.appendToStream(other, facts(0, 10));
      await client.appendToStream(wanted, facts(1, 3));
      const filter = streamNameFilter({ prefixes: ['nobody', wanted] });
      const read = await take(client.subscribeToAll({ fromPosition: position as Position, filter }), 2);
      expect(read.map(({ event }) => event?.data)).toEqual([{ step: 1 }, { step: 2 }]);
      expect(read[0]?.commitPosition).toBe(read[0]?.event?.position.commit);
    });

    it.each([
      ['type prefix', eventTypeFilter({ prefixes: ['Wanted'] })],
      ['type pattern', eventTypeFilter({ regex: '^Wanted.*$' })],
    ])('gives only events of a %s', async (_what, filter) => {
      const stream = freshStream();
      const { position } = await client.appendToStream(stream, fact(0));
      await client.appendToStream(stream, [fact(1), fact(2, 'WantedOne'), fact(3), fact(4, 'WantedTwo')]);
      const read = await take(client.subscribeToAll({ fromPosition: position as Position, filter }), 2);
      expect(read.map(({ event }) => event?.type)).toEqual(['WantedOne', 'WantedTwo']);
    });

    it('leaves system events out where it is told to, and shows them where not', async () => {
      const stream = freshStream();
      const { position } = await client.appendToStream(stream, fact(0));
      await client.setStreamMetadata(stream, { maxCount: 5 });
      await client.appendToStream(stream, fact(1));
      await client.tombstoneStream(stream);
      const last = await client.appendToStream(freshStream(), fact(2));
      const typesUntil = async (options: Parameters<typeof client.subscribeToAll>[0]) => {
        const types: unknown[] = [];
        for await (const { event } of client.subscribeToAll({ ...options, fromPosition: position as Position })) {
          types.push(event?.type);
          if (event?.position.commit === last.position?.commit) break;
        }
        return types;
      };
      expect(await typesUntil({})).toEqual(['$metadata', 'Visited', '$streamDeleted', 'Visited']);
      expect(await typesUntil({ filter: excludeSystemEvents() })).toEqual(['Visited', 'Visited']);
    });

    it('refuses a pattern that is none', async () => {
      const subscription = client.subscribeToAll({ filter: eventTypeFilter({ regex: '(' }) });
      const error = await rejectionAs(take(subscription, 1), UnknownError);
      expect(error.message).toContain('is not a regular expression');
    });

    it('tells a filtered subscriber how far it has looked', async () => {
      const stream = freshStream();
      const { position } = await client.appendToStream(stream, fact(0));
      const reached: bigint[] = [];
      const subscription = client.subscribeToAll({
        fromPosition: position as Position,
        filter: streamNameFilter({
          prefixes: ['nothing-has-this-name'],
          maxSearchWindow: 10,
          checkpointInterval: 2,
          checkpointReached: (_subscription, { commit }) => {
            reached.push(commit);
            if (reached.length === 3) subscription.emit('enough');
          },
        }),
      });
      subscription.resume();
      const enough = once(subscription, 'enough');
      const { position: last } = await client.appendToStream(stream, facts(1, 61));
      await enough;
      expect([...reached].sort((a, b) => (a < b ? -1 : 1))).toEqual(reached);
      expect(reached[2]).toBe(last?.commit);
      await subscription.unsubscribe();
    });
  });
});
