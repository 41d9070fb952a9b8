import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { openStore, StoreUnavailable, type Store } from './index.ts';
import { openRelay } from './test-relay.ts';
import { all, chances, followUntil, keepAppending, referral, refusal, someChild } from './test-support.ts';

/** Long enough for a busy machine, short enough to be waited for. */
const deadlineMs = 1_500;
/** What one test may take on a busy machine, ms. */
const patient = 120_000;

let node: EmbeddedNode;
let store: Store;

beforeEach(async () => {
  node = await startEmbeddedNode();
  store = openStore({ url: node.url, deadlineMs });
  await store.append('journey-855.before', 'no-stream', [referral()]);
});
afterEach(async () => {
  await store.close();
  await node.stop();
});

describe('an append that the node fails', () => {
  it.each(['abort', 'unavailable'] as const)(
    'by %s is said to be of unknown outcome, and the next one works',
    async (fault) => {
      await node.inject({ fault, rpc: 'BatchAppend' });
      const stream = someChild();
      const events = [referral()];
      expect(await refusal(store.append(stream, 'no-stream', events))).toMatchObject({
        name: 'StoreUnavailable',
        outcome: 'unknown',
      });
      await store.append(stream, 'no-stream', events);
      expect(await all(store, stream)).toHaveLength(1);
    },
    patient,
  );

  it(
    'for want of disk is told with the node’s reason, while reads go on, and works once there is space',
    async () => {
      await node.inject({ fault: 'disk-full' });
      const refused = await refusal(store.append('journey-855.before', 0, [referral()]));
      expect(refused).toBeInstanceOf(StoreUnavailable);
      expect(String(refused)).toContain('The disk that holds the events file is full');
      expect(await all(store, 'journey-855.before')).toHaveLength(1);
      await node.inject({ fault: 'resume' });
      await store.append('journey-855.before', 0, [referral()]);
      expect(store.metrics.replacedLines).toBe(0);
    },
    patient,
  );

  it(
    'to acknowledge may be repeated with the same ids: stored once, answered as the first would have been',
    async () => {
      const stream = someChild();
      const events = [referral(0), referral(1)];
      await node.inject({ fault: 'drop-after-commit' });
      expect(await refusal(store.append(stream, 'no-stream', events))).toMatchObject({ outcome: 'unknown' });
      const repeated = await store.append(stream, 'no-stream', events);
      const stored = await all(store, stream);
      expect(stored).toHaveLength(2);
      expect(repeated).toEqual({ revision: 1, position: stored[1]?.position });
    },
    patient,
  );

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)(
    'by ending %s the commit is of unknown outcome, and stored or not as the disk has it',
    async (when, stored) => {
      const stream = someChild();
      await node.inject({ fault: `crash-${when}-commit` });
      expect(await refusal(store.append(stream, 'no-stream', [referral()]))).toMatchObject({ outcome: 'unknown' });
      node = await node.restart();
      expect(await all(store, stream)).toHaveLength(stored);
    },
    patient,
  );

  it(
    'to answer for long is given up, while reads on their own line go on',
    async () => {
      await node.inject({ fault: 'stall', rpc: 'BatchAppend' });
      expect(await refusal(store.append(someChild(), 'no-stream', [referral()]))).toMatchObject({ outcome: 'unknown' });
      expect(await all(store, 'journey-855.before')).toHaveLength(1);
      await node.inject({ fault: 'resume' });
      await store.append(someChild(), 'no-stream', [referral()]);
    },
    patient,
  );

  it(
    'to answer quickly is waited for',
    async () => {
      await node.inject({ fault: 'delay', milliseconds: 100 });
      await store.append('journey-855.before', 0, [referral()]);
      expect(await all(store, 'journey-855.before')).toHaveLength(2);
    },
    patient,
  );
});

describe('reading from a node that sends pages twice', () => {
  it(
    'gives each event once, forwards and backwards',
    async () => {
      const stream = someChild();
      await store.append(
        stream,
        'no-stream',
        Array.from({ length: 50 }, (_, n) => referral(n)),
      );
      await node.inject({ fault: 'duplicate', count: 4 });
      const revisions = async (backwards: boolean): Promise<number[]> =>
        (await all(store, stream, { backwards })).map(({ revision }) => revision);
      const forwards = Array.from({ length: 50 }, (_, n) => n);
      expect(await revisions(false)).toEqual(forwards);
      expect(await revisions(true)).toEqual([...forwards].reverse());
    },
    patient,
  );
});

describe('following a node at fault', () => {
  it(
    'brings each event once, though the node drops, aborts, duplicates and delays as chance has it',
    async () => {
      const seed = 20_261_122;
      const chance = chances(seed);
      const streams = Array.from({ length: 6 }, someChild);
      const writers = keepAppending(store, streams);
      const following = followUntil(store, {
        quietMs: 150,
        batchSize: 10,
        enough: (events) => events.some(({ type }) => type === 'CaseClosed'),
      });
      const faults = [
        { fault: 'drop' },
        { fault: 'abort', rpc: 'Read' },
        { fault: 'unavailable', rpc: 'Read', count: 2 },
        { fault: 'abort', rpc: 'BatchAppend' },
        { fault: 'unavailable', rpc: 'BatchAppend' },
        { fault: 'duplicate', count: 3 },
        { fault: 'drop-after-commit' },
        { fault: 'delay', milliseconds: 5, rpc: 'Read' },
      ] as const;
      for (let round = 0; round < 25; round += 1) {
        const fault = faults[Math.floor(chance() * faults.length)] ?? faults[0];
        await node.inject(fault);
        await writers.more(Math.floor(chance() * 40));
        if (fault.fault === 'delay') await node.inject({ fault: 'resume' });
      }
      await node.inject({ fault: 'resume' });
      await writers.stop();
      const last = someChild();
      await store.append(last, 'no-stream', [referral(0, { type: 'CaseClosed' })]);
      const { events } = await following;
      const stored = [];
      for (const stream of ['journey-855.before', ...streams, last]) stored.push(...(await all(store, stream)));
      const inOrder = stored.sort((a, b) => a.position - b.position);
      // The seed is told so that a failure can be had again.
      expect([seed, events.map(({ id }) => id)]).toEqual([seed, inOrder.map(({ id }) => id)]);
    },
    patient,
  );

  it.each(['abort', 'unavailable'] as const)(
    'begins again where it was when the node ends a subscription under way by %s, as it does with a slow consumer',
    async (fault) => {
      const stream = someChild();
      await store.append(stream, 'no-stream', [referral(0)]);
      let ended = false;
      const { events } = await followUntil(store, {
        prefixes: [stream],
        quietMs: patient,
        enough: (seen, { live }) => {
          if (live && !ended) {
            ended = true;
            void node.inject({ fault, rpc: 'Read' }).then(() => store.append(stream, 0, [referral(1), referral(2)]));
          }
          return seen.length === 3;
        },
      });
      expect(events.map(({ revision }) => revision)).toEqual([0, 1, 2]);
      expect(store.metrics).toMatchObject({ resubscriptions: 1, timedOut: 0 });
    },
    patient,
  );

  it(
    'finds out that a subscription leaves events out, though the store answers all else',
    async () => {
      await store.close();
      const relay = await openRelay(node.port);
      store = openStore({ url: relay.url, deadlineMs });
      const stream = someChild();
      await store.append(stream, 'no-stream', [referral(0)]);
      let pinched = false;
      const { events } = await followUntil(store, {
        quietMs: 2_500,
        prefixes: [stream],
        enough: (seen, { live }) => {
          if (live && !pinched) {
            pinched = true;
            relay.pinch();
            // These wait for their deadline and take up new lines, before the following looks, which then finds all well.
            void Promise.all([
              refusal(store.ping()),
              refusal(store.append(someChild(), 'no-stream', [referral()])),
            ]).then(() => store.append(stream, 0, [referral(1)]));
          }
          return seen.length === 2;
        },
      });
      expect(events.map(({ revision }) => revision)).toEqual([0, 1]);
      expect(store.metrics.reads.failed).toBe(1);
      await store.close();
      await relay.close();
    },
    patient,
  );
});
