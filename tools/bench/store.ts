import { randomUUID } from 'node:crypto';
import { journeyStream, openStore, type NewEvent, type Store } from '#store';
import { startEmbeddedNode } from '#testing';
import type { Figure } from './figure.ts';

const bulk = 30_000;
const warmUp = 4_000;
const sequential = 1_000;
const inFlight = 64;
const reads = 1_000;
const latencies = 500;

/** Measures the store library against the embedded node in its own process, end to end. Takes about 20 seconds. */
export async function benchStore(): Promise<Figure[]> {
  const node = await startEmbeddedNode();
  const store = openStore({ url: node.url });
  try {
    await appendMany(store, warmUp);
    const appendsPerSecond = await perSecond(bulk, () => appendMany(store, bulk));
    const cpuPerAppend = (await cpuMs(() => appendMany(store, warmUp))) / warmUp;
    const one = await timings(sequential, (n) => store.append(child(`one-${String(n)}`), 'no-stream', [fact(n)]));
    const stream = child('twenty');
    await store.append(
      stream,
      'no-stream',
      Array.from({ length: 20 }, (_, n) => fact(n)),
    );
    const twenty = await timings(reads, () => readAll(store, stream));
    const facts = await catchUp(store);
    const catchUpPerSecond = await perSecond(facts, () => catchUp(store));
    const latency = await appendToFollow(store);
    return [
      { name: `appends, ${String(inFlight)} in flight`, value: appendsPerSecond, unit: '/s', goal: 12_000 },
      { name: 'CPU of this process per append', value: cpuPerAppend * 1_000, unit: 'µs' },
      { name: 'append, one at a time, p50', value: percentile(one, 0.5), unit: 'ms' },
      { name: 'append, one at a time, p99', value: percentile(one, 0.99), unit: 'ms' },
      { name: 'read of a stream of 20, p50', value: percentile(twenty, 0.5), unit: 'ms' },
      {
        name: `catch-up from zero, ${facts.toLocaleString('en')} facts`,
        value: catchUpPerSecond,
        unit: 'facts/s',
        goal: 20_000,
      },
      { name: 'append to follower, p50', value: percentile(latency, 0.5), unit: 'ms' },
      { name: 'append to follower, p99', value: percentile(latency, 0.99), unit: 'ms' },
    ];
  } finally {
    await store.close();
    await node.stop();
  }
}

async function appendMany(store: Store, count: number): Promise<void> {
  let next = 0;
  const write = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) await store.append(child(randomUUID()), 'no-stream', [fact(n)]);
  };
  await Promise.all(Array.from({ length: inFlight }, write));
}

async function readAll(store: Store, stream: string): Promise<number> {
  let count = 0;
  for await (const { revision } of store.read(stream)) count = revision + 1;
  return count;
}

/** Follows from zero until live, and says how many facts that were. */
async function catchUp(store: Store): Promise<number> {
  const done = new AbortController();
  let facts = 0;
  for await (const { events, live } of store.follow({ prefixes: ['journey-'], after: null, signal: done.signal })) {
    facts += events.length;
    if (live) done.abort();
  }
  return facts;
}

/** How long after its append was begun each fact reaches a live follower, in ms. */
async function appendToFollow(store: Store): Promise<number[]> {
  const done = new AbortController();
  const took: number[] = [];
  let begunAt = 0;
  let current = '';
  const next = (): void => {
    current = randomUUID();
    begunAt = performance.now();
    void store.append(child(current), 'no-stream', [{ ...fact(0), id: current }]);
  };
  for await (const { events, live } of store.follow({ prefixes: ['journey-'], after: null, signal: done.signal })) {
    const arrived = events.some(({ id }) => id === current);
    if (arrived) took.push(performance.now() - begunAt);
    if (took.length === latencies) done.abort();
    else if (arrived || (live && current === '')) next();
  }
  return took;
}

function child(id: string): string {
  return journeyStream('855', id);
}

/** About as large as a referral with its evidence. */
function fact(n: number): NewEvent {
  return {
    id: randomUUID(),
    type: 'ReferralReceived',
    data: { on: '2026-01-05', at: '10:30', source: '3A', worker: `w${String(n % 50)}`, team: 'duty' },
    metadata: {
      recordedAt: '2026-01-05T10:30:00.123Z',
      recordedBy: 'u1',
      role: 'caseworker',
      version: 1,
      evidence: { previous: null, digest: '0'.repeat(64) },
    },
  };
}

async function perSecond(count: number, run: () => Promise<unknown>): Promise<number> {
  const begunAt = performance.now();
  await run();
  return (count / (performance.now() - begunAt)) * 1_000;
}

async function cpuMs(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

async function timings(count: number, run: (n: number) => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const begunAt = performance.now();
    await run(n);
    took.push(performance.now() - begunAt);
  }
  return took;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
