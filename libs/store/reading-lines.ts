import type { EventStoreDBClient } from '@eventstore/db-client';
import { lineIsGone } from './client-errors.ts';
import { Silence } from './errors.ts';
import { takeUpAnother, takeUpLine, type Line } from './line.ts';
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
  /** Found dead, and to be left as soon as there is another. */
  dead: boolean;
  heardAt: number;
}

/** Reads and subscriptions share a line, apart from the appends; one that is dead is left for a fresh one. */
export function openReadingLines(url: string, elapsed: () => number, meter: Meter): ReadingLines {
  const unused = { users: 0, dead: false, heardAt: -Infinity };
  let current: ReadingLine = { ...takeUpLine(url), ...unused };
  const left = new Set<ReadingLine>();

  /** Throws `StoreUnavailable` where there is no other line to be had, which the next use tries again. */
  function leave(): void {
    const dead = current;
    current = { ...takeUpAnother(url), ...unused };
    meter.replacedLines += 1;
    if (dead.users > 0) left.add(dead);
    else void dead.putDown();
  }

  function release(line: ReadingLine): void {
    line.users -= 1;
    if (line.users === 0 && left.delete(line)) void line.putDown();
  }

  return {
    take() {
      if (current.dead) leave();
      const line = current;
      line.users += 1;
      return {
        client: line.client,
        heard() {
          line.heardAt = elapsed();
        },
        done(failure) {
          if (lineIsGone(failure) || (failure instanceof Silence && line.heardAt < failure.since)) line.dead = true;
          release(line);
        },
      };
    },
    async putDown() {
      await Promise.all([current, ...left].map((line) => line.putDown()));
    },
  };
}
