import { journey, refuse, refuseIfInquorateWithoutReason, refuseIfLateWithoutReason } from './journey.setup.ts';

/** What is done on a plan needs one to be open. */
const refuseWithoutPlan = {
  PlanCategoriesChanged: refuse('no-plan-open'),
  CoreGroupHeld: refuse('no-plan-open'),
  ReviewConferenceBooked: refuse('no-plan-open'),
  ReviewConferenceHeld: [{ guard: 'planFollows', ...refuse('review-before-plan') }, refuse('no-plan-open')],
  PlanEnded: refuse('no-plan-open'),
} as const;

/** The child protection plan: decided at a conference, started the same day, reviewed until it ends. */
export const plan = journey.createStateConfig({
  initial: 'none',
  states: {
    none: {
      on: {
        CaseBroughtForward: { guard: 'bringsPlan', target: 'onPlan' },
        InitialConferenceHeld: { guard: 'decidesPlan', target: 'decided' },
        PlanStarted: refuse('plan-not-from-conference'),
        ...refuseWithoutPlan,
      },
    },
    decided: {
      on: {
        // A further conference that met decides anew: the plan starts on its day, or not at all.
        InitialConferenceHeld: [{ guard: 'decidesPlan' }, { guard: 'adjourned' }, { target: 'none' }],
        PlanStarted: [{ guard: 'notOnConferenceDay', ...refuse('plan-not-from-conference') }, { target: 'onPlan' }],
        ...refuseWithoutPlan,
        // The plan can no longer start, and the case must not stay open for it.
        ChildDied: { target: 'none' },
      },
    },
    onPlan: {
      on: {
        InitialConferenceHeld: { guard: 'decidesPlan', ...refuse('plan-already-open') },
        PlanStarted: refuse('plan-already-open'),
        PlanCategoriesChanged: {},
        CoreGroupHeld: [refuseIfLateWithoutReason, {}],
        ReviewConferenceBooked: {},
        ReviewConferenceHeld: [
          { guard: 'onFirstDayOfPlan', ...refuse('review-before-plan') },
          refuseIfLateWithoutReason,
          refuseIfInquorateWithoutReason,
          {},
        ],
        PlanEnded: [
          { guard: 'endsOnFirstDay', ...refuse('plan-of-no-days') },
          { guard: 'endsWithoutReview', ...refuse('plan-ends-by-review') },
          { guard: 'beforeBirthday', ...refuse('not-yet-18') },
          { guard: 'movedBeforeConferenceWithoutReason', ...refuse('before-conference-without-reason') },
          { target: 'none' },
        ],
      },
    },
  },
});
