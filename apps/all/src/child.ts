import { fork, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';

const LOG_MAX_BYTES = 10 * 1024 * 1024;

/** A program of ours running as a child process: what it says of itself, and how it ends. */
export interface Child {
  readonly pid: number | undefined;
  /** Resolves when it is gone, with why in a few words. Never rejects. */
  readonly ended: Promise<string>;
  readonly send: (message: object) => void;
  /** Asks it to stop, waits, and ends it by force when it does not. Resolves with whether force was needed. */
  readonly stop: (withinMs: number) => Promise<'stopped' | 'forced'>;
}

export interface ChildSettings {
  readonly program: string;
  readonly environment: Record<string, string>;
  readonly execArgv?: readonly string[] | undefined;
  /** Where all it writes is kept; nothing of it reaches the terminal. */
  readonly logFile: string;
  readonly onMessage: (message: { readonly type?: unknown } & Readonly<Record<string, unknown>>) => void;
}

export function startChild({ program, environment, execArgv = [], logFile, onMessage }: ChildSettings): Child {
  const log = openLog(logFile);
  const child = fork(program, [], { env: environment, execArgv: [...execArgv], stdio: ['ignore', log, log, 'ipc'] });
  fs.closeSync(log);
  const ended = endOf(child);
  child.on('message', (message) => {
    if (typeof message === 'object') onMessage(message as Record<string, unknown>);
  });
  return {
    pid: child.pid,
    ended,
    send: (message) => {
      // A child on its way out may have closed the channel: what we had to say no longer matters.
      if (child.connected) child.send(message, () => undefined);
    },
    stop: async (withinMs) => {
      const end: { how: 'stopped' | 'forced' } = { how: 'stopped' };
      const bound = setTimeout(() => {
        end.how = 'forced';
        child.kill('SIGKILL');
      }, withinMs);
      if (child.connected) child.send({ type: 'stop' }, () => undefined);
      else child.kill('SIGTERM');
      await ended;
      clearTimeout(bound);
      return end.how;
    },
  };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      resolve(`it could not be started: ${error.message}`);
    });
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `it ended with code ${code ?? 'unknown'}` : `it was ended by ${signal}`);
    });
  });
}

/** Appended to, so that what led to a crash is still there afterwards; the last one is kept when it grows large. */
function openLog(file: string): number {
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_MAX_BYTES) fs.renameSync(file, `${file}.1`);
  return fs.openSync(file, 'a', 0o600);
}
