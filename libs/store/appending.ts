import { jsonEvent, NO_STREAM, type AppendResult, type JSONType } from '@eventstore/db-client';
import { lineIsGone, storeError, type Doing } from './client-errors.ts';
import { within } from './deadline.ts';
import { StoreRefused, StoreUnavailable, StreamDeleted, Unstorable, WrongRevision } from './errors.ts';
import { takeUpAnother, takeUpLine, type Line } from './line.ts';
import type { Meter } from './metrics.ts';
import { assertStorable, type NewEvent } from './storable.ts';
import { positionOf } from './stored-event.ts';

/** Where the last of the appended events now stands. */
export interface Appended {
  readonly revision: number;
  readonly position: number;
}

export interface Appender {
  readonly append: (stream: string, expected: 'no-stream' | number, events: readonly NewEvent[]) => Promise<Appended>;
  /** Resolves once no append is in flight. Every append settles within its deadline, so this does too. */
  readonly settled: () => Promise<void>;
  readonly putDown: () => Promise<void>;
}

interface AppenderOptions {
  readonly url: string;
  readonly deadlineMs: number;
  readonly elapsed: () => number;
  readonly meter: Meter;
  /** Asks the store where an event is, for the rare answer that does not say. */
  readonly positionAt: (stream: string, revision: number) => Promise<number>;
}

interface AppendLine extends Line {
  readonly takenUpAt: number;
  /** The store has told its abilities over this line. */
  reached: boolean;
  /** When the store last answered an append, whatever it said. */
  answeredAt: number;
  /** Found dead, and put down or about to be. */
  dead: boolean;
}

/** One append under way. */
interface Attempt {
  readonly stream: string;
  readonly expected: 'no-stream' | number;
  readonly events: readonly NewEvent[];
  readonly begunAt: number;
  /** Set when the deadline has gone by: it must not be sent any more. */
  over: boolean;
  /** Set when it is handed to the client: from then on only an answer says whether it was stored. */
  sentOn: AppendLine | null;
}

/** No more lines are taken up than one in so many milliseconds, however many appends find the store away. */
const betweenLinesMs = 100;

/**
 * Appends over a line of their own. The client keeps the promises of all its appends in one place for the whole
 * process, and when a stream carrying appends dies it rejects every one of them; an answer then arriving on another
 * stream finds no promise and throws out of an event listener. So at no time are there two such streams: nothing but
 * appends goes over this line (a dropped subscription would make the client change streams), and a new line is taken
 * up only after the old one has been put down.
 */
export function openAppender(options: AppenderOptions): Appender {
  const { url, deadlineMs, elapsed, meter } = options;
  const whenSettled: (() => void)[] = [];
  const lineOf = (taken: Line): AppendLine => ({
    ...taken,
    takenUpAt: elapsed(),
    reached: false,
    answeredAt: -Infinity,
    dead: false,
  });
  // The first line is taken up at once, so that a url the client cannot read is found when the store is opened.
  let line = lineOf(takeUpLine(url));
  let replacing: Promise<AppendLine> | null = null;

  function replace(dead: AppendLine): void {
    if (replacing !== null || line !== dead) return;
    dead.dead = true;
    replacing = successorOf(dead).finally(() => {
      replacing = null;
    });
    // Whoever waits for it hears of its failure; when nobody does, the next append tries again.
    replacing.catch(() => undefined);
  }

  async function successorOf(dead: AppendLine): Promise<AppendLine> {
    await dead.putDown();
    const early = dead.takenUpAt + betweenLinesMs - elapsed();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    line = lineOf(takeUpAnother(url));
    meter.replacedLines += 1;
    return line;
  }

  async function send(attempt: Attempt): Promise<Appended> {
    if (line.dead) replace(line);
    const on = replacing === null ? line : await replacing;
    const doing = { what: `appending to ${attempt.stream}`, stream: attempt.stream, expected: attempt.expected };
    if (!on.reached) await reach(on, doing);
    if (attempt.over) throw new StoreUnavailable('too late', { outcome: 'not-stored' });
    attempt.sentOn = on;
    const answer = await answered(on, attempt, { ...doing, outcome: 'unknown' });
    const revision = Number(answer.nextExpectedRevision);
    if (answer.position !== undefined) return { revision, position: positionOf(answer.position) };
    try {
      return { revision, position: await options.positionAt(attempt.stream, revision) };
    } catch (cause) {
      throw new StoreUnavailable(`${attempt.stream} could not be read after appending`, { outcome: 'unknown', cause });
    }
  }

  /**
   * Asks for the store's abilities, which the client would ask for itself, and remembers: a failure here is before
   * anything was sent. A failed answer it may remember for ever, so the line is replaced.
   */
  async function reach(on: AppendLine, doing: Omit<Doing, 'outcome'>): Promise<void> {
    try {
      await on.client['capabilities'];
      on.reached = true;
    } catch (error) {
      replace(on);
      throw storeError(error, { ...doing, outcome: 'not-stored' });
    }
  }

  async function answered(on: AppendLine, attempt: Attempt, doing: Doing): Promise<AppendResult> {
    const expectedRevision = attempt.expected === 'no-stream' ? NO_STREAM : BigInt(attempt.expected);
    const events = attempt.events.map(({ id, type, data, metadata }) =>
      // Known to be plain objects by now, which is what the client's types ask for.
      jsonEvent({ id, type, data: data as JSONType, metadata: bytesOf(metadata) }),
    );
    // The store is told how long we wait, so that what reaches it later is refused instead of stored behind our back.
    const deadline = Math.max(1, Math.ceil(attempt.begunAt + deadlineMs - elapsed()));
    try {
      const answer = await on.client.appendToStream(attempt.stream, events, { expectedRevision, deadline });
      on.answeredAt = elapsed();
      return answer;
    } catch (error) {
      if (lineIsGone(error)) replace(on);
      else on.answeredAt = elapsed();
      throw storeError(error, doing);
    }
  }

  function inTime(attempt: Attempt): Promise<Appended> {
    return within(send(attempt), deadlineMs, () => {
      attempt.over = true;
      meter.timedOut += 1;
      const on = attempt.sentOn ?? line;
      // Silence since this append was begun means a dead line; if others were answered, it is only slow.
      if (on.answeredAt < attempt.begunAt) replace(on);
      return new StoreUnavailable(`appending to ${attempt.stream} was not answered within ${String(deadlineMs)} ms`, {
        outcome: attempt.sentOn === null ? 'not-stored' : 'unknown',
      });
    });
  }

  return {
    async append(stream, expected, events) {
      const begunAt = elapsed();
      const { appends } = meter;
      appends.inFlight += 1;
      try {
        assertStorable(stream, expected, events);
        const appended = await inTime({ stream, expected, events, begunAt, over: false, sentOn: null });
        appends.stored += 1;
        meter.appendTook(elapsed() - begunAt);
        return appended;
      } catch (error) {
        appends[kindOf(error)] += 1;
        throw error;
      } finally {
        appends.inFlight -= 1;
        if (appends.inFlight === 0) for (const tell of whenSettled.splice(0)) tell();
      }
    },
    settled() {
      if (meter.appends.inFlight === 0) return Promise.resolve();
      return new Promise((resolve) => {
        whenSettled.push(resolve);
      });
    },
    async putDown() {
      await replacing?.catch(() => undefined);
      await line.putDown();
    },
  };
}

/**
 * Metadata in the bytes the client would write. Given an object it makes base64 of the JSON, and reads that back a letter
 * at a time, twice: half of all it takes to write a fact (31 µs of processor, so 15).
 */
function bytesOf(metadata: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(JSON.stringify(metadata)));
}

function kindOf(error: unknown): 'wrongRevision' | 'unstorable' | 'refused' | 'unknown' | 'unavailable' {
  if (error instanceof WrongRevision) return 'wrongRevision';
  if (error instanceof Unstorable) return 'unstorable';
  if (error instanceof StoreRefused || error instanceof StreamDeleted) return 'refused';
  return error instanceof StoreUnavailable && error.outcome === 'unknown' ? 'unknown' : 'unavailable';
}
