import { Controller, Get, Module, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '#testing';
import { May, serveApp, type Served } from './index.ts';

/** What was asked and is kept waiting, oldest first. */
const held: (() => void)[] = [];
const letGo = (): void => {
  for (const go of held.splice(0)) go();
};

@May('case-record')
@Controller()
class SlowController {
  @Post('facts')
  async post(): Promise<object> {
    await new Promise<void>((resolve) => held.push(resolve));
    return { taken: true };
  }

  @Get('looks')
  async look(): Promise<object> {
    await new Promise<void>((resolve) => held.push(resolve));
    return { seen: true };
  }

  @Get('deadlines/stream')
  stream(@Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.raw.write('retry: 2000\n\nid: 7\ndata: {}\n\n');
  }
}

@Module({ controllers: [SlowController] })
class SlowModule {}

const patienceMs = 40;
let folder: string;
let served: Served;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-admission-'));
  served = await serve(0);
});

/** Told to stop, it goes on answering for so long. */
const serve = (drainMs: number): Promise<Served> =>
  serveApp({
    module: SlowModule,
    name: 'slow',
    port: 0,
    host: '127.0.0.1',
    dataFolder: folder,
    logLevel: 'silent',
    capacity: { atOnce: 4, mostWaiting: 2, patienceMs, mostStreams: 1 },
    drainMs,
  });

afterEach(async () => {
  letGo();
  await served.stop();
  rmSync(folder, { recursive: true });
});

const ask = (method: string, path: string): Promise<Response> =>
  fetch(`${served.url}${path}`, {
    method,
    ...(method === 'POST' && { body: '{}', headers: { 'content-type': 'application/json' } }),
  });

const statusesOf = async (answers: readonly Promise<Response>[]): Promise<number[]> =>
  (await Promise.all(answers)).map(({ status }) => status);

const soon = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

const atWork = (count: number): Promise<void> => eventually(soon, () => held.length === count);

describe('more than can be answered in good time', () => {
  it('is refused with 503, as a problem that says when to ask again, and the rest is answered', async () => {
    const asked = Array.from({ length: 12 }, () => ask('POST', '/facts'));
    const refused: Response[] = [];
    for (const answer of asked) void answer.then((settled) => refused.push(settled));
    await eventually(soon, () => refused.length === 8);
    for (const answer of refused) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(['1', '2', '3']).toContain(answer.headers.get('retry-after'));
      expect(await answer.json()).toMatchObject({ status: 503, code: 'overloaded' });
    }
    expect(new Set(refused.map((answer) => answer.headers.get('retry-after'))).size).toBe(3);
    letGo();
    expect((await statusesOf(asked)).filter((status) => status === 201)).toHaveLength(4);
    const next = ask('POST', '/facts');
    await atWork(1);
    letGo();
    expect((await next).status).toBe(201);
  });

  it('keeps room for facts beside looks, and always answers health and metrics', async () => {
    const looks = Array.from({ length: 2 }, () => ask('GET', '/looks'));
    await atWork(2);
    expect((await ask('GET', '/looks')).status).toBe(503);
    const facts = Array.from({ length: 2 }, () => ask('POST', '/facts'));
    await atWork(4);
    expect((await ask('POST', '/facts')).status).toBe(503);
    expect(await statusesOf(['/health/live', '/health/ready', '/metrics'].map((path) => ask('GET', path)))).toEqual([
      200, 200, 200,
    ]);
    const told = await (await ask('GET', '/metrics')).text();
    expect(told).toContain('http_requests_at_once{where="inside"} 4');
    expect(told).toContain('http_requests_refused_total{kind="read"} 1');
    expect(told).toContain('http_requests_refused_total{kind="write"} 1');
    letGo();
    expect(await statusesOf([...looks, ...facts])).toEqual([200, 200, 201, 201]);
  });

  it('refuses a stream beyond as many as there may be, and gives the place of one that ended to the next', async () => {
    const over = new AbortController();
    const first = await fetch(`${served.url}/deadlines/stream`, { signal: over.signal });
    expect(first.status).toBe(200);
    expect((await ask('GET', '/deadlines/stream')).status).toBe(503);
    over.abort();
    const next = await eventually(
      () => ask('GET', '/deadlines/stream'),
      ({ status }) => status === 200,
    );
    await next.body?.cancel();
  });
});

describe('told to stop', () => {
  it('says that it is not ready, answers what still comes, ends streams whole, and cuts no post', async () => {
    await served.stop();
    served = await serve(2_000);
    const stream = await ask('GET', '/deadlines/stream');
    const before = ask('POST', '/facts');
    await atWork(1);
    const stopped = served.stop();
    const readiness = await ask('GET', '/health/ready');
    expect([readiness.status, readiness.headers.get('connection')]).toEqual([503, 'close']);
    expect(await readiness.json()).toMatchObject({ code: 'not-ready', checks: [{ name: 'service', ready: false }] });
    expect((await ask('GET', '/deadlines/stream')).status).toBe(503);
    const during = ask('POST', '/facts');
    await atWork(2);
    expect(await stream.text()).toBe('retry: 2000\n\nid: 7\ndata: {}\n\n');
    // Nobody is let in any more, and what was taken on is still being answered.
    await eventually(
      () =>
        ask('GET', '/health/live').then(
          () => 'answers',
          () => 'gone',
        ),
      (said) => said === 'gone',
    );
    letGo();
    for (const answer of await Promise.all([before, during])) {
      expect([answer.status, await answer.json()]).toEqual([201, { taken: true }]);
    }
    await stopped;
  });
});
