import { journey, refuse } from './journey.setup.ts';

/**
 * What is so of a child beside any case: their worker, their families, whether they are looked after, and plans of other
 * authorities. None of it moves the journey, so it is one state: what was said before decides what may be said again.
 */
export const circumstance = journey.createStateConfig({
  initial: 'known',
  states: {
    known: {
      on: {
        WorkerAllocated: [{ guard: 'hasTheCaseAlready', ...refuse('worker-already-allocated') }, {}],
        WorkerUnallocated: [{ guard: 'hasNotTheCase', ...refuse('worker-not-allocated') }, {}],
        FamilyLinked: [{ guard: 'linkedToFamily', ...refuse('family-already-linked') }, {}],
        FamilyUnlinked: [{ guard: 'notLinkedToFamily', ...refuse('family-not-linked') }, {}],
        BecameLookedAfter: [{ guard: 'lookedAfter', ...refuse('already-looked-after') }, {}],
        CeasedToBeLookedAfter: [{ guard: 'notLookedAfter', ...refuse('not-looked-after') }, {}],
        OtherAuthorityPlanNoted: [
          { guard: 'planOfThatAuthority', ...refuse('other-authority-plan-already-noted') },
          {},
        ],
        OtherAuthorityPlanEnded: [{ guard: 'noPlanOfThatAuthority', ...refuse('other-authority-plan-not-noted') }, {}],
        TransferOutNotified: {},
      },
    },
  },
});
