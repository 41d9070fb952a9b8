import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Figure } from './figure.ts';

const STARTS = 3;
const BOUND_MS = 60_000;

/** From typing `npm start`, already built, to answering; and what all processes together then hold in memory. */
export async function benchStart(): Promise<Figure[]> {
  const starts: Start[] = [];
  for (let number = 0; number < STARTS; number += 1) starts.push(await startOnce());
  const median = (of: (start: Start) => number): number => starts.map(of).sort((a, b) => a - b)[STARTS >> 1] ?? 0;
  return [
    { name: 'npm start, already built, to ready', value: median(({ ms }) => ms), unit: 'ms', goal: 4000 },
    { name: 'memory of all processes together', value: median(({ megabytes }) => megabytes), unit: 'MB', goal: 500 },
    { name: 'Ctrl-C to all stopped', value: median(({ stopMs }) => stopMs), unit: 'ms' },
  ];
}

interface Start {
  readonly ms: number;
  readonly megabytes: number;
  readonly stopMs: number;
}

async function startOnce(): Promise<Start> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-bench-'));
  const began = performance.now();
  const npm = spawn('npm', ['start', '--silent'], {
    cwd: path.resolve(import.meta.dirname, '..', '..', '..'),
    env: { ...process.env, WAYMARK_DATA: folder, WAYMARK_DEMO: 'off', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const bound = setTimeout(() => npm.kill('SIGKILL'), BOUND_MS);
  try {
    const url = await addressIn(npm);
    await allReady(url);
    const ms = performance.now() - began;
    const pids = await processes(url, folder);
    const megabytes = memoryOf(pids);
    const asked = performance.now();
    npm.kill('SIGTERM');
    await once(npm, 'exit');
    return { ms, megabytes, stopMs: performance.now() - asked };
  } finally {
    clearTimeout(bound);
    if (npm.exitCode === null) npm.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function addressIn(npm: ChildProcess): Promise<string> {
  if (npm.stdout !== null) {
    for await (const line of createInterface({ input: npm.stdout })) {
      const url = /runs at (http:\S+)/.exec(line)?.[1];
      if (url !== undefined) return url;
    }
  }
  throw new Error('Waymark did not start: its own words are above.');
}

async function allReady(url: string): Promise<void> {
  const until = performance.now() + BOUND_MS;
  while (!(await fetch(`${url}/health/ready`)).ok) {
    if (performance.now() > until) throw new Error('Waymark did not become ready.');
  }
}

async function processes(url: string, folder: string): Promise<readonly number[]> {
  const { supervisor } = JSON.parse(fs.readFileSync(path.join(folder, 'node.json'), 'utf8')) as { supervisor: number };
  const { checks } = (await (await fetch(`${url}/health/ready`)).json()) as {
    checks: { name: string; parts?: { pid?: number }[] }[];
  };
  const parts = checks.find(({ name }) => name === 'parts')?.parts ?? [];
  return [supervisor, ...parts.flatMap(({ pid }) => pid ?? [])];
}

/** Resident memory, so that pages the processes share count once for each: never less than the truth. */
function memoryOf(pids: readonly number[]): number {
  const listed = execFileSync('ps', ['-o', 'rss=', '-p', pids.join(',')], { encoding: 'utf8' });
  const kilobytes = listed
    .trim()
    .split('\n')
    .reduce((sum, line) => sum + Number(line), 0);
  return kilobytes / 1024;
}
