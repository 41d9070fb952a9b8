import { assign, type SnapshotFrom } from 'xstate';
import type { Timescales } from '#timescales';
import { journeyMachine } from './journey.machine.ts';
import {
  beforeConferenceReasonOwed,
  conferenceKindOwed,
  inquorateReasonOwed,
  lateReasonsOwed,
  withoutEnquiryReasonOwed,
} from './reasons.ts';
import { remember } from './remembered.ts';

/** The journey with timescales supplied: once to read history, once to judge proposals. */
export interface Machines {
  /** Asks for no reasons: history is read, never judged. */
  readonly reading: Machine;
  /** Asks for every reason owed. */
  readonly judging: Machine;
}

export type Machine = typeof journeyMachine;
/** Where a child's journey stands, order and memory. */
export type State = SnapshotFrom<Machine>;

export function machinesFor(timescales: Timescales): Machines {
  const timed = journeyMachine.provide({
    actions: { remember: assign(({ context, event }) => remember(timescales, context, event)) },
  });
  return {
    reading: timed.provide({
      guards: {
        lateWithoutReason: () => false,
        inquorateWithoutReason: () => false,
        withoutEnquiryReason: () => false,
        withoutConferenceKind: () => false,
        movedBeforeConferenceWithoutReason: () => false,
      },
    }),
    judging: timed.provide({
      guards: {
        lateWithoutReason: ({ context, event }) => lateReasonsOwed(timescales, context.clocks, event).length > 0,
        inquorateWithoutReason: ({ event }) => inquorateReasonOwed(timescales, event).length > 0,
        withoutEnquiryReason: ({ event }) => withoutEnquiryReasonOwed(event).length > 0,
        withoutConferenceKind: ({ event }) => conferenceKindOwed(event).length > 0,
        movedBeforeConferenceWithoutReason: ({ event }) => beforeConferenceReasonOwed(event).length > 0,
      },
    }),
  };
}

/** An arm of the machine: refusals carry their code. */
export type Arm = ReturnType<Machine['getTransitionData']>[number];
