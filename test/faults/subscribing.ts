import {
  END,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
  StreamNotFoundError,
  streamNameFilter,
  type AllStreamRecordedEvent,
  type EventStoreDBClient,
  type PersistentSubscriptionToAll,
  type PersistentSubscriptionToStream,
  type RecordedEvent,
} from '@eventstore/db-client';
import type { Chance } from './chance.ts';
import { unanswered, type Shown } from './truth.ts';

/**
 * A subscriber by the client alone, over many lives of the node: it goes on where it was each time it is connected, and
 * ends with each connection.
 */
export interface Subscriber {
  readonly who: string;
  readonly prefix: string;
  readonly shown: () => readonly Shown[];
  /** The position last shown. */
  readonly reached: () => number;
  readonly connect: (client: EventStoreDBClient) => Promise<void>;
}

const journeys = 'journey-';

export function allSubscriber(): Subscriber {
  const shown: Shown[] = [];
  return {
    who: 'The subscriber to $all',
    prefix: journeys,
    shown: () => shown,
    reached: () => shown.at(-1)?.position ?? -1,
    async connect(client) {
      const last = shown.at(-1)?.position;
      const fromPosition = last === undefined ? START : { commit: BigInt(last), prepare: BigInt(last) };
      const filter = streamNameFilter({ prefixes: [journeys] });
      for await (const { event } of client.subscribeToAll({ fromPosition, filter })) {
        if (event !== undefined) shown.push(shownOf(event));
      }
    },
  };
}

export function streamSubscriber(stream: string): Subscriber {
  const shown: Shown[] = [];
  return {
    who: `The subscriber to ${stream}`,
    prefix: stream,
    shown: () => shown,
    reached: () => shown.at(-1)?.position ?? -1,
    async connect(client) {
      const last = shown.at(-1)?.revision;
      for await (const { event } of client.subscribeToStream(stream, {
        fromRevision: last === undefined ? START : BigInt(last),
      })) {
        if (event !== undefined) shown.push(shownOf(event));
      }
    },
  };
}

/** A consumer of a persistent subscription that answers for most of what it is given, in its own time. */
export interface PersistentConsumer {
  readonly who: string;
  readonly prefix: string;
  readonly create: (client: EventStoreDBClient) => Promise<void>;
  /** Ends with the connection. `promptly` answers for everything at once. */
  readonly connect: (client: EventStoreDBClient, promptly?: boolean) => Promise<void>;
  readonly answered: ReadonlySet<string>;
  /** What is wrong with what the group noted as answered for. */
  readonly faults: (client: EventStoreDBClient, held: readonly Shown[]) => Promise<string[]>;
}

const group = 'crashes';
/** A checkpoint after every few answers, so that there are many to be wrong. */
const checkpoints = { checkPointLowerBound: 1, checkPointUpperBound: 5, checkPointAfter: 100, messageTimeout: 60_000 };

export function allConsumer(chance: Chance): PersistentConsumer {
  return consumer(chance, '$all', journeys, {
    create: (client) =>
      client.createPersistentSubscriptionToAll(
        group,
        persistentSubscriptionToAllSettingsFromDefaults({ startFrom: START, ...checkpoints }),
        { filter: streamNameFilter({ prefixes: [journeys] }) },
      ),
    subscribe: (client) => client.subscribeToPersistentSubscriptionToAll(group, { bufferSize: 32 }),
    place: ({ position }) => position,
  });
}

export function streamConsumer(stream: string, chance: Chance): PersistentConsumer {
  return consumer(chance, stream, stream, {
    create: (client) =>
      client.createPersistentSubscriptionToStream(
        stream,
        group,
        persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START, ...checkpoints }),
      ),
    subscribe: (client) => client.subscribeToPersistentSubscriptionToStream(stream, group, { bufferSize: 32 }),
    place: ({ revision }) => revision,
  });
}

function consumer(
  chance: Chance,
  source: string,
  prefix: string,
  how: {
    readonly create: (client: EventStoreDBClient) => Promise<void>;
    readonly subscribe: (client: EventStoreDBClient) => PersistentSubscriptionToAll | PersistentSubscriptionToStream;
    readonly place: (event: Shown) => number;
  },
): PersistentConsumer {
  const answered = new Set<string>();
  const who = `The persistent subscription to ${source}`;
  return {
    who,
    prefix,
    answered,
    create: how.create,
    async connect(client, promptly = false) {
      const subscription = how.subscribe(client);
      const late: (() => void)[] = [];
      for await (const resolved of subscription) {
        const answer = (): void => {
          answered.add(resolved.event?.id ?? '');
          subscription.ack(resolved).catch(() => undefined);
        };
        // Some are answered at once, some after others, and some not before the node has died.
        if (promptly || chance.inHundred(70)) answer();
        else late.push(answer);
        if (late.length > 12) late.splice(chance.below(late.length), 1)[0]?.();
      }
    },
    async faults(client, held) {
      const placed = held
        .filter(({ stream }) => stream.startsWith(prefix))
        .map((event) => ({ place: how.place(event), id: event.id }));
      const faults: string[] = [];
      const notes = client.readStream(`$persistentsubscription-${source}::${group}-checkpoint`);
      try {
        for await (const { event } of notes) faults.push(...unanswered(who, Number(event?.data), placed, answered));
      } catch (error) {
        // Nothing has been noted yet.
        if (!(error instanceof StreamNotFoundError)) throw error;
      }
      return faults;
    },
  };
}

function shownOf(event: RecordedEvent | AllStreamRecordedEvent): Shown {
  const { streamId, id, revision, position, data } = event;
  return { stream: streamId, id, revision: Number(revision), position: Number(position?.commit), data };
}

/** Everything in `$all` of the journeys, read afresh. */
export async function heldBy(client: EventStoreDBClient): Promise<Shown[]> {
  const held: Shown[] = [];
  for await (const { event } of client.readAll({ maxCount: Number.MAX_SAFE_INTEGER })) {
    if (event?.streamId.startsWith(journeys) === true) held.push(shownOf(event));
  }
  return held;
}

export type Directions = readonly ('forwards' | 'backwards')[];

/**
 * What is wrong with the streams that have events after a position, read afresh: each must be what `$all` has of it.
 */
export async function misread(
  client: EventStoreDBClient,
  held: readonly Shown[],
  { after, directions }: { readonly after: number; readonly directions: Directions },
): Promise<string[]> {
  const touched = new Set(held.filter(({ position }) => position > after).map(({ stream }) => stream));
  const ids = new Map<string, string[]>();
  for (const { stream, id } of held) if (touched.has(stream)) ids.set(stream, [...(ids.get(stream) ?? []), id]);
  const faults: string[] = [];
  const compare = async (stream: string, direction: Directions[number]): Promise<void> => {
    const fromRevision = direction === 'forwards' ? START : END;
    const read: string[] = [];
    for await (const { event } of client.readStream(stream, { direction, fromRevision })) read.push(event?.id ?? '');
    const wanted = direction === 'forwards' ? ids.get(stream) : ids.get(stream)?.reverse();
    if (read.join() !== wanted?.join()) faults.push(`${stream} reads ${direction} otherwise than $all has it`);
  };
  for (const direction of directions) {
    await Promise.all([...ids.keys()].map((stream) => compare(stream, direction)));
  }
  return faults;
}
