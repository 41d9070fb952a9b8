import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '#store';
import { crowdComing, startEmbeddedNode, type CrowdAnswer, type EmbeddedNode } from '#testing';
import { partOf, type Part } from './system/part.ts';

const atOnce = 8;
const mostWaiting = 256;
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

/** What the service says of itself, asked again and again until told to stop. */
function watched(): { readonly most: () => Record<'inside' | 'waiting', number>; readonly stop: () => Promise<void> } {
  const most = { inside: 0, waiting: 0 };
  let goesOn = true;
  const watching = (async () => {
    while (goesOn) {
      const text = await (await fetch(`${service.url()}/metrics`)).text();
      for (const where of ['inside', 'waiting'] as const) {
        const now = Number(new RegExp(`http_requests_at_once{where="${where}"} (\\d+)`).exec(text)?.[1]);
        most[where] = Math.max(most[where], now);
      }
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

const codeOf = ({ body }: CrowdAnswer): string => (JSON.parse(body) as { readonly code: string }).code;

it('far beyond what it can do, a service loses nothing it accepted, refuses the rest with 503 and when to ask again, and then is well', async () => {
  // A slow disk makes any machine a slow one: some hundred posts a second, and many times as many come.
  await node.inject({ fault: 'slow-disk', milliseconds: 20 });
  const watch = watched();
  const answers = await crowdComing({ port: Number(new URL(service.url()).port), run: 'C' }, 1_500, 2_000);
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
  await node.inject({ fault: 'resume' });
  expect((await fetch(`${service.url()}/health/ready`)).status).toBe(200);
  const after = await crowdComing({ port: Number(new URL(service.url()).port), run: 'D' }, 20, 200);
  expect(after.map(({ status }) => status)).toEqual(after.map(() => 201));
  const held = await childrenHeld();
  expect([...accepted, ...after].filter(({ child }) => !held.has(child))).toEqual([]);
  // Of the others none was touched, but what the store itself was too late for.
  expect(refused.filter((answer) => codeOf(answer) === 'overloaded' && held.has(answer.child))).toEqual([]);
}, 60_000);
