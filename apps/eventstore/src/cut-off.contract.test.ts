import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect as connectHttp2, constants, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { connect as connectTcp, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { jsonEvent } from '@eventstore/db-client';
import { contractNode, MODES, type ContractNode, type Mode } from '../../../test/contract/contract-node.ts';
import { frame } from './http2/frames.ts';
import { collect } from './test-support.ts';
import { message } from './wire/writer.ts';

/** Enough to be under way for a while: a deadline falls within them. */
const EVENTS = 2000;
const CERTIFICATE = join(import.meta.dirname, '..', 'fixtures', 'localhost.crt');
const HEADERS = {
  ':method': 'POST',
  ':path': '/event_store.client.streams.Streams/Append',
  authorization: `Basic ${Buffer.from('admin:changeit').toString('base64')}`,
  'content-type': 'application/grpc',
  te: 'trailers',
};

/** Plain appends carry a message for each event, and no message says that it is the last. */
describe.each(MODES)('%s, an append that is cut off half way', (mode) => {
  let store: ContractNode;
  beforeAll(async () => (store = await contractNode(mode)));
  afterAll(() => store.close());

  /** What is stored once the node has made, and let go of, all that it was ever asked. */
  async function stored(streams: readonly string[]): Promise<number[]> {
    store = await store.restart();
    const lengths: number[] = [];
    for (const stream of streams) lengths.push((await collect(store.client.readStream(stream)).catch(() => [])).length);
    return lengths;
  }

  it('by its deadline, wherever that falls, is stored whole or not at all', async () => {
    const credentials = { username: 'admin', password: 'changeit' };
    const append = (stream: string, deadline?: number) => {
      const events = Array.from({ length: EVENTS }, (_, step) => jsonEvent({ type: 'Written', data: { step } }));
      const how = deadline === undefined ? { credentials } : { credentials, deadline };
      return store.client.appendToStream(stream, events, how).then(
        () => true,
        () => false,
      );
    };
    const began = performance.now();
    const outcomes = new Map([['unhurried', await append('unhurried')]]);
    const took = performance.now() - began;
    for (let tenth = 1; tenth <= 11; tenth++) {
      const stream = `within-${String(tenth)}`;
      outcomes.set(stream, await append(stream, Math.ceil((took * tenth) / 10)));
    }
    const lengths = await stored([...outcomes.keys()]);
    expect(lengths.filter((length) => length !== 0 && length !== EVENTS)).toEqual([]);
    expect([...outcomes.values()].every((made, index) => !made || lengths[index] === EVENTS)).toBe(true);
  });

  const ways: readonly (readonly [
    string,
    (stream: ClientHttp2Stream, session: ClientHttp2Session, socket: Socket) => void,
  ])[] = [
    ['cancelled', (stream) => stream.close(constants.NGHTTP2_CANCEL)],
    ['closed without an error', (stream) => stream.close(constants.NGHTTP2_NO_ERROR)],
    ['destroyed', (stream) => stream.destroy()],
    ['reset', (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR)],
    ['cut within a message', (stream) => stream.end(event().subarray(0, 20))],
    ['cut within the head of a message', (stream) => stream.end(event().subarray(0, 3))],
    ['ended with its session', (_stream, session) => session.destroy()],
    ['ended with its connection', (_stream, _session, socket) => socket.destroy()],
  ];

  it('by its caller, however that is done, is not stored at all', async () => {
    for (const [name, cut] of ways) {
      const { session, socket } = sessionWith(store, mode);
      const stream = session.request(HEADERS, { endStream: false });
      for (const each of [session, stream]) each.on('error', () => undefined);
      stream.write(Buffer.concat([options(name), event(), event(), event()]));
      // The node answers pings in order, so it has had all that was sent before.
      await new Promise((resolve) => session.ping(resolve));
      cut(stream.resume(), session, socket);
      await once(stream, 'close').catch(() => undefined);
      session.destroy();
    }
    expect(await stored(ways.map(([name]) => name))).toEqual(ways.map(() => 0));
  });

  it('within a message is refused, and one that is whole is not', async () => {
    const { session } = sessionWith(store, mode);
    const statuses: unknown[] = [];
    for (const body of [event().subarray(0, 20), event()]) {
      const stream = session.request(HEADERS, { endStream: false });
      for (const heard of ['response', 'trailers'])
        stream.on(heard, (headers: Record<string, string>) => {
          if (headers['grpc-status'] !== undefined) statuses.push(headers['grpc-status']);
        });
      stream.resume().end(Buffer.concat([options('whole'), event(), body]));
      await once(stream, 'close');
    }
    session.destroy();
    expect(statuses).toEqual(['3', '0']);
    expect(await stored(['whole'])).toEqual([2]);
  });
});

function sessionWith({ node: { port } }: ContractNode, mode: Mode): { session: ClientHttp2Session; socket: Socket } {
  const secured = { host: 'localhost', port, ca: readFileSync(CERTIFICATE), ALPNProtocols: ['h2'] };
  const socket = mode === 'in the clear' ? connectTcp(port, 'localhost') : connectTls(secured);
  const authority = `${mode === 'in the clear' ? 'http' : 'https'}://localhost`;
  return { session: connectHttp2(authority, { createConnection: () => socket }), socket };
}

/** Whatever the revision: `AppendReq.Options`. */
function options(stream: string): Buffer {
  const target = message().message(1, message().text(3, stream)).mark(4);
  return frame(message().message(1, target).done());
}

let made = 0;

function event(): Buffer {
  const id = `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`;
  const property = (name: string, value: string) => message().text(1, name).text(2, value);
  const proposed = message()
    .message(1, message().text(2, id))
    .message(2, property('type', 'Written'))
    .message(2, property('content-type', 'application/json'))
    .bytes(4, Buffer.from('{}'));
  return frame(message().message(2, proposed).done());
}
