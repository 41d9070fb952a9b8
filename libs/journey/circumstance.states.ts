import { journey, refuse } from './journey.setup.ts';

/**
 * What is so of a child beside any case: their worker, their families, whether they are looked after, and plans of other
 * authorities. None of it moves the journey, so it is one state: what was said before decides what may be said again. An end
 * of what is not known to have begun changes nothing and is kept, for it may have begun before the records here.
 */
export const circumstance = journey.createStateConfig({
  initial: 'known',
  states: {
    known: {
      on: {
        WorkerAllocated: [{ guard: 'hasTheCaseAlready', ...refuse('worker-already-allocated') }, {}],
        WorkerUnallocated: {},
        FamilyLinked: [{ guard: 'linkedToFamily', ...refuse('family-already-linked') }, {}],
        FamilyUnlinked: {},
        BecameLookedAfter: [{ guard: 'lookedAfter', ...refuse('already-looked-after') }, {}],
        CeasedToBeLookedAfter: {},
        OtherAuthorityPlanNoted: [
          { guard: 'planOfThatAuthority', ...refuse('other-authority-plan-already-noted') },
          {},
        ],
        OtherAuthorityPlanEnded: {},
        TransferOutNotified: {},
      },
    },
  },
});
