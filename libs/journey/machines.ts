import { assign, createActor, type ActorScope, type SnapshotFrom } from 'xstate';
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

type Scope = ActorScope<State, Parameters<Machine['transition']>[1]>;

/**
 * A scope to run transitions in that can do nothing: the journey has only pure actions, so one serves every child.
 * The public `transition()` makes an actor for every event, which costs more than the transition itself; a property
 * test holds the two equal. `StateMachine.transition` and `ActorScope` are in XState's published types.
 */
export function inertScope(machine: Machine): Scope {
  const self = createActor(machine);
  return {
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
}

function nothing(): void {
  // Pure actions ask nothing of their scope.
}
