import type { Effective } from '#history';
import type { StoppedClock } from '#timescales';
import { inertScope, type Machine, type State } from './machines.ts';
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

export interface Follower {
  readonly start: Followed;
  /** Follows facts in the order they happened. Refused ones change nothing and are marked. */
  readonly follow: (from: Followed, facts: readonly Effective[], observe?: Observer) => Followed;
}

/** Folds histories through the reading machine: the order guards on, no reasons asked (decisions.md 2, 5). */
export function followerOf(machine: Machine): Follower {
  const scope = inertScope(machine);
  return {
    start: { state: machine.getInitialSnapshot(scope), stopped: [], refused: new Map() },
    follow(from, facts, observe) {
      let { state } = from;
      const stopped = [...from.stopped];
      const refused = new Map(from.refused);
      facts.forEach((fact, place) => {
        const first = verdictOf(machine, state, fact);
        const verdict = first === null ? null : knowingTheRest(machine, state, facts, place);
        observe?.(fact, state, verdict);
        if (verdict !== null) {
          refused.set(fact.id, verdict);
          return;
        }
        state = machine.transition(state, fact, scope);
        stopped.push(...state.context.stopped);
      });
      return { state, stopped, refused };
    },
  };
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
  return verdictOf(machine, machine.resolveState({ ...state, context: { ...state.context, ahead } }), fact);
}
