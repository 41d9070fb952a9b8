import { setTimeout as pause } from 'node:timers/promises';
import { mark, newestKeyIn, type ChildKey } from '#privacy';
import { StoreUnavailable, traceparentHere, WrongRevision, type Store } from '#store';
import { answeredFact, answerOf } from './answer.ts';
import { eventsToAppend } from './events-to-append.ts';
import { judge, moved, previewOf } from './judging.ts';
import { contentOf, factIds } from './naming.ts';
import { pastWith, readPast, type Past } from './past.ts';
import type { Permitted } from './permitted.ts';
import type { RecorderParts } from './recorder.ts';
import type { RememberedPasts } from './remembered-pasts.ts';
import { earlierAnswer } from './repeat.ts';
import type { Outcome, RecordRequest } from './request.ts';
import { sealFacts, type SealedFact } from './sealing.ts';
import { stampOf } from './stamp.ts';

/**
 * Records one request, or previews it: read, look for the request's key, hold the revision against the caller's, judge,
 * seal, append where the reading ended. A lost race starts again from the reading; so does an append whose outcome is
 * not known, which then finds its own facts, or records them.
 */
export async function attempt(
  parts: AttemptParts,
  request: RecordRequest,
  stream: string,
  key: string,
): Promise<Outcome> {
  const ids = factIds(key, request);
  const made: Made = {
    bound: undefined,
    sealed: undefined,
    recordedAt: parts.now(),
    for: undefined,
    unknown: undefined,
  };
  if (request.preview !== true && isAlone(request)) {
    const remembered = parts.pasts.of(stream) ?? request.readBefore?.past;
    // Whatever does not end in an append that proves what was remembered is asked again of the store itself.
    const outcome =
      remembered === undefined ? undefined : await round(parts, request, { stream, key, ids }, remembered, made);
    if (outcome !== undefined && outcome.status !== 'refused') return outcome;
  }
  for (let lost = 0; lost <= mostLost; lost++) {
    const past = await readPast(parts.store, stream);
    if (request.readBefore !== undefined) request.readBefore.past = past;
    const outcome = await round(parts, request, { stream, key, ids }, past, made);
    if (outcome !== undefined) return outcome;
    await pause(waitMs(lost, parts.random ?? Math.random));
  }
  const past = await readPast(parts.store, stream);
  const repeated = await earlierAnswer(parts, request, past, ids, bearsMark(parts, request, past, made));
  if (repeated !== undefined) return { ...repeated, key };
  // What was sent last may still arrive: whoever asked must ask again with the key, and not be told that nothing was written.
  if (made.unknown !== undefined) throw made.unknown;
  return { status: 'refused', key, refusal: moved(parts, request, past) };
}

export interface AttemptParts extends RecorderParts {
  readonly pasts: RememberedPasts;
  /** Makes sure that the keys are those of the store. */
  readonly keysBelong: () => Promise<void>;
}

/** A request's names: its stream, its key, the ids of its facts. */
interface Names {
  readonly stream: string;
  readonly key: string;
  readonly ids: readonly string[];
}

/**
 * Whether no other process can be storing facts of the same ids. Where one can, the store may answer an append with what
 * the other stored, which need not even say the same: such an append is looked at before it is answered or remembered.
 */
function isAlone({ idempotencyKey, keyIsNew }: RecordRequest): boolean {
  return idempotencyKey === undefined || keyIsNew === true;
}

/** What is made once for a request, however often it starts again. */
interface Made {
  bound: Promise<Bound> | undefined;
  sealed: readonly SealedFact[] | undefined;
  recordedAt: number;
  /** The revision that the facts were last made for. */
  for: number | null | undefined;
  /** Set while nobody can tell whether the facts sent last were stored. */
  unknown: StoreUnavailable | undefined;
}

/** The child's key, and the request's mark under it. */
interface Bound {
  readonly childKey: ChildKey;
  readonly mark: string;
}

/** One try over one reading; undefined where the reading turned out to be behind, or the outcome is not known. */
async function round(
  parts: AttemptParts,
  request: RecordRequest,
  { stream, key, ids }: Names,
  past: Past,
  made: Made,
): Promise<Outcome | undefined> {
  const repeated = await earlierAnswer(parts, request, past, ids, bearsMark(parts, request, past, made));
  if (repeated !== undefined) return { ...repeated, key };
  // Facts sent once may still be on their way to the revision they were sent for: there they must not differ.
  if (past.revision !== made.for) made.recordedAt = parts.now();
  made.for = past.revision;
  const judged = judge(parts, request, past, ids, made.recordedAt);
  if ('refusal' in judged) return { status: 'refused', key, refusal: judged.refusal };
  const facts = request.facts.map((fact, index) =>
    answeredFact({ ...fact, id: ids[index] ?? '', recordedAt: made.recordedAt }),
  );
  if (request.preview === true) {
    const place = { revision: past.revision, position: null };
    const answer = answerOf(request, place, facts, judged.journey, judged, judged.owed);
    if (request.asksOnlyWhether === true) return { status: 'previewed', key, answer };
    return { status: 'previewed', key, answer: { ...answer, preview: await previewOf(parts, request, past, judged) } };
  }
  const { childKey, mark: requestMark } = await bound(parts, request, past, made);
  made.sealed ??= sealFacts(childKey, request, ids, request.facts, past.facts);
  const correlationId = request.correlationId ?? ids[0] ?? key;
  const { recordedAt } = made;
  const recording = {
    request,
    mark: requestMark,
    recordedAt,
    reading: parts.rules.of(request.authority).reading,
    correlationId,
    owed: judged.owed,
    traceparent: traceparentHere(),
  };
  const events = eventsToAppend(stream, past, made.sealed, recording);
  await enterOwed(parts, request, ids, judged.owed);
  parts.pasts.forget(stream);
  const place = await appended(parts, stream, past, events, made);
  if (place === undefined) return undefined;
  // Read again, the journey tells what another stored under the same key, and whether it was the same.
  if (!isAlone(request) && !(await isStored(parts.store, stream, place.revision, events.at(-1)))) return undefined;
  const recorded = { recordedAt, recordedBy: request.by.user, position: place.position };
  parts.pasts.keep(stream, pastWith(past, events, recorded));
  return { status: 'recorded', key, answer: answerOf(request, place, facts, judged.journey, judged, judged.owed) };
}

/** What waits to be countersigned is listed before it is recorded: whatever stops the recording, nothing owed is unlisted. */
async function enterOwed(
  { cases }: RecorderParts,
  { authority, child, by, facts }: RecordRequest,
  ids: readonly string[],
  owed: Permitted['owed'],
): Promise<void> {
  if (cases === undefined) return;
  const { user, role } = by;
  for (const [index, roles] of owed.entries()) {
    const [fact, type] = [ids[index], facts[index]?.type];
    if (roles === undefined || fact === undefined || type === undefined) continue;
    await cases.enter(authority, {
      type: 'CountersignatureOwed',
      data: { child, fact, type, by: roles },
      by: { user, role },
    });
  }
}

/** Races against other processes lost before a request gives up. The queue keeps this process from racing itself. */
const mostLost = 12;

/** Up to 20 ms after the first loss, up to 200 ms from the tenth on. */
function waitMs(lost: number, random: () => number): number {
  return random() * Math.min(200, 20 * (lost + 1));
}

/** Where the facts now are, or undefined where the reading has to be done again. */
async function appended(
  { store }: RecorderParts,
  stream: string,
  past: Past,
  events: ReturnType<typeof eventsToAppend>,
  made: Made,
): Promise<{ readonly revision: number; readonly position: number } | undefined> {
  made.unknown = undefined;
  try {
    return await store.append(stream, past.revision ?? 'no-stream', events);
  } catch (error) {
    if (error instanceof WrongRevision) return undefined;
    if (!(error instanceof StoreUnavailable && error.outcome === 'unknown')) throw error;
    made.unknown = error;
    return undefined;
  }
}

/** Whether what the stream holds at this revision is this event, and not another of the same id. */
async function isStored(store: Store, stream: string, revision: number, sent: Sent | undefined): Promise<boolean> {
  for await (const { metadata, position } of store.read(stream, { from: revision, limit: 1 })) {
    return stampOf(metadata, position).digest === sent?.metadata.evidence.digest;
  }
  return false;
}

type Sent = ReturnType<typeof eventsToAppend>[number];

/** Whether a mark is that of this request, under whichever version of the child's key it was made. */
function bearsMark(...of: Parameters<typeof bound>): (found: string | undefined) => Promise<boolean> {
  const [{ keys }, request] = of;
  return async (found) => {
    const { childKey, mark: own } = await bound(...of);
    if (own === found) return true;
    const before = await keys.keysOf(request.authority, request.child);
    for (let version = childKey.version - 1; version > 0; version -= 1) {
      const older = before.keyOf(version);
      if (typeof older !== 'string' && mark(older, contentOf(request)) === found) return true;
    }
    return false;
  };
}

/** A child gets a key when first something of it is to be stored, and never one in the place of a key that is not here. */
function bound(parts: AttemptParts, request: RecordRequest, past: Past, made: Made): Promise<Bound> {
  return (made.bound ??= bind());

  async function bind(): Promise<Bound> {
    await parts.keysBelong();
    const sealedUnder = (): number => newestKeyIn(past.facts.map(({ data }) => data));
    const childKey = await parts.keys.keyFor(request.authority, request.child, sealedUnder);
    return { childKey, mark: mark(childKey, contentOf(request)) };
  }
}
