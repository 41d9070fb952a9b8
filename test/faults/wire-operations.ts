import {
  ANY,
  BACKWARDS,
  END,
  FORWARDS,
  jsonEvent,
  NO_STREAM,
  START,
  STREAM_EXISTS,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
  type AppendExpectedRevision,
  type EventStoreDBClient,
  type ExpectedRevision,
  type Position,
  type RecordedEvent,
} from '@eventstore/db-client';
import fc from 'fast-check';
import { answers, shows, wrong, type Expected, type Operation } from './wire-model.ts';

/** Where the streams of one run of the model are, apart from those of all others. */
export interface Place {
  readonly client: EventStoreDBClient;
  /** Goes before the name of every stream. */
  readonly prefix: string;
  /** Where the run began. */
  readonly since: Position;
}

/** Asks the store and gives its answer in the model's words. Anything else it says is a failure, and is thrown. */
export async function ask(place: Place, operation: Operation): Promise<string> {
  try {
    return await answerTo(place, operation);
  } catch (error) {
    if (error instanceof StreamDeletedError) return answers.deleted;
    if (error instanceof StreamNotFoundError) return answers.absent;
    if (!(error instanceof WrongExpectedVersionError)) throw error;
    return wrong(error.actualVersion === NO_STREAM ? -1 : Number(error.actualVersion));
  }
}

async function answerTo(place: Place, operation: Operation): Promise<string> {
  const { client, prefix, since } = place;
  if (operation.does === 'read all') {
    const direction = operation.backwards ? BACKWARDS : FORWARDS;
    const seen: string[] = [];
    for await (const { event } of client.readAll({ direction, fromPosition: operation.backwards ? END : since })) {
      if (event === undefined || event.position.commit < since.commit) break;
      if (isOrdinary(event, prefix)) seen.push(shown(event, prefix));
    }
    return shows(seen);
  }
  const name = prefix + operation.stream;
  switch (operation.does) {
    case 'append': {
      const events = operation.events.map((number) =>
        jsonEvent({ type: 'Written', id: idOf(number), data: { number } }),
      );
      const credentials = operation.alone ? { credentials: { username: 'a', password: 'b' } } : {};
      const expectedRevision = revision(operation.expected);
      const { nextExpectedRevision } = await client.appendToStream(name, events, { expectedRevision, ...credentials });
      return answers.written(Number(nextExpectedRevision));
    }
    case 'delete':
      await client.deleteStream(name, { expectedRevision: revision(operation.expected) });
      return answers.done;
    case 'tombstone':
      await client.tombstoneStream(name, { expectedRevision: revision(operation.expected) });
      return answers.done;
    case 'describe': {
      const { does: _does, stream: _stream, ...metadata } = operation;
      const { nextExpectedRevision } = await client.setStreamMetadata(name, metadata);
      return answers.written(Number(nextExpectedRevision));
    }
    case 'read': {
      const { from, backwards, count } = operation;
      const fromRevision = from === 'start' ? START : from === 'end' ? END : BigInt(from);
      const options = { direction: backwards ? BACKWARDS : FORWARDS, fromRevision, maxCount: count } as const;
      const seen: string[] = [];
      for await (const { event } of client.readStream(name, options)) if (event) seen.push(shown(event, prefix));
      return shows(seen);
    }
  }
}

/** One of the run's own events, and not one that the store made of itself. */
export function isOrdinary({ streamId, type }: { streamId: string; type: string }, prefix: string): boolean {
  return streamId.startsWith(prefix) && !type.startsWith('$');
}

export function shown(
  { streamId, revision: at, data }: Pick<RecordedEvent, 'streamId' | 'revision' | 'data'>,
  prefix: string,
): string {
  return `${streamId.slice(prefix.length)}#${at}:${(data as { number: number }).number}`;
}

function idOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

function revision<E extends Expected>(expected: E): Revision<E>;
function revision(expected: Expected): AppendExpectedRevision {
  if (typeof expected === 'number') return BigInt(expected);
  return ({ any: ANY, 'no-stream': NO_STREAM, 'stream-exists': STREAM_EXISTS } as const)[expected];
}

type Revision<E> = E extends 'stream-exists' ? AppendExpectedRevision : ExpectedRevision;

/** The operation in a sentence. */
export function say(operation: Operation): string {
  switch (operation.does) {
    case 'append': {
      const { stream, expected, events, alone } = operation;
      return `append ${events.join(', ')} to ${stream}, expecting ${expected}${alone ? ', in a call of its own' : ''}`;
    }
    case 'delete':
    case 'tombstone':
      return `${operation.does} ${operation.stream}, expecting ${operation.expected}`;
    case 'describe':
      return `keep of ${operation.stream} the last ${operation.maxCount ?? 'however many'}, from revision ${operation.truncateBefore ?? 0}`;
    case 'read': {
      const { stream, backwards, from, count } = operation;
      return `read ${count} of ${stream} ${backwards ? 'backwards' : 'forwards'} from ${from}`;
    }
    case 'read all':
      return `read all ${operation.backwards ? 'backwards' : 'forwards'}`;
  }
}

const stream = fc.constantFrom('a', 'b', 'c');
const expected: fc.Arbitrary<Expected> = fc.oneof(
  { weight: 2, arbitrary: fc.constant('any' as const) },
  { weight: 1, arbitrary: fc.constantFrom('no-stream' as const, 'stream-exists' as const) },
  { weight: 2, arbitrary: fc.nat(6) },
);
/** The client knows no other forms for these. */
const expectedOfRemoval = expected.filter((each) => each !== 'stream-exists');
const events = fc.uniqueArray(fc.nat(11), { minLength: 1, maxLength: 3 });

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({ does: fc.constant('append' as const), stream, expected, events, alone: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('delete' as const), stream, expected: expectedOfRemoval }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('tombstone' as const), stream, expected: expectedOfRemoval }) },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        does: fc.constant('describe' as const),
        stream,
        maxCount: fc.integer({ min: 1, max: 4 }),
        truncateBefore: fc.nat(6),
      },
      { requiredKeys: ['does', 'stream'] },
    ),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('read' as const),
      stream,
      backwards: fc.boolean(),
      from: fc.oneof(fc.constantFrom('start' as const, 'end' as const), fc.nat(8)),
      count: fc.integer({ min: 1, max: 12 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('read all' as const), backwards: fc.boolean() }) },
);

/** What is asked of the store at one time, before the next is asked. */
export interface Moment {
  readonly atOnce: readonly Operation[];
}

export const moments: fc.Arbitrary<readonly Moment[]> = fc.array(
  fc.array(operation, { minLength: 1, maxLength: 5 }).map((atOnce) => ({
    atOnce,
    [fc.toStringMethod]: () => `\n  at once: ${atOnce.map(say).join('; ')}`,
  })),
  { minLength: 1, maxLength: 10 },
);
