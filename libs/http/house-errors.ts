import { ChildBusy, LeftUnfinished } from '#recording';
import {
  CannotUnwrap,
  ErasureUnfinished,
  KeysAway,
  KeysElsewhere,
  KeysNotOnDisk,
  KeysOfAnotherStore,
  WrongMasterKey,
} from '#privacy';
import { StoreClosed, StoreRefused, StreamDeleted, TooLargeToStore, UndecodableFact } from '#store';
import { problem, Problem } from './problem.ts';

/** The problem that answers an error: one of Waymark's own, or a 500 that says only that nobody expected it. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof LeftUnfinished) return leftUnfinished(problemOf(error.cause));
  const known = houseProblem(error);
  if (known !== undefined) return known;
  const away = retryAfter(error);
  if (away !== undefined) return storeAway(away);
  return problem(500, unexpected, 'Something went wrong that Waymark did not expect. It is logged. Try again later.');
}

/** The code of an error that nobody expected: of those the log is told the place in the code, and no message. */
export const unexpected = 'unexpected';

/**
 * Errors of Waymark's own libraries that a caller can be told of by name. What they say holds no text about people, so
 * an operator may read it in the log. Undefined for any other error.
 */
export function houseProblem(error: unknown): Problem | undefined {
  if (error instanceof TooLargeToStore) {
    const detail =
      'The facts are together larger than the store takes at once. Nothing was written: post fewer at a time.';
    return problem(413, 'too-large-to-store', detail);
  }
  if (error instanceof UndecodableFact) return problem(500, 'undecodable-fact', undecodable(error));
  if (error instanceof KeysAway) return problem(503, keysAway, keysNotThere, {}, { 'retry-after': '5' });
  if (error instanceof CannotUnwrap || error instanceof WrongMasterKey)
    return problem(500, 'keys-do-not-open', keysDoNotOpen);
  if (error instanceof KeysElsewhere) return problem(500, 'keys-elsewhere', error.message);
  if (error instanceof KeysOfAnotherStore) return problem(500, 'keys-of-another-store', error.message);
  if (error instanceof KeysNotOnDisk) return problem(503, keysAway, keysNotKept, {}, { 'retry-after': '5' });
  if (error instanceof ErasureUnfinished) {
    return problem(503, 'erasure-unfinished', error.message, {}, { 'retry-after': '5' });
  }
  if (error instanceof ChildBusy) return childBusy(error);
  if (error instanceof StoreClosed) return problem(503, 'stopping', stopping, {}, { 'retry-after': '5' });
  if (error instanceof StoreRefused) return problem(503, storeRefused, refusesUs, {}, { 'retry-after': '15' });
  if (error instanceof StreamDeleted) {
    const detail = 'The event store refuses this. It is logged: whoever runs Waymark has to look at it.';
    return problem(500, storeRefused, detail);
  }
  return undefined;
}

/** What an error says, for a log or whoever may ask how all stands: neither holds a child's id, and streams' names do. */
export function withoutChild(message: string): string {
  return message.replace(/\b(journey|alert)-([0-9]{3})\.[^\s,;:"']*[^\s,;:"'.]/g, '$1-$2.…');
}

function childBusy({ retryAfterSeconds }: ChildBusy): Problem {
  const wait = String(retryAfterSeconds);
  const detail =
    `More is being recorded for this child than can be done at once. Try again in ${wait} seconds with the same ` +
    'Idempotency-Key: nothing is half-done for any child, and what was recorded is answered, not recorded twice.';
  return problem(503, 'child-busy', detail, {}, { 'retry-after': wait });
}

const keysNotThere =
  'The key store does not answer just now. Try again in 5 seconds with the same Idempotency-Key: nothing was written ' +
  'without its key, and what was recorded is answered, not recorded twice.';

const keysDoNotOpen =
  'The keys here do not open this child’s texts. Nothing was written. Whoever runs Waymark has to bring together the ' +
  'key store (KEYS_URL) and the master key that belong to this event store.';

const keysAway = 'keys-away';
const storeRefused = 'store-refused';

/** Codes of the refusals for a while that do not pass by themselves: whoever runs Waymark must be told of them. */
export const notByThemselves: ReadonlySet<string> = new Set([keysAway, storeRefused]);

const refusesUs =
  'The event store refuses Waymark itself: its user, right or certificate. Nothing was written. Whoever runs Waymark has ' +
  'to look at it; /health/ready and the log say what to do. Then try again with the same Idempotency-Key.';

const keysNotKept =
  'The key that this child’s texts are sealed under cannot be kept just now. Nothing is recorded without it: try again ' +
  'in 5 seconds with the same Idempotency-Key. Whoever runs Waymark has to look at the disk under the key store (KEYS_URL).';

const stopping = 'Waymark is stopping. Nothing was written: try again shortly with the same Idempotency-Key.';

function undecodable({ type, revision }: UndecodableFact): string {
  const which = `${type.slice(0, 60)} at revision ${String(revision)}`;
  return (
    `A stored fact of this child cannot be read by this version of Waymark: ${which}. Nothing was written. ` +
    'Run the version that recorded it, or a later one; it is never skipped.'
  );
}

/** A move that was stopped: as the error that stopped it, but that something may have been written. */
function leftUnfinished({ document, headers }: Problem): Problem {
  const detail =
    'The move was stopped, and the facts may stand for both children now. Ask again with the same Idempotency-Key: ' +
    'it completes what is missing and repeats nothing.';
  return problem(document.status, 'move-unfinished', detail, { because: document }, headers);
}

/** The 503 for a store that does not answer. */
function storeAway(seconds: number): Problem {
  const wait = String(Math.max(1, Math.ceil(seconds)));
  const detail =
    `The event store does not answer just now. Try again in ${wait} seconds with the same Idempotency-Key: ` +
    'nothing is half-done for any child, and what was recorded is answered, not recorded twice.';
  return problem(503, 'store-away', detail, {}, { 'retry-after': wait });
}

/** Errors that say when to try again, `StoreUnavailable` first of all, are known by that: this library needs no store. */
function retryAfter(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('retryAfterSeconds' in error)) return undefined;
  return typeof error.retryAfterSeconds === 'number' ? error.retryAfterSeconds : undefined;
}
