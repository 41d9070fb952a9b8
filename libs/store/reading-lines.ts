import type { EventStoreDBClient } from '@eventstore/db-client';
import { lineIsGone } from './client-errors.ts';
import { Silence } from './errors.ts';
import { takeUpLine, type Line } from './line.ts';
import type { Meter } from './metrics.ts';

/** The use of a line by one read or subscription. */
export interface LineInUse {
  readonly client: EventStoreDBClient;
  /** Something came over the line. */
  readonly heard: () => void;
  /**
   * The use ended, well or badly. A line found dead takes no new use, and is put down after its last. Silence means a
   * dead line only when nobody heard anything on it since.
   */
  readonly done: (failure?: unknown) => void;
}

export interface ReadingLines {
  readonly take: () => LineInUse;
  readonly putDown: () => Promise<void>;
}

interface ReadingLine extends Line {
  users: number;
  heardAt: number;
}

/** Reads and subscriptions share a line, apart from the appends; one that is dead is left for a fresh one. */
export function openReadingLines(url: string, elapsed: () => number, meter: Meter): ReadingLines {
  const fresh = (): ReadingLine => ({ ...takeUpLine(url), users: 0, heardAt: -Infinity });
  let current = fresh();
  const left = new Set<ReadingLine>();

  function leave(line: ReadingLine): void {
    if (line !== current) return;
    meter.replacedLines += 1;
    left.add(line);
    current = fresh();
  }

  function release(line: ReadingLine): void {
    line.users -= 1;
    if (line.users === 0 && left.delete(line)) void line.putDown();
  }

  return {
    take() {
      const line = current;
      line.users += 1;
      return {
        client: line.client,
        heard() {
          line.heardAt = elapsed();
        },
        done(failure) {
          if (lineIsGone(failure) || (failure instanceof Silence && line.heardAt < failure.since)) leave(line);
          release(line);
        },
      };
    },
    async putDown() {
      await Promise.all([current, ...left].map((line) => line.putDown()));
    },
  };
}
