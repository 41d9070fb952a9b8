import { readFileSync } from 'node:fs';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { openStore, TooLargeToStore, Unstorable, WrongRevision, type Store } from './index.ts';
import { all, followUntil, referral, refusal, someChild } from './test-support.ts';

/** What one test may take on a busy machine, ms. */
const patient = 120_000;

/**
 * The traps of @eventstore/db-client 6.2.1, by their numbers in the design, where no other file shows that we are safe:
 * 1 (one store per process, dead streams of appends), 3 (stalls), 5 and 6 (a node down, resubscribing) are in
 * faults.test.ts and following.test.ts, with 7 (back-pressure); 6 by ABORTED too in injected-faults.test.ts; 4 (throwOnAppendFailure) is in
 * store.test.ts too.
 */
let node: EmbeddedNode;
let store: Store;

beforeAll(async () => {
  node = await startEmbeddedNode();
});
afterAll(async () => {
  await node.stop();
});
beforeEach(() => {
  store = openStore({ url: node.url, deadlineMs: 1_500 });
});
afterEach(async () => {
  await store.close();
});

describe('data that JSON cannot carry (trap 2)', () => {
  it(
    'is refused at once, where the client would never answer, and stops nothing else',
    async () => {
      const stream = someChild();
      const [refused, stored] = await Promise.all([
        refusal(store.append(stream, 'no-stream', [referral(0, { data: { born: 2n } })])),
        store.append(stream, 'no-stream', [referral(1)]),
      ]);
      expect(refused).toBeInstanceOf(Unstorable);
      expect(refused).toMatchObject({ pointer: '/0/data/born' });
      expect(stored.revision).toBe(0);
      expect(store.metrics.appends).toMatchObject({ unstorable: 1, stored: 1, inFlight: 0 });
    },
    patient,
  );
});

describe('a failed append (trap 4)', () => {
  it(
    'is never told as a success: the real revision comes with the refusal',
    async () => {
      const stream = someChild();
      await store.append(stream, 'no-stream', [referral(0), referral(1), referral(2)]);
      const refused = await refusal(store.append(stream, 7, [referral(9)]));
      expect(refused).toBeInstanceOf(WrongRevision);
      expect(refused).toMatchObject({ actual: 2, expected: 7 });
    },
    patient,
  );
});

describe('a checkpoint (trap 8)', () => {
  it(
    'never stalls the following: thousands pass, and events still come',
    async () => {
      const first = someChild();
      await store.append(first, 'no-stream', [referral(0)]);
      for (let n = 0; n < 8; n += 1) {
        const events = Array.from({ length: 500 }, (_, i) => referral(i));
        await store.append(`other-${String(n)}`, 'no-stream', events);
      }
      const second = someChild();
      await store.append(second, 'no-stream', [referral(0)]);
      const { events, batches } = await followUntil(store, { enough: (_, { live }) => live });
      expect(events.slice(-2).map(({ stream }) => stream)).toEqual([first, second]);
      expect(batches.at(-1)?.position).toBeGreaterThanOrEqual(events.at(-1)?.position ?? Infinity);
    },
    patient,
  );
});

describe('data typed by an interface (trap 9)', () => {
  interface Referral {
    readonly on: string;
  }

  it(
    'is taken as it is',
    async () => {
      const stream = someChild();
      const data: Referral = { on: '2026-01-05' };
      await store.append(stream, 'no-stream', [referral(0, { data })]);
      expect((await all(store, stream))[0]?.data).toEqual(data);
    },
    patient,
  );
});

describe('the client’s successor (trap 10)', () => {
  it(
    'is nowhere among what is installed with us',
    () => {
      const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
        readonly packages: Record<string, unknown>;
      };
      expect(Object.keys(lock.packages)).toContain('node_modules/@eventstore/db-client');
      expect(Object.keys(lock.packages).filter((name) => name.includes('@kurrent/'))).toEqual([]);
    },
    patient,
  );
});

describe('more than the store takes at once', () => {
  it(
    'is refused with the limit, and nothing of it is stored',
    async () => {
      const stream = someChild();
      const data = { text: 'x'.repeat(400_000) };
      const events = [0, 1, 2].map((n) => referral(n, { data }));
      const refused = await refusal(store.append(stream, 'no-stream', events));
      expect(refused).toBeInstanceOf(TooLargeToStore);
      expect(refused).toMatchObject({ limit: 1_048_576, name: 'TooLargeToStore' });
      expect(await all(store, stream)).toEqual([]);
      await store.append(stream, 'no-stream', events.slice(0, 2));
      expect(await all(store, stream)).toHaveLength(2);
    },
    patient,
  );
});

describe('names and texts beyond ASCII', () => {
  it(
    'come back as they went in',
    async () => {
      const stream = `${someChild()}-Zoë-子`;
      const data = { text: 'Zoë, 子, \u0000, \ud83d\ude00, "\\"' };
      await store.append(stream, 'no-stream', [referral(0, { data })]);
      expect((await all(store, stream)).map((event) => [event.stream, event.data])).toEqual([[stream, data]]);
      expect(await refusal(store.append(stream, 'no-stream', [referral(1)]))).toMatchObject({ stream, actual: 0 });
    },
    patient,
  );
});
