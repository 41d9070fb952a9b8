import { house, type Refusal } from './refusal.ts';

/** Refusals of what is said of a child beside any case, and of moves between authorities. */
export const circumstanceRefusals = {
  'worker-already-allocated': {
    sentence: 'This worker already has the child’s case, in the same team.',
    whatNext: 'Nothing need be recorded. Where the case passed to another worker, allocate that one.',
    ...house,
  },
  'family-already-linked': {
    sentence: 'The child is already linked to this family.',
    whatNext: 'Nothing need be recorded. Where it is another family, give its id.',
    ...house,
  },
  'already-looked-after': {
    sentence: 'The child is already looked after.',
    whatNext: 'Record CeasedToBeLookedAfter first where it had ended, or correct the date.',
    ...house,
  },
  'transfer-in-already-notified': {
    sentence: 'A transfer in is notified already and awaits its conference.',
    whatNext:
      'Correct the notification recorded before, or withdraw it with TransferInWithdrawn if that move fell through.',
    ...house,
  },
  'other-authority-plan-already-noted': {
    sentence: 'A plan of this authority is already noted and has not ended.',
    whatNext: 'Record OtherAuthorityPlanEnded first, or correct what was noted.',
    ...house,
  },
} as const satisfies Readonly<Record<string, Refusal>>;
