import type { AllStreamResolvedEvent } from '@eventstore/db-client';
import { CheckpointBeyondStore, Silence, StoreUnavailable } from './errors.ts';
import type { FollowedBatch } from './following.ts';
import { checkpointEvery, later, listen, type Listening, type Told } from './listening.ts';
import type { FollowMeter, Meter } from './metrics.ts';
import type { Reader } from './reading.ts';
import type { ReadingLines } from './reading-lines.ts';
import { storedEvent, type StoredEvent } from './stored-event.ts';

export interface SubscribeOptions {
  readonly prefixes: readonly string[];
  readonly after: number | null;
  readonly signal: AbortSignal;
  readonly batchSize: number;
  readonly quietMs: number;
  readonly figures: FollowMeter;
}

/** One subscription, from its beginning to its end: returns when the signal is aborted, throws when anything ends it. */
export type Subscribe = (options: SubscribeOptions) => AsyncGenerator<FollowedBatch, void, undefined>;

interface SubscriberOptions {
  readonly lines: ReadingLines;
  readonly reader: Reader;
  readonly deadlineMs: number;
  readonly elapsed: () => number;
  readonly meter: Meter;
}

export function subscriber({ lines, reader, deadlineMs, elapsed, meter }: SubscriberOptions): Subscribe {
  return async function* subscribe(wanted) {
    const end = await lookAtEnd(wanted);
    if (wanted.after !== null && (end === null || end < wanted.after)) {
      throw new CheckpointBeyondStore(wanted.after, end ?? -1);
    }
    const line = lines.take();
    const listening = listen(line.client, wanted, end);
    let failure: unknown = null;
    try {
      yield* batches(wanted, listening, line.heard);
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      listening.cancel();
      line.done(failure);
    }
  };

  async function* batches(wanted: SubscribeOptions, listening: Listening, heard: () => void): ReturnType<Subscribe> {
    const { inbox, told } = listening;
    let position = wanted.after;
    let live = false;
    let missed = false;
    while (!wanted.signal.aborted) {
      const taken = inbox.take(wanted.batchSize);
      const events = notYetSeen(taken, position);
      // What the store said besides came in order with the events: it holds once all of them are taken, and not before.
      const allTaken = inbox.isEmpty();
      const nowLive = allTaken && told.caughtUp;
      const seen = events.at(-1)?.position ?? position;
      const reached = allTaken ? await notBeyond(later(seen, told.checkpoint), seen, wanted) : seen;
      if (reached !== null && (reached !== position || nowLive !== live)) {
        [position, live, missed] = [reached, nowLive, false];
        heard();
        yield { events, position, live };
      } else if (taken.length === 0 && !(await hasNews(wanted, listening))) {
        const again = await lookForMissed(wanted, position, told);
        if (again && missed)
          throw new StoreUnavailable('the subscription leaves events out', { outcome: 'not-stored' });
        missed = again;
      }
    }
  }

  /** True when there is something to look at; false when all was quiet, and is to be wondered at. */
  async function hasNews({ quietMs, signal }: SubscribeOptions, { inbox, told }: Listening): Promise<boolean> {
    const failure = inbox.failure();
    if (failure !== undefined) throw failure as Error;
    if (inbox.ended()) throw new StoreUnavailable('the store ended the subscription', { outcome: 'not-stored' });
    const since = elapsed();
    const patienceMs = told.confirmed ? quietMs : deadlineMs;
    if ((await inbox.news(patienceMs, signal)) || signal.aborted) return true;
    if (told.confirmed) return false;
    meter.timedOut += 1;
    throw new Silence('subscribing', since, patienceMs);
  }

  /**
   * After a quiet time: is the store there at all (it throws if not), and is there anything of ours, or more of others'
   * than the store may pass over without a word, that this subscription should have brought?
   */
  async function lookForMissed(wanted: SubscribeOptions, position: number | null, told: Told): Promise<boolean> {
    const end = await lookAtEnd(wanted);
    if (end === null || (position !== null && end <= position)) return false;
    let others = 0;
    for await (const { stream } of reader.after(position, checkpointEvery + 1)) {
      if (wanted.prefixes.some((prefix) => stream.startsWith(prefix))) return true;
      others += 1;
    }
    if (others > checkpointEvery) return true;
    // Nothing of ours up to the end. A store older than 23.10 never says that we have caught up; now we know.
    told.caughtUp = true;
    told.checkpoint = later(told.checkpoint, end);
    return false;
  }

  /**
   * A checkpoint may lie after the last event there is, in the log's own records. Kept so, it would look like one of
   * another store later; the last event's position says the same.
   */
  async function notBeyond(
    reached: number | null,
    seen: number | null,
    wanted: SubscribeOptions,
  ): Promise<number | null> {
    const { end } = wanted.figures;
    if (reached === null || reached === seen || (end !== null && reached <= end)) return reached;
    return later(seen, Math.min(reached, (await lookAtEnd(wanted)) ?? reached));
  }

  async function lookAtEnd({ figures }: SubscribeOptions): Promise<number | null> {
    figures.end = await reader.end();
    return figures.end;
  }
}

/** A store may deliver an event twice; its position says that it was here before. */
function notYetSeen(taken: readonly AllStreamResolvedEvent[], position: number | null): StoredEvent[] {
  const events: StoredEvent[] = [];
  let last = position;
  for (const resolved of taken) {
    const event = storedEvent(resolved);
    if (last !== null && event.position <= last) continue;
    last = event.position;
    events.push(event);
  }
  return events;
}
