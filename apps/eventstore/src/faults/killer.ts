import { existsSync, openSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** When a process is to die: so many microseconds from now, or from the moment a checkpoint of this log is under way. */
type Death = { readonly log?: string; readonly after: number };

/** Longer than any wait for a checkpoint that is asked for at once. After it the process dies without having been in one. */
const BOUND_MS = 15_000;

/**
 * Starts a thread that ends the process (SIGKILL) while the main thread is busy within SQLite, where no hook of ours
 * reaches. Resolves when it is watching.
 */
export async function startKiller(death: Death): Promise<void> {
  const thread = new Worker(fileURLToPath(import.meta.url), { workerData: death });
  thread.unref();
  await new Promise<void>((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
  });
}

function watchAndKill({ log, after }: Death): void {
  parentPort?.postMessage('watching');
  if (log !== undefined) untilCheckpoint(log);
  pause(after / 1000);
  process.kill(process.pid, 'SIGKILL');
}

/**
 * In the index of its log SQLite says how many frames it set out to copy, before it copies any, and how many it has
 * copied, after the last (its walformat page, "WAL-Index Header"). While the first is more, pages are being copied.
 */
const COPIED_AT = 96;
const ATTEMPTED_AT = 128;

function untilCheckpoint(log: string): void {
  const until = performance.now() + BOUND_MS;
  while (!existsSync(log)) if (performance.now() > until) return;
  // Never closed: closing any handle of this file would let go of SQLite's own locks on it.
  const handle = openSync(log, 'r');
  const bytes = Buffer.alloc(ATTEMPTED_AT - COPIED_AT + 4);
  while (performance.now() < until) {
    if (readSync(handle, bytes, 0, bytes.length, COPIED_AT) < bytes.length) continue;
    if (bytes.readUInt32LE(ATTEMPTED_AT - COPIED_AT) > bytes.readUInt32LE(0)) return;
  }
}

function pause(milliseconds: number): void {
  if (milliseconds > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

if (!isMainThread) watchAndKill(workerData as Death);
