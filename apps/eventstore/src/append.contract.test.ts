import {
  ANY,
  type EventStoreDBClient,
  jsonEvent,
  binaryEvent,
  NO_STREAM,
  RequiredMetadataPropertyMissingError,
  STREAM_EXISTS,
  WrongExpectedVersionError,
  StreamDeletedError,
  MaxAppendSizeExceededError,
  DeadlineExceededError,
  UnknownError,
  type AppendExpectedRevision,
} from '@eventstore/db-client';
import { contractNode, MODES, type ContractNode } from '../../../test/contract/contract-node.ts';
import { collect, rejection, rejectionAs } from './test-support.ts';

describe.each(MODES)('%s', (mode) => {
  let store: ContractNode;
  let client: EventStoreDBClient;

  beforeAll(async () => {
    store = await contractNode(mode);
    client = store.client;
  });

  afterAll(() => store.close());

  let streams = 0;
  const freshStream = () => `appended-${++streams}`;
  const fact = (data: object = {}, id?: string) =>
    jsonEvent({ type: 'ReferralReceived', data: data as Record<string, string>, ...(id === undefined ? {} : { id }) });

  /** The client appends in two ways: over one long batch call, or, when credentials are given, in a call of its own. */
  const ways = [
    ['BatchAppend', {}],
    ['Append', { credentials: { username: 'admin', password: 'changeit' } }],
  ] as const;

  describe.each(ways)('appending with %s', (_way, how) => {
    const append = (
      stream: string,
      events: ReturnType<typeof fact>[],
      expectedRevision: AppendExpectedRevision = ANY,
    ) => client.appendToStream(stream, events, { ...how, expectedRevision });

    it('records events in order and says where the stream stands', async () => {
      const stream = freshStream();
      const first = await append(stream, [fact({ step: 'one' }), fact({ step: 'two' })]);
      const second = await append(stream, [fact({ step: 'three' })]);
      expect(first).toMatchObject({ success: true, nextExpectedRevision: 1n });
      expect(second).toMatchObject({ success: true, nextExpectedRevision: 2n });
      const read = await collect(client.readStream(stream));
      expect(read.map(({ event }) => event?.data)).toEqual([{ step: 'one' }, { step: 'two' }, { step: 'three' }]);
      expect(read.map(({ event }) => event?.revision)).toEqual([0n, 1n, 2n]);
      expect(second.position).toEqual(read[2]?.event?.position);
    });

    it('keeps everything about an event', async () => {
      const stream = freshStream();
      const json = jsonEvent({ type: 'Ünïcode', data: { note: 'déjà vu 👧' }, metadata: { by: 'Siân' } });
      const binary = binaryEvent({ type: 'Photo', data: Uint8Array.of(0, 255, 128), metadata: Uint8Array.of(1, 2) });
      await client.appendToStream(stream, [json, binary], how);
      const [first, second] = await collect(client.readStream(stream));
      expect(first?.event).toMatchObject({
        id: json.id,
        type: 'Ünïcode',
        isJson: true,
        streamId: stream,
        revision: 0n,
      });
      expect(first?.event).toMatchObject({ data: { note: 'déjà vu 👧' }, metadata: { by: 'Siân' } });
      expect(first?.event?.created).toBeInstanceOf(Date);
      expect(second?.event).toMatchObject({ id: binary.id, type: 'Photo', isJson: false });
      expect([...(second?.event?.data as Uint8Array)]).toEqual([0, 255, 128]);
      expect([...(second?.event?.metadata as unknown as Uint8Array)]).toEqual([1, 2]);
    });

    it('accepts a stream whose name is not ASCII, and names it in refusals', async () => {
      const stream = `plentyn-ŵ-${freshStream()}`;
      await append(stream, [fact()], NO_STREAM);
      expect(await collect(client.readStream(stream))).toHaveLength(1);
      const error = await rejectionAs(append(stream, [fact()], NO_STREAM), WrongExpectedVersionError);
      expect(error.streamName).toBe(stream);
    });

    it.each<[AppendExpectedRevision, number, boolean]>([
      [ANY, 0, true],
      [ANY, 3, true],
      [NO_STREAM, 0, true],
      [NO_STREAM, 1, false],
      [STREAM_EXISTS, 0, false],
      [STREAM_EXISTS, 1, true],
      [0n, 0, false],
      [0n, 1, true],
      [0n, 2, false],
      [5n, 2, false],
    ])('expecting %s of a stream of %i events: accepted is %s', async (expected, length, accepted) => {
      const stream = freshStream();
      if (length > 0)
        await append(
          stream,
          Array.from({ length }, () => fact()),
        );
      if (accepted) {
        expect((await append(stream, [fact()], expected)).nextExpectedRevision).toBe(BigInt(length));
        return;
      }
      const error = await rejectionAs(append(stream, [fact()], expected), WrongExpectedVersionError);
      expect(error.type).toBe('wrong-expected-version');
      expect(error.streamName).toBe(stream);
      expect(error.expectedVersion).toBe(expected);
      expect(error.actualVersion).toBe(length === 0 ? 'no_stream' : BigInt(length - 1));
      expect(await readCount(stream)).toBe(length);
    });

    it('acknowledges the same append again and writes nothing', async () => {
      const stream = freshStream();
      const events = [fact(), fact()];
      const first = await append(stream, events, NO_STREAM);
      await append(stream, [fact()], 1n);
      expect(await append(stream, events, NO_STREAM)).toEqual(first);
      expect(await append(stream, events, ANY)).toEqual(first);
      expect(await readCount(stream)).toBe(3);
    });

    it.each<[string, AppendExpectedRevision, number[] | 'refused']>([
      ['the same again', NO_STREAM, [0, 1, 2]],
      ['the same again', ANY, [0, 1, 2]],
      ['the same again', STREAM_EXISTS, [0, 1, 2]],
      ['the last of it, where it was', 1n, [2]],
      ['the middle of it, where it was', 0n, [1]],
      ['the middle of it', ANY, [1]],
      ['the first of it at the wrong place', 1n, 'refused'],
      ['part of it and more', NO_STREAM, 'refused'],
      ['part of it and more', ANY, 'refused'],
      ['more of it than there was', 1n, 'refused'],
      ['something else where it was', NO_STREAM, 'refused'],
    ])('is retried with %s, expecting %s', async (what, expected, found) => {
      const stream = freshStream();
      const [one, two, three] = [fact(), fact(), fact()];
      await append(stream, [one, two, three], NO_STREAM);
      await append(stream, [fact()], 2n);
      const retried = {
        'the same again': [one, two, three],
        'the last of it, where it was': [three],
        'the middle of it, where it was': [two],
        'the middle of it': [two],
        'the first of it at the wrong place': [one],
        'part of it and more': [one, fact()],
        'more of it than there was': [three, fact(), fact()],
        'something else where it was': [fact()],
      }[what]!;
      const retry = append(stream, retried, expected);
      if (found === 'refused') {
        const error = await rejectionAs(retry, WrongExpectedVersionError);
        expect(error).toMatchObject({ streamName: stream, expectedVersion: expected, actualVersion: 3n });
      } else {
        const { nextExpectedRevision, position } = await retry;
        expect(nextExpectedRevision).toBe(BigInt(found.at(-1) ?? -1));
        const recorded = await collect(client.readStream(stream));
        expect(position).toEqual(recorded[found.at(-1) ?? -1]?.event?.position);
      }
      expect(await readCount(stream)).toBe(4);
    });

    it('takes the events again that a soft deletion took away', async () => {
      const stream = freshStream();
      const events = [fact(), fact()];
      await append(stream, events, NO_STREAM);
      await client.deleteStream(stream);
      // The same ids at the same place are the same append, as they are on a real server.
      expect((await append(stream, events, NO_STREAM)).nextExpectedRevision).toBe(1n);
      expect((await append(stream, [fact()], NO_STREAM)).nextExpectedRevision).toBe(2n);
      expect(await readCount(stream)).toBe(1);
    });

    it('records nothing for an append of nothing, and says where the stream stands', async () => {
      const stream = freshStream();
      expect(await append(stream, [])).toMatchObject({ success: true, position: undefined });
      await append(stream, [fact(), fact()]);
      expect((await append(stream, [])).nextExpectedRevision).toBe(1n);
      expect(await readCount(stream)).toBe(2);
    });

    it('takes metadata for a sign that a stream exists', async () => {
      const stream = freshStream();
      await rejectionAs(append(stream, [fact()], STREAM_EXISTS), WrongExpectedVersionError);
      await client.setStreamMetadata(stream, { cacheControl: 1 });
      expect((await append(stream, [fact()], STREAM_EXISTS)).nextExpectedRevision).toBe(0n);
    });

    it('gives a revision that is not there instead of an error, where the client wishes', async () => {
      const gentle = store.connect(store.url('throwOnAppendFailure=false'));
      const stream = freshStream();
      const failed = await gentle.appendToStream(stream, fact(), { ...how, expectedRevision: 5n });
      expect(failed).toMatchObject({ success: false, position: undefined });
      expect(await gentle.appendToStream(stream, fact(), how)).toMatchObject({ success: true });
      expect(await readCount(stream)).toBe(1);
    });

    it('takes events of no data at all, of every JSON, and of a type in any language', async () => {
      const stream = freshStream();
      await client.appendToStream(stream, binaryEvent({ type: 'Gwag', data: new Uint8Array(0) }), how);
      for (const data of [null, 7, 'text ‐ 1830', [1, [2]], {}] as const)
        await client.appendToStream(stream, jsonEvent({ type: 'ทดสอบ', data: data as never }), how);
      const [empty, ...rest] = await collect(client.readStream(stream));
      expect(empty?.event).toMatchObject({ isJson: false, metadata: undefined, type: 'Gwag' });
      expect(rest.map(({ event }) => event?.data)).toEqual([null, 7, 'text ‐ 1830', [1, [2]], {}]);
      expect(rest[0]?.event?.type).toBe('ทดสอบ');
    });

    it('says when its time is over', async () => {
      const stream = freshStream();
      const many = Array.from({ length: 5000 }, (_, step) => fact({ step }));
      await rejectionAs(client.appendToStream(stream, many, { ...how, deadline: 1 }), DeadlineExceededError);
    });

    it('takes one event id in two streams as two events', async () => {
      const [one, two] = [freshStream(), freshStream()];
      const event = fact();
      await append(one, [event]);
      expect(await append(two, [event])).toMatchObject({ success: true, nextExpectedRevision: 0n });
      expect(await readCount(two)).toBe(1);
    });

    it('records all of an append or nothing', async () => {
      const stream = freshStream();
      await rejection(append(stream, [fact(), fact(), fact()], 7n));
      expect(await readCount(stream)).toBe(0);
    });

    it('refuses more than a mebibyte at once, and takes just less', async () => {
      const stream = freshStream();
      const error = await rejectionAs(
        append(stream, [fact({ text: 'x'.repeat(1024 * 1024) })]),
        MaxAppendSizeExceededError,
      );
      expect(error.maxAppendSize).toBe(1024 * 1024);
      const large = 'x'.repeat(1024 * 1024 - 100);
      await append(stream, [fact({ text: large })]);
      const [read] = await collect(client.readStream(stream));
      expect((read?.event?.data as { text: string }).text).toBe(large);
    });

    it('refuses to write to a tombstoned stream, or to its metadata', async () => {
      const stream = freshStream();
      await append(stream, [fact()]);
      await client.tombstoneStream(stream);
      for (const target of [stream, `$$${stream}`]) {
        const error = await rejectionAs(append(target, [fact()]), StreamDeletedError);
        expect(error.streamName).toBe(target);
      }
    });

    it('keeps a hundred appends of one moment apart', async () => {
      const names = Array.from({ length: 100 }, freshStream);
      const taken = freshStream();
      await append(taken, [fact()]);
      const results = await Promise.allSettled([
        ...names.map((name) => append(name, [fact({ name })], NO_STREAM)),
        append(taken, [fact()], NO_STREAM),
      ]);
      expect(results.slice(0, 100).every(({ status }) => status === 'fulfilled')).toBe(true);
      expect(results[100]?.status).toBe('rejected');
      for (const name of names.slice(0, 5)) expect(await readCount(name)).toBe(1);
    });

    it.each(['$$', '$all'])('refuses to write to %s', async (stream) => {
      expect(await rejection(append(stream, [fact()]))).toBeInstanceOf(UnknownError);
    });

    it('takes a name or a type with NUL in it for no other', async () => {
      const stream = freshStream();
      await append(stream, [fact()]);
      expect(await rejection(append(`${stream}\0other`, [fact()]))).toBeInstanceOf(UnknownError);
      expect(await readCount(`${stream}\0other`)).toBe(0);
      const ofAnotherType = jsonEvent({ type: 'Visited\0other', data: {} });
      expect(await rejection(append(stream, [ofAnotherType]))).toBeInstanceOf(UnknownError);
      expect(await readCount(stream)).toBe(1);
    });

    async function readCount(stream: string): Promise<number> {
      try {
        return (await collect(client.readStream(stream))).length;
      } catch {
        return 0;
      }
    }
  });

  describe('what only one way of appending knows', () => {
    it('names what every event must have', async () => {
      const nameless = jsonEvent({ type: '', data: {} });
      const error = await rejectionAs(
        client.appendToStream(freshStream(), nameless, { credentials: { username: 'admin', password: 'changeit' } }),
        RequiredMetadataPropertyMissingError,
      );
      expect(error.requiredMetadataProperties).toEqual(['type', 'content-type']);
      expect(error.message).toContain("Required Metadata Property 'type' is missing");
      const batched = await rejectionAs(client.appendToStream(freshStream(), nameless), UnknownError);
      expect(batched.message).toContain('Required Metadata Property is missing: type');
    });

    it('answers a batch append whose deadline has passed, and records nothing', async () => {
      const stream = freshStream();
      await rejectionAs(client.appendToStream(stream, fact(), { deadline: -1000 }), DeadlineExceededError);
      await client.appendToStream(stream, fact(), { expectedRevision: NO_STREAM });
    });

    it('tells of an id that is not a UUID, and harms no other append', async () => {
      const good = freshStream();
      const [bad, other] = await Promise.allSettled([
        client.appendToStream(freshStream(), fact({}, 'not-a-uuid')),
        client.appendToStream(good, fact()),
      ]);
      expect(bad.status).toBe('rejected');
      expect(String((bad as PromiseRejectedResult).reason)).toContain("'not-a-uuid' is not a UUID");
      expect(other.status).toBe('fulfilled');
    });

    it('gives positions that rise and leave room between them', async () => {
      const stream = freshStream();
      await client.appendToStream(stream, [fact(), fact(), fact()]);
      const positions = (await collect(client.readStream(stream))).map(({ event }) => event?.position?.commit ?? 0n);
      expect(positions[1]! - positions[0]!).toBeGreaterThan(1n);
      expect(positions[2]! - positions[1]!).toBeGreaterThan(1n);
    });
  });
});
