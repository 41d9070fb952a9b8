import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import {
  openStore,
  StoreAlreadyOpen,
  StoreClosed,
  UnusableStoreUrl,
  WrongRevision,
  type ReadOptions,
  type Store,
} from './index.ts';
import { all, followUntil, referral, refusal, someChild, uuidOf } from './test-support.ts';

/** What one test may take on a busy machine, ms. */
const patient = 120_000;

let node: EmbeddedNode;
let store: Store;

beforeAll(async () => {
  node = await startEmbeddedNode();
});
afterAll(async () => {
  await node.stop();
});
beforeEach(() => {
  store = openStore({ url: node.url });
});
afterEach(async () => {
  await store.close();
});

describe('appending to a stream', () => {
  it(
    'stores the events in order and says where the last of them stands',
    async () => {
      const stream = someChild();
      const appended = await store.append(stream, 'no-stream', [referral(0), referral(1)]);
      const again = await store.append(stream, 1, [referral(2)]);
      const stored = await all(store, stream);
      expect(stored.map(({ revision, data }) => ({ revision, data }))).toEqual([
        { revision: 0, data: { on: '2026-01-05', number: 0 } },
        { revision: 1, data: { on: '2026-01-05', number: 1 } },
        { revision: 2, data: { on: '2026-01-05', number: 2 } },
      ]);
      expect(appended).toEqual({ revision: 1, position: stored[1]?.position });
      expect(again).toEqual({ revision: 2, position: stored[2]?.position });
    },
    patient,
  );

  it(
    'is refused, naming both revisions, when the stream stands elsewhere, and stores nothing',
    async () => {
      const stream = someChild();
      await store.append(stream, 'no-stream', [referral(0), referral(1)]);
      expect(await refusal(store.append(stream, 'no-stream', [referral(9)]))).toMatchObject({
        name: 'WrongRevision',
        stream,
        expected: 'no-stream',
        actual: 1,
      });
      expect(await refusal(store.append(stream, 0, [referral(9)]))).toMatchObject({ expected: 0, actual: 1 });
      expect(await refusal(store.append(stream, 2, [referral(9)]))).toMatchObject({ expected: 2, actual: 1 });
      expect(await refusal(store.append(someChild(), 0, [referral(9)]))).toMatchObject({
        expected: 0,
        actual: 'no-stream',
      });
      expect(await all(store, stream)).toHaveLength(2);
    },
    patient,
  );

  it(
    'stores nothing twice when the same events are appended again at the same revision, and answers the same',
    async () => {
      const stream = someChild();
      const events = [referral(0, { id: uuidOf(`${stream}/0`) }), referral(1, { id: uuidOf(`${stream}/1`) })];
      const first = await store.append(stream, 'no-stream', events);
      const second = await store.append(stream, 'no-stream', events);
      expect(second).toEqual(first);
      expect(await all(store, stream)).toHaveLength(2);
    },
    patient,
  );

  it(
    'lets exactly one of two writers win each revision',
    async () => {
      const stream = someChild();
      const won = [0, 0];
      const write = async (writer: 0 | 1): Promise<void> => {
        let expected: 'no-stream' | number = 'no-stream';
        while (won[0]! + won[1]! < 60) {
          try {
            expected = (await store.append(stream, expected, [referral(writer)])).revision;
            won[writer]! += 1;
          } catch (error) {
            if (!(error instanceof WrongRevision)) throw error;
            expected = error.actual;
          }
        }
      };
      await Promise.all([write(0), write(1)]);
      const stored = await all(store, stream);
      expect(stored.map(({ revision }) => revision)).toEqual(stored.map((_, index) => index));
      expect(stored).toHaveLength(won[0]! + won[1]!);
    },
    patient,
  );

  it(
    'keeps 64 appends in flight apart',
    async () => {
      const streams = Array.from({ length: 64 }, someChild);
      const appended = await Promise.all(streams.map((stream, n) => store.append(stream, 'no-stream', [referral(n)])));
      expect(new Set(appended.map(({ position }) => position)).size).toBe(64);
      for (const [n, stream] of streams.entries()) {
        expect((await all(store, stream)).map(({ data }) => data)).toEqual([{ on: '2026-01-05', number: n }]);
      }
      expect(store.metrics.appends).toMatchObject({ stored: 64, inFlight: 0, unknown: 0 });
      expect(store.metrics.appends.seconds.count).toBe(64);
    },
    patient,
  );
});

describe('reading a stream', () => {
  it(
    'finds nothing where there is no stream',
    async () => {
      expect(await all(store, someChild())).toEqual([]);
    },
    patient,
  );

  it(
    'reads from a revision, backwards, and so many',
    async () => {
      const stream = someChild();
      await store.append(
        stream,
        'no-stream',
        Array.from({ length: 10 }, (_, n) => referral(n)),
      );
      const revisions = async (options: ReadOptions): Promise<number[]> =>
        (await all(store, stream, options)).map(({ revision }) => revision);
      expect(await revisions({ from: 7 })).toEqual([7, 8, 9]);
      expect(await revisions({ limit: 2 })).toEqual([0, 1]);
      expect(await revisions({ backwards: true, limit: 3 })).toEqual([9, 8, 7]);
      expect(await revisions({ backwards: true, from: 1 })).toEqual([1, 0]);
      expect(await revisions({ from: 10 })).toEqual([]);
    },
    patient,
  );

  it(
    'reads a long stream whole while its reader is slow',
    async () => {
      const stream = someChild();
      const count = 2_000;
      await store.append(
        stream,
        'no-stream',
        Array.from({ length: count }, (_, n) => referral(n)),
      );
      let next = 0;
      for await (const { revision } of store.read(stream)) {
        expect(revision).toBe(next);
        next += 1;
        if (next % 100 === 0) await new Promise(setImmediate);
      }
      expect(next).toBe(count);
    },
    patient,
  );

  it(
    'can be left half-way, and leaves the store usable',
    async () => {
      const stream = someChild();
      await store.append(
        stream,
        'no-stream',
        Array.from({ length: 500 }, (_, n) => referral(n)),
      );
      for (let round = 0; round < 20; round += 1) {
        for await (const { revision } of store.read(stream)) if (revision === 3) break;
      }
      expect(await all(store, stream)).toHaveLength(500);
    },
    patient,
  );
});

describe('following journeys', () => {
  it(
    'brings the past in order, then says that it is live',
    async () => {
      const stream = someChild();
      await store.append(
        stream,
        'no-stream',
        Array.from({ length: 300 }, (_, n) => referral(n)),
      );
      const { events } = await followUntil(store, {
        prefixes: [stream],
        batchSize: 100,
        enough: (_, { live }) => live,
      });
      expect(events.map(({ data }) => data)).toEqual((await all(store, stream)).map(({ data }) => data));
    },
    patient,
  );

  it(
    'goes on from a checkpoint, its own event not repeated',
    async () => {
      const stream = someChild();
      await store.append(stream, 'no-stream', [referral(0), referral(1), referral(2)]);
      const [first] = await all(store, stream);
      const { events } = await followUntil(store, {
        prefixes: [stream],
        after: first?.position ?? null,
        enough: (_, { live }) => live,
      });
      expect(events.map(({ revision }) => revision)).toEqual([1, 2]);
    },
    patient,
  );
});

describe('the store’s identity', () => {
  it(
    'is made once, and the same for all who ask at once',
    async () => {
      const names = await Promise.all([store.identity(), store.identity(), store.identity()]);
      expect(new Set(names).size).toBe(1);
      expect(await store.identity()).toBe(names[0]);
      expect(await all(store, 'waymark-store')).toHaveLength(1);
    },
    patient,
  );
});

describe('opening and closing', () => {
  it(
    'refuses a second store in one process, and allows one after the other',
    async () => {
      expect(() => openStore({ url: node.url })).toThrow(StoreAlreadyOpen);
      await store.close();
      store = openStore({ url: node.url });
      await store.ping();
    },
    patient,
  );

  it(
    'lets appends in flight finish, and takes no more',
    async () => {
      const streams = Array.from({ length: 64 }, someChild);
      const appending = streams.map((stream) => store.append(stream, 'no-stream', [referral()]));
      await store.close();
      expect((await Promise.allSettled(appending)).map(({ status }) => status)).toEqual(streams.map(() => 'fulfilled'));
      expect(await refusal(store.append(someChild(), 'no-stream', [referral()]))).toBeInstanceOf(StoreClosed);
      expect(() => store.read('journey-855.a')).toThrow(StoreClosed);
    },
    patient,
  );

  it(
    'ends the following without an error',
    async () => {
      const following = followUntil(store, { enough: () => false });
      await store.ping();
      await store.close();
      await expect(following).resolves.toBeDefined();
    },
    patient,
  );

  it.each([['nonsense'], ['http://127.0.0.1:2113'], ['esdb://127.0.0.1:2113?tls=false&throwOnAppendFailure=false']])(
    'refuses the address %s',
    async (url) => {
      await store.close();
      expect(() => openStore({ url })).toThrow(UnusableStoreUrl);
    },
    patient,
  );

  it(
    'does not tell the password when it refuses an address',
    async () => {
      await store.close();
      const opened = Promise.resolve().then(() => openStore({ url: 'esdb://admin:secret@127.0.0.1:2113?tls=perhaps' }));
      expect(String(await refusal(opened))).not.toContain('secret');
    },
    patient,
  );
});
