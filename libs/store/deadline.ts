/** What time-dependent code is given, so that tests can hold the clock and the dice. */
export interface Surroundings {
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  /** Milliseconds since some fixed moment, never set back: for measuring how long things take. */
  readonly elapsed: () => number;
  /** At least 0, less than 1. */
  readonly random: () => number;
}

export const surroundings: Surroundings = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  random: () => Math.random(),
};

/**
 * The promise's answer, or `late()` thrown once `ms` have gone by. What the promise does after that is ignored:
 * some of the client's promises never settle, and some settle much later.
 */
export function within<T>(promise: Promise<T>, ms: number, late: () => Error): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(late());
    }, ms);
    promise.then(
      (answer) => {
        clearTimeout(timer);
        resolve(answer);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}

/** Waits so long, or until the signal, whichever is first. Never throws. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

const firstMs = 50;
const mostMs = 5_000;

/** How long to wait before the next try after so many failures: doubling from 50 ms to 5 s, half of it by chance. */
export function backOffMs(failures: number, random: () => number): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(failures, 10));
  return full / 2 + (random() * full) / 2;
}
