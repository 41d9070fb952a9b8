import { or, setup, stateIn } from 'xstate';
import type { Effective } from '#history';
import { guards } from './guards.ts';
import type { RefusalCode } from './refusals.ts';
import type { Remembered } from './remembered.ts';

/** A guard whose answer depends on timescales or local rules, which `journeyLaw` supplies. */
const askedOfProposals = (): boolean => {
  throw new WithoutTimescales();
};

/** Vocabulary of the journey: every guard is a phrase of practice, and the one action is pure. */
export const journey = setup({
  types: {
    context: {} as Remembered,
    events: {} as Effective,
    transitionMeta: {} as { readonly refusal: RefusalCode },
  },
  guards: {
    ...guards,
    lateWithoutReason: askedOfProposals,
    inquorateWithoutReason: askedOfProposals,
    withoutEnquiryReason: askedOfProposals,
    withoutConferenceKind: askedOfProposals,
    movedBeforeConferenceWithoutReason: askedOfProposals,
    somethingStillOpen: or([
      stateIn({ assessment: { single: 'inProgress' } }),
      stateIn({ assessment: { initial: 'inProgress' } }),
      stateIn({ assessment: { core: 'inProgress' } }),
      stateIn({ enquiry: 'enquiring' }),
      stateIn({ enquiry: 'reviewed' }),
      stateIn({ enquiry: 'awaitingConference' }),
      stateIn({ plan: 'decided' }),
      stateIn({ plan: 'onPlan' }),
      stateIn({ need: 'onPlan' }),
    ]),
    onProtectionPlan: stateIn({ plan: 'onPlan' }),
  },
  actions: {
    remember: () => {
      throw new WithoutTimescales();
    },
  },
});

/** A refusal is an arm like any other: first in its list, targetless, and drawn in the diagram. */
export function refuse<C extends RefusalCode>(refusal: C): { readonly meta: { readonly refusal: C } } {
  return { meta: { refusal } };
}

export const refuseIfLateWithoutReason = { guard: 'lateWithoutReason', ...refuse('late-without-reason') } as const;

export const refuseIfInquorateWithoutReason = {
  guard: 'inquorateWithoutReason',
  ...refuse('inquorate-without-reason'),
} as const;

/** The bare machine was run. It knows the order of things and no timescales. */
export class WithoutTimescales extends Error {
  constructor() {
    super('The journey machine needs timescales to turn its clocks by: run it through journeyLaw(timescales).');
    this.name = 'WithoutTimescales';
  }
}
