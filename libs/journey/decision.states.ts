import { journey, refuse, refuseIfLateWithoutReason } from './journey.setup.ts';

/** An imported referral may leave its decision unknown: none is awaited. */
const received = [{ guard: 'decisionNotKnown', target: 'unknown' }, { target: 'awaiting' }] as const;

/** Each referral is decided once. */
export const decision = journey.createStateConfig({
  initial: 'none',
  states: {
    none: {
      on: {
        ReferralReceived: received,
        CaseBroughtForward: [{ guard: 'bringsReferralAwaitingDecision', target: 'awaiting' }, { target: 'decided' }],
      },
    },
    awaiting: {
      on: {
        ReferralDecided: [refuseIfLateWithoutReason, { target: 'decided' }],
        CaseClosed: { target: 'none' },
      },
    },
    // Decided on a day nobody knows, as a source tells; that nothing more was done, it may tell as well.
    unknown: {
      on: {
        ReferralReceived: received,
        ReferralDecided: [{ guard: 'endsEpisode', target: 'decided' }, refuse('already-decided')],
      },
    },
    decided: {
      on: {
        ReferralReceived: received,
        ReferralDecided: refuse('already-decided'),
      },
    },
  },
});
