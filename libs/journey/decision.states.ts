import { journey, refuse, refuseIfLateWithoutReason } from './journey.setup.ts';

/** Each referral is decided once. */
export const decision = journey.createStateConfig({
  initial: 'none',
  states: {
    none: { on: { ReferralReceived: { target: 'awaiting' } } },
    awaiting: {
      on: {
        ReferralDecided: [refuseIfLateWithoutReason, { target: 'decided' }],
        CaseClosed: { target: 'none' },
      },
    },
    decided: {
      on: {
        ReferralReceived: { target: 'awaiting' },
        ReferralDecided: refuse('already-decided'),
      },
    },
  },
});
