import { journey, refuse, refuseIfLateWithoutReason } from './journey.setup.ts';

/** An imported referral may leave its decision unknown: none is awaited. */
const received = [{ guard: 'decisionNotKnown', target: 'decided' }, { target: 'awaiting' }] as const;

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
    decided: {
      on: {
        ReferralReceived: received,
        ReferralDecided: refuse('already-decided'),
      },
    },
  },
});
