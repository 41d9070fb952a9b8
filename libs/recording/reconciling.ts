import { setTimeout as pause } from 'node:timers/promises';
import { v5 } from 'uuid';
import { canonical } from '#evidence';
import type { Proposed } from '#events';
import type { Recorded } from '#history';
import type { Decision } from '#journey';
import { mark, newestKeyIn, type OpeningKeys } from '#privacy';
import { journeyStream, StoreUnavailable, WrongRevision } from '#store';
import type { AttemptParts } from './attempt.ts';
import { eventsToAppend } from './events-to-append.ts';
import { contentOf, namespace } from './naming.ts';
import { openedFact, waymarkItself } from './opening.ts';
import { readPast, type Past } from './past.ts';
import { personalFieldsOf, personalOf, typeOf } from './personal.ts';
import type { ChildOf, SourceOrigin } from './request.ts';
import { sealFacts } from './sealing.ts';

/** Facts of another record, to be worked out from what is recorded of a child already: a source that is read again and again. */
export interface ReconcileRequest extends ChildOf {
  readonly by: { readonly user: string; readonly role: string };
  /** Ties together what one import recorded. */
  readonly correlationId: string;
  /** What there is to record: nothing where the journey says all that the source does. Asked again where the journey moved. */
  readonly propose: (journey: JourneyKept) => Proposal;
}

/** A child's journey, as whoever reconciles it with another record sees it. */
export interface JourneyKept {
  /** The facts, whole, in the order recorded, personal texts open as far as they can be. */
  readonly facts: readonly Recorded[];
  /** Where facts came from that a source told, by their ids. */
  readonly origins: ReadonlyMap<string, SourceOrigin>;
  /** What the law says to facts proposed together. They give no reasons, so none is asked. */
  readonly judge: (facts: readonly Proposed[]) => Decision;
}

export interface Proposal {
  readonly facts: readonly Proposed[];
  /** Where each of them comes from. */
  readonly origins: readonly SourceOrigin[];
}

/** How many facts were recorded: none where nothing was to be. */
export interface Reconciled {
  readonly recorded: number;
}

/**
 * Reads a child's journey, asks what there is to record, and appends it where the reading ended, all or nothing. Facts have
 * ids made of what they say, so that the same source read again, by whichever process, finds or repeats the same. Throws
 * `NotLawful` where what is proposed was not held against the law, and `StoreUnavailable` where the store is away: asked
 * again, it then records what is missing.
 */
export async function reconcile(parts: AttemptParts, request: ReconcileRequest): Promise<Reconciled> {
  const stream = journeyStream(request.authority, request.child);
  for (let lost = 0; ; lost++) {
    const past = await readPast(parts.store, stream);
    const recordedAt = parts.now();
    const keys = await parts.keys.keysOf(request.authority, request.child);
    const kept = new Map(past.facts.map(({ id }, index) => [id, past.stamps[index]?.origin]));
    const judged = judging(parts, request, past, recordedAt);
    const { facts, origins } = request.propose({
      facts: opened(keys, request, past),
      origins: new Map([...kept].flatMap(([id, origin]) => (origin === undefined ? [] : [[id, origin]]))),
      judge: judged.judge,
    });
    if (facts.length === 0) return { recorded: 0 };
    if (!judged.judge(facts).ok) throw new NotLawful(request);
    const events = await eventsOf(parts, request, {
      stream,
      past,
      facts,
      origins,
      ids: judged.idsOf(facts),
      recordedAt,
    });
    parts.pasts.forget(stream);
    try {
      await parts.store.append(stream, past.revision ?? 'no-stream', events);
      return { recorded: facts.length };
    } catch (error) {
      // Of an append nobody knows the outcome of, the next reading tells; so of one that came second.
      const isToBeReadAgain =
        error instanceof WrongRevision || (error instanceof StoreUnavailable && error.outcome === 'unknown');
      if (!isToBeReadAgain || lost === mostLost) throw error;
      await pause((parts.random ?? Math.random)() * 20 * (lost + 1));
    }
  }
}

const mostLost = 12;

/** What was proposed is refused by the law: a defect of whoever proposed it. Nothing was written. */
export class NotLawful extends Error {
  override readonly name = 'NotLawful';
  constructor({ authority, child }: ChildOf) {
    super(
      `What was to be recorded of child ${child} of authority ${authority} is not lawful. Nothing was written for it.`,
    );
  }
}

/** Judges, remembering what was judged last: what is then recorded was just held against the law. */
function judging({ laws }: AttemptParts, request: ReconcileRequest, past: Past, recordedAt: number) {
  let last: { facts: readonly Proposed[]; ids: readonly string[]; decision: Decision } | undefined;
  const recording = { recordedAt, recordedBy: request.by.user, asksReasons: false };
  const judged = (facts: readonly Proposed[]) => {
    if (last !== undefined && isSame(last.facts, facts)) return last;
    const ids = idsOf(request, past, facts);
    const proposed = facts.map((fact, index) => ({ ...fact, id: ids[index] ?? '' }));
    last = { facts, ids, decision: laws(request.authority).decide(past.facts, proposed, recording) };
    return last;
  };
  return {
    judge: (facts: readonly Proposed[]) => judged(facts).decision,
    idsOf: (facts: readonly Proposed[]) => judged(facts).ids,
  };
}

function isSame(a: readonly Proposed[], b: readonly Proposed[]): boolean {
  return a.length === b.length && a.every((fact, index) => fact === b[index]);
}

/**
 * A fact's id is made of whose it is and what it says, but for texts about people, of which nothing may outlive their key
 * (decisions.md 8). Said again after it was withdrawn, it is counted.
 */
function idsOf({ authority, child }: ChildOf, past: Past, facts: readonly Proposed[]): readonly string[] {
  const taken = new Set(past.facts.map(({ id }) => id));
  return facts.map((fact) => {
    const corrected = fact.type === 'FactCorrected' ? typeOf(fact.data.fact, [], [], past.facts) : undefined;
    const said = canonical(impersonal(fact, personalFieldsOf(fact.type, corrected)));
    for (let count = 0; ; count++) {
      const id = v5(JSON.stringify(['source', authority, child, fact.type, said, count]), namespace);
      if (taken.has(id)) continue;
      taken.add(id);
      return id;
    }
  });
}

function impersonal({ data }: Proposed, personal: readonly string[]): unknown {
  const without = (value: object, path: string): object =>
    Object.fromEntries(
      Object.entries(value).flatMap(([key, part]: [string, unknown]) => {
        const here = path === '' ? key : `${path}.${key}`;
        if (personal.includes(here) || part === undefined) return [];
        return [[key, here === 'data' && typeof part === 'object' && part !== null ? without(part, here) : part]];
      }),
    );
  return without(data, '');
}

function opened(keys: OpeningKeys, { authority, child }: ChildOf, { facts }: Past): readonly Recorded[] {
  return facts.map((fact) => {
    if (newestKeyIn(fact.data) === 0) return fact;
    const { data } = openedFact(
      keys,
      waymarkItself,
      { authority, child, fact: fact.id },
      personalOf(fact, facts),
      fact.data,
    );
    return { ...fact, data } as Recorded;
  });
}

interface ToAppend {
  readonly stream: string;
  readonly past: Past;
  readonly facts: readonly Proposed[];
  readonly origins: readonly SourceOrigin[];
  readonly ids: readonly string[];
  readonly recordedAt: number;
}

async function eventsOf(
  parts: AttemptParts,
  { authority, child, by, correlationId }: ReconcileRequest,
  { stream, past, facts, origins, ids, recordedAt }: ToAppend,
) {
  await parts.keysBelong();
  const sealedUnder = (): number => newestKeyIn(past.facts.map(({ data }) => data));
  const childKey = await parts.keys.keyFor(authority, child, sealedUnder);
  const sealed = sealFacts(childKey, { authority, child }, ids, facts, past.facts);
  const request = { authority, child, facts, by, correlationId, sources: origins };
  const reading = parts.rules.of(authority).reading;
  return eventsToAppend(stream, past, sealed, {
    request,
    mark: mark(childKey, contentOf({ facts })),
    recordedAt,
    reading,
    correlationId,
    // What another record tells was decided there.
    owed: [],
  });
}
