import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedNode } from '#testing';
import type { Load, LoadFigures } from './posting-load.ts';
import type { Figure } from './figure.ts';
import { processorSeconds } from './processor.ts';

/**
 * Posts facts over HTTP to a service over an embedded node, all in processes of their own, as in production: each is
 * judged, sealed, chained and durable before it is answered. Without keys, as most front ends post, so the service reads
 * a child's journey once and then remembers it. Run it from `dist`.
 */
export async function benchPosting(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-bench-'));
  const node = await startEmbeddedNode({ file: join(folder, 'events.db') });
  const service = fork(join(import.meta.dirname, '../../apps/intake/src/main.js'), [], {
    env: { EVENTSTORE_URL: node.url, WAYMARK_DATA: folder, PORT: '0', LOG_LEVEL: 'warn' },
    execArgv: ['--max-semi-space-size=32'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const { port } = await heardFrom<{ port: number }>(service);
    const pids = [service.pid ?? 0, node.pid] as const;
    const figures: Figure[] = [];
    let refused = 0;
    for (const { name, load, goal } of kinds) {
      const run = await measured({ ...load, port }, ...pids);
      refused += run.refused;
      figures.push(
        { name: `judged facts posted over HTTP: ${name}`, value: run.facts / run.seconds, unit: 'facts/s', ...goal },
        { name: '  … median of a post', value: run.p50Ms, unit: 'ms' },
        { name: '  … p99 of a post', value: run.p99Ms, unit: 'ms' },
        { name: '  … processor of the service, a post', value: run.service, unit: 'µs' },
        { name: '  … processor of the node, a post', value: run.node, unit: 'µs' },
      );
    }
    for (const offer of offers) {
      const { perSecond, perPost } = offer;
      const load = { port, concurrency: 0, perPost, warmUp: perSecond * 3, posts: perSecond * 12, perSecond };
      const run = `O${String(perSecond)}of${String(perPost)}`;
      const { facts, seconds, p50Ms, p99Ms, service, ...made } = await measured({ ...load, run }, ...pids);
      figures.push(
        { name: `${inWords(offer)}: accepted`, value: facts / seconds, unit: 'facts/s' },
        { name: '  … from when it was due, median', value: p50Ms, unit: 'ms' },
        { name: '  … from when it was due, p99', value: p99Ms, unit: 'ms', ...goalAt(offer) },
        { name: '  … processor of the service, a post', value: service, unit: 'µs' },
        { name: '  … not accepted', value: made.refused, unit: 'posts', goal: 0 },
      );
    }
    return [
      ...figures,
      { name: 'posts refused, of those not offered by the clock', value: refused, unit: 'posts', goal: 0 },
    ];
  } finally {
    if (service.exitCode === null && service.signalCode === null) {
      const gone = once(service, 'exit');
      service.send({ type: 'stop' });
      await gone;
    }
    await node.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Posts a second, of so many facts each, that come by the clock, whether or not those before are answered. */
interface Offer {
  readonly perSecond: number;
  readonly perPost: number;
}

/** Each for twelve seconds. */
const offers: readonly Offer[] = [
  { perSecond: 250, perPost: 1 },
  { perSecond: 500, perPost: 1 },
  { perSecond: 200, perPost: 5 },
  { perSecond: 100, perPost: 10 },
  { perSecond: 1000, perPost: 1 },
];

/** The goal is of a thousand a second. It may be read as facts, which come several to a post, or as posts: both are told. */
function goalAt({ perSecond, perPost }: Offer): { readonly goal?: number } {
  return perSecond * perPost === 1000 ? { goal: 25 } : {};
}

function inWords({ perSecond, perPost }: Offer): string {
  const posts = `${perSecond.toLocaleString('en-GB')} posts`;
  if (perPost === 1) return `${posts} of one fact offered a second`;
  return `${(perSecond * perPost).toLocaleString('en-GB')} facts offered a second (${posts} of ${String(perPost)})`;
}

/** Posts of each kind, in turn: 32 in flight, so that a post waits for others as in a busy hour, and no longer. */
const kinds: readonly { readonly name: string; readonly load: Omit<Load, 'port'>; readonly goal?: { goal: number } }[] =
  [
    {
      name: 'one fact a post, whole journeys',
      load: { concurrency: 32, warmUp: 6000, posts: 10_000, perPost: 1, run: 'S' },
    },
    {
      name: 'the first fact of a child',
      load: { concurrency: 32, warmUp: 500, posts: 4_000, perPost: 1, perChild: 1, run: 'N' },
    },
    { name: 'five facts a post', load: { concurrency: 32, warmUp: 500, posts: 3_000, perPost: 5, run: 'B' } },
    {
      name: 'ten children a post, ten facts each',
      load: { concurrency: 8, warmUp: 20, posts: 200, perPost: 10, children: 10, run: 'M' },
      goal: { goal: 5000 },
    },
  ];

/** A load, and the µs of processor that each of its posts took of either process (Linux; elsewhere not a number). */
async function measured(load: Load, service: number, node: number) {
  const before = [service, node].map(processorSeconds);
  const figures = await put(load);
  const [ofService = Number.NaN, ofNode = Number.NaN] = [service, node].map(
    (pid, which) => ((processorSeconds(pid) - (before[which] ?? 0)) / (figures.posts + figures.before)) * 1e6,
  );
  return { ...figures, service: ofService, node: ofNode };
}

async function put(load: Load): Promise<LoadFigures> {
  const generator = fork(join(import.meta.dirname, 'posting-load.js'), [JSON.stringify(load)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const timer = setTimeout(() => generator.kill('SIGKILL'), 60_000);
  try {
    return await heardFrom<LoadFigures>(generator);
  } finally {
    clearTimeout(timer);
    if (generator.connected) generator.disconnect();
  }
}

/** The first message of a process; an error where it ends without one. */
async function heardFrom<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      resolve(message as T);
    });
    child.once('exit', (code) => {
      reject(
        new Error(`A process of the benchmark ended early (${String(code)}). Is the machine too busy to measure on?`),
      );
    });
  });
}
