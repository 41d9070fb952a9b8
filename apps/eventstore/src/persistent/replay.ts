import type { Row } from '../storage/reads.ts';
import type { Notes } from './notes.ts';

/**
 * Parked events on their way to consumers again. Each stays in the list of the parked until it is answered for, so that
 * none is lost with the process; those behind one without an answer may then come a second time.
 */
export type Replay = {
  /** So many more of the parked are to be given out, oldest first; all of them where no number is given. */
  extend(limit: number | undefined): void;
  /** The next few, with their places in the list. Empty where no more are to be given out. */
  next(limit: number): readonly { readonly row: Row; readonly at: number }[];
  settle(at: number): void;
  /** How many are parked and not to be given out. */
  parked(): number;
  /** How many are to be given out and have not been read. */
  readonly unread: number;
  /** True where everything that was to be given out has been answered for. */
  readonly over: boolean;
  /** Takes off the list what was answered for, as far as that is not done. */
  notesDue(): Promise<void>[];
};

export function replayOf(notes: Notes): Replay {
  /** Places in the list: the last that is to be given out, the last that was read, the first that is not taken off. */
  let until = -1;
  let read = -1;
  let noted = 0;
  const unanswered = new Set<number>();

  return {
    extend(limit) {
      const bounds = notes.parkedBounds();
      if (bounds === undefined) return;
      noted = Math.max(noted, bounds.first);
      read = Math.max(read, bounds.first - 1);
      until = Math.max(until, bounds.first - 1);
      until = limit === undefined ? bounds.last : Math.min(bounds.last, until + limit);
    },
    next(limit) {
      while (read < until) {
        const links = notes.readParked(read + 1, Math.min(until, read + limit));
        read = links.at(-1)?.at ?? until;
        // What was deleted meanwhile needs no answer.
        const found = links.flatMap(({ row, at }) => (row === undefined ? [] : { row, at }));
        for (const { at } of found) unanswered.add(at);
        if (found.length > 0) return found;
      }
      return [];
    },
    settle: (at) => {
      unanswered.delete(at);
    },
    parked() {
      const bounds = notes.parkedBounds();
      return bounds === undefined ? 0 : bounds.last - Math.max(bounds.first - 1, until);
    },
    get unread() {
      return until - read;
    },
    get over() {
      return until === read && unanswered.size === 0;
    },
    notesDue() {
      // They were read in the order of the list.
      const [through = read + 1] = unanswered;
      if (through <= noted) return [];
      noted = through;
      return [notes.dropParked(through)];
    },
  };
}
