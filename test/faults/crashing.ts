import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import type { Store } from '#store';
import { NodeDidNotStart, type EmbeddedNode, type NodeFault } from '#testing';
import { verifyFile } from '../../apps/eventstore/src/storage/verify.ts';
import { chanceOf } from './chance.ts';
import {
  allConsumer,
  allSubscriber,
  heldBy,
  misread,
  streamConsumer,
  streamSubscriber,
  type Directions,
  type PersistentConsumer,
  type Subscriber,
} from './subscribing.ts';
import { misseen, untruths, type Shown } from './truth.ts';
import { follower, readModel, until, type Watcher } from './watching.ts';
import { writersOf, type Refusal } from './writing.ts';

/** Rounds of load, death and start on one file, with everybody's view of it compared after each. */
export interface Crashing {
  /** One round; what was wrong after it. */
  readonly round: () => Promise<string[]>;
  /** When the node was killed, round by round. */
  readonly moments: () => readonly string[];
  readonly acknowledged: () => number;
  /** What is wrong once everything is settled and quiet. */
  readonly atTheEnd: () => Promise<string[]>;
  readonly stop: () => Promise<void>;
}

interface CrashingOptions {
  readonly node: EmbeddedNode;
  readonly store: Store;
  readonly seed: number;
  /** How long the store waits for the node. */
  readonly deadlineMs: number;
  /** Where backups go. */
  readonly folder: string;
}

const shared = 'journey-855.shared-0';
const timersMayBeEarlyMs = 5;

const moments = ['at any time', 'before a commit', 'after a commit', 'in a checkpoint', 'during a backup'] as const;

export async function crashing({ node: first, store, seed, deadlineMs, folder }: CrashingOptions): Promise<Crashing> {
  let node = first;
  const chance = chanceOf(seed);
  const writers = writersOf({ store, seed, count: 64, sharing: 16 });
  const watchers: readonly Watcher[] = [
    follower(store, 'journey-'),
    follower(store, 'journey-855.shared-'),
    readModel(store, 'journey-', chanceOf(seed + 1)),
    readModel(store, 'journey-855.own-', chanceOf(seed + 2)),
  ];
  const subscribers = [allSubscriber(), streamSubscriber(shared)];
  const consumers = [allConsumer(chanceOf(seed + 3)), streamConsumer(shared, chanceOf(seed + 4))];
  const said: string[] = [];
  let lastChecked = -1;
  await withClient(node, (client) => Promise.all(consumers.map((consumer) => consumer.create(client))));

  async function round(): Promise<string[]> {
    const client = EventStoreDBClient.connectionString(node.url);
    const connected = [...subscribers, ...consumers].map((each) => each.connect(client).catch(() => undefined));
    const moment = chance.oneOf(moments);
    const goal = writers.stored() + chance.between(40, 160);
    said.push(moment);
    writers.work();
    if (!(await until(() => writers.stored() >= goal))) {
      return [`The writers got no further: ${told(writers.refusals())}`];
    }
    const untimely = tooSoon(writers.refusals(), deadlineMs);
    const backup = await killed(node, moment, join(folder, `backup-${said.length}.db`));
    await writers.away();
    await Promise.all(connected);
    await client.dispose();
    node = await started();
    return [...untimely, ...(await checked()), ...(await backup())];
  }

  /** Starts the node again; now and then it is killed while it starts, which may be while it recovers. */
  async function started(): Promise<EmbeddedNode> {
    while (chance.inHundred(25)) {
      const breaking: NodeFault = chance.inHundred(50)
        ? { fault: 'crash-in-checkpoint', microseconds: chance.below(2_000) }
        : { fault: 'crash-after', milliseconds: chance.below(80) };
      said.push(`${said.pop() ?? ''}, then while starting (${breaking.fault})`);
      try {
        // It may be ready before it is struck; then it has just started when it is killed.
        await (await node.restart(breaking)).kill();
      } catch (error) {
        if (!(error instanceof NodeDidNotStart)) throw error;
      }
    }
    return node.restart();
  }

  /** Streams are read in one direction after one round, in the other after the next, and in both at the end. */
  function directions(): Directions {
    return lastChecked < 0 ? ['forwards', 'backwards'] : [said.length % 2 === 0 ? 'forwards' : 'backwards'];
  }

  async function checked(): Promise<string[]> {
    return withClient(node, async (client) => {
      const held = await heldBy(client);
      const faults = [
        ...untruths(held, writers.appends),
        ...(await misread(client, held, { after: lastChecked, directions: directions() })),
        ...(await misseenBy(watchers, held)),
        // These are cut off by the death itself, and go on from there in the next round.
        ...subscribers.flatMap(({ who, prefix, shown }) => misseenSoFar(who, shown(), held, prefix)),
        ...(await Promise.all(consumers.map((consumer) => consumer.faults(client, held)))).flat(),
      ];
      lastChecked = held.at(-1)?.position ?? -1;
      return faults;
    });
  }

  async function atTheEnd(): Promise<string[]> {
    lastChecked = -1;
    await writers.settle();
    const stillUnknown = writers.appends.filter(({ told }) => told === 'unknown').length;
    return withClient(node, async (client) => {
      const held = await heldBy(client);
      const connected = [
        ...subscribers.map((each) => each.connect(client)),
        ...consumers.map((each) => each.connect(client, true)),
      ].map((each) => each.catch(() => undefined));
      const faults = [
        ...(await checked()),
        ...(stillUnknown > 0 ? [`${stillUnknown} appends were not settled by repeating them`] : []),
        ...(await misseenBy(subscribers, held)),
        ...(await neverGiven(consumers, held)),
      ];
      await client.dispose();
      await Promise.all(connected);
      return faults;
    });
  }

  return {
    round,
    moments: () => said,
    acknowledged: () => writers.stored(),
    atTheEnd,
    async stop() {
      await Promise.all(watchers.map((watcher) => watcher.stop()));
      await node.stop();
    },
  };
}

/**
 * A node that is up may answer too late, for instance on a busy disk, and then its line is left with all that is on it;
 * but whoever is told first that the store is away must have waited for as long as the store waits.
 */
function tooSoon([first]: readonly Refusal[], deadlineMs: number): string[] {
  if (first === undefined || first.waitedMs >= deadlineMs - timersMayBeEarlyMs) return [];
  return [`A writer found the store away though the node was up, after ${first.waitedMs.toFixed(0)} ms: ${first.why}`];
}

function told(refusals: readonly Refusal[]): string {
  const [first] = refusals;
  if (first === undefined) return 'nobody told them that the store is away.';
  return `told ${refusals.length} times that it is away, first after ${first.waitedMs.toFixed(0)} ms: ${first.why}`;
}

/** Kills the node at that moment. Gives what tells, later, what is wrong with the backup that was being made. */
async function killed(
  node: EmbeddedNode,
  moment: (typeof moments)[number],
  to: string,
): Promise<() => Promise<string[]>> {
  let backup = (): Promise<string[]> => Promise.resolve([]);
  switch (moment) {
    case 'at any time':
      await node.kill();
      break;
    case 'before a commit':
      await node.inject({ fault: 'crash-before-commit' });
      break;
    case 'after a commit':
      await node.inject({ fault: 'crash-after-commit' });
      break;
    case 'in a checkpoint':
      await node.inject({ fault: 'crash-in-checkpoint' });
      break;
    case 'during a backup':
      backup = await backingUp(node.file, to);
      await node.kill();
  }
  await node.gone;
  return backup;
}

/** Begins a backup. Resolves when it is being written. */
async function backingUp(file: string, to: string): Promise<() => Promise<string[]>> {
  const program = resolve('dist/apps/eventstore/src/main.js');
  const env = { ...process.env, EVENTSTORE_FILE: file };
  const child = spawn(process.execPath, [program, 'backup', to], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'exit') as Promise<[number | null]>;
  await until(() => existsSync(`${to}.part`) || existsSync(to) || hasEnded(child));
  return async () => {
    const [code] = await ended;
    if (code !== 0) return [`The backup failed: ${said.trim()}`];
    return verifyFile(to).faults.map((fault) => `In the backup: ${fault}`);
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function withClient<T>(node: EmbeddedNode, use: (client: EventStoreDBClient) => Promise<T>): Promise<T> {
  const client = EventStoreDBClient.connectionString(node.url);
  try {
    return await use(client);
  } finally {
    await client.dispose();
  }
}

/** What is wrong with what these were shown, once they have had the time to be shown all of it. */
async function misseenBy(all: readonly (Watcher | Subscriber)[], held: readonly Shown[]): Promise<string[]> {
  const faults: string[] = [];
  for (const each of all) {
    const theirs = held.filter(({ stream }) => stream.startsWith(each.prefix));
    const last = theirs.at(-1)?.position ?? -1;
    await until(() => each.reached() >= last || failureOf(each) !== undefined);
    faults.push(...misseen(each.who, each.shown(), theirs));
    if (failureOf(each) !== undefined) faults.push(`${each.who} stopped: ${String(failureOf(each))}`);
  }
  return faults;
}

function misseenSoFar(who: string, shown: readonly Shown[], held: readonly Shown[], prefix: string): string[] {
  return misseen(who, shown, held.filter(({ stream }) => stream.startsWith(prefix)).slice(0, shown.length));
}

function failureOf(each: Watcher | Subscriber): unknown {
  return 'failure' in each ? each.failure() : undefined;
}

/** What was never given to a consumer: each event must be, at least once. */
async function neverGiven(all: readonly PersistentConsumer[], held: readonly Shown[]): Promise<string[]> {
  const faults: string[] = [];
  for (const { who, prefix, answered } of all) {
    const left = (): Shown[] => held.filter(({ stream, id }) => stream.startsWith(prefix) && !answered.has(id));
    await until(() => left().length === 0);
    if (left().length > 0) faults.push(`${who} was never given ${left().length} events`);
  }
  return faults;
}
