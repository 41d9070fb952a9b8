import { catalogue, isCorrectionType } from '#events';
import { effectiveHistory, type Effective, type Recorded } from '#history';
import { duties, type Timescales } from '#timescales';
import type { Touched } from './changes.ts';
import { faultyCorrection } from './corrections.ts';
import type { FallenFact, RefusedByOrder } from './decision.ts';
import { stateAtEnd, stateMet, type Followed, type Follower, type Span } from './fold.ts';
import type { Machine, State } from './machines.ts';
import {
  beforeConferenceReasonOwed,
  conferenceKindOwed,
  inquorateReasonOwed,
  lateReasonsOwed,
  longerReasonOwed,
  missedBy,
  withoutEnquiryReasonOwed,
  type MissedClock,
  type Owed,
  type Unplaced,
} from './reasons.ts';
import type { Refusal } from './refusal.ts';
import { refusals, isReasonCode, type ReasonCode, type RefusalCode } from './refusals.ts';
import { openIn, standingOf } from './standing.ts';
import { refusalsOf } from './verdict.ts';

/** What a judge needs: the machine that reads, the one that asks for reasons, and what they were made from. */
export interface Bench {
  readonly follower: Follower;
  readonly judging: Machine;
  readonly timescales: Timescales;
}

/** A proposal that the order of things allows, before its reasons are asked for. */
export interface Lawful {
  readonly before: Followed;
  readonly after: Followed;
  readonly missed: readonly MissedClock[];
  /** Reasons that must be given first. */
  readonly owed: readonly Owed[];
  /** Reasons that are told of and not asked for: of protective facts, and of facts that were recorded once already. */
  readonly reasonOwed: readonly Owed[];
  readonly touched: Touched;
}

/**
 * Puts a proposal into the history and follows it with and without (decisions.md 2). `facts` is the history with the
 * proposal at its end, from place `from` on; `before` is the history without it, followed. Where `asksReasons` is false,
 * reasons owed are told of and asked of no fact.
 */
export function judgeOrder(
  bench: Bench,
  facts: readonly Recorded[],
  from: number,
  before: Followed,
  asksReasons = true,
): RefusedByOrder | Lawful {
  const { follower } = bench;
  const faulty = faultyCorrection(facts, from);
  if (faulty !== undefined) return refused(faulty.code, faulty.fact, stateAtEnd(before));
  const after = follower.follow(effectiveHistory(facts), before);
  const known = factsIn(before, after.replaced);
  const proposedAs = placesProposed(facts, from);
  const found: Found = { missed: [], owed: [], reasonOwed: [] };
  const fallen: number[] = [];
  for (let place = after.anew.from; place < after.anew.to; place++) {
    const fact = after.history[place];
    if (fact === undefined) break;
    const stood = known.get(fact.id);
    const proposal = proposedAs.get(fact.id);
    if (proposal === undefined || stood?.data === fact.data) {
      if (after.refused.has(place) && !(stood !== undefined && before.refused.has(stood.place))) fallen.push(place);
    } else if (after.refused.has(place)) {
      const code = follower.codeAt(after, place);
      return refused(code, proposal, code === 'child-not-registered' ? stateAtEnd(before) : stateMet(after, place));
    } else {
      // A withdrawal that restores a fact says nothing that could give a reason.
      const asks = asksReasons && facts[from + proposal]?.type !== 'FactWithdrawn';
      noteProposed(bench, found, fact, stateMet(after, place), proposal, asks);
    }
  }
  if (fallen.length > 0) return contradicted(follower, facts, from, before, after, fallen);
  return { before, after, ...found, touched: touchedBy(facts.slice(from), proposedAs) };
}

function touchedBy(proposal: readonly Recorded[], touched: ReadonlyMap<string, number>): Touched {
  const recorded = new Set(proposal.map(({ id }) => id));
  return { recorded, amended: new Set([...touched.keys()].filter((id) => !recorded.has(id))) };
}

/** The facts of a part of a history, by id, each with its place. */
function factsIn({ history }: Followed, { from, to }: Span): ReadonlyMap<string, { place: number; data: object }> {
  return new Map(history.slice(from, to).map(({ id, data }, index) => [id, { place: from + index, data }]));
}

interface Found {
  readonly missed: MissedClock[];
  readonly owed: Owed[];
  readonly reasonOwed: Owed[];
}

/** Refuses for the facts that would fall, and says of each which of the proposed facts makes it fall. */
function contradicted(
  follower: Follower,
  facts: readonly Recorded[],
  from: number,
  before: Followed,
  after: Followed,
  fallen: readonly number[],
): RefusedByOrder {
  const causes = causesOf(
    follower,
    facts,
    from,
    before,
    new Set(fallen.map((place) => after.history[place]?.id ?? '')),
  );
  const laterFacts = fallen.flatMap((place): FallenFact[] => {
    const fact = after.history[place];
    if (fact === undefined) return [];
    const { id, type, data } = fact;
    return [{ id, type, on: data.on, code: follower.codeAt(after, place), because: causes.get(id) ?? 0 }];
  });
  const [first] = laterFacts;
  return { ...refused('contradicts-later-facts', first?.because ?? 0, stateAtEnd(before)), laterFacts };
}

/** The proposed fact that makes each fallen fact fall: the last with which it falls and before which it stood. */
function causesOf(
  { follow }: Follower,
  facts: readonly Recorded[],
  from: number,
  before: Followed,
  fallen: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const causes = new Map<string, number>();
  let standing: ReadonlySet<string> = fallen;
  for (let count = 1; from + count <= facts.length; count++) {
    const { history, refused: skipped } = follow(effectiveHistory(facts.slice(0, from + count)), before);
    const stands = new Set(
      history.filter((fact, place) => fallen.has(fact.id) && !skipped.has(place)).map(({ id }) => id),
    );
    for (const id of standing) if (!stands.has(id)) causes.set(id, count - 1);
    standing = stands;
  }
  return causes;
}

function noteProposed(
  { timescales, judging }: Bench,
  found: Found,
  fact: Effective,
  met: State,
  place: number,
  asks: boolean,
): void {
  found.missed.push(...missedBy(timescales, met.context.clocks, fact).filter(({ clock }) => duties[clock].shown));
  const owed = [
    ...withoutEnquiryReasonOwed(fact),
    ...conferenceKindOwed(fact),
    ...beforeConferenceReasonOwed(fact),
    ...lateReasonsOwed(timescales, met.context.clocks, fact),
    ...inquorateReasonOwed(timescales, fact),
    ...longerReasonOwed(timescales, met.context.clocks, fact),
  ];
  if (owed.length === 0) return;
  const isProtective = 'protective' in catalogue[fact.type];
  const due = isProtective ? owed : asked(judging, met, fact, owed);
  const told = isProtective || !asks ? found.reasonOwed : found.owed;
  told.push(...due.map((each) => ({ ...each, fact: place })));
}

/** What could be owed is owed only where an arm of the machine refuses for it. It names the first; all are listed. */
function asked(judging: Machine, met: State, fact: Effective, owed: readonly Unplaced[]): readonly Unplaced[] {
  const reasons = refusalsOf(judging, judging.resolveState(met), fact).filter(isReasonCode);
  if (reasons.length === 0) return [];
  return owed.filter(({ code }) => !toldByTheJourney.includes(code) || reasons.includes(code));
}

/** What else the journey awaits decides these, which only an arm can say; a late or inquorate meeting owes for itself. */
const toldByTheJourney: readonly ReasonCode[] = ['without-enquiry-reason', 'conference-kind-needed'];

/** Which proposed fact each touched ordinary fact comes from: the last that contains, corrects or withdraws it. */
function placesProposed(facts: readonly Recorded[], from: number): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  facts.slice(from).forEach((fact, place) => {
    let named: Recorded | undefined = fact;
    while (named !== undefined && (named.type === 'FactWithdrawn' || named.type === 'FactCorrected')) {
      const id: string = named.data.fact;
      named = facts.find((earlier) => earlier.id === id);
    }
    if (named !== undefined && !isCorrectionType(named.type)) places.set(named.id, place);
  });
  return places;
}

function refused(code: RefusalCode, fact: number, met: State): RefusedByOrder {
  const { sentence, whatNext, needs }: Refusal = refusals[code];
  return {
    ok: false,
    because: 'order',
    code,
    fact,
    sentence,
    whatNext,
    standing: standingOf(met),
    ...(code === 'still-open' && { open: openIn(met) }),
    ...(needs && { needs }),
  };
}
