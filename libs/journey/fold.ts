import type { Effective } from '#history';
import type { StoppedClock, Timescales } from '#timescales';
import { stepperOf, type Machine, type State } from './machines.ts';
import type { RefusalCode } from './refusals.ts';
import { verdictOf, type Verdict } from './verdict.ts';

/** A history followed as far as some fact. */
export interface Followed {
  readonly state: State;
  /** Every clock stopped so far, in the order stopped. */
  readonly stopped: readonly StoppedClock[];
  /** The facts the order of the journey refuses, by id: skipped, and never in silence. */
  readonly refused: ReadonlyMap<string, RefusalCode>;
}

/** Is told of every fact, with the state it met and the verdict on it. */
export type Observer = (fact: Effective, met: State, verdict: Verdict) => void;

/** Part of a history, by place: from `from` up to, and not including, `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Follower {
  readonly start: Followed;
  /** Follows a history, or a span of it, in the order things happened. Refused facts change nothing and are marked. */
  readonly follow: (met: Followed, history: readonly Effective[], span?: Span, observe?: Observer) => Followed;
}

/** Folds histories through the reading machine: the order guards on, no reasons asked (decisions.md 2, 5). */
export function followerOf(machine: Machine, timescales: Timescales): Follower {
  const { start, step } = stepperOf(machine, timescales);
  return {
    start: { state: start, stopped: [], refused: new Map() },
    follow(met, history, span = { from: 0, to: history.length }, observe?: Observer) {
      let { state } = met;
      const stopped = [...met.stopped];
      const refused = new Map(met.refused);
      for (let place = span.from; place < span.to; place++) {
        const fact = history[place];
        if (fact === undefined) break;
        const { arms, next } = step(state, fact);
        const verdict = verdictOf(arms) === null ? null : knowingTheRest(machine, state, history, place);
        observe?.(fact, state, verdict);
        if (verdict === null) {
          state = next;
          stopped.push(...state.context.stopped);
        } else refused.set(fact.id, verdict);
      }
      return { state, stopped, refused };
    },
  };
}

/** Where two histories lead. */
export interface Both {
  readonly before: Followed;
  readonly after: Followed;
}

/**
 * Follows a history without and with a change, sharing what comes before the change, and what comes after it from where
 * the two stand alike again: most late facts change little, and so cost little more than one reading.
 */
export function followBoth(
  { start, follow }: Follower,
  was: readonly Effective[],
  is: readonly Effective[],
  observe: Observer,
): Both {
  const head = sharedAtTheHead(was, is);
  const tail = sharedAtTheTail(was, is, head);
  const prefix = follow(start, is, { from: 0, to: head });
  let before = follow(prefix, was, { from: head, to: was.length - tail });
  let after = follow(prefix, is, { from: head, to: is.length - tail }, observe);
  for (let left = tail; left > 0; left -= stride) {
    if (standAlike(before.state, after.state)) {
      const met = { state: after.state, stopped: [], refused: new Map<string, RefusalCode>() };
      const alike = follow(met, is, { from: is.length - left, to: is.length }, observe);
      return { before: continued(before, alike), after: continued(after, alike) };
    }
    before = follow(before, was, { from: was.length - left, to: was.length - left + stride });
    after = follow(after, is, { from: is.length - left, to: is.length - left + stride }, observe);
  }
  return { before, after };
}

/** How many facts are followed between two looks at whether the histories stand alike: a look costs about a step. */
const stride = 8;

function continued(first: Followed, then: Followed): Followed {
  return {
    state: then.state,
    stopped: [...first.stopped, ...then.stopped],
    refused: new Map([...first.refused, ...then.refused]),
  };
}

function standAlike(a: State, b: State): boolean {
  return told(a) === told(b);
}

function told({ value, context }: State): string {
  return JSON.stringify([value, { ...context, stopped: [] }]);
}

function sharedAtTheHead(was: readonly Effective[], is: readonly Effective[]): number {
  const most = Math.min(was.length, is.length);
  let shared = 0;
  while (shared < most && isSame(was[shared], is[shared])) shared++;
  return shared;
}

function sharedAtTheTail(was: readonly Effective[], is: readonly Effective[], head: number): number {
  const most = Math.min(was.length, is.length) - head;
  let shared = 0;
  while (shared < most && isSame(was[was.length - 1 - shared], is[is.length - 1 - shared])) shared++;
  return shared;
}

function isSame(a: Effective | undefined, b: Effective | undefined): boolean {
  return a?.id === b?.id && a?.data === b?.data;
}

/** A refused fact is asked about again with what comes after it, which may say better why it is refused. */
function knowingTheRest(machine: Machine, state: State, facts: readonly Effective[], place: number): Verdict {
  const fact = facts[place];
  if (fact === undefined) return null;
  const rest = facts.slice(place + 1);
  const ahead = {
    referral: rest.some(({ type }) => type === 'ReferralReceived'),
    plan: rest.some(({ type }) => type === 'PlanStarted'),
  };
  const knowing = machine.resolveState({ ...state, context: { ...state.context, ahead } });
  return verdictOf(machine.getTransitionData(knowing, fact));
}
