import { assign, createActor, type ActorScope, type SnapshotFrom } from 'xstate';
import type { Effective } from '#history';
import type { Timescales } from '#timescales';
import { journeyMachine } from './journey.machine.ts';
import { inquorateReasonOwed, lateReasonsOwed, withoutEnquiryReasonOwed, type LocalRules } from './reasons.ts';
import { remember } from './remembered.ts';

/** The journey with timescales and local rules supplied: once to read history, once to judge proposals. */
export interface Machines {
  /** Asks for no reasons: history is read, never judged. */
  readonly reading: Machine;
  /** Asks for every reason owed. */
  readonly judging: Machine;
}

export type Machine = typeof journeyMachine;
/** Where a child's journey stands, order and memory. */
export type State = SnapshotFrom<Machine>;

export function machinesFor(timescales: Timescales, local: LocalRules): Machines {
  const timed = journeyMachine.provide({
    actions: { remember: assign(({ context, event }) => remember(timescales, context, event)) },
  });
  return {
    reading: timed.provide({
      guards: {
        lateWithoutReason: () => false,
        inquorateWithoutReason: () => false,
        withoutEnquiryReason: () => false,
      },
    }),
    judging: timed.provide({
      guards: {
        lateWithoutReason: ({ context, event }) => lateReasonsOwed(timescales, context.clocks, event).length > 0,
        inquorateWithoutReason: ({ event }) => inquorateReasonOwed(local, event).length > 0,
        withoutEnquiryReason: ({ event }) => withoutEnquiryReasonOwed(event).length > 0,
      },
    }),
  };
}

/** One fact put to a state: the arms it enabled, one for each region that has one, and the state it led to. */
export interface Step {
  readonly arms: readonly Arm[];
  readonly next: State;
}

/** An arm of the machine: refusals carry their code. */
export type Arm = ReturnType<Machine['getTransitionData']>[number];

/**
 * Steps a machine from state to state in one shared scope, which can do nothing: the journey has only pure actions, so
 * one serves every child. The public `transition()` makes an actor for every event, which costs more than the step
 * itself; a property test holds the two equal. `StateMachine.transition`, `ActorScope` and inspection are in XState's
 * published types. Inspection tells which arms were taken, which would otherwise have to be selected twice.
 *
 * A fact that no arm of the state could move, such as a visit, is only remembered: a third of the cost of a step.
 */
export function stepperOf(
  machine: Machine,
  timescales: Timescales,
): { readonly start: State; readonly step: (from: State, fact: Effective) => Step } {
  let taken: readonly Arm[] = [];
  const self = createActor(machine, {
    inspect: (inspected) => {
      if (inspected.type === '@xstate.microstep') taken = inspected._transitions;
    },
  });
  const scope: ActorScope<State, Effective> = {
    self,
    logger: nothing,
    id: 'journey',
    sessionId: 'journey',
    defer: nothing,
    system: self.system,
    stopChild: nothing,
    emit: nothing,
    actionExecutor: nothing,
  };
  return {
    start: machine.getInitialSnapshot(scope),
    step: (from, fact) => {
      if (!couldMove(from, fact)) {
        const arms = machine.getTransitionData(from, fact);
        return { arms, next: { ...from, context: remember(timescales, from.context, fact) } };
      }
      taken = [];
      const next = machine.transition(from, fact, scope);
      return { arms: taken, next };
    },
  };
}

function couldMove({ _nodes }: State, { type }: Effective): boolean {
  return _nodes.some(({ transitions }) => transitions.get(type)?.some(({ target }) => target !== undefined));
}

function nothing(): void {
  // Pure actions ask nothing of their scope.
}
