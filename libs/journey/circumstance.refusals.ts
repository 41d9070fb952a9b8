import { house, type Refusal } from './refusal.ts';

/** Refusals of what is said of a child beside any case, and of moves between authorities. */
export const circumstanceRefusals = {
  'worker-already-allocated': {
    sentence: 'This worker already has the child’s case, in the same team.',
    whatNext: 'Nothing need be recorded. Where the case passed to another worker, allocate that one.',
    ...house,
  },
  'worker-not-allocated': {
    sentence: 'This worker did not have the child’s case by then.',
    whatNext: 'Name the worker allocated last, or record WorkerAllocated first.',
    ...house,
    needs: ['WorkerAllocated'],
  },
  'family-already-linked': {
    sentence: 'The child is already linked to this family.',
    whatNext: 'Nothing need be recorded. Where it is another family, give its id.',
    ...house,
  },
  'family-not-linked': {
    sentence: 'The child was not linked to this family by then.',
    whatNext: 'Correct the family id, or record FamilyLinked first.',
    ...house,
    needs: ['FamilyLinked'],
  },
  'already-looked-after': {
    sentence: 'The child is already looked after.',
    whatNext: 'Record CeasedToBeLookedAfter first where it had ended, or correct the date.',
    ...house,
  },
  'not-looked-after': {
    sentence: 'The child was not looked after by then.',
    whatNext: 'Record BecameLookedAfter first, or correct the date.',
    ...house,
    needs: ['BecameLookedAfter'],
  },
  'transfer-in-already-notified': {
    sentence: 'A transfer in is notified already and awaits its conference.',
    whatNext:
      'Correct the notification recorded before, or withdraw it with TransferInWithdrawn if that move fell through.',
    ...house,
  },
  'no-transfer-in-awaited': {
    sentence: 'No transfer in awaited its conference by then.',
    whatNext:
      'Record TransferInNotified first, or correct the date; a conference after an enquiry is following-enquiry.',
    ...house,
    needs: ['TransferInNotified'],
  },
  'other-authority-plan-already-noted': {
    sentence: 'A plan of this authority is already noted and has not ended.',
    whatNext: 'Record OtherAuthorityPlanEnded first, or correct what was noted.',
    ...house,
  },
  'other-authority-plan-not-noted': {
    sentence: 'No plan of this authority was noted by then.',
    whatNext: 'Correct the authority, or record OtherAuthorityPlanNoted first.',
    ...house,
    needs: ['OtherAuthorityPlanNoted'],
  },
} as const satisfies Readonly<Record<string, Refusal>>;
