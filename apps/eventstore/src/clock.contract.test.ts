import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonEvent, persistentSubscriptionToStreamSettingsFromDefaults, START } from '@eventstore/db-client';
import { contractNode, type ContractNode } from '../../../test/contract/contract-node.ts';
import { clockEnvironment, setClocks } from '../../../test/faults/system/part.ts';
import { frame } from './http2/frames.ts';
import { READ_AT_ONCE } from './rpc/entrance.ts';
import { message } from './wire/writer.ts';

const hourMs = 3_600_000;
const bound = 120_000;
const headers = {
  ':method': 'POST',
  ':path': '/event_store.client.streams.Streams/Append',
  'content-type': 'application/grpc',
  te: 'trailers',
};

describe('a node whose clock is set back by an hour', () => {
  let folder: string;
  let store: ContractNode;
  let clock: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'waymark-clock-'));
    clock = join(folder, 'clock');
    store = await contractNode('in the clear', clockEnvironment(clock));
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'lets appends in behind those that were begun and never end',
    async () => {
      const session = connect(`http://127.0.0.1:${String(store.node.port)}`);
      try {
        for (let begun = 0; begun < READ_AT_ONCE; begun += 1) half(session, `half-${String(begun)}`);
        const whole = half(session, 'whole');
        whole.write(oneEvent());
        whole.end();
        let status: unknown;
        whole.on('trailers', (trailers: Record<string, unknown>) => (status = trailers['grpc-status']));
        // Once the node has answered something that came after them, it has had them.
        await store.client.appendToStream('after', jsonEvent({ type: 'Told', data: {} }));
        setClocks([clock], -hourMs);
        await once(whole.resume(), 'close');
        expect(status).toBe('0');
      } finally {
        session.destroy();
      }
    },
    bound,
  );

  it(
    'hands an event over again to whoever does not answer for it in time',
    async () => {
      const settings = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START, messageTimeout: 300 });
      await store.client.createPersistentSubscriptionToStream('told', 'readers', settings);
      const subscription = store.client.subscribeToPersistentSubscriptionToStream('told', 'readers');
      await store.client.appendToStream('told', jsonEvent({ type: 'Told', data: {} }));
      const attempts: number[] = [];
      for await (const { retryCount } of subscription) {
        attempts.push(retryCount);
        if (attempts.length === 1) setClocks([clock], -hourMs);
        if (attempts.length === 2) break;
      }
      expect(attempts).toEqual([0, 1]);
    },
    bound,
  );
});

/** Begins a plain append to a stream, and says no more. */
function half(session: ClientHttp2Session, stream: string): ClientHttp2Stream {
  const call = session.request(headers, { endStream: false });
  call.on('error', () => undefined);
  call.write(
    frame(
      message()
        .message(1, message().message(1, message().text(3, stream)).mark(4))
        .done(),
    ),
  );
  return call;
}

function oneEvent(): Buffer {
  const property = (name: string, value: string) => message().text(1, name).text(2, value);
  const proposed = message()
    .message(1, message().text(2, randomUUID()))
    .message(2, property('type', 'Written'))
    .message(2, property('content-type', 'application/json'))
    .bytes(4, Buffer.from('{}'));
  return frame(message().message(2, proposed).done());
}
