/** Runs one piece of work at a time for each name, in the order asked. Different names do not wait for one another. */
export interface ChildQueue {
  readonly run: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  /** How many names have work running or waiting. */
  readonly size: () => number;
}

export interface QueueLimits {
  /** How much may wait for one name before more is turned away. */
  readonly most: number;
  /** How long anything waits before it is turned away, in milliseconds. */
  readonly patienceMs: number;
}

/**
 * A queue per child in this process (decisions.md 9): writers that would only lose races against one another wait
 * their turn instead. `elapsed` is a clock in milliseconds that is never set back or forward. Throws `ChildBusy` for what it turns away, before any of it has run.
 */
export function childQueue({ most, patienceMs }: QueueLimits, elapsed: () => number): ChildQueue {
  const lines = new Map<string, { waiting: number; last: Promise<void> }>();
  return {
    size: () => lines.size,
    async run(name, work) {
      const line = lines.get(name) ?? { waiting: 0, last: Promise.resolve() };
      if (line.waiting >= most) throw new ChildBusy();
      lines.set(name, line);
      line.waiting += 1;
      const since = elapsed();
      const mine = line.last.then(() => {
        if (elapsed() - since > patienceMs) throw new ChildBusy();
        return work();
      });
      line.last = mine.then(ignored, ignored);
      try {
        return await mine;
      } finally {
        line.waiting -= 1;
        if (line.waiting === 0) lines.delete(name);
      }
    },
  };
}

/** More is being posted for one child than can be recorded in good time. Nothing of this request was written. */
export class ChildBusy extends Error {
  readonly retryAfterSeconds = 2;

  constructor() {
    super('Too much waits to be recorded for this child. Nothing was written: try again shortly.');
    this.name = 'ChildBusy';
  }
}

function ignored(): void {
  // Whoever asked for the work hears how it ended; whoever waits behind it only needs to know that it did.
}
