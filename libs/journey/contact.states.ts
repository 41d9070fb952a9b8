import { journey, refuse } from './journey.setup.ts';

const received = [
  { guard: 'contactReceivedBefore', ...refuse('contact-already-received') },
  { target: 'awaitingDecision' },
] as const;

/** Each contact is received once and decided once. A contact never needs an open case. */
export const contact = journey.createStateConfig({
  initial: 'noneAwaiting',
  states: {
    noneAwaiting: {
      on: {
        ContactReceived: received,
        ContactDecided: [
          { guard: 'contactDecidedBefore', ...refuse('contact-already-decided') },
          refuse('contact-unknown'),
        ],
      },
    },
    awaitingDecision: {
      on: {
        ContactReceived: received,
        ContactDecided: [
          { guard: 'contactNeverReceived', ...refuse('contact-unknown') },
          { guard: 'contactDecidedBefore', ...refuse('contact-already-decided') },
          { guard: 'lastContactAwaiting', target: 'noneAwaiting' },
          {},
        ],
      },
    },
  },
});
