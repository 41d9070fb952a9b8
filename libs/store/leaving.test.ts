import { execFile } from 'node:child_process';
import path from 'node:path';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { openStore, StoreClosed, type Store } from './index.ts';
import { all, referral, refusal, someChild } from './test-support.ts';

/** What one test may take on a busy machine, ms. */
const patient = 120_000;
/** Longer than any test may take: what ends here was ended, and did not run out of time. */
const deadlineMs = 60_000;

let node: EmbeddedNode;
let store: Store;

beforeAll(async () => {
  node = await startEmbeddedNode();
});
afterAll(async () => {
  await node.stop();
});
beforeEach(() => {
  store = openStore({ url: node.url, deadlineMs });
});
afterEach(async () => {
  await store.close();
});

const stall = (): void => void process.kill(node.pid, 'SIGSTOP');
const goOn = (): void => void process.kill(node.pid, 'SIGCONT');

async function longStream(): Promise<string> {
  const stream = someChild();
  for (let n = 0; n < 2_000; n += 500) {
    const events = Array.from({ length: 500 }, (_, index) => referral(n + index));
    await store.append(stream, n === 0 ? 'no-stream' : n - 1, events);
  }
  return stream;
}

describe('a read', () => {
  it(
    'that waits for its first event ends when it is called off, with the reason given',
    async () => {
      const stream = someChild();
      await store.append(stream, 'no-stream', [referral()]);
      const off = new AbortController();
      stall();
      const reading = refusal(all(store, stream, { signal: off.signal }));
      setImmediate(() => off.abort(new Error('the asker has gone')));
      expect(String(await reading)).toContain('the asker has gone');
      goOn();
      expect(await all(store, stream)).toHaveLength(1);
      expect(store.metrics).toMatchObject({ reads: { failed: 0 }, timedOut: 0, replacedLines: 0 });
    },
    patient,
  );

  it(
    'called off half-way gives nothing more',
    async () => {
      const stream = await longStream();
      const off = new AbortController();
      let seen = 0;
      const reading = (async () => {
        for await (const { revision } of store.read(stream, { signal: off.signal })) {
          seen = revision + 1;
          if (seen === 3) off.abort();
        }
      })();
      expect(await refusal(reading)).toMatchObject({ name: 'AbortError' });
      expect(seen).toBeLessThan(2_000);
    },
    patient,
  );

  it('called off before it begins asks nothing of the store', async () => {
    await expect(all(store, 'journey-855.a', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(store.metrics.reads.begun).toBe(0);
  });
});

describe('closing the store', () => {
  it(
    'ends the reads under way as closed, not as if the store were away, and says so to new calls',
    async () => {
      const stream = await longStream();
      const half = store.read(stream)[Symbol.asyncIterator]();
      await half.next();
      stall();
      const waiting = refusal(all(store, someChild()));
      const pinging = refusal(store.ping());
      await new Promise(setImmediate);
      await store.close();
      expect(await waiting).toBeInstanceOf(StoreClosed);
      expect(await pinging).toBeInstanceOf(StoreClosed);
      expect(await refusal(drained(half))).toBeInstanceOf(StoreClosed);
      goOn();
      for (const call of [() => store.ping(), () => store.identity(), () => store.append(stream, 0, [referral()])]) {
        expect(await refusal(call())).toBeInstanceOf(StoreClosed);
      }
      expect(() => store.follow({ prefixes: ['a'], after: null, signal: AbortSignal.abort() })).toThrow(StoreClosed);
    },
    patient,
  );

  it(
    'leaves nothing behind that keeps its process alive, whatever it was doing',
    async () => {
      const index = path.resolve('dist', 'libs', 'store', 'index.js');
      const program = `
        import { openStore } from ${JSON.stringify(index)};
        const event = () => ({ id: crypto.randomUUID(), type: 'Told', data: {}, metadata: {} });
        async function used(url) {
          const store = openStore({ url, deadlineMs: 60_000 });
          const stop = new AbortController();
          const follow = async (signal) => {
            for await (const { live } of store.follow({ prefixes: ['journey-'], after: null, signal })) if (live) stop.abort();
          };
          const read = async () => {
            for await (const event of store.read('journey-855.a')) break;
          };
          const append = store.append('journey-855.' + crypto.randomUUID(), 'no-stream', [event()]);
          const begun = [append, store.ping(), read(), follow(stop.signal), follow(new AbortController().signal)];
          const told = begun.map((call) => call.then(() => 'well', (error) => error.name));
          await Promise.all(told.slice(0, 3));
          await store.close();
          console.log((await Promise.all(told)).join());
        }
        await used(process.argv[1]);
        await used('esdb://127.0.0.1:1?tls=false');
        console.log('done');`;
      // Nothing ends this process but having nothing left to do: a timer of a minute would outlast the bound.
      const { out, code } = await run(['--input-type=module', '-e', program, node.url]);
      const away = 'StoreUnavailable';
      expect(out.split('\n')).toEqual(['well,well,well,well,well', `${away},${away},${away},well,well`, 'done', '']);
      expect(code).toBe(0);
    },
    patient,
  );
});

function run(args: readonly string[]): Promise<{ readonly out: string; readonly code: number }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], { timeout: patient / 2 }, (error, out, err) => {
      resolve({ out: out + err, code: error === null ? 0 : Number(error.code ?? -1) });
    });
  });
}

async function drained(rest: AsyncIterator<unknown>): Promise<void> {
  while ((await rest.next()).done !== true);
}
