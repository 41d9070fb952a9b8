import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crowdComing, crowdInTurn, mostConnections, startEmbeddedNode, startProcess, type CrowdAnswer } from '#testing';
import type { Figure } from './figure.ts';
import { quantile } from './quantile.ts';

const often = [2, 4] as const;
const comingMs = 5_000;
const lookEveryMs = 200;

/**
 * What a service does when twice and four times as many posts come as it can take: how long those it takes wait, how many it
 * refuses, what memory it holds, and how soon it is well again. Run it from `dist`; the crowd has this process. It has so
 * many connections as a balancer has: what comes while all are taken waits in its line, and both waits are told, each
 * and from when the post came. A service that answers all of four hundred in time need refuse nothing.
 */
export async function benchOverload(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-bench-'));
  const node = await startEmbeddedNode({ file: join(folder, 'events.db') });
  const service = await startProcess('apps/intake/src/main.js', {
    EVENTSTORE_URL: node.url,
    WAYMARK_DATA: folder,
    HOST: '127.0.0.1',
    PORT: '0',
    NODE_OPTIONS: '--max-semi-space-size=32',
  });
  const port = Number(service.ready['port']);
  try {
    await crowdInTurn({ port, run: 'W' }, 64, 2_000);
    const began = performance.now();
    const { length } = await crowdInTurn({ port, run: 'C' }, 64, 4_000);
    const capacity = (length / (performance.now() - began)) * 1_000;
    const figures: Figure[] = [
      { name: 'posts in turn, 64 at once: what it can take', value: capacity, unit: 'posts/s' },
    ];
    for (const times of often) figures.push(...(await overloaded(port, times, capacity)));
    return figures;
  } finally {
    await service.stop();
    await node.stop();
    rmSync(folder, { recursive: true });
  }
}

async function overloaded(port: number, times: number, capacity: number): Promise<Figure[]> {
  const memory = watchMemory(port);
  const came = performance.now();
  const answers = await crowdComing({ port, run: `O${String(times)}` }, capacity * times, comingMs);
  const tookMs = performance.now() - came;
  const megabytes = await memory.most();
  const recoveryMs = await recovery(port, times);
  const accepted = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ status }) => status === 503);
  const figure = (name: string, value: number, unit: string, goal?: number): Figure => ({
    name: `${String(times)} times as many: ${name}`,
    value,
    unit,
    ...(goal !== undefined && { goal }),
  });
  return [
    figure('came', (answers.length / comingMs) * 1_000, 'posts/s'),
    figure('answered', (answers.length / tookMs) * 1_000, 'posts/s'),
    figure('accepted', (accepted.length / tookMs) * 1_000, 'posts/s'),
    figure('refused with 503', (refused.length / answers.length) * 100, '%'),
    figure('accepted, median', quantile(accepted.map(ofService), 0.5), 'ms'),
    figure('accepted, p99', quantile(accepted.map(ofService), 0.99), 'ms', 1_500),
    figure(`waited for one of ${String(mostConnections)} connections, p99`, quantile(answers.map(inLine), 0.99), 'ms'),
    figure('accepted, from when it came, p99', quantile(accepted.map(fromComing), 0.99), 'ms'),
    ...(refused.length > 0 ? [figure('refused, p99', quantile(refused.map(ofService), 0.99), 'ms')] : []),
    figure('memory of the service, the most', megabytes, 'MB', 512),
    figure('from the last of them to all accepted again', recoveryMs, 'ms', 2_000),
    figure('answered otherwise than with 201 or 503', answers.length - accepted.length - refused.length, 'posts', 0),
  ];
}

/** How long until twenty posts at once are all accepted. */
async function recovery(port: number, times: number): Promise<number> {
  const began = performance.now();
  for (let round = 1; ; round += 1) {
    const answers = await crowdInTurn({ port, run: `R${String(times)}x${String(round)}` }, 20, 20);
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

const ofService = ({ ms }: CrowdAnswer): number => ms;
const inLine = ({ lineMs }: CrowdAnswer): number => lineMs;
const fromComing = ({ ms, lineMs }: CrowdAnswer): number => ms + lineMs;
