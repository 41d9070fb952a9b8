import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crowdComing, crowdInTurn, startEmbeddedNode, startProcess, type CrowdAnswer } from '#testing';
import type { Figure } from './figure.ts';

const times = 4;
const comingMs = 5_000;
const lookEveryMs = 200;

/**
 * What a service does when four times as many posts come as it can take: how long those it takes wait, how many it
 * refuses, what memory it holds, and how soon it is well again. Run it from `dist`; the crowd has this process.
 */
export async function benchOverload(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-bench-'));
  const node = await startEmbeddedNode({ file: join(folder, 'events.db') });
  const service = await startProcess('apps/intake/src/main.js', {
    EVENTSTORE_URL: node.url,
    WAYMARK_DATA: folder,
    HOST: '127.0.0.1',
    PORT: '0',
  });
  const port = Number(service.ready['port']);
  try {
    await crowdInTurn({ port, run: 'W' }, 64, 2_000);
    const began = performance.now();
    const { length } = await crowdInTurn({ port, run: 'C' }, 64, 4_000);
    const capacity = (length / (performance.now() - began)) * 1_000;
    const memory = watchMemory(port);
    const came = performance.now();
    const answers = await crowdComing({ port, run: 'O' }, capacity * times, comingMs);
    const tookMs = performance.now() - came;
    const megabytes = await memory.most();
    const recoveryMs = await recovery(port);
    const accepted = answers.filter(({ status }) => status === 201);
    const refused = answers.filter(({ status }) => status === 503);
    return [
      { name: 'posts in turn, 64 at once: what it can take', value: capacity, unit: 'posts/s' },
      { name: 'posts that came, more than it can take', value: (answers.length / tookMs) * 1_000, unit: 'posts/s' },
      { name: 'of them accepted', value: (accepted.length / tookMs) * 1_000, unit: 'posts/s' },
      { name: 'of them refused with 503', value: (refused.length / answers.length) * 100, unit: '%' },
      { name: 'accepted beyond capacity, median', value: quantile(accepted, 0.5), unit: 'ms' },
      { name: 'accepted beyond capacity, p99', value: quantile(accepted, 0.99), unit: 'ms', goal: 1_500 },
      { name: 'refused, p99', value: quantile(refused, 0.99), unit: 'ms' },
      { name: 'memory of the service, the most', value: megabytes, unit: 'MB', goal: 512 },
      { name: 'from the last of them to all accepted again', value: recoveryMs, unit: 'ms', goal: 2_000 },
      {
        name: 'answered otherwise than with 201 or 503',
        value: answers.length - accepted.length - refused.length,
        unit: 'posts',
        goal: 0,
      },
    ];
  } finally {
    await service.stop();
    await node.stop();
    rmSync(folder, { recursive: true });
  }
}

/** How long until twenty posts at once are all accepted. */
async function recovery(port: number): Promise<number> {
  const began = performance.now();
  for (let round = 1; ; round += 1) {
    const answers = await crowdInTurn({ port, run: `R${String(round)}` }, 20, 20);
    if (answers.every(({ status }) => status === 201)) return performance.now() - began;
  }
}

function watchMemory(port: number): { readonly most: () => Promise<number> } {
  let most = 0;
  let goesOn = true;
  const watching = (async () => {
    while (goesOn) {
      const text = await (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text();
      most = Math.max(most, Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]) / 1_048_576);
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  })();
  return {
    async most() {
      goesOn = false;
      await watching;
      return most;
    },
  };
}

function quantile(answers: readonly CrowdAnswer[], share: number): number {
  const took = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  return took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0;
}
