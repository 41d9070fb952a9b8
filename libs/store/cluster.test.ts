import { startEmbeddedNode } from '#testing';
import { openStore, StoreUnavailable } from './index.ts';
import { all, followUntil, keepAppending, referral, refusal, settledAppends, someChild } from './test-support.ts';

/** What one test may take on a busy machine, ms. */
const patient = 120_000;

describe('a cluster, whose leader is looked for', () => {
  it(
    'may have none for a while: calls fail in time, and go on when there is one',
    async () => {
      let node = await startEmbeddedNode();
      const search = 'tls=false&maxDiscoverAttempts=2&discoveryInterval=20&gossipTimeout=1';
      const store = openStore({ url: `esdb+discover://127.0.0.1:${String(node.port)}?${search}`, deadlineMs: 1_500 });
      const streams = [someChild(), someChild()];
      const writers = keepAppending(store, streams);
      const following = followUntil(store, {
        prefixes: streams,
        enough: (events) => events.some(({ type }) => type === 'CaseClosed'),
      });
      await writers.more(50);
      await node.kill();
      const { outcomes } = settledAppends(store, { writers: 8, until: 1 });
      expect((await outcomes).size).toBe(8);
      expect(await refusal(all(store, streams[0] ?? ''))).toBeInstanceOf(StoreUnavailable);
      node = await node.restart();
      await writers.more(50);
      await writers.stop();
      const last = (await all(store, streams[0] ?? '', { backwards: true, limit: 1 }))[0];
      await store.append(last?.stream ?? '', last?.revision ?? 0, [referral(0, { type: 'CaseClosed' })]);
      const { events } = await following;
      const stored = [...(await all(store, streams[0] ?? '')), ...(await all(store, streams[1] ?? ''))];
      expect(events.map(({ id }) => id).sort()).toEqual(stored.map(({ id }) => id).sort());
      await store.close();
      await node.stop();
    },
    patient,
  );
});
