import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import {
  CheckpointBeyondStore,
  openStore,
  PastReplaced,
  type FollowedBatch,
  type Store,
  type StoredEvent,
} from './index.ts';
import { openRelay, type Relay } from './test-relay.ts';
import { all, followUntil, keepAppending, referral, refusal, someChild } from './test-support.ts';

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

const keyOf = ({ stream, revision }: StoredEvent): string => `${stream}@${String(revision)}`;

/** Each event of each stream was brought once, in its stream's order, and all in the order of their positions. */
async function expectWhole(followed: readonly StoredEvent[], streams: readonly string[]): Promise<void> {
  const positions = followed.map(({ position }) => position);
  expect(positions.every((position, i) => i === 0 || position > (positions[i - 1] ?? 0))).toBe(true);
  const stored: string[] = [];
  for (const stream of streams) stored.push(...(await all(store, stream)).map(keyOf));
  expect(followed.map(keyOf).sort()).toEqual(stored.sort());
}

describe('following over a restart of the store', () => {
  it(
    'brings each event of busy writers once, none left out, though the node is killed three times',
    async () => {
      const streams = Array.from({ length: 8 }, someChild);
      const writers = keepAppending(store, streams);
      const following = followUntil(store, { enough: (events) => events.some(({ type }) => type === 'CaseClosed') });
      for (let round = 0; round < 3; round += 1) {
        await writers.more(150);
        await node.kill();
        node = await node.restart();
      }
      await writers.more(150);
      await writers.stop();
      const last = someChild();
      await store.append(last, 'no-stream', [referral(0, { type: 'CaseClosed' })]);
      const { events } = await following;
      await expectWhole(events, [...streams, last]);
    },
    patient,
  );

  it(
    'is not live while the store is away, and says so',
    async () => {
      await store.append(someChild(), 'no-stream', [referral()]);
      let restarted = false;
      const { batches } = await followUntil(store, {
        quietMs: 100,
        enough: (_, { live }) => {
          if (live && !restarted) {
            restarted = true;
            void node.kill().then(async () => {
              node = await node.restart();
            });
            return false;
          }
          return live;
        },
      });
      const lives = batches.map(({ live }) => live);
      expect(lives.slice(lives.indexOf(true))).toEqual([true, false, true]);
      expect(new Set(batches.slice(lives.indexOf(true)).map(({ position }) => position)).size).toBe(1);
    },
    patient,
  );
});

describe('following a store that falls silent', () => {
  it(
    'notices a stalled node by its own deadline, and goes on where it was',
    async () => {
      const stream = someChild();
      await store.append(stream, 'no-stream', [referral(0)]);
      let stalled = false;
      const { events } = await followUntil(store, {
        quietMs: 100,
        enough: (seen, { live }) => {
          if (live && !stalled) {
            stalled = true;
            process.kill(node.pid, 'SIGSTOP');
          } else if (!live && stalled) {
            // Only noticing the stall makes a following not live.
            process.kill(node.pid, 'SIGCONT');
            void store.append(stream, 0, [referral(1)]);
          }
          return seen.length === 2;
        },
      });
      expect(events.map(({ revision }) => revision)).toEqual([0, 1]);
    },
    patient,
  );

  it(
    'leaves a line that lets nothing through for a new one',
    async () => {
      const stream = someChild();
      await store.append(stream, 'no-stream', [referral(0)]);
      let pinched = false;
      const { events } = await followUntil(store, {
        quietMs: 100,
        enough: (seen, { live }) => {
          if (live && !pinched) {
            pinched = true;
            relay.pinch();
          } else if (!live && pinched) {
            void store.append(stream, 0, [referral(1)]).catch(() => store.append(stream, 0, [referral(1)]));
          }
          return seen.length === 2;
        },
      });
      expect(events.map(({ revision }) => revision)).toEqual([0, 1]);
      expect(store.metrics.replacedLines).toBeGreaterThan(0);
    },
    patient,
  );

  it(
    'takes a quiet store for what it is',
    async () => {
      await store.append(someChild(), 'no-stream', [referral(0)]);
      const done = new AbortController();
      const quietMs = 20;
      const seen: FollowedBatch[] = [];
      for await (const batch of store.follow({ prefixes: ['journey-'], after: null, signal: done.signal, quietMs })) {
        seen.push(batch);
        if (!batch.live) continue;
        // Ten quiet times go by before the next event, each with a look whether the store is there.
        const reads = store.metrics.reads.begun;
        void (async () => {
          while (store.metrics.reads.begun < reads + 10) await new Promise(setImmediate);
          await store.append('other-1', 'no-stream', [referral(0)]);
          await store.append(someChild(), 'no-stream', [referral(1)]);
        })();
        if (seen.flatMap(({ events }) => events).length === 2) done.abort();
      }
      expect(store.metrics.reads.failed).toBe(0);
      expect(seen.flatMap(({ events }) => events).map(({ data }) => data)).toEqual([
        { on: '2026-01-05', number: 0 },
        { on: '2026-01-05', number: 1 },
      ]);
    },
    patient,
  );
});

describe('checkpoints', () => {
  const others = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += 500) {
      const events = Array.from({ length: 500 }, (_, n) => referral(n));
      await store.append(`other-${randomUUID()}`, 'no-stream', events);
    }
  };

  it(
    'move over the events of other streams, so that these are never read again',
    async () => {
      const first = someChild();
      await store.append(first, 'no-stream', [referral(0)]);
      await others(2_000);
      const before = await followUntil(store, { enough: (_, { live }) => live });
      const checkpoint = before.batches.at(-1)?.position ?? 0;
      expect(before.events.map(({ stream }) => stream)).toEqual([first]);
      expect(checkpoint).toBeGreaterThan(before.events[0]?.position ?? 0);

      const second = someChild();
      await others(1_000);
      await store.append(second, 'no-stream', [referral(0)]);
      const later = await followUntil(store, { after: checkpoint, enough: (_, { live }) => live });
      expect(later.events.map(({ stream }) => stream)).toEqual([second]);
    },
    patient,
  );

  it(
    'come while live too, when only other streams are written',
    async () => {
      await store.append(someChild(), 'no-stream', [referral(0)]);
      const begun: number[] = [];
      const { batches } = await followUntil(store, {
        enough: (_, { live, position }) => {
          if (live && begun.length === 0) void others(1_000);
          if (live) begun.push(position);
          return begun.length > 1;
        },
      });
      expect(batches.every(({ events }) => events.length <= 1)).toBe(true);
      expect(begun[1]).toBeGreaterThan(begun[0] ?? 0);
    },
    patient,
  );

  it(
    'are good after any batch: going on from each brings exactly the rest',
    async () => {
      const streams = Array.from({ length: 6 }, someChild);
      for (const stream of streams) {
        await store.append(
          stream,
          'no-stream',
          Array.from({ length: 40 }, (_, n) => referral(n)),
        );
        await others(500);
      }
      const { events, batches } = await followUntil(store, { batchSize: 7, enough: (_, { live }) => live });
      expect(events).toHaveLength(240);
      let seen = 0;
      for (const [index, batch] of batches.entries()) {
        seen += batch.events.length;
        expect(batch.events.length).toBeLessThanOrEqual(7);
        if (index % 5 !== 0) continue;
        const rest = await followUntil(store, { after: batch.position, enough: (_, { live }) => live });
        expect(rest.events.map(keyOf)).toEqual(events.slice(seen).map(keyOf));
      }
    },
    patient,
  );

  it(
    'of a past that is over are refused where the store was put back from a copy and grew past them meanwhile',
    async () => {
      const folders = ['copy', 'grown'].map(() => mkdtempSync(path.join(tmpdir(), 'waymark-following-')));
      const [copy = '', grown = ''] = folders;
      const events = path.dirname(node.file);
      const put = async (from: string, to: string): Promise<void> => {
        await node.kill();
        rmSync(to, { recursive: true });
        cpSync(from, to, { recursive: true });
        node = await node.restart();
      };
      await store.append(someChild(), 'no-stream', [referral(0)]);
      await put(events, copy);
      for (let n = 0; n < 5; n += 1) await store.append(someChild(), 'no-stream', [referral(n)]);
      await put(events, grown);
      await put(copy, events);
      await store.append(someChild(), 'no-stream', [referral(0)]);

      let back: Promise<void> | undefined;
      const following = followUntil(store, {
        enough: (followed, { live }) => {
          if (live && followed.length === 2) back ??= put(grown, events);
          return followed.length > 2;
        },
      });
      expect(await refusal(following)).toBeInstanceOf(PastReplaced);
      await back;
      for (const folder of folders) rmSync(folder, { recursive: true });
    },
    patient,
  );

  it(
    'of another or an older store are refused, not waited for',
    async () => {
      await store.append(someChild(), 'no-stream', [referral(0)]);
      const error = await refusal(followUntil(store, { after: 1_000_000_000, enough: () => false }));
      expect(error).toBeInstanceOf(CheckpointBeyondStore);
      expect(error).toMatchObject({ checkpoint: 1_000_000_000 });
    },
    patient,
  );
});

describe('catching up', () => {
  it(
    'with 10,000 events under write load goes live without a gap or a repetition',
    async () => {
      const old = Array.from({ length: 20 }, someChild);
      for (const stream of old) {
        await store.append(
          stream,
          'no-stream',
          Array.from({ length: 500 }, (_, n) => referral(n)),
        );
      }
      const busy = Array.from({ length: 8 }, someChild);
      const writers = keepAppending(store, busy);
      await writers.more(50);
      let wasLive = 0;
      const following = followUntil(store, {
        enough: (events, { live }) => {
          if (live) wasLive += 1;
          return events.some(({ type }) => type === 'CaseClosed');
        },
      });
      await writers.more(500);
      await writers.stop();
      const last = someChild();
      await store.append(last, 'no-stream', [referral(0, { type: 'CaseClosed' })]);
      const { events } = await following;
      expect(wasLive).toBeGreaterThan(0);
      expect(events.length).toBeGreaterThan(10_500);
      await expectWhole(events, [...old, ...busy, last]);
    },
    patient,
  );

  it(
    'holds the store back while its consumer is busy (trap 7)',
    async () => {
      const text = 'x'.repeat(1_000);
      const events = Array.from({ length: 500 }, (_, n) => referral(n, { data: { on: '2026-01-05', text } }));
      for (let n = 0; n < 40; n += 1) await store.append(someChild(), 'no-stream', events);
      const total = 20_000 * 1_000;
      const before = relay.fromNode();
      let seen = 0;
      await followUntil(store, {
        enough: (all) => {
          seen = all.length;
          return true;
        },
      });
      const done = new AbortController();
      for await (const batch of store.follow({ prefixes: ['journey-'], after: null, signal: done.signal })) {
        seen += batch.events.length;
        // A consumer at work for as long as the store would need to send everything there is several times over.
        for (let n = 0; n < 60; n += 1) await all(store, 'nothing-there');
        break;
      }
      expect(seen).toBeGreaterThan(0);
      expect(relay.fromNode() - before).toBeLessThan(total / 4);
    },
    patient,
  );
});

describe('leaving', () => {
  it(
    'ends at once when the signal is aborted, while waiting and while events are waiting',
    async () => {
      await store.append(
        someChild(),
        'no-stream',
        Array.from({ length: 500 }, (_, n) => referral(n)),
      );
      const { batches } = await followUntil(store, { batchSize: 10, enough: () => true });
      expect(batches).toHaveLength(1);
      const waiting = new AbortController();
      const ended = (async () => {
        for await (const { live } of store.follow({ prefixes: ['none-'], after: null, signal: waiting.signal })) {
          if (live) setImmediate(() => waiting.abort());
        }
      })();
      await expect(ended).resolves.toBeUndefined();
      expect(store.metrics.follows).toEqual([]);
    },
    patient,
  );

  it(
    'by an error of the consumer lets go of the subscription',
    async () => {
      await store.append(someChild(), 'no-stream', [referral()]);
      const consuming = followUntil(store, {
        enough: () => {
          throw new Error('the consumer’s own');
        },
      });
      expect(String(await refusal(consuming))).toContain('the consumer’s own');
      expect(store.metrics.follows).toEqual([]);
    },
    patient,
  );

  it(
    'does not begin when the signal was aborted before',
    async () => {
      const batches: FollowedBatch[] = [];
      for await (const batch of store.follow({ prefixes: ['journey-'], after: null, signal: AbortSignal.abort() })) {
        batches.push(batch);
      }
      expect(batches).toEqual([]);
    },
    patient,
  );
});
