import { randomUUID } from 'node:crypto';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { openStore, StoreUnavailable, WrongRevision, type Store } from './index.ts';
import { openRelay, type Relay } from './test-relay.ts';
import { all, followUntil, referral, refusal, settledAppends, someChild, type AppendTold } from './test-support.ts';

/** Long enough for a busy machine, short enough to be waited for. */
const deadlineMs = 1_500;
/** What one test may take on a busy machine, ms. */
const patient = 120_000;

let node: EmbeddedNode;
let relay: Relay;
let store: Store;

beforeEach(async () => {
  node = await startEmbeddedNode();
  relay = await openRelay(node.port);
  store = openStore({ url: relay.url, deadlineMs });
});
afterEach(async () => {
  await store.close();
  await relay.close();
  await node.stop();
});

const stall = (): void => void process.kill(node.pid, 'SIGSTOP');
const goOn = (): void => void process.kill(node.pid, 'SIGCONT');

/** What an append was said to have come to is what the store holds. Of an unknown outcome nothing was said. */
async function expectTruth(told: ReadonlyMap<string, AppendTold>): Promise<void> {
  const { events } = await followUntil(store, { enough: (_, { live }) => live });
  const held = new Set(events.map(({ stream }) => stream));
  const untrue = [...told].filter(([stream, said]) => said !== 'unknown' && held.has(stream) !== (said === 'stored'));
  expect(untrue).toEqual([]);
  expect(held.size).toBe(events.length);
}

describe('a node that is down', () => {
  it(
    'refuses the first append of all at once, as certainly not stored, and takes the next when it is back',
    async () => {
      await store.close();
      store = openStore({ url: node.url, deadlineMs });
      await node.kill();
      const error = await refusal(store.append('journey-855.a', 'no-stream', [referral()]));
      expect(error).toBeInstanceOf(StoreUnavailable);
      expect(error).toMatchObject({ outcome: 'not-stored' });
      expect((error as StoreUnavailable).retryAfterSeconds).toBeGreaterThan(0);
      expect(await refusal(all(store, 'journey-855.a'))).toBeInstanceOf(StoreUnavailable);
      expect(await refusal(store.ping())).toBeInstanceOf(StoreUnavailable);
      expect(await refusal(store.identity())).toBeInstanceOf(StoreUnavailable);
      node = await node.restart();
      await store.append('journey-855.a', 'no-stream', [referral()]);
      expect(await all(store, 'journey-855.a')).toHaveLength(1);
      await store.ping();
    },
    patient,
  );

  it(
    'killed under 64 writers: what was acknowledged is there, what was not stored is not, and the next append works',
    async () => {
      for (let round = 0; round < 3; round += 1) {
        const { outcomes, enough } = settledAppends(store, { writers: 64, until: 300 });
        await enough;
        await node.kill();
        const told = await outcomes;
        node = await node.restart();
        await store.append(someChild(), 'no-stream', [referral()]);
        expect(told.size).toBeGreaterThan(300);
        await expectTruth(told);
      }
      expect(store.metrics.appends.inFlight).toBe(0);
    },
    patient,
  );

  it(
    'stopped in good order under writers answers each of them, and takes the next append when it is back',
    async () => {
      const { outcomes, enough } = settledAppends(store, { writers: 16, until: 100, most: 20_000 });
      await enough;
      node = await node.restart();
      const told = await outcomes;
      await store.append(someChild(), 'no-stream', [referral()]);
      await expectTruth(told);
    },
    patient,
  );

  it(
    'lets an append of unknown outcome be repeated with the same ids, storing it once',
    async () => {
      const stream = someChild();
      const events = [referral()];
      await store.ping();
      await store.append(someChild(), 'no-stream', [referral()]);
      stall();
      const error = await refusal(store.append(stream, 'no-stream', events));
      expect(error).toMatchObject({ name: 'StoreUnavailable', outcome: 'unknown' });
      goOn();
      await store.append(stream, 'no-stream', events);
      expect(await all(store, stream)).toHaveLength(1);
    },
    patient,
  );
});

describe('a node that stalls', () => {
  // The client by itself would wait for 20 to 45 seconds: these tests would run out of time.
  it(
    'is noticed by appends, reads and pings within their own deadline, and served again when it goes on',
    async () => {
      const stream = someChild();
      await store.append(stream, 'no-stream', [referral()]);
      stall();
      const [appending, reading, pinging] = await Promise.all([
        refusal(store.append(stream, 0, [referral()])),
        refusal(all(store, stream)),
        refusal(store.ping()),
      ]);
      expect([appending, reading, pinging].map((error) => error instanceof StoreUnavailable)).toEqual([
        true,
        true,
        true,
      ]);
      goOn();
      await store.ping();
      const now = (await all(store, stream)).length - 1;
      await store.append(stream, now, [referral()]).catch(async (error: unknown) => {
        // The stalled append may only now have been carried out.
        if (!(error instanceof WrongRevision)) throw error;
        await store.append(stream, now + 1, [referral()]);
      });
      expect((await all(store, stream)).length).toBeGreaterThanOrEqual(2);
    },
    patient,
  );

  it(
    'is noticed at the very first call, before the client knows anything of the store',
    async () => {
      stall();
      const error = await refusal(store.append(someChild(), 'no-stream', [referral()]));
      expect(error).toMatchObject({ name: 'StoreUnavailable', outcome: 'not-stored' });
      goOn();
      await store.append(someChild(), 'no-stream', [referral()]);
    },
    patient,
  );

  it(
    'is noticed half-way through a read',
    async () => {
      const stream = someChild();
      for (let n = 0; n < 4_000; n += 250) {
        const events = Array.from({ length: 250 }, () => referral());
        await store.append(stream, n === 0 ? 'no-stream' : n - 1, events);
      }
      let seen = 0;
      const reading = (async () => {
        for await (const { revision } of store.read(stream)) {
          seen = revision + 1;
          if (seen === 100) stall();
        }
      })();
      expect(await refusal(reading)).toBeInstanceOf(StoreUnavailable);
      goOn();
      expect(seen).toBeGreaterThanOrEqual(100);
      expect(await all(store, stream)).toHaveLength(4_000);
    },
    patient,
  );

  it(
    'does not hold back the closing for longer than the deadline',
    async () => {
      await store.append(someChild(), 'no-stream', [referral()]);
      stall();
      const appending = refusal(store.append(someChild(), 'no-stream', [referral()]));
      await store.close();
      expect(await appending).toMatchObject({ outcome: 'unknown' });
      goOn();
    },
    patient,
  );
});

describe('a line that dies', () => {
  it(
    'while full of writes ends no more than the appends on it',
    async () => {
      // The client rejects what it had queued where nobody can catch it: unguarded, this ends the process.
      const data = { text: 'x'.repeat(20_000) };
      await store.append(someChild(), 'no-stream', [referral()]);
      for (const end of [(): void => undefined, relay.cut]) {
        stall();
        const appends = Array.from({ length: 400 }, () =>
          store.append(someChild(), 'no-stream', [referral(0, { data })]),
        );
        await new Promise(setImmediate);
        end();
        const told = await Promise.all(appends.map(refusal));
        expect(told.filter((error) => !(error instanceof StoreUnavailable))).toEqual([]);
        goOn();
        await store.append(someChild(), 'no-stream', [referral()]);
      }
    },
    patient,
  );

  it(
    'late, after it was left, rejects nothing on the new one',
    async () => {
      await store.append(someChild(), 'no-stream', [referral()]);
      for (let round = 0; round < 3; round += 1) {
        relay.pinch();
        expect(await refusal(store.append(someChild(), 'no-stream', [referral()]))).toMatchObject({
          outcome: 'unknown',
        });
        await store.append(someChild(), 'no-stream', [referral()]);
        const appends = Array.from({ length: 64 }, () => store.append(someChild(), 'no-stream', [referral()]));
        relay.cutPinched();
        expect((await Promise.allSettled(appends)).filter(({ status }) => status === 'rejected')).toEqual([]);
      }
    },
    patient,
  );

  it(
    'neither rejects nor hangs the appends after it (trap 1)',
    async () => {
      for (let round = 0; round < 5; round += 1) {
        const { outcomes, enough } = settledAppends(store, { writers: 64, until: 100 });
        await enough;
        relay.cut();
        const told = await outcomes;
        const done = await Promise.all(
          Array.from({ length: 64 }, () => store.append(someChild(), 'no-stream', [referral()]).then(() => 'stored')),
        );
        expect(done).toEqual(Array.from({ length: 64 }, () => 'stored'));
        await expectTruth(told);
      }
    },
    patient,
  );

  it(
    'silently, is left for a new one as soon as a call has waited for its deadline',
    async () => {
      const stream = someChild();
      await store.append(stream, 'no-stream', [referral()]);
      await all(store, stream);
      relay.pinch();
      expect(await refusal(store.append(stream, 0, [referral()]))).toMatchObject({ outcome: 'unknown' });
      expect(await refusal(all(store, stream))).toBeInstanceOf(StoreUnavailable);
      // The old connection would be given up by keep-alive after some 20 seconds, longer than this test may take.
      await store.append(someChild(), 'no-stream', [referral()]);
      expect(await all(store, stream)).toHaveLength(1);
      expect(store.metrics.replacedLines).toBeGreaterThanOrEqual(2);
    },
    patient,
  );

  it(
    'again and again, under appends, reads and a following, breaks nothing but what was on it',
    async () => {
      const stop = new AbortController();
      const followed: string[] = [];
      const following = (async () => {
        for await (const { events } of store.follow({ prefixes: ['journey-'], after: null, signal: stop.signal })) {
          followed.push(...events.map(({ stream }) => stream));
        }
      })();
      const stored: string[] = [];
      for (let round = 0; round < 12; round += 1) {
        const { outcomes, enough } = settledAppends(store, { writers: 16, until: 60, most: 120 });
        await enough;
        relay.cut(round);
        for (const [stream, outcome] of await outcomes) if (outcome === 'stored') stored.push(stream);
      }
      const last = `journey-855.${randomUUID()}`;
      await store.append(last, 'no-stream', [referral()]);
      while (!followed.includes(last)) await new Promise(setImmediate);
      stop.abort();
      await following;
      expect(new Set(followed).size).toBe(followed.length);
      expect(stored.filter((stream) => !followed.includes(stream))).toEqual([]);
    },
    patient,
  );
});
