import { lately } from './lately.ts';

/** What one application takes on. */
export interface Capacity {
  /** How many requests are answered at once, at the most. Looks get at most half of it, so that there is always room for facts. */
  readonly atOnce: number;
  /** How many may wait beside; more are refused at once. */
  readonly mostWaiting: number;
  /** How long a request waits before it is refused, in milliseconds. */
  readonly patienceMs: number;
  /** How long what is let in may take while more is asked than can be answered, in milliseconds. */
  readonly withinMs: number;
  /** How many answers that go on for ever, server-sent events, there may be. */
  readonly mostStreams: number;
}

/**
 * Twice as many at once as are at work when a process answers its most: fewer would leave the store's batches half-empty,
 * more would only wait inside instead of outside. A slower machine lets in fewer, as it finds.
 */
export const ordinaryCapacity: Capacity = {
  atOnce: 256,
  mostWaiting: 256,
  patienceMs: 500,
  withinMs: 500,
  mostStreams: 1_000,
};

/** So many facts, and so many looks, are let in however long they take: what a pause of any machine leaves standing. */
export const leastAtOnce = 64;

/** A request's place, inside or in the line. */
export interface Place {
  /** It was answered, or whoever asked has hung up. May be called twice. */
  readonly leave: () => void;
}

export interface WaitingRoom {
  /** One of the two is called, now or later and once, unless the place is left first. */
  readonly ask: (kind: Kind, called: { readonly enter: () => void; readonly refuse: () => void }) => Place;
  readonly standing: () => { readonly inside: number; readonly waiting: number };
}

type Kind = 'write' | 'read';

/** How time passes. */
export interface Passing {
  /** In milliseconds, from any moment. */
  readonly now: () => number;
  /** Calls after so many milliseconds, unless what it gives back is called before. */
  readonly timer: (call: () => void, ms: number) => () => void;
}

/**
 * So many inside at once, a bounded line outside, those who write before those who read, and nobody for long. Who waits is
 * bounded by time, not by number alone: no more of a kind are inside than were answered within the last `withinMs`, and who
 * comes in then is answered within as long (Little's law). Where the store or the disk turns slow, fewer are let in.
 */
export function waitingRoom(capacity: Capacity, { now, timer }: Passing = ordinary): WaitingRoom {
  const { atOnce, mostWaiting, patienceMs, withinMs } = capacity;
  const inside = { write: 0, read: 0 };
  const lines = { write: new Set<() => void>(), read: new Set<() => void>() };
  const answered = { write: lately(withinMs, now), read: lately(withinMs, now) };
  const mostOf = { write: atOnce, read: Math.max(1, Math.floor(atOnce / 2)) };
  const waiting = (): number => lines.write.size + lines.read.size;
  const hasRoom = (kind: Kind): boolean =>
    inside.write + inside.read < atOnce &&
    inside[kind] < Math.min(mostOf[kind], Math.max(leastAtOnce, answered[kind].count()));

  function letIn(): void {
    for (const kind of ['write', 'read'] as const) {
      for (const enter of lines[kind]) {
        if (!hasRoom(kind)) break;
        enter();
      }
    }
  }

  return {
    standing: () => ({ inside: inside.write + inside.read, waiting: waiting() }),
    ask(kind, { enter, refuse }) {
      let isInside = false;
      const goIn = (): void => {
        isInside = true;
        inside[kind] += 1;
        enter();
      };
      const leave = (): void => {
        if (!isInside) return;
        isInside = false;
        inside[kind] -= 1;
        answered[kind].note();
        letIn();
      };
      // Nobody goes past those who wait for the same.
      if (lines[kind].size === 0 && hasRoom(kind)) {
        goIn();
        return { leave };
      }
      if (waiting() >= mostWaiting) {
        refuse();
        return { leave };
      }
      const stopWaiting = (): void => {
        forget();
        lines[kind].delete(called);
      };
      const asked = now();
      // A timer of a busy process is late: nobody who has waited for as long as they may is let in instead of refused.
      const called = (): void => {
        stopWaiting();
        if (now() - asked >= patienceMs) refuse();
        else goIn();
      };
      const forget = timer(() => {
        stopWaiting();
        refuse();
      }, patienceMs);
      lines[kind].add(called);
      return {
        leave() {
          stopWaiting();
          leave();
        },
      };
    },
  };
}

const ordinary: Passing = {
  now: () => performance.now(),
  timer: (call, ms) => {
    const timeout = setTimeout(call, ms);
    return () => {
      clearTimeout(timeout);
    };
  },
};
