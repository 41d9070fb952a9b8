import { and, not, or, stateIn } from 'xstate';
import { journey, refuse } from './journey.setup.ts';

/** An enquiry whose conference is still to come: while there is one, a conference of no said kind is held for it. */
const enquiryAwaitsConference = or([
  stateIn({ enquiry: 'enquiring' }),
  stateIn({ enquiry: 'reviewed' }),
  stateIn({ enquiry: 'awaitingConference' }),
]);

const ofTransferIn = or(['saidToBeOfTransferIn', and([not('saidToFollowEnquiry'), not(enquiryAwaitsConference)])]);

/** A move into the area on another authority's plan: from the notification until the transfer-in conference has met. */
export const transfer = journey.createStateConfig({
  initial: 'none',
  states: {
    none: {
      on: {
        TransferInNotified: { target: 'awaitingConference' },
        // It may have been notified before the records here.
        TransferInWithdrawn: {},
      },
    },
    awaitingConference: {
      on: {
        TransferInNotified: refuse('transfer-in-already-notified'),
        TransferInWithdrawn: { target: 'none' },
        InitialConferenceHeld: [
          { guard: and(['withoutConferenceKind', enquiryAwaitsConference]), ...refuse('conference-kind-needed') },
          { guard: and([ofTransferIn, 'lateWithoutReason']), ...refuse('late-without-reason') },
          { guard: and([ofTransferIn, 'inquorateWithoutReason']), ...refuse('inquorate-without-reason') },
          { guard: and([ofTransferIn, not('adjourned')]), target: 'none' },
        ],
        ChildDied: { target: 'none' },
      },
    },
  },
});
