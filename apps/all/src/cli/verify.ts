import { verifyStream } from '#recording';
import { journeyPrefix, journeyStream, type Store } from '#store';
import { CalledWrongly, CannotDo, remark, say, type Command } from './command.ts';
import { withStore } from './with-store.ts';

const AT_ONCE = 8;
const TOLD_EVERY_MS = 2_000;

/** Holds what is stored against the digests it carries: a fact altered, moved, added or taken out is found. */
export const verify: Command = {
  options: {
    authority: { value: 'CODE', meaning: 'The child’s authority.' },
    child: { value: 'ID', meaning: 'The child.' },
    all: { meaning: 'Every child of every authority.' },
  },
  more: `Reads only. Exits 1 when a chain is broken, naming the child and the fact at which it breaks. Facts cut off the end of
a chain leave no trace in it; anchors, which come with a later part, find those.`,
  run: async ({ authority, child, all }) => {
    const isOne = authority !== undefined && child !== undefined;
    if (isOne === (all !== undefined)) {
      throw new CalledWrongly('Say which: --authority and --child for one child, or --all for everyone.');
    }
    return withStore(async (store) => {
      const streams = isOne ? [journeyStream(authority, child)] : await everyJourney(store);
      const { facts, broken } = await verifyAll(store, streams);
      if (isOne && facts === 0 && broken.length === 0)
        throw new CannotDo(`Nothing is recorded of child ${child} in authority ${authority}.`);
      for (const sentence of broken) say(sentence);
      const count = `${streams.length} ${streams.length === 1 ? 'child' : 'children'}, ${facts} facts`;
      say(
        broken.length === 0 ? `${count}: every chain holds.` : `${count} in chains that hold; ${broken.length} broken.`,
      );
      return broken.length === 0 ? 0 : 1;
    });
  },
};

async function everyJourney(store: Store): Promise<readonly string[]> {
  const streams = new Set<string>();
  const done = new AbortController();
  for await (const batch of store.follow({ prefixes: [journeyPrefix], after: null, signal: done.signal })) {
    for (const { stream } of batch.events) streams.add(stream);
    if (batch.live) break;
  }
  done.abort();
  return [...streams].sort();
}

async function verifyAll(store: Store, streams: readonly string[]) {
  const broken: string[] = [];
  let facts = 0;
  let checked = 0;
  let told = performance.now();
  const waiting = streams.values();
  async function work(): Promise<void> {
    for (const stream of waiting) {
      const found = await verifyStream(store, stream);
      checked += 1;
      if (found.ok) facts += found.count;
      else broken.push(`${stream} is broken at revision ${found.revision}: ${found.code}.`);
      if (performance.now() - told < TOLD_EVERY_MS) continue;
      told = performance.now();
      remark(`${checked} of ${streams.length} children (${Math.floor((checked * 100) / streams.length)} %)`);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { facts, broken: broken.sort() };
}
