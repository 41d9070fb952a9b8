import { Worker } from 'node:worker_threads';
import type { ThreadTask, ThreadTold } from './build-thread.ts';
import { FactNotJoined } from './errors.ts';
import type { Folded } from './fold-share.ts';
import type { WasRead } from './read-facts.ts';

/** How much of its own each thread may hold, MiB: two of them and the process that began them stay below 512. */
const heapMiB = 160;

export interface Telling {
  readonly signal: AbortSignal;
  readonly onProgress: (facts: number, position: number) => void;
}

/** Reads the store from its end in a thread of its own, with a connection of its own. */
export async function readInThread(task: ThreadTask & { readonly kind: 'read' }, telling: Telling): Promise<WasRead> {
  const told = await inThread(task, telling);
  if (told.type === 'read') return told.read;
  throw new TypeError('A thread that was to read folded.');
}

/** Folds a share in a thread of its own, into a place of its own. */
export async function foldInThread(task: ThreadTask & { readonly kind: 'fold' }, telling: Telling): Promise<Folded> {
  const told = await inThread(task, telling);
  if (told.type !== 'folded') throw new TypeError('A thread that was to fold read.');
  const { folded, amiss } = told;
  if (amiss === undefined) return { ...folded, amiss: undefined };
  const { position, fact, cause } = amiss;
  const error = new FactNotJoined(fact, Object.assign(new Error(cause.message), { name: cause.name }));
  return { ...folded, amiss: { position, error } };
}

async function inThread(task: ThreadTask, { signal, onProgress }: Telling): Promise<ThreadTold> {
  signal.throwIfAborted();
  const thread = new Worker(program(), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: heapMiB },
  });
  const end = (): void => void thread.terminate();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await new Promise<ThreadTold>((resolve, reject) => {
      thread.on('message', (told: ThreadTold) => {
        if (told.type === 'progress') onProgress(told.facts, told.position);
        else resolve(told);
      });
      thread.once('error', reject);
      thread.once('exit', () => {
        reject(signal.aborted ? (signal.reason as Error) : new Error('A thread of the rebuild ended before its work.'));
      });
    });
  } finally {
    signal.removeEventListener('abort', end);
    await thread.terminate();
  }
}

/** Threads run what was compiled; where this is not, as in a test, they are not to be had. */
export const mayThread = import.meta.url.endsWith('.js');

function program(): URL {
  return new URL('./build-thread.js', import.meta.url);
}
