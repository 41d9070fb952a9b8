import {
  type AppendOutcome,
  type Distrust,
  NoRight,
  NotSignedIn,
  StoreNotTrusted,
  StoreRefused,
  StoreUnavailable,
  StreamDeleted,
  TooLargeToStore,
  Unstorable,
  WrongRevision,
} from './errors.ts';

/** The gRPC codes by which a failure is known. The client's classes are not to be trusted for it: a node that is down
 * at the first append gives a plain `Error` with code 14, and one that is down later an `UnavailableError`. */
const code = {
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  permissionDenied: 7,
  resourceExhausted: 8,
  aborted: 10,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** What may pass by itself: the store is away, busy, changing leaders, or the line to it broke. */
const passing: ReadonlySet<number> = new Set([
  code.cancelled,
  code.unknown,
  code.deadlineExceeded,
  code.resourceExhausted,
  code.aborted,
  code.internal,
  code.unavailable,
]);

/** The kinds the client names when the store's answer carried no code of its own. */
const passingKinds: ReadonlySet<string> = new Set([
  'timeout',
  'deadline-exceeded',
  'unavailable',
  'cancelled',
  'unknown',
  'not-leader',
]);

/** What the client threw, as far as it can be told: it throws its own errors, gRPC's, and plain ones. */
interface Told {
  readonly code?: unknown;
  readonly type?: unknown;
  readonly message?: unknown;
  readonly actualVersion?: unknown;
  readonly maxAppendSize?: unknown;
}

/** While doing what, with which stream, and what an append must be said to have come to if the store is away. */
export interface Doing {
  readonly what: string;
  readonly stream?: string;
  readonly expected?: 'no-stream' | number;
  readonly outcome: AppendOutcome;
}

/** The store's error for what the client threw; what is not the store's doing is given back as it is. */
export function storeError(thrown: unknown, doing: Doing): Error {
  const told = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Told;
  const cause = { cause: thrown };
  const stream = doing.stream ?? '$all';
  switch (told.type) {
    case 'wrong-expected-version':
      return new WrongRevision(stream, doing.expected ?? 'no-stream', actualRevision(told.actualVersion));
    case 'maximum-append-size-exceeded':
      return new TooLargeToStore(stream, Number(told.maxAppendSize), cause);
    case 'stream-deleted':
      return new StreamDeleted(stream, cause);
    case 'access-denied':
      return told.code === code.unauthenticated ? new NotSignedIn(doing.what, cause) : new NoRight(doing.what, cause);
    default:
      return byCode(thrown, told, doing);
  }
}

/** True when the failure says that the line to the store, or the store itself, is gone: all else on it is lost too. */
export function lineIsGone(thrown: unknown): boolean {
  const told = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Told;
  return told.code === code.unavailable || told.code === code.cancelled || told.code === code.internal;
}

export function isMissingStream(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && (thrown as Told).type === 'stream-not-found';
}

function byCode(thrown: unknown, told: Told, doing: Doing): Error {
  const said = typeof told.message === 'string' ? told.message : String(thrown);
  const cause = { cause: thrown };
  if (told.code === code.unauthenticated) return new NotSignedIn(doing.what, cause);
  if (told.code === code.permissionDenied) return new NoRight(doing.what, cause);
  const why = distrustIn(told.code, said);
  if (why !== undefined) return new StoreNotTrusted(why, cause);
  if (told.code === code.unimplemented) return new StoreRefused(`it cannot do this: ${doing.what} (${said})`, cause);
  if (told.code === code.invalidArgument) return new Unstorable(`The store refused ${doing.what}: ${said}`, '', cause);
  if (
    (typeof told.code === 'number' && passing.has(told.code)) ||
    (typeof told.type === 'string' && passingKinds.has(told.type)) ||
    // Looking for a cluster's leader fails with a plain error.
    said.startsWith('Failed to discover')
  ) {
    return new StoreUnavailable(`${doing.what} failed (${inShort(said)})`, { outcome: doing.outcome, cause: thrown });
  }
  return thrown instanceof Error ? thrown : new Error(said, cause);
}

/**
 * A handshake that failed is told like a store that is away, in OpenSSL's words. Waiting does not mend it, so it is told
 * apart: nothing was sent, and somebody has to look at certificates.
 */
function distrustIn(told: unknown, said: string): Distrust | undefined {
  return told === code.unavailable ? handshakes.find(([words]) => words.test(said))?.[1] : undefined;
}

const handshakes: readonly (readonly [RegExp, Distrust])[] = [
  [/certificate (has expired|is not yet valid)/, 'expired'],
  [/ERR_TLS_CERT_ALTNAME_INVALID/, 'other-name'],
  [
    /unable to (verify|get)[a-z ]* (certificate|issuer)|self[- ]signed certificate|certificate (signature|rejected)/,
    'untrusted',
  ],
  [/wrong version number|packet length too long/, 'no-tls'],
];

/** What gRPC says of a line that was closed before a word was said, as a store does that expects TLS. */
function inShort(said: string): string {
  const closed = /Last error: Failed to connect \(/.test(said);
  return closed ? `${said.trim()} If the store wants TLS, write tls=true in EVENTSTORE_URL` : said;
}

function actualRevision(actual: unknown): 'no-stream' | number {
  return typeof actual === 'bigint' && actual >= 0n ? Number(actual) : 'no-stream';
}
