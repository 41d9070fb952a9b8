import { START, streamNameFilter, type AllStreamResolvedEvent, type EventStoreDBClient } from '@eventstore/db-client';
import { inboxOf, type Inbox } from './inbox.ts';
import { passingTaken } from './taking-events.ts';

/** The store tells us its position after so many events of which none was ours. */
export const checkpointEvery = 256;
/** How much may wait on this side of the line for the consumer. More only fills memory. */
const heldAtOnce = 512;

/** A subscription at work. */
export interface Listening {
  readonly inbox: Inbox<AllStreamResolvedEvent>;
  readonly told: Told;
  readonly cancel: () => void;
}

/** What the store has said besides the events. */
export interface Told {
  confirmed: boolean;
  caughtUp: boolean;
  /** All up to here has been sent to us, or was not ours. */
  checkpoint: number | null;
}

/**
 * Begins a subscription that notes what the store says, and never throws in the client's callbacks: that would stall it.
 * `end` is the end of the store as it was before.
 */
export function listen(
  client: EventStoreDBClient,
  { prefixes, after }: { readonly prefixes: readonly string[]; readonly after: number | null },
  end: number | null,
): Listening {
  const told: Told = { confirmed: false, caughtUp: false, checkpoint: null };
  const source = passingTaken(
    client.subscribeToAll(
      {
        fromPosition: after === null ? START : { commit: BigInt(after), prepare: BigInt(after) },
        filter: streamNameFilter({
          prefixes: [...prefixes],
          maxSearchWindow: checkpointEvery,
          checkpointInterval: 1,
          checkpointReached: (_, { commit }) => {
            // Stores mark the end of everything with a number beyond all others: no checkpoint to keep.
            if (commit <= Number.MAX_SAFE_INTEGER) told.checkpoint = later(told.checkpoint, Number(commit));
            inbox.ring();
          },
        }),
      },
      { highWaterMark: heldAtOnce },
    ),
  );
  const inbox = inboxOf<AllStreamResolvedEvent>(source);
  source.on('confirmation', () => {
    told.confirmed = true;
    inbox.ring();
  });
  source.on('caughtUp', () => {
    told.caughtUp = true;
    // The end was looked up before we subscribed, so all up to there has been sent, or was not ours.
    told.checkpoint = later(told.checkpoint, end);
    inbox.ring();
  });
  source.on('fellBehind', () => {
    told.caughtUp = false;
    inbox.ring();
  });
  return { inbox, told, cancel: () => void source.unsubscribe().catch(() => undefined) };
}

/** The later of two positions, of which either may be none. */
export function later(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null || b < a ? a : b;
}
