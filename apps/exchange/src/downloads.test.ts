import { once } from 'node:events';
import fs from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Controller, Get, Module, Req, Res, type StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { May, serveApp, type Served } from '#http';
import { asked, askedAtOnce, eventually } from '#testing';
import { withSpool } from './spool.ts';

let made = 0;

@May('own-permissions')
@Controller('things')
class ThingsController {
  @Get('stream')
  stream(@Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.raw.write('retry: 2000\n\n');
  }

  /** A feed that is still being written when whoever asked hangs up. */
  @Get('late')
  late(@Req() request: FastifyRequest): Promise<StreamableFile> {
    return withSpool(async (spool) => {
      const file = await spool.file();
      await file.write('what is recorded of a child '.repeat(100_000));
      made += 1;
      await once(request.raw.socket, 'close');
      const answer = await file.answer('feed.txt', 'text/plain');
      made += 1;
      return answer;
    });
  }

  @Get('feed')
  feed(): Promise<StreamableFile> {
    return withSpool(async (spool) => {
      const file = await spool.file();
      await file.write('what is recorded of a child '.repeat(100_000));
      made += 1;
      return file.answer('feed.txt', 'text/plain');
    });
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

/** The files of feeds this process holds open: they have no name, and only whoever holds one knows of it. */
function heldOpen(): readonly string[] {
  return fs
    .readdirSync('/proc/self/fd')
    .map((fd) => {
      try {
        return fs.readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return '';
      }
    })
    .filter((place) => /waymark-feed-.*deleted/.test(place));
}

/** What another test of this process may have left open is none of this one's. */
let before: readonly string[] = [];

const openFeeds = (): Promise<number> => Promise.resolve(heldOpen().filter((place) => !before.includes(place)).length);

const isLinux = process.platform === 'linux';
const elsewhere = isLinux ? '' : ' (left out: only Linux tells which files a process holds)';
(isLinux ? describe : describe.skip)(`given feeds that are downloaded${elsewhere}`, () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-downloads-'));
  let served: Served;
  beforeAll(async () => {
    const at = { host: '127.0.0.1', port: 0, dataFolder: folder, logLevel: 'silent' };
    served = await serveApp({ module: ThingsModule, name: 'things', ...at });
  });
  beforeEach(() => {
    made = 0;
    before = heldOpen();
  });
  afterAll(async () => {
    await served.stop();
    fs.rmSync(folder, { recursive: true });
  });

  it('when who asked hangs up while they wait behind another answer, then none is held open', async () => {
    const socket = await askedAtOnce(served.port, '/things/stream', '/things/feed', '/things/feed');
    await eventually(
      () => Promise.resolve(made),
      (count) => count === 2,
    );
    await eventually(openFeeds, (count) => count === 2);
    socket.destroy();
    await eventually(openFeeds, (count) => count === 0);
  });

  it.each([[['/things/stream', '/things/late']], [['/things/late']]])(
    'when who asked hangs up while one is being written, asked for as %j, then it is not held open',
    async (addresses) => {
      const socket = connect(served.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(addresses.map(asked).join(''));
      const reached = (wanted: number) =>
        eventually(
          () => Promise.resolve(made),
          (count) => count === wanted,
        );
      await reached(1);
      socket.destroy();
      await reached(2);
      await eventually(openFeeds, (count) => count === 0);
    },
  );

  it('when who asked hangs up in the middle of one, then it is not held open', async () => {
    const socket = await askedAtOnce(served.port, '/things/feed');
    socket.destroy();
    await eventually(openFeeds, (count) => count === 0);
  });

  it('when one is taken whole, then all of it has come and it is closed', async () => {
    const answer = await fetch(`${served.url}/things/feed`);
    expect(await answer.text()).toHaveLength('what is recorded of a child '.length * 100_000);
    await eventually(openFeeds, (count) => count === 0);
  });
});
