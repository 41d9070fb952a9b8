import type { PlainDate } from '#calendar';
import { movesIn, type Effective } from '#history';
import type { StoppedClock, Timescales } from '#timescales';
import { aheadOf, laterThatDay, nothingAhead, type Ahead } from './ahead.ts';
import { alike } from './alike.ts';
import { correctedBirth } from './birth.ts';
import type { Machine, State } from './machines.ts';
import type { RefusalCode } from './refusals.ts';
import { stepperOf } from './stepper.ts';
import { verdictOf } from './verdict.ts';

/** A history followed in the order things happened, fact by fact. */
export interface Followed {
  readonly history: readonly Effective[];
  /** Where the journey stood before the first fact. */
  readonly start: State;
  /** Where it stood after each fact. A fact that the order of the journey refuses changes nothing. */
  readonly states: readonly State[];
  /** The places of the facts refused: skipped, and never in silence. */
  readonly refused: ReadonlySet<number>;
  /** What had to be followed. What lies before and after stands as it does in the history followed beside. */
  readonly anew: Span;
  /** The part of the history followed beside that it stands in place of. */
  readonly replaced: Span;
}

/** Part of a history, by place: from `from` up to, and not including, `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Follower {
  /**
   * Follows a history. Beside another followed before, only what differs is followed: what both begin with stands alike
   * in both, and so does what both end with, from where the journey stands alike again. Most late facts change little.
   * `born` is the date of birth as amended, where a later part of the journey than is followed amended it.
   */
  readonly follow: (history: readonly Effective[], beside?: Followed, born?: PlainDate) => Followed;
  /** Why a fact of a followed history is refused. */
  readonly codeAt: (followed: Followed, place: number) => RefusalCode;
}

/** Folds histories through the reading machine: the order guards on, no reasons asked (decisions.md 2, 5). */
export function followerOf(machine: Machine, timescales: Timescales): Follower {
  const { start, armsOf, next } = stepperOf(machine, timescales);
  const nothing: Followed = { history: [], start, states: [], refused: new Set(), anew: none, replaced: none };
  const foreseeing = (state: State, fact: Effective, history: readonly Effective[], place: number): State =>
    fact.type === 'ChildInNeedPlanStarted' && state.value.plan === 'onPlan' && planEnds(state, history, place)
      ? knowing(state, { planEnd: true })
      : state;
  /** Whether the plan ends later the same day: the facts of that day are followed to see. */
  const planEnds = (from: State, history: readonly Effective[], place: number): boolean => {
    let state = from;
    for (const fact of laterThatDay(history, place)) {
      const arms = armsOf(state, fact);
      if (verdictOf(arms) === null) state = next(state, fact, arms);
      if (state.value.plan !== 'onPlan') return true;
    }
    return false;
  };
  return {
    follow(history, beside = nothing, born = correctedBirth(history)) {
      const begin = foreknowing(start, history, born);
      // Known from the start, it may decide otherwise anywhere: where it is not the same, nothing is shared.
      const isBegunAlike = alike(beside.start, begin);
      const head = isBegunAlike ? sharedAtTheHead(beside.history, history) : 0;
      const longer = history.length - beside.history.length;
      const tail = history.length - (isBegunAlike ? sharedAtTheTail(beside.history, history, head) : 0);
      const states = beside.states.slice(0, head);
      const refused = new Set([...beside.refused].filter((place) => place < head));
      let state = states.at(-1) ?? begin;
      let place = head;
      for (; place < history.length; place++) {
        if (place >= tail && alike(state, stateMet(beside, place - longer))) break;
        const fact = history[place];
        if (fact === undefined) break;
        const foreseen = foreseeing(state, fact, history, place);
        const arms = armsOf(foreseen, fact);
        if (verdictOf(arms) !== null) refused.add(place);
        else state = foreseen === state ? next(state, fact, arms) : knowing(next(foreseen, fact, arms), nothingAhead);
        states.push(state);
      }
      const anew = { from: head, to: place };
      const replaced = { from: head, to: place - longer };
      for (; place < history.length; place++) {
        states.push(beside.states[place - longer] ?? state);
        if (beside.refused.has(place - longer)) refused.add(place);
      }
      return { history, start: begin, states, refused, anew, replaced };
    },
    codeAt: (followed, place) => codeKnowingTheRest(machine, stateMet(followed, place), followed.history, place),
  };
}

/** What is known from the start of a history, wherever in it the fact stands that tells. */
function foreknowing(start: State, history: readonly Effective[], born: PlainDate | undefined): State {
  const moves = movesIn(history);
  if (born === undefined && moves.length === 0) return start;
  return { ...start, context: { ...start.context, corrected: born, movesIn: moves } };
}

function knowing(state: State, ahead: Partial<Ahead>): State {
  return { ...state, context: { ...state.context, ahead: { ...state.context.ahead, ...ahead } } };
}

const none: Span = { from: 0, to: 0 };

/** Where the journey stood when it met the fact at a place. */
export function stateMet({ states, start }: Followed, place: number): State {
  return states[place - 1] ?? start;
}

/** Where the journey stands at its end. */
export function stateAtEnd(followed: Followed): State {
  return stateMet(followed, followed.history.length);
}

/** Every clock stopped in a part of a history, the whole unless said otherwise, in the order stopped. */
export function stoppedIn(
  { states, refused }: Followed,
  { from, to }: Span = { from: 0, to: states.length },
): readonly StoppedClock[] {
  const stopped: StoppedClock[] = [];
  for (let place = from; place < to; place++) {
    const state = states[place];
    if (state !== undefined && !refused.has(place)) stopped.push(...state.context.stopped);
  }
  return stopped;
}

function sharedAtTheHead(was: readonly Effective[], is: readonly Effective[]): number {
  const most = Math.min(was.length, is.length);
  let shared = 0;
  while (shared < most && isSame(was[shared], is[shared])) shared++;
  // A fact may be judged by what follows it that day: a day that differs is followed from its beginning.
  const days = [was[shared]?.data.on, is[shared]?.data.on];
  while (shared > 0 && days.includes(is[shared - 1]?.data.on)) shared--;
  return shared;
}

function sharedAtTheTail(was: readonly Effective[], is: readonly Effective[], head: number): number {
  const most = Math.min(was.length, is.length) - head;
  let shared = 0;
  while (shared < most && isSame(was[was.length - 1 - shared], is[is.length - 1 - shared])) shared++;
  return shared;
}

/** The same data is the same object: histories of one child are made of the same recorded facts. */
function isSame(a: Effective | undefined, b: Effective | undefined): boolean {
  return a?.id === b?.id && a?.data === b?.data;
}

/** A refused fact is asked about again with what comes after it, which may say better why it is refused. */
function codeKnowingTheRest(machine: Machine, met: State, history: readonly Effective[], place: number): RefusalCode {
  const fact = history[place];
  const knowingTheRest = knowing(met, aheadOf(history, place));
  return (fact && verdictOf(machine.getTransitionData(knowingTheRest, fact))) ?? 'out-of-order';
}
