/** What a stream of the client's brings, taken in handfuls and waited for with a limit. */
export interface Inbox<T> {
  /** What has arrived, oldest first, at most so many; empty when nothing has. Leaving things untaken holds the sender back. */
  readonly take: (most: number) => T[];
  /** True when all that has arrived was taken. */
  readonly isEmpty: () => boolean;
  /** Waits until something may have happened: true; or so long, or until `signal`: false. */
  readonly news: (ms: number, signal?: AbortSignal) => Promise<boolean>;
  /** Says that something happened, ending the wait. */
  readonly ring: () => void;
  readonly failure: () => unknown;
  readonly ended: () => boolean;
}

/** What is needed of one of the client's streams. */
interface Source {
  readonly on: (event: string, listener: (...told: unknown[]) => void) => unknown;
  readonly read: () => unknown;
  readonly readableLength: number;
}

/** Listens to a stream for good: an error that comes after everybody has left must still find a listener. */
export function inboxOf<T>(source: Source): Inbox<T> {
  let failure: unknown;
  let ended = false;
  let rung = false;
  let wake: (() => void) | null = null;
  const ring = (): void => {
    rung = true;
    wake?.();
  };
  source.on('readable', ring);
  source.on('end', () => {
    ended = true;
    ring();
  });
  source.on('error', (error) => {
    failure ??= error;
    ring();
  });

  return {
    take(most) {
      const taken: T[] = [];
      while (taken.length < most) {
        const next = source.read() as T | null;
        if (next === null) break;
        taken.push(next);
      }
      return taken;
    },
    isEmpty: () => source.readableLength === 0,
    news(ms, signal) {
      if (rung) {
        rung = false;
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        let over = false;
        const finish = (): void => {
          if (over) return;
          over = true;
          clearTimeout(timer);
          signal?.removeEventListener('abort', finish);
          wake = null;
          resolve(rung);
          rung = false;
        };
        const timer = setTimeout(finish, ms);
        signal?.addEventListener('abort', finish, { once: true });
        wake = () => {
          wake = null;
          clearTimeout(timer);
          // The first of many arrives alone: one turn later the rest is here too, and makes one handful instead of many.
          setImmediate(finish);
        };
      });
    },
    ring,
    failure: () => failure,
    ended: () => ended,
  };
}
