import type { Call } from '../http2/call.ts';
import type { Log } from '../storage/log.ts';

/**
 * Bounds how much of appends is in memory before they are handed to the log: so many are read at once, the others wait
 * unread and in order. A call that is let in and never finishes gives up its place after a while.
 */
export type Entrance = {
  /** Reads the call now, or once others have been read. */
  enter(call: Entering): void;
  /** The call was read to its end, and the log has what it said. */
  handedOver(call: Entering): void;
  /** The log has decided on something. */
  settled(): void;
};

/** A call as far as its way in goes. */
export type Entering = Pick<Call, 'pause' | 'resume' | 'onClose'>;

/** Each may hold as much as one append may be large. */
export const READ_AT_ONCE = 32;
const PATIENCE_MS = 2000;

export function entranceTo(log: Pick<Log, 'crowded'>): Entrance {
  /** Calls that are being read, and since when on the clock that is never set back, oldest first. */
  const inside = new Map<Entering, number>();
  const outside = new Set<Entering>();
  let undecided = 0;
  let patience: NodeJS.Timeout | undefined;

  function hasRoom(): boolean {
    // Where nothing of ours waits for the log, nothing would tell of its being free again.
    return inside.size < READ_AT_ONCE && (!log.crowded() || (undecided === 0 && inside.size === 0));
  }

  function letIn(): void {
    for (const call of outside) {
      if (!hasRoom()) break;
      outside.delete(call);
      inside.set(call, performance.now());
      call.resume();
    }
    if (outside.size > 0) patience ??= setTimeout(giveUpOldest, PATIENCE_MS).unref();
  }

  function giveUpOldest(): void {
    patience = undefined;
    const before = performance.now() - PATIENCE_MS;
    for (const [call, since] of inside) if (since <= before) inside.delete(call);
    letIn();
  }

  function leave(call: Entering): void {
    const left = inside.delete(call) || outside.delete(call);
    if (left && outside.size > 0) letIn();
  }

  return {
    enter(call) {
      if (outside.size === 0 && hasRoom()) inside.set(call, performance.now());
      else {
        call.pause();
        outside.add(call);
        letIn();
      }
      call.onClose(() => {
        leave(call);
      });
    },
    handedOver(call) {
      undecided += 1;
      leave(call);
    },
    settled() {
      undecided -= 1;
      if (outside.size > 0) letIn();
    },
  };
}
