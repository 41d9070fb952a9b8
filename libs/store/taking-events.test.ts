import { createRequire } from 'node:module';
import {
  EventStoreDBClient,
  jsonEvent,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
  type AllStreamResolvedEvent,
} from '@eventstore/db-client';
import type * as Converting from '@eventstore/db-client/dist/utils/convertGrpcEvent.js';
import type * as Shared from '@eventstore/db-client/generated/shared_pb.js';
import type * as Streams from '@eventstore/db-client/generated/streams_pb.js';
import fc from 'fast-check';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { eventIn } from './events-in-answers.ts';
import { openStore, type Store } from './index.ts';
import { storedEvent } from './stored-event.ts';
import { passingTaken, takeEventsOurselves } from './taking-events.ts';
import { all, followUntil, referral, someChild } from './test-support.ts';

const requires = createRequire(import.meta.url);
const { ReadResp } = requires('@eventstore/db-client/generated/streams_pb.js') as typeof Streams;
const { UUID, StreamIdentifier, Empty } = requires('@eventstore/db-client/generated/shared_pb.js') as typeof Shared;
const { convertGrpcEvent } = requires('@eventstore/db-client/dist/utils/convertGrpcEvent.js') as typeof Converting;

/** An event as a store may tell of it; what is undefined is left out. */
interface Told {
  readonly id: string | undefined;
  readonly structured: boolean;
  readonly stream: string;
  readonly type: string;
  readonly contentType: string | undefined;
  readonly created: string | undefined;
  readonly further: string | undefined;
  readonly revision: string;
  readonly prepare: string;
  readonly commit: string;
  readonly metadata: Uint8Array;
  readonly data: Uint8Array;
  /** Its commit position; null where the store says that it has none. */
  readonly place: string | null | undefined;
  readonly isLinked: boolean;
}

function answerOf(told: Told): Buffer {
  const event = new ReadResp.ReadEvent();
  event.setEvent(recordedOf(told));
  if (told.isLinked) event.setLink(recordedOf(told));
  if (told.place === null) event.setNoPosition(new Empty());
  else if (told.place !== undefined) event.setCommitPosition(told.place);
  const answer = new ReadResp();
  answer.setEvent(event);
  return Buffer.from(answer.serializeBinary());
}

function recordedOf(told: Told): Streams.ReadResp.ReadEvent.RecordedEvent {
  const recorded = new ReadResp.ReadEvent.RecordedEvent();
  if (told.id !== undefined) {
    const id = new UUID();
    if (told.structured) id.setStructured(new UUID.Structured());
    else id.setString(told.id);
    recorded.setId(id);
  }
  const stream = new StreamIdentifier();
  stream.setStreamName(Buffer.from(told.stream));
  recorded.setStreamIdentifier(stream);
  recorded.setStreamRevision(told.revision);
  recorded.setPreparePosition(told.prepare);
  recorded.setCommitPosition(told.commit);
  const properties = recorded.getMetadataMap();
  if (told.further !== undefined) properties.set('kind', told.further);
  properties.set('type', told.type);
  if (told.contentType !== undefined) properties.set('content-type', told.contentType);
  if (told.created !== undefined) properties.set('created', told.created);
  recorded.setCustomMetadata(told.metadata);
  recorded.setData(told.data);
  return recorded;
}

function asTheClient(answer: Buffer): AllStreamResolvedEvent {
  const event = ReadResp.deserializeBinary(answer).getEvent();
  if (event === undefined) throw new Error('An answer without an event was made.');
  return convertGrpcEvent<AllStreamResolvedEvent>(event);
}

const json = fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)));
const safe = fc.maxSafeNat().map(String);
const ordinary = fc.record<Told>({
  id: fc.uuid(),
  structured: fc.constant(false),
  stream: fc.string({ unit: 'grapheme', minLength: 1 }),
  type: fc.string({ unit: 'grapheme', minLength: 1 }),
  contentType: fc.constant('application/json'),
  created: fc.nat({ max: 4e9 }).chain((seconds) => fc.nat({ max: 9_999_999 }).map((ticks) => ticksOf(seconds, ticks))),
  further: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  revision: safe,
  prepare: safe,
  commit: safe,
  metadata: fc.oneof(json, fc.constant(Buffer.alloc(0))),
  data: json,
  place: fc.oneof(safe, fc.constant(null), fc.constant(undefined)),
  isLinked: fc.constant(false),
});

function ticksOf(seconds: number, ticks: number): string {
  return `${String(seconds)}${String(ticks).padStart(7, '0')}`;
}

const large = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const bytes = fc.uint8Array({ maxLength: 40 });
/** What may be otherwise in an event, one thing at a time. */
const otherwise = fc.oneof(
  fc.record({ id: fc.constant(undefined) }),
  fc.record({ structured: fc.constant(true) }),
  fc.record({ isLinked: fc.constant(true) }),
  fc.record({ contentType: fc.oneof(fc.constant(undefined), fc.constant('application/octet-stream'), fc.string()) }),
  fc.record({ created: fc.oneof(fc.constant(undefined), fc.string(), large, fc.constant('1234')) }),
  fc.record({ revision: large }),
  fc.record({ prepare: large, commit: large }),
  fc.record({ place: large }),
  fc.record({ metadata: bytes }),
  fc.record({ data: bytes }),
  fc.record({ type: fc.constant('') }),
  fc.record({ stream: fc.constant('') }),
);

describe('an answer with an event', () => {
  it('is read exactly as the client reads it, where the event is an ordinary one of JSON', () => {
    fc.assert(
      fc.property(ordinary, (told) => {
        const answer = answerOf(told);
        if (told.metadata.length === 0) expect(eventIn(answer) ?? asTheClient(answer)).toEqual(asTheClient(answer));
        else expect(eventIn(answer)).toEqual(asTheClient(answer));
      }),
    );
  });

  it('is left to the client, or read exactly as it does, whatever else the event is', () => {
    fc.assert(
      fc.property(ordinary, otherwise, (usual, odd) => {
        const answer = answerOf({ ...usual, ...odd });
        const taken = eventIn(answer);
        if (taken !== undefined) expect(taken).toEqual(asTheClient(answer));
      }),
    );
  });

  it('is left to the client where it is cut short, and where more follows', () => {
    fc.assert(
      fc.property(ordinary, fc.nat({ max: 2 ** 20 }), (told, cut) => {
        const answer = answerOf(told);
        expect(eventIn(answer.subarray(0, cut % answer.length))).toBeUndefined();
        expect(eventIn(Buffer.concat([answer, Buffer.of(0x2a, 0x00)]))).toBeUndefined();
      }),
    );
  });

  it('keeps the millisecond of an instant whose last digits a number would round up', () => {
    const ticks = '17645283459999999';
    expect(Math.floor(Number(ticks) / 10_000)).toBe(1_764_528_346_000);
    const [told] = fc.sample(ordinary, { numRuns: 1, seed: 1 });
    if (told === undefined) throw new Error('Nothing was made.');
    expect(eventIn(answerOf({ ...told, metadata: Buffer.from('{}'), created: ticks }))?.event?.created.getTime()).toBe(
      1_764_528_345_999,
    );
  });
});

describe('a client whose events are taken out by ourselves', () => {
  let node: EmbeddedNode;
  let store: Store;
  const opened: EventStoreDBClient[] = [];

  beforeAll(async () => {
    node = await startEmbeddedNode();
    store = openStore({ url: node.url });
  });
  afterAll(async () => {
    await store.close();
    await Promise.all(opened.map((client) => client.dispose()));
    await node.stop();
  });

  function genuine(): EventStoreDBClient {
    const client = EventStoreDBClient.connectionString(node.url);
    opened.push(client);
    return client;
  }

  async function readBy(client: EventStoreDBClient, taken: boolean): Promise<AllStreamResolvedEvent[]> {
    const reading = client.readAll({ fromPosition: START });
    const events: AllStreamResolvedEvent[] = [];
    for await (const event of taken ? passingTaken(reading) : reading) events.push(event);
    return events;
  }

  it('reads what the genuine one reads, of whatever content, forwards, backwards and following', async () => {
    const stream = someChild();
    await store.append(stream, 'no-stream', [
      referral(0),
      referral(1, { data: { on: '2026-01-05', said: 'Llanfairpwllgwyngyll — “ŵ”, 🙂\u0000\t\\' } }),
      referral(2, { data: {} }),
    ]);
    const client = genuine();
    const expected = await readBy(client, false);
    const ours = expected.map(storedEvent).filter((event) => event.stream === stream);
    expect(ours.map(({ revision }) => revision)).toEqual([0, 1, 2]);
    expect(await all(store, stream)).toEqual(ours);
    const { events } = await followUntil(store, { enough: (_, { live }) => live });
    expect(events).toEqual(ours);

    const taking = genuine();
    takeEventsOurselves(taking);
    expect(await readBy(taking, true)).toEqual(expected);
    // A stream that is not let pass asks each answer as it asks the client's own.
    expect(await readBy(taking, false)).toEqual(expected);
  });

  it('follows a group as the genuine one does, whose answers are another call’s', async () => {
    const taking = genuine();
    takeEventsOurselves(taking);
    const settings = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START });
    await taking.createPersistentSubscriptionToStream('group-of-tests', 'readers', settings);
    await taking.appendToStream('group-of-tests', jsonEvent({ type: 'Told', data: { by: 'a group' } }));
    for await (const { event } of taking.subscribeToPersistentSubscriptionToStream('group-of-tests', 'readers')) {
      expect(event?.data).toEqual({ by: 'a group' });
      break;
    }
  });

  it('is refused where it is not the one this was written for', () => {
    const other = { getGRPCClient: undefined } as unknown as EventStoreDBClient;
    expect(() => {
      takeEventsOurselves(other);
    }).toThrow('pin 6.2.1');
    expect(() => passingTaken({})).toThrow('pin 6.2.1');
  });
});
