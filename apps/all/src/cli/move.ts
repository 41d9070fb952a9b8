import { randomUUID } from 'node:crypto';
import { verifyStore } from '#recording';
import { moveStore, MoveFailed, openStore, StoreRefused, StoreUnavailable, TargetNotEmpty } from '#store';
import { readSettings, withoutPassword } from '../config.ts';
import { whereItRuns } from '../data-folder.ts';
import { CalledWrongly, CannotDo, remark, say, type Command } from './command.ts';
import { withStore } from './with-store.ts';

const TOLD_EVERY_MS = 2_000;

/** Takes everything that is recorded over into another event store, and verifies it there. */
export const move: Command = {
  options: {
    to: {
      value: 'URL',
      meaning: 'The connection string of the store to move to: esdb://… or esdb+discover://….',
      needed: true,
    },
  },
  more: `Stop Waymark first: nothing may be recorded meanwhile. The store that is left is only read, and stays as it is. The one
moved to must be empty; a move that was broken off is gone on with by the same command. Every event keeps its id, its place in
its stream and its order, so receipts, digests and anchors stand; when all is over, every chain is verified there.
  npx waymark move --to 'esdb://waymark:PASSWORD@node1:2113,node2:2113,node3:2113'
Then set EVENTSTORE_URL to that store and start Waymark, which makes the rows that measures count anew. Keys are not in the
event store: KEYS_URL and the master key stay where they are.`,
  run: async ({ to = '' }) => {
    if (!/^esdb(\+discover)?:\/\/\S+$/.test(to)) {
      throw new CalledWrongly(`--to is "${withoutPassword(to)}": give a connection string such as esdb://host:2113.`);
    }
    const { eventStoreUrl, dataFolder } = readSettings();
    if (eventStoreUrl === undefined && whereItRuns(dataFolder) !== undefined) {
      throw new CannotDo(
        `Waymark runs on ${dataFolder}. Stop it first: what is recorded meanwhile would be left behind.`,
      );
    }
    // Two stores are open at once while moving and only then, so the one of the command is put down first.
    const moved = await withStore(async (store, _settings, from) => {
      await store.close();
      return asCannotDo(moveStore({ from, to, newId: randomUUID, told: teller() }));
    });
    say(`${moved.events} events in ${moved.streams} streams are in ${withoutPassword(to)}.`);
    return verified(to);
  },
};

async function verified(url: string): Promise<number> {
  const store = openStore({ url });
  try {
    const { holds, facts, streams, faults } = await verifyStore(store, {}, teller());
    if (!holds) {
      say(`${faults.length} streams are broken there: see npx waymark verify --all with EVENTSTORE_URL set to it.`);
      return 1;
    }
    say(`Verified there: ${facts} events in ${streams} streams, every chain holds.`);
    say('Now set EVENTSTORE_URL to it and start Waymark. The rows that measures count are made anew at the start.');
    return 0;
  } finally {
    await store.close();
  }
}

function teller(): (events: number) => void {
  let told = performance.now();
  return (events) => {
    if (performance.now() - told < TOLD_EVERY_MS) return;
    told = performance.now();
    remark(`${events} events`);
  };
}

async function asCannotDo<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } catch (error) {
    const isTheirs = [TargetNotEmpty, MoveFailed, StoreUnavailable, StoreRefused].some((kind) => error instanceof kind);
    if (isTheirs) throw new CannotDo((error as Error).message);
    throw error;
  }
}
