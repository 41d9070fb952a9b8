import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** One of Waymark's processes, from the build. */
export interface WaymarkProcess {
  /** What it told when it was ready. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Ends it at once (SIGKILL), as a power cut would. */
  readonly kill: () => Promise<void>;
  /** Ends it in good order; its exit code. */
  readonly stop: () => Promise<number | null>;
}

const boundMs = 60_000;
/** Who asks without a pause takes the time from what is asked about. */
const betweenAsksMs = 10;

/** Starts a compiled program of this project, such as `apps/performance/src/worker.js`, and waits until it is ready. */
export async function startProcess(program: string, env: Readonly<Record<string, string>>): Promise<WaymarkProcess> {
  const child = fork(path.resolve('dist', program), [], {
    env: { ...process.env, LOG_LEVEL: 'silent', ...env },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  const ready = await readyOf(child, () => said);
  return {
    ready,
    kill: async () => {
      await end(child, () => child.kill('SIGKILL'));
    },
    stop: async () => {
      await end(child, () => child.send({ type: 'stop' }));
      return child.exitCode;
    },
  };
}

async function readyOf(child: ChildProcess, said: () => string): Promise<Readonly<Record<string, unknown>>> {
  const timer = setTimeout(() => child.kill('SIGKILL'), boundMs);
  try {
    return await new Promise((resolve, reject) => {
      child.on('message', (message) => {
        const told = message as Readonly<Record<string, unknown>>;
        if (told['type'] === 'ready') resolve(told);
      });
      child.once('exit', () => {
        reject(new Error(`The process did not start. It said: ${said().trim()}`));
      });
    });
  } finally {
    clearTimeout(timer);
  }
}

async function end(child: ChildProcess, ask: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), boundMs);
  ask();
  await gone;
  clearTimeout(timer);
}

/** Asks again and again until the answer is as wanted. Throws, showing the last answer, when it never is. */
export async function eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  const until = performance.now() + boundMs;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (performance.now() > until) throw new Error(`It never came to be. The last answer: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, betweenAsksMs));
  }
}
