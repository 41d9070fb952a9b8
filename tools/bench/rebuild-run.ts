import { rebuildReadModel } from '#readmodel';
import { openStore, type FollowedBatch, type Store } from '#store';
import { storedJourneys } from './journeys.ts';

/** One rebuild in a process of its own, so that the memory it takes is its own. */
export interface RebuildRun {
  /** EVENTSTORE_URL, or the number of children of a source in the process itself. */
  readonly from: string | number;
  readonly url: string;
  readonly readers: 1 | 2;
}

export interface RebuildRan {
  readonly facts: number;
  readonly seconds: number;
  /** From the first fact folded to the last written, without merging and indexing. */
  readonly foldSeconds: number;
  /** Of this process alone, all its threads: what the machine's load changes least. */
  readonly cpuSeconds: number;
  /** The same, by what was done meanwhile. */
  readonly cpuOf: Readonly<Record<'reading' | 'folding' | 'indexing' | 'swapping', number>>;
  readonly rssMiB: number;
  readonly readers: number;
  readonly workers: number;
}

async function run({ from, url, readers }: RebuildRun): Promise<RebuildRan> {
  const store = typeof from === 'number' ? inProcess(from) : openStore({ url: from });
  const reached: Partial<Record<string, number>> = {};
  const began = performance.now();
  const before = process.cpuUsage();
  const cpuSeconds = (): number => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000_000;
  };
  const cpuAt: Partial<Record<string, number>> = {};
  const {
    facts,
    readers: reading,
    workers,
  } = await rebuildReadModel({
    store,
    url,
    now: Date.now,
    ...(readers === 2 && typeof from === 'string' && { storeUrl: from }),
    onProgress: ({ stage }) => {
      cpuAt[stage] = cpuSeconds();
      if (stage === 'reading') reached['read'] = performance.now();
      else reached[stage] ??= performance.now();
    },
  });
  const ended = performance.now();
  const cpu = cpuSeconds();
  if ('close' in store) await (store as Store).close();
  return {
    facts,
    seconds: (ended - began) / 1000,
    foldSeconds: ((reached['indexing'] ?? ended) - (reached['read'] ?? began)) / 1000,
    cpuSeconds: cpu,
    cpuOf: {
      reading: cpuAt['reading'] ?? 0,
      folding: (cpuAt['folding'] ?? 0) - (cpuAt['reading'] ?? 0),
      indexing: (cpuAt['swapping'] ?? cpu) - (cpuAt['folding'] ?? 0),
      swapping: cpu - (cpuAt['swapping'] ?? cpu),
    },
    rssMiB: process.resourceUsage().maxRSS / 1024,
    readers: reading,
    workers,
  };
}

/** Facts there already, given as a store would give them: what is measured is everything but the store. */
function inProcess(children: number): Pick<Store, 'follow' | 'identity' | 'end'> {
  const all = [...storedJourneys(children)];
  const last = all.at(-1)?.position ?? 0;
  return {
    identity: async () => 'in-process',
    end: async () => last,
    async *follow({ batchSize = 256 }): AsyncGenerator<FollowedBatch> {
      for (let at = 0; at < all.length; at += batchSize) {
        const events = all.slice(at, at + batchSize);
        yield { events, position: events.at(-1)?.position ?? last, live: at + batchSize >= all.length };
      }
    },
  };
}

process.once('message', (message) => {
  void run(message as RebuildRun).then((ran) => {
    process.send?.(ran, () => process.exit(0));
  });
});
