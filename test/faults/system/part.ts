import { execFile, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** One of Waymark's processes over its lives, with a clock of its own. */
export interface Part {
  readonly name: string;
  /** Where it serves, if it does: the same in every life. */
  readonly url: () => string;
  /** Starts it and resolves when it is ready. One that is running stays. */
  readonly start: () => Promise<void>;
  /** Ends it at once (SIGKILL), as a power cut would. */
  readonly kill: () => Promise<void>;
  /** Starts it and ends it at once after so long, ready or not. Throws where it ended by itself before. */
  readonly dieStarting: (ms: number) => Promise<void>;
  /** Ends it in good order. Throws where it does not end, or not well. */
  readonly stop: () => Promise<void>;
  /** Stops it where it stands (SIGSTOP) for so long. */
  readonly stall: (ms: number) => Promise<void>;
  /** Has the kernel refuse whatever it writes to files, until its disk is free again or it is started anew. On Linux. */
  readonly fillDisk: () => Promise<void>;
  readonly freeDisk: () => Promise<void>;
  /** What it last wrote to its standard error. */
  readonly said: () => string;
}

/** A bound for a process that hangs, and no measure of one that is slow: a machine that is used by others may be very slow. */
const boundMs = 300_000;
const preloaded = (name: string): string => `--import=${pathToFileURL(path.resolve('test/faults/system', name)).href}`;

/** What makes a process run by the clock in a file, and bear that its disks are full. */
export function clockEnvironment(file: string): Readonly<Record<string, string>> {
  return { CLOCK_FILE: file, NODE_OPTIONS: [preloaded('clock.mjs'), preloaded('full-disk.mjs')].join(' ') };
}

/** Sets the clocks in these files ahead of the machine's, or behind. */
export function setClocks(files: readonly string[], aheadMs: number): void {
  for (const file of files) writeFileSync(file, String(aheadMs));
}

/**
 * A part that runs a compiled program of this project, such as `apps/all/src/services.js`. Not started yet. Its environment
 * is asked for each time it starts.
 */
export function partOf(name: string, program: string, environment: () => Readonly<Record<string, string>>): Part {
  let child: ChildProcess | undefined;
  let port = '0';
  let url = '';
  let said = '';
  const lives = (): ChildProcess | undefined =>
    child !== undefined && child.exitCode === null && child.signalCode === null ? child : undefined;

  async function end(ask: (living: ChildProcess) => void): Promise<ChildProcess | undefined> {
    const living = lives();
    if (living === undefined) return undefined;
    const gone = once(living, 'exit');
    const bound = setTimeout(() => living.kill('SIGKILL'), boundMs);
    ask(living);
    await gone;
    clearTimeout(bound);
    return living;
  }

  /** How many bytes any file may have that it writes: the kernel holds it to that from now on. */
  async function mayWrite(bytes: '0' | 'unlimited'): Promise<void> {
    const { pid } = lives() ?? {};
    if (pid === undefined) return;
    await promisify(execFile)('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]).catch(
      (error: unknown) => {
        // It may have died meanwhile, and starts without bounds.
        if (lives()?.pid === pid) throw error;
      },
    );
  }

  function begin(): ChildProcess {
    const env = { ...process.env, ...environment(), PORT: port };
    const begun = fork(path.resolve('dist', program), [], {
      env,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    begun.stderr?.setEncoding('utf8').on('data', (text: string) => (said = withoutRefusals(said + text).slice(-4000)));
    child = begun;
    return begun;
  }

  return {
    name,
    url: () => url,
    said: () => said.trim(),
    async start() {
      if (lives() !== undefined) return;
      const ready = await readyOf(name, begin(), () => said);
      if (typeof ready['port'] === 'number') port = String(ready['port']);
      if (typeof ready['url'] === 'string') url = ready['url'];
    },
    async kill() {
      await end((living) => living.kill('SIGKILL'));
    },
    async dieStarting(ms) {
      if (lives() !== undefined) return;
      const begun = begin();
      const gone = once(begun, 'exit');
      await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, ms))]);
      begun.kill('SIGKILL');
      await gone;
      if (begun.exitCode !== null)
        throw new Error(`${name} ended by itself (${String(begun.exitCode)}) while it started. It said: ${said}`);
    },
    async stop() {
      const ended = await end((living) => living.send({ type: 'stop' }));
      if (ended !== undefined && ended.exitCode !== 0) {
        throw new Error(`${name} did not end well: ${String(ended.exitCode ?? ended.signalCode)}. It said: ${said}`);
      }
    },
    async stall(ms) {
      const living = lives();
      living?.kill('SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, ms));
      living?.kill('SIGCONT');
    },
    fillDisk: () => mayWrite('0'),
    freeDisk: () => mayWrite('unlimited'),
  };
}

async function readyOf(name: string, child: ChildProcess, said: () => string): Promise<Record<string, unknown>> {
  const bound = setTimeout(() => child.kill('SIGKILL'), boundMs);
  try {
    return await new Promise((resolve, reject) => {
      child.on('message', (message) => {
        const told = message as Record<string, unknown>;
        if (told['type'] === 'ready') resolve(told);
      });
      child.once('exit', () => {
        const how = child.exitCode ?? child.signalCode ?? 'gone';
        reject(new Error(`${name} did not start (${String(how)}). It said: ${said().trim()}`));
      });
    });
  } finally {
    clearTimeout(bound);
  }
}

/** What a process says of requests it refused while its store is away would hide the rest of what it says. */
function withoutRefusals(said: string): string {
  return said
    .split('\n')
    .filter((line) => !line.includes('"status":503'))
    .join('\n');
}
