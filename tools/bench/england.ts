import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addDays, plainDate } from '#calendar';
import { measureOf, questionOf } from '#measures';
import { openReadModel } from '#readmodel';
import { openRecording } from '#recording';
import { startEmbeddedNode } from '#testing';
import type { Figure } from './figure.ts';
import { readAllAlone } from './eventstore-load-all.ts';
import type { RebuildRan, RebuildRun } from './rebuild-run.ts';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
const postsMeasured = 1500;

/**
 * England's load at several sizes: laid, read by the client alone, rebuilt, asked for a figure, verified from its file, and
 * posted on top of; with how each grew from the smallest size to the largest. Ten million facts take about 11 GB of disk.
 */
export async function benchEngland(sizes: readonly number[]): Promise<Figure[]> {
  const grown: AtSize[] = [];
  const figures: Figure[] = [];
  for (const size of sizes) {
    const folder = mkdtempSync(path.join(tmpdir(), 'waymark-bench-'));
    try {
      process.stderr.write(`  ${size.toLocaleString('en-GB')} facts…\n`);
      const at = await atSize(folder, size);
      grown.push(at);
      figures.push(...at.figures);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const [small, large] = [grown[0], grown.at(-1)];
  if (small === undefined || large === undefined || small === large) return figures;
  const of = `${large.facts.toLocaleString('en-GB')} facts for one at ${small.facts.toLocaleString('en-GB')}`;
  return [
    ...figures,
    { name: `posting, median at ${of}`, value: large.postMs / small.postMs, unit: '×', goal: 1.2 },
    { name: `a figure, p99 at ${of}`, value: large.figureMs / small.figureMs, unit: '×' },
    { name: `rebuild, time of a fact at ${of}`, value: large.rebuiltEach / small.rebuiltEach, unit: '×' },
  ];
}

interface AtSize {
  readonly facts: number;
  readonly figures: readonly Figure[];
  readonly postMs: number;
  readonly figureMs: number;
  readonly rebuiltEach: number;
}

async function atSize(folder: string, size: number): Promise<AtSize> {
  const began = performance.now();
  await program('tools/generate.js', ['--to', 'store', '--data', folder, '--facts', String(size)]);
  const laidSeconds = (performance.now() - began) / 1000;
  const file = path.join(folder, 'events.db');
  const bytes = statSync(file).size;
  const verified = await child<{ facts: number; seconds: number; work: number; megabytes: number }>(
    'verification-load.js',
    ['file', file],
  );
  const node = await startEmbeddedNode({ file });
  try {
    const client = await readAllAlone(node.url, verified.facts);
    const url = path.join(folder, 'rows.db');
    const one = await rebuilt({ from: node.url, url, readers: 1 });
    // Rows there are tell the second run where the middle of the store is.
    const two = await rebuilt({ from: node.url, url, readers: 2 });
    const figureMs = await figureP99(url);
    const posting = await posted(node.url, folder);
    const { facts } = two;
    const of = `${facts.toLocaleString('en-GB')} facts: `;
    return {
      facts,
      postMs: posting.p50,
      figureMs,
      rebuiltEach: one.seconds / facts,
      figures: [
        { name: `${of}laid straight into a file`, value: facts / laidSeconds, unit: 'facts/s' },
        { name: `${of}on disk`, value: bytes / facts, unit: 'bytes a fact' },
        {
          name: `${of}verified from the file`,
          value: verified.facts / verified.seconds,
          unit: 'facts/s',
          goal: 50_000,
        },
        { name: `${of}client’s own readAll alone`, value: client, unit: 'facts/s' },
        ...rebuildFigures(of, one, client, 25_000),
        ...rebuildFigures(of, two, client, 40_000),
        { name: `${of}node, most memory`, value: peakOf(node.pid), unit: 'MB', goal: 1024 },
        { name: `${of}read model on disk`, value: statSync(url).size / facts, unit: 'bytes a fact' },
        { name: `${of}an authority’s quarter of re-referrals, p99`, value: figureMs, unit: 'ms', goal: 10 },
        { name: `${of}one post after another through the recorder, median`, value: posting.p50, unit: 'ms' },
        { name: `${of}one post after another through the recorder, p99`, value: posting.p99, unit: 'ms' },
      ],
    };
  } finally {
    await node.stop();
  }
}

function rebuildFigures(of: string, ran: RebuildRan, client: number, goal: number): Figure[] {
  const { facts, seconds, cpuSeconds, cpuOf, readers, workers, rssMiB } = ran;
  const each = (work: number): number => (work / facts) * 1_000_000;
  return [
    { name: `${of}rebuilt (${readers} read, ${workers} folded)`, value: facts / seconds, unit: 'facts/s', goal },
    { name: '  … in all', value: seconds, unit: 's' },
    { name: '  … for each that the client alone reads', value: facts / seconds / client, unit: 'share', goal: 0.7 },
    { name: '  … for each second of processor', value: facts / cpuSeconds, unit: 'facts/s' },
    { name: '  … processor a fact: reading', value: each(cpuOf.reading), unit: 'µs' },
    { name: '  … processor a fact: folding', value: each(cpuOf.folding), unit: 'µs' },
    { name: '  … processor a fact: merging and indexing', value: each(cpuOf.indexing), unit: 'µs' },
    { name: '  … processor a fact: swapping', value: each(cpuOf.swapping), unit: 'µs' },
    { name: '  … most memory', value: rssMiB, unit: 'MB', goal: 512 },
  ];
}

/** One authority's quarter, asked of every day in turn as known then. */
async function figureP99(url: string): Promise<number> {
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
  return quantile(took, 0.99);
}

/** New children registered one after another, on top of all there is: read, judged, sealed, chained, on the disk. */
async function posted(storeUrl: string, folder: string): Promise<{ readonly p50: number; readonly p99: number }> {
  const recording = openRecording({
    eventstoreUrl: storeUrl,
    keysUrl: path.join(folder, 'keys.db'),
    masterKeyFile: path.join(folder, 'master.key'),
    createMasterKey: false,
  });
  const took: number[] = [];
  try {
    for (let number = 0; number < postsMeasured; number += 1) {
      const began = performance.now();
      const data = {
        on: plainDate('2025-05-06'),
        dateOfBirth: plainDate('2017-03-14'),
        sex: 'F',
        name: 'Ash',
      } as const;
      const outcome = await recording.recorder.record({
        authority: '855',
        child: `P${number}`,
        by: { user: 'bench', role: 'manager' },
        facts: [{ type: 'ChildRegistered', data }],
      });
      if (outcome.status !== 'recorded') throw new Error(`A post of the bench was ${outcome.status}.`);
      if (number >= 100) took.push(performance.now() - began);
    }
  } finally {
    await recording.close();
  }
  return { p50: quantile(took, 0.5), p99: quantile(took, 0.99) };
}

function quantile(took: readonly number[], share: number): number {
  const sorted = [...took].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** What a process held at most, where the system tells (Linux). */
function peakOf(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes ?? NaN) / 1024;
}

async function program(name: string, args: readonly string[]): Promise<void> {
  const at = path.join(root, 'dist', name);
  const running = spawn(process.execPath, ['--max-semi-space-size=64', at, ...args], {
    stdio: ['ignore', 'ignore', 2],
  });
  const [code] = (await once(running, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${name} did not end well.`);
}

async function rebuilt(what: RebuildRun): Promise<RebuildRan> {
  return child('rebuild-run.js', [], what);
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
