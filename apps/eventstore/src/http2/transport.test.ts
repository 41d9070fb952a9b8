import { once } from 'node:events';
import { connect as connectHttp2, constants, type ClientHttp2Session } from 'node:http2';
import { connect as connectTcp, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Call, Rpc } from './call.ts';
import { frame } from './frames.ts';
import { listen, type Transport } from './transport.ts';

const GRPC = { ':method': 'POST', 'content-type': 'application/grpc+proto', te: 'trailers' };

describe('the transport', () => {
  let transport: Transport;
  let defects: unknown[];
  let calls: Call[];
  const sessions: ClientHttp2Session[] = [];

  const echo: Rpc = (call) => ({
    message: (bytes) => {
      call.send(bytes);
    },
    end: () => {
      call.end();
    },
  });
  const silent: Rpc = (call) => {
    calls.push(call);
    return { message: () => undefined };
  };
  const long: Rpc = (call) => ({
    message: () => {
      call.sendFramed(frame(Buffer.alloc(1_000_000)));
    },
  });
  const broken: Rpc = () => ({
    message: () => {
      throw new Error('a defect');
    },
  });

  beforeEach(async () => {
    [defects, calls] = [[], []];
    // A process that stands still for longer than this between a ping and its answer takes the other for gone.
    await listening(60_000);
  });

  async function listening(pingMs: number): Promise<void> {
    const rpcs = new Map([
      ['/t/Echo', echo],
      ['/t/Silent', silent],
      ['/t/Long', long],
      ['/t/Broken', broken],
    ]);
    transport = await listen(rpcs, {
      host: '127.0.0.1',
      port: 0,
      pingMs,
      onDefect: (error) => defects.push(error),
    });
  }

  afterEach(async () => {
    for (const session of sessions.splice(0)) session.destroy();
    await transport.close();
    expect(defects.filter((error) => !String(error).includes('a defect'))).toEqual([]);
  });

  function session(port = transport.port): ClientHttp2Session {
    const opened = connectHttp2(`http://127.0.0.1:${port}`);
    opened.on('error', () => undefined);
    sessions.push(opened);
    return opened;
  }

  /** Sends a body and gives what came back: the HTTP status, gRPC's status and message, and the bytes. */
  async function call(path: string, body: Uint8Array, headers: Record<string, string> = {}, on = session()) {
    const stream = on.request({ ...GRPC, ':path': path, ...headers });
    const found: Record<string, unknown> = {};
    for (const head of ['response', 'trailers'] as const)
      stream.on(head, (received: Record<string, unknown>) => {
        Object.assign(found, received);
      });
    stream.on('error', () => undefined);
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.end(body);
    await once(stream, 'close').catch(() => undefined);
    return { status: found[':status'], grpc: found['grpc-status'], ...found, body: Buffer.concat(chunks) };
  }

  /** Waits for something that the other end brings about. */
  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setImmediate(resolve));
  }

  const hello = frame(Buffer.from('hello'));

  it('answers messages, whatever pieces they come in', async () => {
    const stream = session().request({ ...GRPC, ':path': '/t/Echo' });
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    for (const byte of [...hello, ...hello]) stream.write(Buffer.of(byte));
    stream.end();
    const [trailers] = (await once(stream, 'trailers')) as [Record<string, string>];
    await once(stream, 'close');
    expect(Buffer.concat(chunks)).toEqual(Buffer.concat([hello, hello]));
    expect(trailers['grpc-status']).toBe('0');
  });

  it('says UNIMPLEMENTED to a call it does not know', async () => {
    expect(await call('/t/Nothing', hello)).toMatchObject({ status: 200, grpc: '12' });
  });

  it('says 415 to what is not gRPC', async () => {
    expect(await call('/t/Echo', hello, { 'content-type': 'application/json' })).toMatchObject({ status: 415 });
  });

  it.each([
    ['compressed', Buffer.from([1, 0, 0, 0, 1, 0])],
    ['of absurd length', Buffer.from([0, 0xff, 0xff, 0xff, 0xff, 0])],
  ])('says INVALID_ARGUMENT to a message that is %s', async (_what, bytes) => {
    expect(await call('/t/Echo', bytes)).toMatchObject({ grpc: '3' });
  });

  it('says INTERNAL where it fails itself, tells the log, and goes on', async () => {
    expect(await call('/t/Broken', hello)).toMatchObject({ grpc: '13' });
    expect(defects).toHaveLength(1);
    expect(await call('/t/Echo', hello)).toMatchObject({ grpc: '0' });
  });

  it('keeps the deadline it is given', async () => {
    expect(await call('/t/Silent', hello, { 'grpc-timeout': '30m' })).toMatchObject({ grpc: '4' });
    expect(calls[0]?.closed).toBe(true);
  });

  it('lets go of a call that is cancelled, and of all calls of a connection that ends', async () => {
    const open = session();
    const streams = Array.from({ length: 20 }, () => open.request({ ...GRPC, ':path': '/t/Silent' }));
    for (const stream of streams) stream.on('error', () => undefined);
    await until(() => transport.load().calls === 20);
    streams[0]?.close(constants.NGHTTP2_CANCEL);
    await until(() => transport.load().calls === 19);
    open.destroy();
    await until(() => transport.load().connections === 0);
    expect(transport.load().calls).toBe(0);
    expect(calls.every(({ closed }) => closed)).toBe(true);
  });

  it('serves a connection on which hundreds of long answers were broken off', async () => {
    const open = session();
    for (let brokenOff = 0; brokenOff < 400; brokenOff += 1) {
      const stream = open.request({ ...GRPC, ':path': '/t/Long' });
      stream.on('error', () => undefined);
      stream.write(hello);
      await once(stream, 'data');
      stream.close(constants.NGHTTP2_CANCEL);
    }
    expect(await call('/t/Echo', hello, {}, open)).toMatchObject({ grpc: '0' });
  });

  it('survives a peer that talks nonsense, and serves the next', async () => {
    for (const nonsense of ['GET / HTTP/1.1\r\nHost: x\r\n\r\n', '\u0000\u0001nonsense'.repeat(50), '']) {
      const socket = connectTcp(transport.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.resume().end(nonsense);
      await once(socket, 'close');
    }
    expect(await call('/t/Echo', hello)).toMatchObject({ grpc: '0' });
    await until(() => transport.load().connections === 1);
  });

  it('refuses headers beyond all measure, and serves the next', async () => {
    const refused = await call('/t/Echo', hello, { 'x-large': 'x'.repeat(200_000) });
    expect(refused.grpc).toBeUndefined();
    expect(await call('/t/Echo', hello)).toMatchObject({ grpc: '0' });
  });

  it('notices a peer that vanished without a word', async () => {
    await transport.close();
    await listening(250);
    const { proxy, port, vanish } = await relay(transport.port);
    const open = session(port);
    const stream = open.request({ ...GRPC, ':path': '/t/Silent' });
    stream.on('error', () => undefined);
    await until(() => transport.load().calls === 1);
    vanish();
    await until(() => transport.load().connections === 0);
    expect(calls[0]?.closed).toBe(true);
    proxy.close();
  });

  it('answers as many pings as a client cares to send', async () => {
    const open = session();
    await once(open, 'connect');
    for (let sent = 0; sent < 50; sent++)
      await new Promise<void>((resolve, reject) => {
        open.ping((error) => {
          if (error === null) resolve();
          else reject(error);
        });
      });
    expect(await call('/t/Echo', hello, {}, open)).toMatchObject({ grpc: '0' });
  });
});

/** A relay that can stop passing bytes on, as a cable that was cut would, and tells neither side. */
async function relay(to: number) {
  const sockets: Socket[] = [];
  const proxy = createServer((near) => {
    const far = connectTcp(to, '127.0.0.1');
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.on('data', (chunk) => far.write(chunk));
    far.on('data', (chunk) => near.write(chunk));
    sockets.push(near, far);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const vanish = (): void => {
    for (const socket of sockets) socket.pause().removeAllListeners('data');
  };
  return { proxy, port: (proxy.address() as AddressInfo).port, vanish };
}
