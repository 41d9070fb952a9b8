import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { addDays, plainDate } from '#calendar';
import { measureOf, questionOf } from '#measures';
import { openReadModel } from '#readmodel';
import { openStore } from '#store';
import { startEmbeddedNode } from '#testing';
import { importOn } from './census.ts';
import { askDeadlines } from './deadlines.ts';
import { readAllAlone } from './eventstore-load-all.ts';
import type { Figure } from './figure.ts';
import { liveLag } from './lag.ts';
import { mostMemory } from './processor.ts';
import { quantile } from './quantile.ts';
import type { RebuildRan, RebuildRun } from './rebuild-run.ts';
import { replayed } from './replayed.ts';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
/** How many facts the client reads by itself where there are more: its rate does not change. */
const mostReadAlone = 250_000;
const importedStories = 2_000;
/** The last day the load tells of. */
const lastDay = '2025-03-31';

/** Lays England's load of so many facts into a folder, with what that took. */
export async function lay(folder: string, size: number): Promise<Figure[]> {
  const began = performance.now();
  await program('tools/generate.js', ['--to', 'store', '--data', folder, '--facts', String(size)]);
  const seconds = (performance.now() - began) / 1000;
  const bytes = statSync(path.join(folder, 'events.db')).size;
  return [
    { name: 'laid straight into a file', value: size / seconds, unit: 'facts/s' },
    { name: 'events on disk', value: bytes / size, unit: 'bytes a fact' },
  ];
}

/** What a laid load was found to do: everything that is measured at several sizes, but posting. */
export async function measureLaid(folder: string): Promise<{ readonly facts: number; readonly figures: Figure[] }> {
  const file = path.join(folder, 'events.db');
  const rows = path.join(folder, 'rows.db');
  const figures: Figure[] = [];
  const step = async (name: string, work: () => Promise<readonly Figure[]>): Promise<void> => {
    const began = performance.now();
    const found = await work();
    figures.push(...found);
    // Told as they come: of a run of half an hour that ends badly, what it found until then is not lost.
    process.stderr.write(`    ${name}: ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
    for (const { name: of, value, unit } of found)
      process.stderr.write(`      ${of}: ${value.toPrecision(4)} ${unit}\n`);
  };
  let facts = 0;
  await step('verification', async () => {
    const verified = await child<Verified>('verification-load.js', ['file', file]);
    facts = verified.facts;
    process.stderr.write(`  ${facts.toLocaleString('en-GB')} facts…\n`);
    return [
      { name: 'verified from the file', value: facts / verified.seconds, unit: 'facts/s', goal: 50_000 },
      { name: '  … for each second of processor', value: facts / verified.work, unit: 'facts/s' },
      { name: '  … most memory', value: verified.megabytes, unit: 'MB', goal: 512 },
    ];
  });
  const started = performance.now();
  const node = await startEmbeddedNode({ file });
  try {
    figures.push({ name: 'the node started', value: performance.now() - started, unit: 'ms' });
    let client = Number.NaN;
    await step('client alone', async () => {
      // What was verified is not of journeys alone, and the client counts those.
      const some = Math.min(mostReadAlone, Math.floor(facts * 0.9));
      client = await readAllAlone(node.url, some, some);
      return [{ name: 'client’s own readAll alone', value: client, unit: 'facts/s' }];
    });
    const run: RebuildRun = { from: node.url, url: rows, readers: 2 };
    for (const kept of ['', '-wal', '-shm']) rmSync(rows + kept, { force: true });
    await step('rebuild, first time', () => rebuilt('rebuilt first', run, client));
    // What differs is how they are swapped in: written over rows that serve.
    await step('rebuild, again', () => rebuilt('rebuilt again', run, client));
    figures.push(
      { name: 'the node, most memory', value: mostMemory(node.pid), unit: 'MB', goal: 1024 },
      { name: 'read model on disk', value: statSync(rows).size / facts, unit: 'bytes a fact' },
    );
    await step('replay', () => replayed(node.url, folder));
    await step('measures', () => figureTimes(rows));
    await step('deadlines', () =>
      askDeadlines({ storeUrl: node.url, rows, folder, today: lastDay, of: 'deadlines of an authority: ' }),
    );
    await step('lag', async () => {
      const store = openStore({ url: node.url });
      return liveLag(store, { url: node.url, rows, folder, run: `lag${String(facts)}x` }).finally(() => store.close());
    });
    await step('import', async () =>
      (await importOn(node.url, folder, { seed: facts, stories: importedStories })).map((figure) => ({
        ...figure,
        name: `import: ${figure.name}`,
      })),
    );
    return { facts, figures };
  } finally {
    await node.stop();
  }
}

interface Verified {
  readonly facts: number;
  readonly seconds: number;
  readonly work: number;
  readonly megabytes: number;
}

async function rebuilt(of: string, what: RebuildRun, client: number): Promise<Figure[]> {
  const { facts, seconds, cpuSeconds, cpuOf, workers, rssMiB, readers } = await child<RebuildRan>(
    'rebuild-run.js',
    [],
    what,
  );
  const each = (work: number): number => (work / facts) * 1_000_000;
  process.stderr.write(`      ${String(readers)} read, ${String(workers)} folded\n`);
  return [
    { name: of, value: facts / seconds, unit: 'facts/s', goal: 40_000 },
    { name: `${of}, in all`, value: seconds, unit: 's', goal: 300 },
    { name: `${of}, for each that the client alone reads`, value: facts / seconds / client, unit: 'share', goal: 0.7 },
    { name: `${of}, processor a fact`, value: each(cpuSeconds), unit: 'µs' },
    { name: `${of}, … reading`, value: each(cpuOf.reading), unit: 'µs' },
    { name: `${of}, … folding`, value: each(cpuOf.folding), unit: 'µs' },
    { name: `${of}, … merging and indexing`, value: each(cpuOf.indexing), unit: 'µs' },
    { name: `${of}, … swapping`, value: each(cpuOf.swapping), unit: 'µs' },
    { name: `${of}, most memory`, value: rssMiB, unit: 'MB', goal: 512 },
  ];
}

/** One authority's quarter, begun on each day in turn, as known two months after the last day the load tells of. */
async function figureTimes(url: string): Promise<Figure[]> {
  const model = openReadModel({ url });
  const took: number[] = [];
  try {
    for (let round = 0; round < 300; round += 1) {
      const from = addDays(plainDate('2024-04-01'), round % 270);
      const measure = measureOf('re-referrals');
      const made = measure && questionOf(measure, { from, to: addDays(from, 90) });
      if (made === undefined || 'faults' in made) throw new Error('The quarter is not asked as it must be.');
      const began = performance.now();
      await model.at((snapshot) =>
        snapshot.figure({ question: made.question, authority: '855', knownAt: Date.parse('2025-06-01') }),
      );
      if (round >= 20) took.push(performance.now() - began);
    }
  } finally {
    await model.close();
  }
  return [
    { name: 'measures: an authority’s quarter of re-referrals, median', value: quantile(took, 0.5), unit: 'ms' },
    {
      name: 'measures: an authority’s quarter of re-referrals, p99',
      value: quantile(took, 0.99),
      unit: 'ms',
      goal: 10,
    },
  ];
}

async function program(name: string, args: readonly string[]): Promise<void> {
  const at = path.join(root, 'dist', name);
  const running = spawn(process.execPath, ['--max-semi-space-size=32', at, ...args], {
    stdio: ['ignore', 'ignore', 2],
  });
  const [code] = (await once(running, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${name} did not end well.`);
}

async function child<T>(name: string, args: readonly string[], message?: object): Promise<T> {
  const running = fork(path.join(import.meta.dirname, name), [...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  if (message !== undefined) running.send(message);
  const [said] = (await Promise.race([once(running, 'message'), once(running, 'exit').then(() => [])])) as [T?];
  if (said === undefined) throw new Error(`${name} ended without saying how it went.`);
  if (running.exitCode === null) await once(running, 'exit');
  return said;
}
