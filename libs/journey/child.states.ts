import { and } from 'xstate';
import { journey, refuse } from './journey.setup.ts';

const afterDeath = refuse('after-death');

/**
 * A child must be registered before anything else is said of them. After a death what was begun may be finished:
 * an assessment authorised, an enquiry concluded, plans and the case ended, contacts taken and details put right.
 */
export const child = journey.createStateConfig({
  initial: 'unregistered',
  states: {
    unregistered: {
      on: {
        ChildRegistered: { target: 'registered' },
        '*': refuse('child-not-registered'),
      },
    },
    registered: {
      on: {
        ChildRegistered: refuse('child-already-registered'),
        ChildDetailsAmended: {},
        ChildBorn: [{ guard: 'alreadyBorn', ...refuse('already-born') }, {}],
        ChildVisited: {},
        ChildDied: { target: 'died' },
      },
    },
    died: {
      on: {
        ChildRegistered: refuse('child-already-registered'),
        ChildDetailsAmended: {},
        ChildBorn: afterDeath,
        ChildDied: afterDeath,
        ReferralReceived: afterDeath,
        ReferralDecided: afterDeath,
        AssessmentStarted: afterDeath,
        StrategyDiscussionHeld: afterDeath,
        InitialConferenceBooked: afterDeath,
        InitialConferenceHeld: afterDeath,
        PlanStarted: afterDeath,
        PlanCategoriesChanged: afterDeath,
        CoreGroupHeld: afterDeath,
        ReviewConferenceBooked: afterDeath,
        ReviewConferenceHeld: afterDeath,
        PlanEnded: { guard: and(['onProtectionPlan', 'notOnDayOfDeath']), ...refuse('plan-ends-on-death') },
        ChildInNeedPlanStarted: afterDeath,
        ChildInNeedPlanReviewed: afterDeath,
        ChildVisited: afterDeath,
        WorkerAllocated: afterDeath,
        FamilyLinked: afterDeath,
        FamilyUnlinked: afterDeath,
        BecameLookedAfter: afterDeath,
        CeasedToBeLookedAfter: afterDeath,
        CaseBroughtForward: afterDeath,
        TransferInNotified: afterDeath,
        TransferInWithdrawn: afterDeath,
        TransferOutNotified: afterDeath,
        OtherAuthorityPlanNoted: afterDeath,
        OtherAuthorityPlanEnded: afterDeath,
        PoliceProtectionTaken: afterDeath,
        PoliceProtectionEnded: afterDeath,
        EmergencyProtectionOrderMade: afterDeath,
        EmergencyProtectionOrderExtended: afterDeath,
        EmergencyProtectionOrderEnded: afterDeath,
      },
    },
  },
});
