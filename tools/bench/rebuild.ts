import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '#store';
import { noPostgres, startEmbeddedNode, startPostgres } from '#testing';
import type { Figure } from './figure.ts';
import { readAllAlone } from './eventstore-load-all.ts';
import { fill } from './journeys.ts';
import type { RebuildRan, RebuildRun } from './rebuild-run.ts';

/**
 * The read model made anew: read through the genuine client from an embedded node in its own process, or from a source in
 * the process; into SQLite and into PostgreSQL (a server of its own, without fsync, as SQLite builds). Each beside the
 * client's own `readAll` in the same run. Run it from `dist`.
 */
export async function benchRebuild(childCount: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-bench-'));
  const node = await startEmbeddedNode({ file: join(folder, 'events.db') });
  const postgres = noPostgres() === undefined ? await startPostgres() : undefined;
  const file = (name: string): string => join(folder, `${name}.db`);
  try {
    const store = openStore({ url: node.url });
    const facts = await fill(store, childCount);
    await store.close();
    const client = await readAllAlone(node.url, facts);
    const one = await run({ from: node.url, url: file('rows'), readers: 1 });
    const two = await run({ from: node.url, url: file('rows'), readers: 2 });
    const inProcess = await run({ from: childCount, url: file('in-process'), readers: 1 });
    const figures = [
      { name: `client’s own readAll alone, ${String(facts)} events`, value: client, unit: 'facts/s' },
      ...against('rebuild, end to end', one, client, 25_000),
      ...against('rebuild, end to end', two, client, 40_000),
      ...against('rebuild from a source in the process', inProcess, client, 80_000),
      {
        name: 'fold and insert alone, two workers',
        value: inProcess.facts / inProcess.foldSeconds,
        unit: 'facts/s',
        goal: 200_000,
      },
      { name: 'rebuild, most memory', value: Math.max(one.rssMiB, two.rssMiB), unit: 'MB', goal: 512 },
    ];
    if (postgres === undefined) return figures;
    const url = postgres.fresh();
    const onPostgres = await run({ from: node.url, url, readers: 1 });
    return [
      ...figures,
      ...against('rebuild into PostgreSQL', onPostgres, client, 12_500),
      {
        name: 'rebuild, PostgreSQL’s time in SQLite’s',
        value: onPostgres.seconds / one.seconds,
        unit: '×',
        goal: 2,
      },
    ];
  } finally {
    await postgres?.stop();
    await node.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function against(name: string, ran: RebuildRan, client: number, goal: number): Figure[] {
  const { facts, seconds, cpuSeconds, readers, workers } = ran;
  const value = facts / seconds;
  return [
    { name: `${name} (${String(readers)} read, ${String(workers)} folded)`, value, unit: 'facts/s', goal },
    { name: '  … for each that the client alone reads', value: value / client, unit: 'share' },
    { name: '  … for each second of processor the process took', value: facts / cpuSeconds, unit: 'facts/s' },
  ];
}

async function run(what: RebuildRun): Promise<RebuildRan> {
  const child = fork(new URL('./rebuild-run.js', import.meta.url), [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.send(what);
  const [ran] = (await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [])])) as [RebuildRan?];
  if (ran === undefined) throw new Error('A rebuild that was to be measured did not end well.');
  return ran;
}
