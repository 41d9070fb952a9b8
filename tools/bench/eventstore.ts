import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { writeEventsFile } from './eventstore-file.ts';
import type { Job, JobFigures, JobName } from './eventstore-load.ts';
import type { Figure } from './figure.ts';

const SMALL = 10_000;
const ROUNDS = 5;
const STARTS = 3;

/** A node over a file of so many events, and a process with the genuine client that gives it work. */
type Bench = {
  readonly events: number;
  readonly node: EmbeddedNode;
  readonly load: ChildProcess;
  readonly startMs: number;
};

/**
 * Measures the node alone, through the genuine client: over ten thousand events, and over as many more as are asked for,
 * turn by turn in one run, so that what the machine does meanwhile is done to both. Run it from `dist`.
 */
export async function benchEventstore(events: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-bench-'));
  const benches: Bench[] = [];
  try {
    const small = await begin(join(folder, 'small.db'), SMALL);
    benches.push(small);
    if (events <= SMALL) return [...(await growthOf([small])), ...(await otherFigures(small))];
    const large = await begin(join(folder, 'large.db'), events);
    benches.push(large);
    return [...(await growthOf([small, large])), ...(await otherFigures(small)), ...(await otherFigures(large))];
  } finally {
    for (const { node, load } of benches) {
      load.disconnect();
      await node.stop();
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

async function begin(file: string, events: number): Promise<Bench> {
  process.stderr.write(`  writing ${shown(events)} events…\n`);
  const streams = await writeEventsFile(file, events);
  const starts: number[] = [];
  let node: EmbeddedNode | undefined;
  for (let n = 0; n < STARTS; n += 1) {
    await node?.stop();
    const at = performance.now();
    node = await startEmbeddedNode({ file });
    starts.push(performance.now() - at);
  }
  if (node === undefined) throw new Error('The bench started no node.');
  const load = fork(join(import.meta.dirname, 'eventstore-load.js'), [String(node.port), String(streams)]);
  await once(load, 'message');
  return { events, node, load, startMs: middle(starts) };
}

/** What must not grow with the file: measured in turns, the first of which only warms up. */
async function growthOf(benches: readonly Bench[]): Promise<Figure[]> {
  const jobs: readonly Job[] = [
    { name: 'new streams', count: 4000 },
    { name: 'known streams', count: 4000 },
    { name: 'one at a time', count: 300 },
    { name: 'stream of 20', count: 300 },
  ];
  const figures: Figure[] = [];
  for (const job of jobs) {
    const rounds = benches.map((): Measured[] => []);
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [index, bench] of benches.entries()) {
        const measured = await measure(bench, job);
        if (round > 0) rounds[index]?.push(measured);
      }
    }
    benches.forEach((bench, index) => {
      figures.push(...figuresOf(bench, job, rounds[index] ?? []));
    });
    const [few, many] = rounds;
    if (few !== undefined && many !== undefined) {
      figures.push({ name: `${job.name}: growth`, value: growth(few, many), unit: '×', goal: 1.2 });
    }
  }
  return figures;
}

/** How much longer the usual call takes: of medians, which the machine's other work disturbs less than sums. */
function growth(few: readonly Measured[], many: readonly Measured[]): number {
  const usual = (rounds: readonly Measured[]): number => middle(rounds.flatMap(({ took }) => took));
  return usual(many) / usual(few);
}

function figuresOf(bench: Bench, { name, count }: Job, rounds: readonly Measured[]): Figure[] {
  const took = rounds.flatMap((round) => round.took);
  const at = `at ${shown(bench.events)}`;
  if (name === 'one at a time' || name === 'stream of 20') {
    const what = name === 'stream of 20' ? 'read of a stream of 20' : 'append, one at a time';
    return [
      { name: `${what}, p50, ${at}`, value: quantile(took, 0.5), unit: 'ms' },
      { name: `${what}, p99, ${at}`, value: quantile(took, 0.99), unit: 'ms' },
    ];
  }
  const share = middle(rounds.map(({ share }) => share));
  return [
    {
      name: `appends to ${name}, 64 in flight, ${at}`,
      value: count / middle(rounds.map(({ seconds }) => seconds)),
      unit: '/s',
      goal: 15_000,
    },
    ...(Number.isNaN(share) ? [] : [{ name: `  share of a processor, ${at}`, value: share * 100, unit: '%' }]),
  ];
}

/** What is measured once: reads of everything, batches, latency, and last of all what the node then holds in memory. */
async function otherFigures(bench: Bench): Promise<Figure[]> {
  const at = `at ${shown(bench.events)}`;
  const rate = async (name: JobName, count: number, unit: string, goal?: number): Promise<Figure> => {
    const { seconds } = await measure(bench, { name, count });
    return { name: `${name}, ${at}`, value: count / seconds, unit, ...(goal !== undefined && { goal }) };
  };
  const figures = [
    await rate('batches of 100', 20_000, 'events/s'),
    await rate('batches of 1,000', 20_000, 'events/s'),
    await rate('readAll', Math.min(bench.events * 4, 200_000), 'events/s', 50_000),
    await rate('readAll backwards', Math.min(bench.events * 4, 200_000), 'events/s'),
    await rate('filtered $all', bench.events, 'events looked at/s'),
  ];
  const { took } = await measure(bench, { name: 'append to subscriber', count: 300 });
  return [
    ...figures,
    { name: `append to subscriber, p50, ${at}`, value: quantile(took, 0.5), unit: 'ms' },
    { name: `append to subscriber, p99, ${at}`, value: quantile(took, 0.99), unit: 'ms' },
    { name: `node's start to ready, ${at}`, value: bench.startMs, unit: 'ms', goal: 500 },
    ...memoryOf(bench.node.pid).map((value) => ({ name: `node's memory, most, ${at}`, value, unit: 'MB', goal: 250 })),
  ];
}

/** `share` is of one processor, and of the node's process alone. */
type Measured = JobFigures & { readonly share: number };

async function measure({ node, load }: Bench, job: Job): Promise<Measured> {
  const before = processorSeconds(node.pid);
  const answered = once(load, 'message') as Promise<[JobFigures]>;
  load.send(job);
  const [figures] = await answered;
  return { ...figures, share: (processorSeconds(node.pid) - before) / figures.seconds };
}

/** Linux alone tells of other processes in files; elsewhere the figure is left out. */
function processorSeconds(pid: number): number {
  const stat = `/proc/${String(pid)}/stat`;
  if (!existsSync(stat)) return NaN;
  const fields = readFileSync(stat, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The most this process has held in memory so far, in MB. */
function memoryOf(pid: number): number[] {
  const status = `/proc/${String(pid)}/status`;
  const most = existsSync(status) ? /VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
  return most === undefined ? [] : [Number(most) / 1024];
}

function middle(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function shown(count: number): string {
  return count.toLocaleString('en-GB');
}
