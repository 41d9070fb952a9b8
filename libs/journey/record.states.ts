import { journey } from './journey.setup.ts';

/** What every fact does, whatever the order: clocks turn, and what later guards ask for is remembered. */
const remembered = { actions: 'remember' } as const;

/** Carries no order: it neither accepts nor refuses, and is entered only by facts the other regions accept. */
export const record = journey.createStateConfig({
  on: {
    ChildRegistered: remembered,
    ChildDetailsAmended: remembered,
    ChildBorn: remembered,
    ChildDied: remembered,
    WorkerAllocated: remembered,
    WorkerUnallocated: remembered,
    FamilyLinked: remembered,
    FamilyUnlinked: remembered,
    BecameLookedAfter: remembered,
    CeasedToBeLookedAfter: remembered,
    TransferInNotified: remembered,
    TransferInWithdrawn: remembered,
    TransferOutNotified: remembered,
    OtherAuthorityPlanNoted: remembered,
    OtherAuthorityPlanEnded: remembered,
    ContactReceived: remembered,
    ContactDecided: remembered,
    ReferralReceived: remembered,
    ReferralDecided: remembered,
    AssessmentStarted: remembered,
    AssessmentAuthorised: remembered,
    StrategyDiscussionHeld: remembered,
    Section47Concluded: remembered,
    InitialConferenceHeld: remembered,
    PlanStarted: remembered,
    PlanCategoriesChanged: remembered,
    ReviewConferenceHeld: remembered,
    PlanEnded: remembered,
    ChildInNeedPlanStarted: remembered,
    ChildInNeedPlanReviewed: remembered,
    ChildInNeedPlanEnded: remembered,
    ChildVisited: remembered,
    CaseClosed: remembered,
  },
});
