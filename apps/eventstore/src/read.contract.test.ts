import {
  ANY,
  BACKWARDS,
  binaryEvent,
  END,
  type EventStoreDBClient,
  FORWARDS,
  jsonEvent,
  START,
  STREAM_EXISTS,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
  NO_STREAM,
} from '@eventstore/db-client';
import { contractNode, MODES, type ContractNode } from '../../../test/contract/contract-node.ts';
import { collect, rejection, rejectionAs, take } from './test-support.ts';

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
      expect(await client.getStreamMetadata(stream)).toEqual({ streamName: stream });
      const roles = ['$admins', 'social-care'];
      const metadata = {
        maxAge: 3600,
        maxCount: 12,
        truncateBefore: 1,
        cacheControl: 15,
        acl: { readRoles: roles, writeRoles: roles, deleteRoles: roles, metaReadRoles: roles, metaWriteRoles: roles },
        owner: 'diogelu 😾',
      };
      await client.setStreamMetadata(stream, metadata);
      expect((await client.getStreamMetadata(stream)).metadata).toEqual(metadata);
      const [stored] = await collect(client.readStream(`$$${stream}`));
      expect(stored?.event).toMatchObject({
        type: '$metadata',
        isJson: true,
        revision: 0n,
        data: { $maxAge: 3600, $maxCount: 12, $tb: 1, $cacheControl: 15, owner: 'diogelu 😾' },
      });
      await client.setStreamMetadata(stream, { maxCount: 3 }, { expectedRevision: 0n });
      expect((await client.getStreamMetadata(stream)).metadata).toEqual({ maxCount: 3 });
      const late = client.setStreamMetadata(stream, { maxCount: 4 }, { expectedRevision: 0n });
      expect(await rejectionAs(late, WrongExpectedVersionError)).toMatchObject({ actualVersion: 1n });
      // A metastream shows its latest event only.
      expect(await revisions(`$$${stream}`)).toEqual([1]);
    });

    it('takes metadata that is no JSON object for none', async () => {
      const stream = freshStream();
      await client.appendToStream(stream, facts(2));
      await client.appendToStream(`$$${stream}`, binaryEvent({ type: '$metadata', data: Buffer.from('****') }));
      expect(await revisions(stream)).toEqual([0, 1]);
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
      const { position } = await client.deleteStream(stream, { expectedRevision: 2n });
      expect(await rejection(collect(client.readStream(stream)))).toBeInstanceOf(StreamNotFoundError);
      const again = await client.appendToStream(stream, facts(2), { expectedRevision: NO_STREAM });
      expect(again.nextExpectedRevision).toBe(4n);
      expect(await revisions(stream)).toEqual([3, 4]);
      // As on a real server, nothing of the metadata outlives the deletion but the revision the stream goes on from.
      expect((await client.getStreamMetadata(stream)).metadata).toEqual({ truncateBefore: 3 });
      const after = await collect(client.readAll({ fromPosition: position ?? END }));
      expect(after.map(({ event }) => [event?.streamId, event?.type, event?.data])).toEqual([
        [`$$${stream}`, '$metadata', { $tb: Number(9223372036854775807n) }],
        [stream, 'Visited', { step: 0 }],
        [stream, 'Visited', { step: 1 }],
        [`$$${stream}`, '$metadata', { $tb: 3 }],
      ]);
      expect(after[2]?.event?.position).toEqual(again.position);
    });

    it.each([
      ['any', ANY, true],
      ['no stream', NO_STREAM, true],
      ['its last revision', 1n, true],
      ['another revision', 0n, false],
      ['that it exists', STREAM_EXISTS, false],
    ] as const)('writes to a soft-deleted stream expecting %s: %s, accepted: %s', async (_what, expected, accepted) => {
      const stream = freshStream();
      await client.appendToStream(stream, facts(2));
      await client.deleteStream(stream);
      const written = client.appendToStream(stream, facts(1), { expectedRevision: expected });
      if (accepted) expect((await written).nextExpectedRevision).toBe(2n);
      else
        expect(await rejection(written)).toBeInstanceOf(
          expected === STREAM_EXISTS ? StreamDeletedError : WrongExpectedVersionError,
        );
      expect(accepted ? await revisions(stream) : []).toEqual(accepted ? [2] : []);
    });

    it('brings back no deleted event when metadata is written to a soft-deleted stream', async () => {
      const stream = freshStream();
      await client.appendToStream(stream, facts(2));
      await client.deleteStream(stream);
      await client.setStreamMetadata(stream, { owner: 'safeguarding' });
      expect(await revisions(stream)).toEqual([]);
      const { metadata } = await client.getStreamMetadata(stream);
      expect(metadata).toEqual({ owner: 'safeguarding', truncateBefore: 2 });
      await client.appendToStream(stream, facts(1));
      expect(await revisions(stream)).toEqual([2]);
    });

    it('deletes what is there, once more what was deleted, and nothing that never was', async () => {
      const stream = freshStream();
      for (const expectedRevision of [ANY, NO_STREAM] as const) {
        const error = await rejectionAs(client.deleteStream(stream, { expectedRevision }), WrongExpectedVersionError);
        expect(error).toMatchObject({ streamName: stream, actualVersion: -1n });
      }
      await client.setStreamMetadata(stream, { cacheControl: 10 });
      await client.deleteStream(stream, { expectedRevision: NO_STREAM });
      await client.appendToStream(stream, facts(1));
      await client.deleteStream(stream);
      await client.deleteStream(stream);
      await client.deleteStream(stream, { expectedRevision: NO_STREAM });
      expect(await rejection(collect(client.readStream(stream)))).toBeInstanceOf(StreamNotFoundError);
    });

    it('tombstones also what never was', async () => {
      const stream = freshStream();
      await client.tombstoneStream(stream, { expectedRevision: NO_STREAM });
      await rejectionAs(collect(client.readStream(stream)), StreamDeletedError);
      await rejectionAs(client.getStreamMetadata(stream), StreamDeletedError);
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
      expect(last?.event).toMatchObject({
        type: '$streamDeleted',
        streamId: stream,
        revision: 2n ** 63n - 1n,
        isJson: false,
        position,
      });
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
    const link = (to: string) => binaryEvent({ type: '$>', data: Buffer.from(to) });

    it('are followed where the reader wishes', async () => {
      const stream = freshStream();
      const [deleted, ended, cut] = [freshStream(), freshStream(), freshStream()];
      for (const name of [deleted, ended, cut]) await client.appendToStream(name, facts(2));
      await client.deleteStream(deleted);
      await client.tombstoneStream(ended);
      await client.setStreamMetadata(cut, { truncateBefore: 1 });
      const gone = ['99@ten', '0@never-written', `0@${deleted}`, `0@${ended}`, `0@${cut}`, 'not a link', '@ten'];
      await client.appendToStream(stream, [link('3@ten'), link(`1@${cut}`), ...gone.map(link)]);
      const [followed, kept, ...dangling] = await collect(client.readStream(stream, { resolveLinkTos: true }));
      expect(followed?.event).toMatchObject({ streamId: 'ten', revision: 3n });
      expect(followed?.link).toMatchObject({ streamId: stream, revision: 0n, type: '$>' });
      expect(kept?.event).toMatchObject({ streamId: cut, revision: 1n });
      expect(dangling).toHaveLength(gone.length);
      dangling.forEach((each, index) => {
        expect(each.event).toBeUndefined();
        expect(each.link).toMatchObject({ streamId: stream, revision: BigInt(index + 2) });
      });
      const [plain] = await collect(client.readStream(stream));
      expect(plain).not.toHaveProperty('link');
      expect(plain?.event?.type).toBe('$>');
    });

    it('are followed in $all, and by subscribers, and stand where the link stands', async () => {
      const stream = freshStream();
      const { position } = await client.appendToStream(stream, link('5@ten'));
      const fromPosition = position ?? END;
      const [read] = await collect(client.readAll({ fromPosition, resolveLinkTos: true, maxCount: 1 }));
      const [subscribed] = await take(client.subscribeToStream(stream, { resolveLinkTos: true }), 1);
      for (const each of [read, subscribed]) {
        expect(each?.event).toMatchObject({ streamId: 'ten', revision: 5n });
        expect(each?.link).toMatchObject({ streamId: stream });
      }
      expect(read?.commitPosition).toBe(position?.commit);
    });
  });
});
