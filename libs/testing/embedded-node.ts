import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { keptPort } from './kept-port.ts';

/** The embedded event store in a process of its own, for tests. */
export type EmbeddedNode = {
  /** For `EventStoreDBClient.connectionString`. */
  readonly url: string;
  readonly port: number;
  /** The events file. */
  readonly file: string;
  readonly pid: number;
  /** Ends the process at once (SIGKILL), as a power cut would. */
  kill(): Promise<void>;
  /** Ends it in good order, and removes its folder where the fixture made one. */
  stop(): Promise<void>;
  /** Resolves when the process has ended, by itself or not. */
  readonly gone: Promise<void>;
  /**
   * The same file on the same port, whether it was stopped, killed or is still running. With `breaking` the new process
   * suffers that fault from its first moment; it throws `NodeDidNotStart` where that ends it.
   */
  restart(breaking?: NodeFault): Promise<EmbeddedNode>;
  /** Breaks the node in a way (`apps/eventstore/src/faults/fault.ts`); resolves when it is broken, or has ended. */
  inject(fault: NodeFault): Promise<void>;
};

/** A fault to inject. `rpc` is the last part of a method's name; `count` is how often it strikes, once unless stated. */
export type NodeFault =
  | { readonly fault: 'stall'; readonly rpc?: string }
  | { readonly fault: 'delay'; readonly milliseconds: number; readonly rpc?: string }
  | { readonly fault: 'abort' | 'unavailable'; readonly rpc?: string; readonly count?: number }
  | { readonly fault: 'duplicate' | 'drop-after-commit'; readonly count?: number }
  | { readonly fault: 'crash-in-checkpoint'; readonly microseconds?: number }
  | { readonly fault: 'crash-after' | 'slow-disk'; readonly milliseconds: number }
  | { readonly fault: 'resume' | 'drop' | 'crash-before-commit' | 'crash-after-commit' }
  | { readonly fault: 'disk-full' | 'disk-read-only' };

/** The node ended before it was ready. The message has what it said. */
export class NodeDidNotStart extends Error {
  override readonly name = 'NodeDidNotStart';
}

export type EmbeddedNodeOptions = {
  /** Without one the node gets a fresh temporary folder. */
  readonly file?: string;
  readonly env?: Readonly<Record<string, string>>;
};

const START_MS = 60_000;
const STOP_MS = 30_000;

/** Starts a node on a free port. The product must have been built. */
export async function startEmbeddedNode(options: EmbeddedNodeOptions = {}): Promise<EmbeddedNode> {
  const folder = options.file === undefined ? mkdtempSync(join(tmpdir(), 'waymark-node-')) : undefined;
  const file = options.file ?? join(folder ?? '', 'events.db');
  return start({ file, folder, port: await keptPort(), env: options.env ?? {} });
}

type Plan = {
  readonly file: string;
  readonly folder: string | undefined;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
};

async function start(plan: Plan, breaking?: NodeFault): Promise<EmbeddedNode> {
  const child = fork(compiledNode(), [], {
    env: {
      ...process.env,
      EVENTSTORE_FAULTS: breaking === undefined ? '1' : JSON.stringify(breaking),
      ...plan.env,
      EVENTSTORE_FILE: plan.file,
      EVENTSTORE_PORT: String(plan.port),
    },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  const { port, url } = await ready(child);
  return {
    url,
    port,
    file: plan.file,
    pid: child.pid ?? 0,
    kill: () => end(child, () => child.kill('SIGKILL')),
    stop: async () => {
      await end(child, () => askToStop(child));
      if (plan.folder !== undefined) rmSync(plan.folder, { recursive: true, force: true });
    },
    gone,
    restart: async (fault) => {
      await end(child, () => askToStop(child));
      return start({ ...plan, port }, fault);
    },
    inject: async (fault) => {
      const over = new AbortController();
      const answered = once(child, 'message', { signal: over.signal }).catch(() => []);
      child.send({ type: 'fault', ...fault }, () => undefined);
      const [answer] = (await Promise.race([answered, gone.then(() => [])])) as { type: string; reason?: string }[];
      over.abort();
      if (answer?.type === 'fault-refused') throw new Error(answer.reason);
    },
  };
}

/** `dist/apps/eventstore/src/main.js`, looked for upwards from here: this file may itself be compiled or not. */
function compiledNode(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (!existsSync(join(folder, 'package.json'))) continue;
    const main = join(folder, 'dist', 'apps', 'eventstore', 'src', 'main.js');
    if (existsSync(main)) return main;
    break;
  }
  throw new Error('The event store node is not built: dist/apps/eventstore is missing. Run "npm run build" first.');
}

/** The port the node listens on; a node that cannot start says why on its standard error. */
async function ready(child: ChildProcess): Promise<{ port: number; url: string }> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), START_MS);
  try {
    return await new Promise((resolve, reject) => {
      child.on('message', (message) => {
        const { type, port, url } = message as { type?: unknown; port?: unknown; url?: unknown };
        if (type === 'ready' && typeof port === 'number' && typeof url === 'string') resolve({ port, url });
      });
      child.once('exit', () => {
        reject(new NodeDidNotStart(`The event store node did not start. It said: ${said.trim()}`));
      });
    });
  } finally {
    clearTimeout(timer);
  }
}

/** The process may be dying of itself at this very moment, which is as good. */
function askToStop(child: ChildProcess): void {
  child.send({ type: 'stop' }, () => undefined);
}

async function end(child: ChildProcess, ask: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  ask();
  await gone;
  clearTimeout(timer);
}
