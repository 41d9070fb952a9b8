import { once } from 'node:events';
import { connect } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Module, Res } from '@nestjs/common';
import fastify from 'fastify';
import type { FastifyReply } from 'fastify';
import { asked, askedAtOnce, eventually } from '#testing';
import { developmentGate, limitsByDefault, May, serveApp, type Served } from './index.ts';
import { whenOver } from './when-over.ts';

@May('own-permissions')
@Controller('things')
class ThingsController {
  @Get()
  all(): object {
    return { things: [] };
  }

  @Get('stream')
  stream(@Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.raw.write('retry: 2000\n\n');
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

const folder = mkdtempSync(join(tmpdir(), 'waymark-over-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('given answers that wait behind a stream on one connection', () => {
  let served: Served;
  beforeAll(async () => {
    const gate = { ...developmentGate, limits: { ...limitsByDefault, streamsPerUser: 2 } };
    const at = { host: '127.0.0.1', port: 0, dataFolder: folder, logLevel: 'silent', gate };
    served = await serveApp({ module: ThingsModule, name: 'things', ...at });
  });
  afterAll(() => served.stop());

  async function inside(): Promise<string | undefined> {
    const figures = await (await fetch(`${served.url}/metrics`)).text();
    return /^http_requests_at_once\{where="inside"\} (\d+)$/m.exec(figures)?.[1];
  }

  it('when who asked hangs up, then their places are free again', async () => {
    const things = Array.from({ length: 12 }, () => '/things');
    const socket = await askedAtOnce(served.port, '/things/stream', ...things);
    await eventually(inside, (count) => count === '12');
    socket.destroy();
    await eventually(inside, (count) => count === '0');
  });

  it('when who asked hangs up, then their streams are open no more', async () => {
    const socket = await askedAtOnce(served.port, '/things/stream', '/things/stream');
    const twoMore = async (): Promise<readonly number[]> => {
      const controller = new AbortController();
      const { signal } = controller;
      const streams = await Promise.all([1, 2].map(() => fetch(`${served.url}/things/stream`, { signal })));
      controller.abort();
      return streams.map(({ status }) => status);
    };
    await eventually(twoMore, (told) => told.every((status) => status === 429));
    socket.destroy();
    await eventually(twoMore, (told) => told.every((status) => status === 200));
  });
});

it('is told at once of whoever had hung up before it was asked', async () => {
  const server = fastify();
  let told: Promise<number> | undefined;
  server.get('/', (request, reply) => {
    told = once(request.raw.socket, 'close').then(() => {
      let times = 0;
      whenOver(reply, () => (times += 1));
      return times;
    });
    return told;
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect(Number(new URL(server.listeningOrigin).port), '127.0.0.1');
  socket.write(asked('/'));
  await eventually(
    () => Promise.resolve(told !== undefined),
    (isAsked) => isAsked,
  );
  socket.destroy();
  expect(await told).toBe(1);
  await server.close();
});
