import { EventStoreDBClient, jsonEvent, streamNameFilter } from '@eventstore/db-client';
import fc from 'fast-check';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { isLong, replay, seeds } from './chance.ts';
import { until } from './watching.ts';
import { after, answers, apply, empty, wrong, type Answered, type Operation, type State } from './wire-model.ts';
import { ask, isOrdinary, moments, say, shown, type Moment, type Place } from './wire-operations.ts';

const suite = 'wire-model';
const runs = isLong ? 150 : 25;

describe('what the store answers to operations of one moment', () => {
  let node: EmbeddedNode;
  let client: EventStoreDBClient;
  let run = 0;
  beforeAll(async () => {
    node = await startEmbeddedNode();
    client = EventStoreDBClient.connectionString(node.url);
  });
  afterAll(async () => {
    await client.dispose();
    await node.stop();
  });

  it.each(seeds([20_261_127], { long: 5 }))(
    'is what a small store in memory says, in some order of them; subscribers see that order: seed %i',
    async (seed) => {
      const model = fc.asyncProperty(moments, fc.nat(9), async (drawn, since) => {
        await agree(await place(), drawn, since);
      });
      const found = await fc.check(model, { seed, numRuns: runs, interruptAfterTimeLimit: 240_000 });
      if (found.failed) {
        const why = found.errorInstance instanceof Error ? found.errorInstance.message : '';
        throw new Error([replay(seed, suite), why, fc.defaultReportMessage(found)].join('\n'));
      }
      expect(found.numRuns).toBeGreaterThan(0);
    },
    300_000,
  );

  async function place(): Promise<Place> {
    const prefix = `run${(run += 1)}-`;
    const { position } = await client.appendToStream(`${prefix}begins`, jsonEvent({ type: '$begun', data: {} }));
    if (position === undefined) throw new Error('The store did not say where the run begins.');
    return { client, prefix, since: position };
  }
});

/** Asks moment by moment, and throws what the model does not explain. Subscribers join before moment number `joining`. */
async function agree(where: Place, drawn: readonly Moment[], joining: number): Promise<void> {
  let states: readonly State[] = [empty];
  const subscribers = watch(where);
  try {
    for (const [number, { atOnce }] of drawn.entries()) {
      if (number === joining % drawn.length) subscribers.join();
      states = explained(states, await asked(where, atOnce));
      // What the streams and $all show now leaves no doubt in which of its possible states the store is.
      states = explained(states, await asked(where, looks));
    }
    await subscribers.saw(
      states[0]?.all ?? [],
      drawn.flatMap(({ atOnce }) => atOnce),
    );
  } finally {
    await subscribers.leave();
  }
}

const looks: readonly Operation[] = [
  ...['a', 'b', 'c'].map((stream): Operation => ({
    does: 'read',
    stream,
    backwards: false,
    from: 'start',
    count: 1_000,
  })),
  { does: 'read all', backwards: false },
];

async function asked(where: Place, operations: readonly Operation[]): Promise<Answered[]> {
  return Promise.all(operations.map(async (operation) => ({ operation, answer: await ask(where, operation) })));
}

function explained(states: readonly State[], answered: readonly Answered[]): readonly State[] {
  const next = after(states, answered);
  if (next.length > 0) return next;
  const told = answered.map(({ operation, answer }) => `  ${say(operation)}: ${answer}`);
  throw new Error(`No order of these explains their answers:\n${told.join('\n')}\nThe store was ${inWords(states)}`);
}

function inWords(states: readonly State[]): string {
  return states.map((state) => JSON.stringify(state)).join(', or ');
}

/** One subscriber to `$all` and one to stream a. */
function watch({ client, prefix, since }: Place): {
  readonly join: () => void;
  readonly saw: (all: readonly string[], asked: readonly Operation[]) => Promise<void>;
  readonly leave: () => Promise<void>;
} {
  const [ofAll, ofA]: [string[], string[]] = [[], []];
  const subscriptions: { unsubscribe: () => Promise<void> }[] = [];
  const watching: Promise<unknown>[] = [];

  async function follow(
    into: string[],
    subscription: ReturnType<EventStoreDBClient['subscribeToStream']>,
  ): Promise<void> {
    subscriptions.push(subscription);
    for await (const { event } of subscription) {
      if (event !== undefined && isOrdinary(event, prefix)) into.push(shown(event, prefix));
    }
  }

  return {
    join() {
      const filter = streamNameFilter({ prefixes: [prefix] });
      const all = client.subscribeToAll({ fromPosition: since, filter }) as unknown;
      watching.push(follow(ofAll, all as ReturnType<EventStoreDBClient['subscribeToStream']>));
      // It ends when its stream is tombstoned.
      watching.push(follow(ofA, client.subscribeToStream(`${prefix}a`)).catch(() => undefined));
    },
    async saw(all, asked) {
      await until(() => ofAll.length >= all.length);
      if (ofAll.join() !== all.join())
        throw new Error(`The subscriber to $all saw ${ofAll.join(' ')}, not ${all.join(' ')}`);
      const stored = all.filter((event) => event.startsWith('a#'));
      const isHidden = asked.some(
        ({ does, ...of }) => !['append', 'read', 'read all'].includes(does) && 'stream' in of && of.stream === 'a',
      );
      // What was hidden from readers for a time may not have been shown, but nothing else, and in order.
      if (!isHidden) await until(() => ofA.length >= stored.length);
      const due = isHidden ? stored.filter((event) => ofA.includes(event)) : stored;
      if (ofA.join() !== due.join()) throw new Error(`The subscriber to a saw ${ofA.join(' ')}, not ${due.join(' ')}`);
    },
    async leave() {
      await Promise.all(subscriptions.map((subscription) => subscription.unsubscribe()));
      await Promise.all(watching);
    },
  };
}

describe('the search for an order', () => {
  const append = (expected: 'no-stream' | number, event: number): Operation => ({
    does: 'append',
    stream: 'a',
    expected,
    events: [event],
    alone: false,
  });
  const look: Operation = { does: 'read', stream: 'a', backwards: false, from: 'start', count: 9 };
  const written = (operation: Operation, revision: number): Answered => ({
    operation,
    answer: answers.written(revision),
  });

  it('finds one in which two writers of one revision came one after the other', () => {
    const [one, two] = [append('no-stream', 1), append(0, 2)];
    const states = after([empty], [written(two, 1), written(one, 0), { operation: look, answer: 'shows a#0:1' }]);
    expect(states.map(({ all }) => all)).toEqual([['a#0:1', 'a#1:2']]);
  });

  it.each<[string, readonly Answered[]]>([
    [
      'two writers were both told to be first',
      [written(append('no-stream', 1), 0), written(append('no-stream', 2), 0)],
    ],
    ['a writer was refused by nobody', [{ operation: append('no-stream', 1), answer: wrong(0) }]],
    [
      'a reader saw the second without the first',
      [written(append('no-stream', 1), 0), written(append(0, 2), 1), { operation: look, answer: 'shows a#1:2' }],
    ],
    [
      'what was written is not there afterwards',
      [written(append('no-stream', 1), 0), { operation: look, answer: 'shows nothing' }],
    ],
  ])('finds none where %s', (_what, answered) => {
    expect(after([empty], answered)).toEqual([]);
  });

  it('keeps every state that the answers allow, until a reader tells', () => {
    const any = (event: number): Operation => ({ ...append(0, event), expected: 'any' }) as Operation;
    const [first] = apply(empty, any(1));
    expect(first).toBe(answers.written(0));
    const removal: Operation = { does: 'tombstone', stream: 'b', expected: 'any' };
    const states = after([empty], [written(any(1), 0), { operation: removal, answer: answers.done }]);
    expect(states).toHaveLength(1);
  });
});
