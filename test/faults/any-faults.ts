import { EventStoreDBClient } from '@eventstore/db-client';
import type { Store } from '#store';
import type { EmbeddedNode, NodeFault } from '#testing';
import { chanceOf, type Chance } from './chance.ts';
import { readersOf, type Readers } from './reading.ts';
import { heldBy, misread } from './subscribing.ts';
import { misseen, untruths } from './truth.ts';
import { follower, readModel, until, type Watcher } from './watching.ts';
import { writersOf, type Writers } from './writing.ts';

interface Options {
  readonly node: EmbeddedNode;
  readonly store: Store;
  readonly seed: number;
  readonly chance: Chance;
  readonly deadlineMs: number;
}

interface Suffered {
  /** What the node suffered, in order, in words. */
  readonly suffered: readonly string[];
  readonly acknowledged: number;
  /** Everything that is wrong once it is quiet again. */
  readonly untrue: readonly string[];
}

const rpcs = ['BatchAppend', 'Read', 'GetSupportedMethods', undefined] as const;

/** One thing that may befall a node, as a test draws it. */
const faults: readonly ((chance: Chance, deadlineMs: number) => NodeFault)[] = [
  () => ({ fault: 'drop' }),
  (chance) => ({ fault: 'drop-after-commit', count: chance.between(1, 3) }),
  (chance) => ({ fault: 'duplicate', count: chance.between(1, 5) }),
  (chance) => ({ fault: 'abort', count: chance.between(1, 3), ...on(chance) }),
  (chance) => ({ fault: 'unavailable', count: chance.between(1, 3), ...on(chance) }),
  (chance) => ({ fault: 'stall', ...on(chance) }),
  // Also longer than anybody waits.
  (chance, deadlineMs) => ({ fault: 'delay', milliseconds: chance.below(deadlineMs * 1.3), ...on(chance) }),
  (chance) => ({ fault: 'slow-disk', milliseconds: chance.between(1, 60) }),
  () => ({ fault: 'disk-full' }),
  () => ({ fault: 'disk-read-only' }),
  () => ({ fault: 'crash-before-commit' }),
  () => ({ fault: 'crash-after-commit' }),
  (chance) => ({ fault: 'crash-in-checkpoint', microseconds: chance.below(1_000) }),
  (chance) => ({ fault: 'crash-after', milliseconds: chance.below(30) }),
];

/** A node suffers a dozen faults in a row, some of them at once; then it is well again, and all that was told is compared. */
export async function anyFaults({ node: first, store, seed, chance, deadlineMs }: Options): Promise<Suffered> {
  let node = first;
  const suffered: string[] = [];
  const writers = writersOf({ store, seed, count: 16, sharing: 6 });
  const watchers = [
    follower(store, 'journey-'),
    readModel(store, 'journey-', chanceOf(seed + 1)),
    readModel(store, 'journey-855.shared-', chanceOf(seed + 2)),
  ];
  const readers = readersOf(store, writers, chanceOf(seed + 3));
  writers.work();
  readers.work();
  for (let left = chance.between(8, 12); left > 0; left -= 1) {
    const goal = writers.stored() + chance.below(30);
    await until(() => writers.stored() >= goal, deadlineMs);
    const fault = chance.oneOf(faults)(chance, deadlineMs);
    suffered.push(JSON.stringify(fault));
    await node.inject(fault);
    await passing(node, chance, writers, deadlineMs);
    // Some faults come before the one before has passed.
    if (chance.inHundred(75)) node = await well(node);
  }
  // A death that has not come yet must not come when all is quiet.
  node = await node.restart();
  await Promise.all([writers.rest(), readers.rest()]);
  const untrue = await quietly(node, writers, readers, watchers);
  await Promise.all(watchers.map((watcher) => watcher.stop()));
  await store.close();
  await node.stop();
  return { suffered, acknowledged: writers.stored(), untrue };
}

function on(chance: Chance): { readonly rpc?: string } {
  const rpc = chance.oneOf(rpcs);
  return rpc === undefined ? {} : { rpc };
}

/** Lets a fault have its way for a while: some appends, the end of the process, or longer than an append may wait. */
async function passing(node: EmbeddedNode, chance: Chance, writers: Writers, deadlineMs: number): Promise<void> {
  const goal = writers.stored() + chance.between(1, 60);
  let isGone = false;
  void node.gone.then(() => (isGone = true));
  await until(() => isGone || writers.stored() >= goal, chance.between(50, deadlineMs * 1.3));
}

/** The node without faults, started again where it has died. */
async function well(node: EmbeddedNode): Promise<EmbeddedNode> {
  await node.inject({ fault: 'resume' });
  return (await hasGone(node)) ? node.restart() : node;
}

async function hasGone({ gone }: EmbeddedNode): Promise<boolean> {
  return Promise.race([gone.then(() => true), new Promise<false>((resolve) => setImmediate(resolve, false))]);
}

/** What is wrong once everything is settled: with what the writers were told, and with what everybody was shown. */
async function quietly(
  node: EmbeddedNode,
  writers: Writers,
  readers: Readers,
  watchers: readonly Watcher[],
): Promise<string[]> {
  await writers.settle();
  const client = EventStoreDBClient.connectionString(node.url);
  const held = await heldBy(client);
  const untrue = [...untruths(held, writers.appends), ...readers.misreadings(held)];
  untrue.push(...(await misread(client, held, { after: -1, directions: ['forwards', 'backwards'] })));
  await client.dispose();
  const unsettled = writers.appends.filter(({ told }) => told === 'unknown').length;
  if (unsettled > 0) untrue.push(`${unsettled} appends were not settled by repeating them`);
  for (const { who, prefix, shown, reached, failure } of watchers) {
    const theirs = held.filter(({ stream }) => stream.startsWith(prefix));
    const last = theirs.at(-1)?.position ?? -1;
    await until(() => reached() >= last || failure() !== undefined);
    untrue.push(...misseen(who, shown(), theirs));
    if (failure() !== undefined) untrue.push(`${who} stopped: ${String(failure())}`);
  }
  return untrue;
}
