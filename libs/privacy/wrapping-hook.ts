import { spawnSync } from 'node:child_process';

/**
 * What the hook makes of these bytes. A hook is a program that is called as `PROGRAM wrap` or `PROGRAM unwrap`, takes
 * bytes on its standard input and writes what a key management service makes of them on its standard output, and nothing
 * else; it exits with 0 when it is done. What it says on its standard error is passed on. No key is ever an argument or
 * in the environment, where others on the machine could read it. Throws `HookFailed`.
 */
export function wrappedBy(hook: string, secret: Buffer): Buffer {
  return called(hook, 'wrap', secret);
}

export function unwrappedBy(hook: string, wrapped: Buffer): Buffer {
  return called(hook, 'unwrap', wrapped);
}

/** The hook did not do what it was asked. `fault` completes a sentence that it begins. */
export class HookFailed extends Error {
  constructor(readonly fault: string) {
    super(`MASTER_KEY_COMMAND ${fault}.`);
    this.name = 'HookFailed';
  }
}

const longestMs = 30_000;
const mostBytes = 65_536;

function called(hook: string, what: 'wrap' | 'unwrap', input: Buffer): Buffer {
  const { status, signal, error, stdout } = spawnSync(hook, [what], {
    input,
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: longestMs,
    maxBuffer: mostBytes,
    shell: false,
  });
  if (error !== undefined) throw new HookFailed(`could not be run (${codeOf(error)})`);
  if (status !== 0)
    throw new HookFailed(`${what} ended with ${status === null ? (signal ?? 'no') : `exit code ${status}`}`);
  if (stdout.length === 0) throw new HookFailed(`${what} wrote nothing`);
  return stdout;
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.message;
}
