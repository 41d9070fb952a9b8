import { journey, refuse } from './journey.setup.ts';

/** What is done on a case needs one to be open. */
const refuseWithoutCase = [
  { guard: 'openingFollows', ...refuse('before-brought-forward') },
  { guard: 'referralFollows', ...refuse('before-referral') },
  refuse('no-open-case'),
] as const;

/** An episode of need: from a referral until it is closed, or decided to need nothing more. */
export const caseOfNeed = journey.createStateConfig({
  initial: 'closed',
  states: {
    closed: {
      on: {
        ReferralReceived: [
          { guard: 'overFortyWeeksBeforeBirth', ...refuse('over-40-weeks-before-birth') },
          { target: 'open' },
        ],
        CaseBroughtForward: [
          { guard: 'hadCase', ...refuse('opening-not-first') },
          { guard: 'overFortyWeeksBeforeBirth', ...refuse('over-40-weeks-before-birth') },
          { target: 'open' },
        ],
        ReferralDecided: refuseWithoutCase,
        AssessmentStarted: refuseWithoutCase,
        AssessmentAuthorised: refuseWithoutCase,
        StrategyDiscussionHeld: refuseWithoutCase,
        Section47Concluded: refuseWithoutCase,
        InitialConferenceBooked: refuseWithoutCase,
        InitialConferenceHeld: refuseWithoutCase,
        PlanStarted: refuseWithoutCase,
        PlanCategoriesChanged: refuseWithoutCase,
        CoreGroupHeld: refuseWithoutCase,
        ReviewConferenceBooked: refuseWithoutCase,
        ReviewConferenceHeld: refuseWithoutCase,
        PlanEnded: refuseWithoutCase,
        ChildInNeedPlanStarted: refuseWithoutCase,
        ChildInNeedPlanReviewed: refuseWithoutCase,
        ChildInNeedPlanEnded: refuseWithoutCase,
        CaseClosed: refuseWithoutCase,
      },
    },
    open: {
      on: {
        ReferralReceived: refuse('case-already-open'),
        CaseBroughtForward: refuse('opening-not-first'),
        ReferralDecided: [
          { guard: 'endsEpisodeDespiteActivity', ...refuse('nfa-contradicts-activity') },
          { guard: 'endsEpisode', target: 'closed' },
        ],
        InitialConferenceBooked: {},
        CaseClosed: [
          { guard: 'somethingStillOpen', ...refuse('still-open') },
          { guard: 'closureReasonContradicts', ...refuse('closure-reason-contradicts-history') },
          { target: 'closed' },
        ],
      },
    },
  },
});
