import {
  BACKWARDS,
  END,
  type EventStoreDBClient,
  FORWARDS,
  jsonEvent,
  START,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
  NO_STREAM,
} from '@eventstore/db-client';
import { contractNode, MODES, type ContractNode } from '../../../test/contract/contract-node.ts';
import { collect, rejection, rejectionAs } from './test-support.ts';

describe.each(MODES)('%s', (mode) => {
  let store: ContractNode;
  let client: EventStoreDBClient;

  beforeAll(async () => {
    store = await contractNode(mode);
    client = store.client;
    await client.appendToStream('ten', facts(10));
  });

  afterAll(() => store.close());

  const facts = (count: number) =>
    Array.from({ length: count }, (_, step) => jsonEvent({ type: 'Visited', data: { step } }));

  let streams = 0;
  const freshStream = () => `read-${++streams}`;
  const revisions = async (stream: string, options: Parameters<typeof client.readStream>[1] = {}) =>
    (await collect(client.readStream(stream, options))).map(({ event }) => Number(event?.revision));

  describe('reading a stream', () => {
    it.each([
      ['all of it forwards', {}, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
      ['all of it backwards', { direction: BACKWARDS, fromRevision: END }, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]],
      ['the first three', { maxCount: 3 }, [0, 1, 2]],
      ['the last three', { maxCount: 3, direction: BACKWARDS, fromRevision: END }, [9, 8, 7]],
      ['from a revision on', { fromRevision: 7n }, [7, 8, 9]],
      ['from a revision back', { fromRevision: 2n, direction: BACKWARDS }, [2, 1, 0]],
      ['backwards from the start', { fromRevision: START, direction: BACKWARDS }, [0]],
      ['forwards from the end', { fromRevision: END, direction: FORWARDS }, []],
      ['from beyond the end', { fromRevision: 50n }, []],
      ['backwards from beyond the end', { fromRevision: 50n, maxCount: 2, direction: BACKWARDS }, [9, 8]],
    ] as const)('%s', async (_what, options, expected) => {
      expect(await revisions('ten', options)).toEqual(expected);
    });

    it('reads more than a page in both directions', async () => {
      const stream = freshStream();
      for (let i = 0; i < 5; i++) await client.appendToStream(stream, facts(300));
      const all = Array.from({ length: 1500 }, (_, index) => index);
      expect(await revisions(stream)).toEqual(all);
      expect(await revisions(stream, { direction: BACKWARDS, fromRevision: END })).toEqual(all.reverse());
    });

    it('reads events larger than a page', async () => {
      const stream = freshStream();
      for (let i = 0; i < 4; i++) {
        await client.appendToStream(stream, jsonEvent({ type: 'Scanned', data: { text: String(i).repeat(900_000) } }));
      }
      const read = await collect(client.readStream<never>(stream));
      expect(read.map(({ event }) => (event as unknown as { data: { text: string } }).data.text.length)).toEqual(
        Array(4).fill(900_000),
      );
    });

    it('says that a stream is not there', async () => {
      const error = await rejectionAs(collect(client.readStream('never-written')), StreamNotFoundError);
      expect(error.streamName).toBe('never-written');
      expect(error.message).toBe('never-written not found');
    });
  });

  describe('reading $all', () => {
    it('gives every event once, in one order, with system events among them', async () => {
      const forwards = (await collect(client.readAll())).map((r) => r.event!);
      const backwards = (await collect(client.readAll({ direction: BACKWARDS, fromPosition: END }))).map(
        (r) => r.event!,
      );
      expect(backwards.reverse().map(({ id }) => id)).toEqual(forwards.map(({ id }) => id));
      expect(forwards.some(({ type }) => type.startsWith('$'))).toBe(true);
      const commits = forwards.map(({ position }) => position.commit);
      expect([...commits].sort((a, b) => (a < b ? -1 : 1))).toEqual(commits);
      expect(new Set(commits).size).toBe(commits.length);
    });

    it('begins at a position going forwards, before it going backwards', async () => {
      const ten = (await collect(client.readStream('ten'))).map(({ event }) => event!);
      const position = ten[4]!.position!;
      const forwards = await collect(client.readAll({ fromPosition: position, maxCount: 2 }));
      const backwards = await collect(client.readAll({ fromPosition: position, direction: BACKWARDS, maxCount: 2 }));
      expect(forwards.map(({ event }) => event?.id)).toEqual([ten[4]!.id, ten[5]!.id]);
      expect(backwards.map(({ event }) => event?.id)).toEqual([ten[3]!.id, ten[2]!.id]);
    });

    it('keeps to a count', async () => {
      expect(await collect(client.readAll({ maxCount: 4 }))).toHaveLength(4);
      expect(await collect(client.readAll({ fromPosition: END }))).toEqual([]);
    });
  });

  describe('metadata and deletion', () => {
    it('stores metadata and gives it back', async () => {
      const stream = freshStream();
      await client.setStreamMetadata(stream, { maxCount: 5, acl: { readRoles: ['$all'] }, owner: 'safeguarding' });
      const { metadata } = await client.getStreamMetadata(stream);
      expect(metadata).toEqual({ maxCount: 5, acl: { readRoles: ['$all'] }, owner: 'safeguarding' });
      expect(await client.getStreamMetadata(freshStream())).not.toHaveProperty('metadata');
    });

    it('keeps only as many events as $maxCount allows', async () => {
      const stream = freshStream();
      await client.setStreamMetadata(stream, { maxCount: 3 });
      await client.appendToStream(stream, facts(8));
      expect(await revisions(stream)).toEqual([5, 6, 7]);
      expect(await revisions(stream, { direction: BACKWARDS, fromRevision: END })).toEqual([7, 6, 5]);
      expect(await revisions(stream, { fromRevision: 1n, maxCount: 1 })).toEqual([5]);
    });

    it('hides events before $tb', async () => {
      const stream = freshStream();
      await client.appendToStream(stream, facts(6));
      await client.setStreamMetadata(stream, { truncateBefore: 4 });
      expect(await revisions(stream)).toEqual([4, 5]);
      await client.setStreamMetadata(stream, { truncateBefore: 0 });
      expect(await revisions(stream)).toEqual([0, 1, 2, 3, 4, 5]);
    });

    it('hides events older than $maxAge', async () => {
      const stream = freshStream();
      await client.appendToStream(stream, facts(3));
      await client.setStreamMetadata(stream, { maxAge: 3600 });
      expect(await revisions(stream)).toEqual([0, 1, 2]);
      await client.setStreamMetadata(stream, { maxAge: 0 });
      expect(await revisions(stream)).toEqual([]);
    });

    it('deletes softly: the stream is not found, and goes on from its next revision when written again', async () => {
      const stream = freshStream();
      await client.appendToStream(stream, facts(3));
      await client.setStreamMetadata(stream, { owner: 'safeguarding' });
      await client.deleteStream(stream, { expectedRevision: 2n });
      expect(await rejection(collect(client.readStream(stream)))).toBeInstanceOf(StreamNotFoundError);
      const again = await client.appendToStream(stream, facts(2), { expectedRevision: NO_STREAM });
      expect(again.nextExpectedRevision).toBe(4n);
      expect(await revisions(stream)).toEqual([3, 4]);
      expect((await client.getStreamMetadata(stream)).metadata).toEqual({
        truncateBefore: 3,
      });
    });

    it('ends a tombstoned stream for ever', async () => {
      const stream = freshStream();
      await client.appendToStream(stream, facts(2));
      const { position } = await client.tombstoneStream(stream, { expectedRevision: 1n });
      const error = await rejectionAs(collect(client.readStream(stream)), StreamDeletedError);
      expect(error.streamName).toBe(stream);
      for (const again of [client.deleteStream(stream), client.tombstoneStream(stream)]) {
        expect(await rejection(again)).toBeInstanceOf(StreamDeletedError);
      }
      const [last] = await collect(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }));
      expect(last?.event).toMatchObject({ type: '$streamDeleted', streamId: stream, position });
    });

    it.each(['deleteStream', 'tombstoneStream'] as const)('%s asks for the right revision', async (removal) => {
      const stream = freshStream();
      await client.appendToStream(stream, facts(2));
      const error = await rejectionAs(client[removal](stream, { expectedRevision: 5n }), WrongExpectedVersionError);
      expect(error).toMatchObject({ streamName: stream, expectedVersion: 5n, actualVersion: 1n });
      expect(await revisions(stream)).toEqual([0, 1]);
    });

    it('names a stream that is not ASCII in a form a header can carry', async () => {
      const stream = 'dileu-ŵ';
      await client.appendToStream(stream, facts(1));
      await client.tombstoneStream(stream);
      const error = await rejectionAs(collect(client.readStream(stream)), StreamDeletedError);
      expect(error.streamName).toBe(encodeURIComponent(stream));
    });
  });

  describe('links', () => {
    const link = (to: string) => ({
      ...jsonEvent({ type: '$>', data: {} }),
      contentType: 'application/octet-stream' as const,
      data: Buffer.from(to),
    });

    it('are followed where the reader wishes', async () => {
      const stream = freshStream();
      await client.appendToStream(stream, [link('3@ten'), link('99@ten')] as never);
      const [followed, dangling] = await collect(client.readStream(stream, { resolveLinkTos: true }));
      expect(followed?.event).toMatchObject({ streamId: 'ten', revision: 3n });
      expect(followed?.link).toMatchObject({ streamId: stream, revision: 0n, type: '$>' });
      expect(dangling?.event).toBeUndefined();
      expect(dangling?.link).toMatchObject({ revision: 1n });
      const [plain] = await collect(client.readStream(stream));
      expect(plain).not.toHaveProperty('link');
      expect(plain?.event?.type).toBe('$>');
    });
  });
});
