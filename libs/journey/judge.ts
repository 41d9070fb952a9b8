import { catalogue, isCorrectionType, type FactType } from '#events';
import { effectiveHistory, type Effective, type Recorded } from '#history';
import { duties, type Timescales } from '#timescales';
import { faultyCorrection } from './corrections.ts';
import type { RefusedByOrder } from './decision.ts';
import { followBoth, type Followed, type Follower } from './fold.ts';
import type { Machine, State } from './machines.ts';
import {
  inquorateReasonOwed,
  lateReasonsOwed,
  missedBy,
  withoutEnquiryReasonOwed,
  type LocalRules,
  type MissedClock,
  type Owed,
  type Unplaced,
} from './reasons.ts';
import { refusals, isReasonCode, type Refusal, type RefusalCode } from './refusals.ts';
import { openIn, standingOf } from './standing.ts';
import { refusalsOf } from './verdict.ts';

/** What a judge needs: the machine that reads, the one that asks for reasons, and what they were made from. */
export interface Bench {
  readonly follower: Follower;
  readonly judging: Machine;
  readonly timescales: Timescales;
  readonly local: LocalRules;
}

/** A proposal that the order of things allows, before its reasons are asked for. */
export interface Lawful {
  readonly before: Followed;
  readonly after: Followed;
  readonly history: readonly Effective[];
  readonly missed: readonly MissedClock[];
  /** Reasons that must be given first. */
  readonly owed: readonly Owed[];
  /** Reasons that protective facts ought to give, and are recorded without. */
  readonly reasonOwed: readonly Owed[];
  /** The facts the proposal contains, corrects, withdraws or restores, by id. */
  readonly touched: ReadonlySet<string>;
}

/**
 * Puts a proposal into the history and follows it with and without (decisions.md 2), sharing what comes before the
 * first difference. `facts` is the history with the proposal at its end, from place `from` on.
 */
export function judgeOrder(bench: Bench, facts: readonly Recorded[], from: number): RefusedByOrder | Lawful {
  const { follower } = bench;
  const faulty = faultyCorrection(facts, from);
  const was = effectiveHistory(facts.slice(0, from));
  if (faulty !== undefined) return refused(faulty.code, faulty.fact, follower.follow(follower.start, was).state);
  const is = effectiveHistory(facts);
  const unchanged = new Map(was.map((fact) => [fact.id, fact.data]));
  const proposedAs = placesProposed(facts, from);
  const found: Found = { missed: [], owed: [], reasonOwed: [], refused: undefined, shaken: [] };
  const { before, after } = followBoth(follower, was, is, (fact, met, verdict) => {
    const place = proposedAs.get(fact.id);
    if (place === undefined || unchanged.get(fact.id) === fact.data) {
      if (verdict !== null) found.shaken.push({ fact, met, code: verdict });
    } else if (verdict !== null) found.refused ??= refused(verdict, place, met);
    else noteProposed(bench, found, fact, met, place, facts[from + place]?.type);
  });
  if (found.refused !== undefined) return found.refused;
  const fallen = found.shaken.filter(({ fact }) => !before.refused.has(fact.id));
  const [first] = fallen;
  if (first !== undefined) {
    const laterFacts = fallen.map(({ fact, code }) => ({ id: fact.id, type: fact.type, on: fact.data.on, code }));
    return { ...refused('contradicts-later-facts', 0, first.met), laterFacts };
  }
  const { missed, owed, reasonOwed } = found;
  return { before, after, history: is, missed, owed, reasonOwed, touched: new Set(proposedAs.keys()) };
}

interface Found {
  readonly missed: MissedClock[];
  readonly owed: Owed[];
  readonly reasonOwed: Owed[];
  refused: RefusedByOrder | undefined;
  /** Facts recorded before that are refused with the proposal in its place: they fall if they stood without it. */
  readonly shaken: { readonly fact: Effective; readonly met: State; readonly code: RefusalCode }[];
}

function noteProposed(
  { timescales, local, judging }: Bench,
  found: Found,
  fact: Effective,
  met: State,
  place: number,
  proposedType: FactType | undefined,
): void {
  // A withdrawal that restores a fact proposes nothing that could give a reason.
  if (proposedType === 'FactWithdrawn') return;
  found.missed.push(...missedBy(timescales, met.context.clocks, fact).filter(({ clock }) => duties[clock].shown));
  const owed = [
    ...withoutEnquiryReasonOwed(fact),
    ...lateReasonsOwed(timescales, met.context.clocks, fact),
    ...inquorateReasonOwed(local, fact),
  ];
  if (owed.length === 0) return;
  if ('protective' in catalogue[fact.type]) found.reasonOwed.push(...owed.map((each) => ({ ...each, fact: place })));
  else found.owed.push(...asked(judging, met, fact, owed).map((each) => ({ ...each, fact: place })));
}

/** What could be owed is owed only where an arm of the machine refuses for it. It names the first; all are listed. */
function asked(judging: Machine, met: State, fact: Effective, owed: readonly Unplaced[]): readonly Unplaced[] {
  const reasons = refusalsOf(judging, judging.resolveState(met), fact).filter(isReasonCode);
  if (reasons.length === 0) return [];
  return owed.filter(({ code }) => code !== 'without-enquiry-reason' || reasons.includes(code));
}

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
