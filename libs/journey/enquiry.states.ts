import { and, not, stateIn } from 'xstate';
import { journey, refuse, refuseIfInquorateWithoutReason, refuseIfLateWithoutReason } from './journey.setup.ts';

/** A transfer in awaits this conference, so it needs no enquiry. */
const heldForTransferIn = and([stateIn({ transfer: 'awaitingConference' }), not('saidToFollowEnquiry')]);

/** Said to be on a transfer in that nobody notified, a conference is of no enquiry either: nothing awaited it. */
const ofUnknownTransferIn = and(['saidToBeOfTransferIn', not(stateIn({ transfer: 'awaitingConference' }))]);

/** A conference that met is the end of its enquiry; one that was adjourned is not. */
const conferenceOfEnquiry = [
  { guard: and([ofUnknownTransferIn, 'withoutEnquiryReason']), ...refuse('without-enquiry-reason') },
  { guard: 'saidToBeOfTransferIn' },
  refuseIfLateWithoutReason,
  refuseIfInquorateWithoutReason,
  { guard: 'adjourned' },
  { target: 'none' },
] as const;

/**
 * The section 47 enquiry, from the strategy discussion that began it to the conference, or to the finding that none is
 * needed. A further discussion is never refused: it joins the enquiry, until its conference too (rules 8839, 8890).
 */
export const enquiry = journey.createStateConfig({
  initial: 'none',
  states: {
    none: {
      on: {
        CaseBroughtForward: [
          { guard: 'bringsConferenceAwaited', target: 'awaitingConference' },
          { guard: 'bringsEnquiry', target: 'enquiring' },
        ],
        StrategyDiscussionHeld: [{ guard: 'beginsEnquiry', target: 'enquiring' }, {}],
        Section47Concluded: refuse('no-enquiry-open'),
        InitialConferenceHeld: [
          { guard: and(['withoutEnquiryReason', not(heldForTransferIn)]), ...refuse('without-enquiry-reason') },
          refuseIfLateWithoutReason,
          refuseIfInquorateWithoutReason,
          {},
        ],
      },
    },
    enquiring: {
      on: {
        StrategyDiscussionHeld: {},
        // That the child is already on a plan is not doubted: it may be a plan from before the records here.
        Section47Concluded: [
          refuseIfLateWithoutReason,
          { guard: 'requiresConference', target: 'awaitingConference' },
          { target: 'none' },
        ],
        InitialConferenceHeld: conferenceOfEnquiry,
        // Where the child is already on a plan, a review takes the conference's place.
        ReviewConferenceHeld: [{ guard: 'adjourned' }, { target: 'reviewed' }],
      },
    },
    reviewed: {
      on: {
        StrategyDiscussionHeld: {},
        Section47Concluded: { target: 'none' },
        InitialConferenceHeld: conferenceOfEnquiry,
      },
    },
    awaitingConference: {
      on: {
        StrategyDiscussionHeld: {},
        Section47Concluded: refuse('no-enquiry-open'),
        InitialConferenceHeld: conferenceOfEnquiry,
        ReviewConferenceHeld: [{ guard: 'adjourned' }, { target: 'none' }],
        // No conference can be held any more, and the case must not stay open for it.
        ChildDied: { target: 'none' },
      },
    },
  },
});
