import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '#store';
import { crowdComing, startEmbeddedNode, type CrowdAnswer, type EmbeddedNode } from '#testing';
import { isLong } from './chance.ts';
import { partOf, type Part } from './system/part.ts';

const atOnce = 8;
const mostWaiting = 256;
/** How long the crowd keeps coming. */
const crowdMs = isLong ? 20_000 : 2_000;
/** What a process may grow by under it, in bytes: who waits and who is inside is bounded, and so is what they hold. */
const mostGrowth = 256 * 1024 * 1024;
let folder: string;
let node: EmbeddedNode;
let service: Part;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-overload-'));
  node = await startEmbeddedNode({ file: join(folder, 'events.db') });
  service = partOf('intake', 'apps/intake/src/main.js', () => ({
    EVENTSTORE_URL: node.url,
    WAYMARK_DATA: folder,
    HOST: '127.0.0.1',
    REQUESTS_AT_ONCE: String(atOnce),
    LOG_LEVEL: 'silent',
  }));
  await service.start();
}, 60_000);
afterEach(async () => {
  await service.stop();
  await node.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

type Told = Record<'inside' | 'waiting' | 'bytes', number>;

/** What the service says of itself. */
async function tells(): Promise<Told> {
  const text = await (await fetch(`${service.url()}/metrics`)).text();
  const at = (name: string): number => Number(new RegExp(`^(?:waymark_)?${name} ([0-9.e+]+)$`, 'm').exec(text)?.[1]);
  return {
    inside: at('http_requests_at_once{where="inside"}'),
    waiting: at('http_requests_at_once{where="waiting"}'),
    bytes: at('process_resident_memory_bytes'),
  };
}

/** The most of it, asked again and again until told to stop. */
function watched(): { readonly most: () => Told; readonly stop: () => Promise<void> } {
  const most: Told = { inside: 0, waiting: 0, bytes: 0 };
  let goesOn = true;
  const watching = (async () => {
    while (goesOn) {
      const now = await tells();
      for (const what of ['inside', 'waiting', 'bytes'] as const) most[what] = Math.max(most[what], now[what]);
      expect((await fetch(`${service.url()}/health/live`)).status).toBe(200);
    }
  })();
  return {
    most: () => most,
    async stop() {
      goesOn = false;
      await watching;
    },
  };
}

async function childrenHeld(): Promise<ReadonlySet<string>> {
  const store = openStore({ url: node.url });
  const children = new Set<string>();
  const done = new AbortController();
  try {
    for await (const batch of store.follow({ prefixes: ['journey-855.'], after: null, signal: done.signal })) {
      for (const { stream } of batch.events) children.add(stream.slice('journey-855.'.length));
      if (batch.live) break;
    }
  } finally {
    done.abort();
    await store.close();
  }
  return children;
}

/** The part of accepted posts that the service answered within so many seconds, by its own account of them. */
async function acceptedWithin(seconds: 1 | 2.5 | 5): Promise<number> {
  const text = await (await fetch(`${service.url()}/metrics`)).text();
  const taken = text
    .split('\n')
    .filter((line) => /^http_request_duration_seconds_/.test(line) && /status="201"/.test(line));
  const sum = (wanted: string): number =>
    taken.filter((line) => line.includes(wanted)).reduce((all, line) => all + Number(line.split(' ').at(-1)), 0);
  return sum(`le="${String(seconds)}"`) / sum('_count{');
}

const codeOf = ({ body }: CrowdAnswer): string => (JSON.parse(body) as { readonly code: string }).code;

it('far beyond what it can do, a service loses nothing it accepted, refuses the rest with 503 and when to ask again, and then is well', async () => {
  // A slow disk makes any machine a slow one: some twenty posts a second, and many times as many come.
  await node.inject({ fault: 'slow-disk', milliseconds: 40 });
  const { bytes } = await tells();
  const watch = watched();
  const answers = await crowdComing({ port: Number(new URL(service.url()).port), run: 'C' }, 400, crowdMs);
  await watch.stop();
  const accepted = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ status }) => status === 503);
  expect(accepted.length + refused.length).toBe(answers.length);
  expect(accepted.length).toBeGreaterThan(0);
  expect(refused.length).toBeGreaterThan(accepted.length);
  for (const answer of refused) {
    expect(Number(answer.retryAfter)).toBeGreaterThanOrEqual(1);
    expect(answer.kind).toBe('application/problem+json; charset=utf-8');
  }
  // Nothing is held up longer than a place may be waited for: who was let in found at most so many before them.
  expect(watch.most().inside).toBeLessThanOrEqual(atOnce);
  expect(watch.most().waiting).toBeLessThanOrEqual(mostWaiting);
  expect(watch.most().waiting).toBeGreaterThan(0);
  expect(watch.most().bytes - bytes).toBeLessThan(mostGrowth);
  if (isLong) {
    const within = await acceptedWithin(2.5);
    process.stderr.write(
      `${String(answers.length)} came, ${String(accepted.length)} accepted, ${(within * 100).toFixed(1)} of a hundred of ` +
        `them within 2.5 s; ${String(Math.round((watch.most().bytes - bytes) / 2 ** 20))} MiB more\n`,
    );
    // Half a second in line, and what is inside by its side; a busy machine takes longer, so only the long form asks.
    expect(within).toBeGreaterThanOrEqual(0.99);
  }
  await node.inject({ fault: 'resume' });
  expect((await fetch(`${service.url()}/health/ready`)).status).toBe(200);
  const after = await crowdComing({ port: Number(new URL(service.url()).port), run: 'D' }, 20, 200);
  expect(after.map(({ status }) => status)).toEqual(after.map(() => 201));
  const held = await childrenHeld();
  expect([...accepted, ...after].filter(({ child }) => !held.has(child))).toEqual([]);
  // Of the others none was touched, but what the store itself was too late for.
  expect(refused.filter((answer) => codeOf(answer) === 'overloaded' && held.has(answer.child))).toEqual([]);
}, 180_000);
