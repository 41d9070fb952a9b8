/** What one application takes on. */
export interface Capacity {
  /** How many requests are answered at once. Looks get at most half of it, so that there is always room for facts. */
  readonly atOnce: number;
  /** How many may wait beside; more are refused at once. */
  readonly mostWaiting: number;
  /** How long a request waits before it is refused, in milliseconds. */
  readonly patienceMs: number;
  /** How many answers that go on for ever, server-sent events, there may be. */
  readonly mostStreams: number;
}

/**
 * Twice as many as are at work when a process answers its most: fewer would leave the store's batches half-empty, more
 * would only wait inside instead of outside.
 */
export const ordinaryCapacity: Capacity = { atOnce: 256, mostWaiting: 256, patienceMs: 500, mostStreams: 1_000 };

/** A request's place, inside or in the line. */
export interface Place {
  /** It was answered, or whoever asked has hung up. May be called twice. */
  readonly leave: () => void;
}

export interface WaitingRoom {
  /** One of the two is called, now or later and once, unless the place is left first. */
  readonly ask: (kind: 'write' | 'read', called: { readonly enter: () => void; readonly refuse: () => void }) => Place;
  readonly standing: () => { readonly inside: number; readonly waiting: number };
}

/** Calls after so many milliseconds, unless what it gives back is called before. */
export type Timer = (call: () => void, ms: number) => () => void;

/** So many inside at once, a bounded line outside, those who write before those who read, and nobody for long. */
export function waitingRoom({ atOnce, mostWaiting, patienceMs }: Capacity, timer: Timer = ordinary): WaitingRoom {
  const inside = { write: 0, read: 0 };
  const lines = { write: new Set<() => void>(), read: new Set<() => void>() };
  const mostReading = Math.max(1, Math.floor(atOnce / 2));
  const waiting = (): number => lines.write.size + lines.read.size;
  const hasRoom = (kind: 'write' | 'read'): boolean =>
    inside.write + inside.read < atOnce && (kind === 'write' || inside.read < mostReading);

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
      const called = (): void => {
        stopWaiting();
        goIn();
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

const ordinary: Timer = (call, ms) => {
  const timeout = setTimeout(call, ms);
  return () => {
    clearTimeout(timeout);
  };
};
