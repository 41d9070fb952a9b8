import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** One of Waymark's processes over its lives, with a clock of its own. */
export interface Part {
  readonly name: string;
  /** Where it serves, if it does: the same in every life. */
  readonly url: () => string;
  /** Starts it and resolves when it is ready. One that is running stays. */
  readonly start: () => Promise<void>;
  /** Ends it at once (SIGKILL), as a power cut would. */
  readonly kill: () => Promise<void>;
  /** Ends it in good order. Throws where it does not end, or not well. */
  readonly stop: () => Promise<void>;
  /** Stops it where it stands (SIGSTOP) for so long. */
  readonly stall: (ms: number) => Promise<void>;
  /** What it last wrote to its standard error. */
  readonly said: () => string;
}

const boundMs = 60_000;
const clock = pathToFileURL(path.resolve('test/faults/system/clock.mjs')).href;

/** What makes a process run by the clock in a file. */
export function clockEnvironment(file: string): Readonly<Record<string, string>> {
  return { CLOCK_FILE: file, NODE_OPTIONS: `--import=${clock}` };
}

/** Sets the clocks in these files ahead of the machine's, or behind. */
export function setClocks(files: readonly string[], aheadMs: number): void {
  for (const file of files) writeFileSync(file, String(aheadMs));
}

/** A part that runs a compiled program of this project, such as `apps/all/src/services.js`. Not started yet. */
export function partOf(name: string, program: string, environment: Readonly<Record<string, string>>): Part {
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

  return {
    name,
    url: () => url,
    said: () => said.trim(),
    async start() {
      if (lives() !== undefined) return;
      const env = { ...process.env, ...environment, PORT: port };
      child = fork(path.resolve('dist', program), [], {
        env,
        execArgv: [],
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
      child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
      const ready = await readyOf(name, child, () => said);
      if (typeof ready['port'] === 'number') port = String(ready['port']);
      if (typeof ready['url'] === 'string') url = ready['url'];
    },
    async kill() {
      await end((living) => living.kill('SIGKILL'));
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
        reject(new Error(`${name} did not start. It said: ${said().trim()}`));
      });
    });
  } finally {
    clearTimeout(bound);
  }
}
