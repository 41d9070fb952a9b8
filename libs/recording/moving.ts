import { v5 } from 'uuid';
import { isCorrectionType, type Ordinary, type Proposed } from '#events';
import { standings, type Recorded } from '#history';
import type { OpeningKeys } from '#privacy';
import { journeyStream } from '#store';
import { namespace } from './naming.ts';
import { openedFact, waymarkItself } from './opening.ts';
import { readPast } from './past.ts';
import { personalOf } from './personal.ts';
import type { RecorderParts } from './recorder.ts';
import type { Answer, ChildOf, DataFault, Origin, Outcome, RecordRequest, Refusal } from './request.ts';
import { LeftUnfinished } from './unfinished.ts';

/** Facts that were recorded for the wrong child, and whose they are. */
export interface MoveRequest extends ChildOf {
  /** The ids of the facts, as recorded for the wrong child. */
  readonly facts: readonly string[];
  /** The right child, of the same authority. */
  readonly to: string;
  readonly note?: string | undefined;
  readonly by: RecordRequest['by'];
  readonly idempotencyKey: string;
  readonly preview?: boolean | undefined;
  /** The request that asked for it. Both children's facts have one correlation id besides, made of what the move says. */
  readonly causationId?: string | undefined;
}

export type MoveOutcome =
  | {
      readonly status: 'moved' | 'repeated' | 'previewed';
      /** Under which the facts of both children can be found together. */
      readonly correlationId: string;
      /** What it came to for the right child, and for the wrong one. */
      readonly to: Answer;
      readonly from: Answer;
    }
  /** Nothing was written, for either. */
  | { readonly status: 'refused'; readonly child: string; readonly refusal: Refusal }
  /** The facts stand for the right child, and for the wrong one still, whose journey has moved since. */
  | { readonly status: 'unfinished'; readonly to: Answer; readonly refusal: Refusal };

/**
 * Moves facts to the right child: recorded there, then withdrawn here as `wrong-child`. There is no transaction over two
 * streams, so both are judged before either is written, and the right child is written first: whatever stops the move
 * half-way, a fact is told of one child or of both, and never of none. Asked again with the same key it completes what
 * is missing and repeats nothing. It can give no reason, so none is asked of what it moves: what is owed for the right
 * child is told. Texts are opened under the one child's key and sealed under the other's.
 */
export async function move(
  parts: RecorderParts,
  record: (request: RecordRequest) => Promise<Outcome>,
  request: MoveRequest,
): Promise<MoveOutcome> {
  const { child, to, preview } = request;
  const { facts } = await readPast(parts.store, journeyStream(request.authority, child));
  const faults = faultsOf(request, facts);
  if (faults.length > 0) return refused(child, { because: 'shape', faults });
  const found = factsToMove(await parts.keys.keysOf(request.authority, child), request, facts);
  const { here, there } = bothRequests(request, found);
  const judgedHere = await record({ ...here, preview: true });
  if (judgedHere.status === 'refused' && found.moved.length < request.facts.length)
    return refused(child, judgedHere.refusal);
  const judgedThere = await record({ ...there, preview: true });
  if (judgedThere.status !== 'repeated') {
    if (judgedThere.status === 'refused') return refused(to, placed(judgedThere.refusal, found.places));
    if (found.unreadable.length > 0) return refused(child, { because: 'unreadable', faults: found.unreadable });
    if (judgedHere.status === 'refused') return refused(child, judgedHere.refusal);
  }
  if (judgedHere.status === 'refused')
    return { status: 'unfinished', to: judgedThere.answer, refusal: judgedHere.refusal };
  const { correlationId } = here;
  if (preview === true) return { status: 'previewed', correlationId, to: judgedThere.answer, from: judgedHere.answer };
  return written(record, here, there, found.places);
}

async function written(
  record: (request: RecordRequest) => Promise<Outcome>,
  here: Part,
  there: Part,
  places: readonly number[],
): Promise<MoveOutcome> {
  const recorded = await record(there).catch((cause: unknown) => {
    throw new LeftUnfinished(cause);
  });
  if (recorded.status === 'refused') return refused(there.child, placed(recorded.refusal, places));
  const withdrawn = await record(here).catch((cause: unknown) => {
    throw new LeftUnfinished(cause);
  });
  if (withdrawn.status === 'refused') {
    return { status: 'unfinished', to: recorded.answer, refusal: withdrawn.refusal };
  }
  const again = recorded.status === 'repeated' && withdrawn.status === 'repeated';
  const { correlationId } = here;
  return { status: again ? 'repeated' : 'moved', correlationId, to: recorded.answer, from: withdrawn.answer };
}

type Part = RecordRequest & { readonly correlationId: string };

/** The two posts of a move. Each is known again by what the move said, for data corrected since makes no other move. */
function bothRequests(request: MoveRequest, { moved, origins }: Found): { readonly here: Part; readonly there: Part } {
  const { authority, child, to, facts, note, by, idempotencyKey, causationId } = request;
  const correlationId = v5(JSON.stringify([idempotencyKey, by.user, authority, child, to]), namespace);
  const common = {
    authority,
    by,
    idempotencyKey,
    correlationId,
    causationId,
    said: { move: facts, from: child, to, ...(note !== undefined && { note }) },
  };
  const withdrawals = facts.map((fact): Proposed => {
    return { type: 'FactWithdrawn', data: { fact, why: 'wrong-child', ...(note !== undefined && { note }) } };
  });
  // What was recorded once may be recorded again where it belongs, whatever an import left unknown in it.
  return {
    here: { ...common, child, facts: withdrawals },
    there: { ...common, child: to, facts: moved, origins, imports: true },
  };
}

/** A correction or withdrawal is not moved: it stays with its fact, whose data is moved as it stands. */
function faultsOf({ facts: ids }: MoveRequest, facts: readonly Recorded[]): readonly DataFault[] {
  return ids.flatMap((id, index) => {
    const fact = facts.find((each) => each.id === id);
    if (fact === undefined || !isCorrectionType(fact.type)) return [];
    const detail = 'This is a correction. Name the fact that happened: its data is moved as it stands corrected.';
    return [{ pointer: `/facts/${String(index)}`, code: 'not-a-fact-that-happened', detail }];
  });
}

interface Found {
  readonly moved: readonly Proposed[];
  readonly origins: readonly Origin[];
  /** Of each fact moved, its place among the ids given. */
  readonly places: readonly number[];
  /** Texts that do not open, and so cannot be sealed for another child. */
  readonly unreadable: readonly DataFault[];
}

/** The facts named, as they stand, in the order they were recorded, their texts opened. */
function factsToMove(keys: OpeningKeys, request: MoveRequest, facts: readonly Recorded[]): Found {
  const marks = standings(facts);
  const moved: Proposed[] = [];
  const origins: Origin[] = [];
  const places: number[] = [];
  const unreadable: DataFault[] = [];
  for (const fact of facts) {
    const index = request.facts.indexOf(fact.id);
    if (index < 0) continue;
    const correction = facts.find(({ id }) => id === marks.get(fact.id)?.correctedBy);
    const { data, closed } = opened(keys, request, fact, correction, facts);
    moved.push({ type: fact.type, data } as Ordinary);
    places.push(index);
    const { id, recordedBy } = fact;
    origins.push({ fact: id, recordedAt: new Date(fact.recordedAt).toISOString(), recordedBy });
    for (const field of closed)
      unreadable.push({ pointer: `/facts/${String(index)}`, code: 'text-does-not-open', detail: field });
  }
  return { moved, origins, places, unreadable };
}

function opened(
  keys: OpeningKeys,
  { authority, child }: ChildOf,
  fact: Recorded,
  correction: Recorded | undefined,
  facts: readonly Recorded[],
): { readonly data: object; readonly closed: readonly string[] } {
  const from = correction ?? fact;
  const { data, erased, unreadable } = openedFact(
    keys,
    waymarkItself,
    { authority, child, fact: from.id },
    personalOf(from, facts),
    from.data,
  );
  const whole = from.type === 'FactCorrected' ? (data as typeof from.data).data : data;
  return { data: whole, closed: [...erased, ...unreadable].filter((field) => from === fact || field !== 'note') };
}

/** A refusal of facts in the order they were recorded, as one of the ids in the order given. */
function placed(refusal: Refusal, places: readonly number[]): Refusal {
  const given = (fact: number): number => places[fact] ?? fact;
  switch (refusal.because) {
    case 'order': {
      const { laterFacts, fact } = refusal;
      const later = laterFacts?.map((each) => ({ ...each, because: given(each.because) }));
      return { ...refusal, fact: given(fact), ...(later !== undefined && { laterFacts: later }) };
    }
    default:
      return refusal;
  }
}

function refused(child: string, refusal: Refusal): MoveOutcome {
  return { status: 'refused', child, refusal };
}
