import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedNode } from '#testing';
import type { Load, LoadFigures } from './posting-load.ts';
import type { Figure } from './figure.ts';

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
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const { port } = await heardFrom<{ port: number }>(service);
    const common = { port, concurrency: 64, warmUp: 6000 };
    const single = await put({ ...common, posts: 10_000, perPost: 1, run: 'S' });
    const batch = await put({ ...common, warmUp: 500, posts: 3_000, perPost: 5, run: 'B' });
    return [
      {
        name: 'judged facts posted over HTTP, one a post',
        value: single.facts / single.seconds,
        unit: 'facts/s',
        goal: 2500,
      },
      { name: 'posting one fact, median', value: single.p50Ms, unit: 'ms' },
      { name: 'posting one fact, p99', value: single.p99Ms, unit: 'ms' },
      { name: 'judged facts posted over HTTP, five a post', value: batch.facts / batch.seconds, unit: 'facts/s' },
      { name: 'posting five facts, p99', value: batch.p99Ms, unit: 'ms' },
      { name: 'posts not answered 201', value: single.refused + batch.refused, unit: 'posts', goal: 0 },
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
