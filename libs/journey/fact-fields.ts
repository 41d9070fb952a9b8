import type { OrdinaryFacts, OrdinaryType } from '#events';

/** Every field of every ordinary fact: whether its data must have it. The compiler keeps this whole and true. */
type Fields = {
  readonly [T in OrdinaryType]: {
    readonly [F in keyof OrdinaryFacts[T]]-?: undefined extends OrdinaryFacts[T][F] ? 'may' : 'must';
  };
};

const happened = { on: 'must', at: 'may' } as const;
const mayBeLate = { ...happened, lateReason: 'may' } as const;

const details = {
  dateOfBirth: 'may',
  dateOfBirthEstimated: 'may',
  expectedDateOfBirth: 'may',
  ethnicity: 'may',
  disabilities: 'may',
  upn: 'may',
  upnUnknownReason: 'may',
  formerUpn: 'may',
  nhsNumber: 'may',
  name: 'may',
} as const;

const conference = {
  ...happened,
  meetingId: 'may',
  invited: 'must',
  attended: 'must',
  reportsReceived: 'must',
  childParticipated: 'must',
  lateReason: 'may',
  inquorateReason: 'may',
  outcome: 'must',
} as const;

const booking = { ...happened, meetingId: 'may', for: 'must' } as const;
const atTime = { on: 'must', at: 'must' } as const;
const order = { ...happened, until: 'must', lateReason: 'may', longerReason: 'may' } as const;

const fields: Fields = {
  ChildRegistered: { ...happened, ...details, sex: 'must' },
  ChildDetailsAmended: { ...happened, ...details, sex: 'may' },
  ChildBorn: { ...happened, dateOfBirth: 'must', sex: 'must' },
  ChildDied: mayBeLate,
  WorkerAllocated: { ...happened, worker: 'must', team: 'must' },
  WorkerUnallocated: { ...happened, worker: 'must', team: 'may' },
  FamilyLinked: { ...happened, familyId: 'must' },
  FamilyUnlinked: { ...happened, familyId: 'must' },
  BecameLookedAfter: { ...happened, legalStatus: 'may' },
  CeasedToBeLookedAfter: happened,
  TransferInNotified: { ...happened, fromAuthority: 'must', notifiedOn: 'must' },
  TransferInWithdrawn: mayBeLate,
  TransferOutNotified: { ...happened, toAuthority: 'must', notifiedOn: 'must' },
  OtherAuthorityPlanNoted: { ...happened, authority: 'must', categories: 'must' },
  OtherAuthorityPlanEnded: { ...happened, authority: 'must', categories: 'may' },
  ContactReceived: { ...happened, contactId: 'must', source: 'must', reason: 'may' },
  ContactDecided: { ...happened, contactId: 'must', outcome: 'must' },
  ReferralReceived: {
    ...happened,
    source: 'must',
    primaryNeed: 'may',
    contactId: 'may',
    byTransferIn: 'may',
    decision: 'may',
  },
  ReferralDecided: { ...happened, decision: 'must', primaryNeed: 'may', acknowledgedOn: 'may', lateReason: 'may' },
  CaseClosed: { ...happened, reason: 'must', lateReason: 'may' },
  CaseBroughtForward: {
    ...happened,
    referral: 'must',
    earlierReferralsOn: 'may',
    authorised: 'may',
    assessment: 'may',
    enquiry: 'may',
    childInNeedPlan: 'may',
    plan: 'may',
  },
  AssessmentStarted: { ...mayBeLate, kind: 'must', internalReviewOn: 'may' },
  AssessmentAuthorised: {
    ...happened,
    kind: 'must',
    factors: 'must',
    primaryNeed: 'may',
    outcome: 'must',
    lateReason: 'may',
  },
  StrategyDiscussionHeld: {
    ...happened,
    meetingId: 'may',
    attended: 'must',
    decision: 'must',
    lateReason: 'may',
    inquorateReason: 'may',
  },
  Section47Concluded: { ...happened, outcome: 'must', substantiated: 'must', lateReason: 'may' },
  InitialConferenceBooked: booking,
  InitialConferenceHeld: { ...conference, kind: 'may', coreGroup: 'may', withoutEnquiryReason: 'may' },
  PlanStarted: { ...mayBeLate, categories: 'must', previousPlansHere: 'may', previousPlansElsewhere: 'may' },
  PlanCategoriesChanged: { ...happened, categories: 'must' },
  CoreGroupHeld: { ...happened, meetingId: 'may', attended: 'must', lateReason: 'may' },
  ReviewConferenceBooked: booking,
  ReviewConferenceHeld: { ...conference, categories: 'may' },
  PlanEnded: {
    ...happened,
    reason: 'must',
    stepDown: 'must',
    lateReason: 'may',
    receivingAuthority: 'may',
    receivingConferenceOn: 'may',
    beforeConferenceReason: 'may',
    note: 'may',
  },
  ChildInNeedPlanStarted: happened,
  ChildInNeedPlanReviewed: mayBeLate,
  ChildInNeedPlanEnded: mayBeLate,
  ChildVisited: {
    ...happened,
    purpose: 'must',
    seen: 'must',
    seenAlone: 'must',
    bedroomSeen: 'may',
    lateReason: 'may',
  },
  PoliceProtectionTaken: atTime,
  PoliceProtectionEnded: { ...atTime, lateReason: 'may' },
  EmergencyProtectionOrderMade: order,
  EmergencyProtectionOrderExtended: order,
  EmergencyProtectionOrderEnded: mayBeLate,
};

/** The fields a fact of the type has, each with whether its data must have it. */
export function fieldsOf(type: OrdinaryType): Readonly<Record<string, 'may' | 'must'>> {
  return fields[type];
}

/** Whether this is data a fact of the type could have: every field it must have, and none it cannot. */
export function fits(type: OrdinaryType, data: object): boolean {
  const known = fieldsOf(type);
  return (
    Object.keys(data).every((field) => Object.hasOwn(known, field)) &&
    Object.entries(known).every(([field, need]) => need === 'may' || Object.hasOwn(data, field))
  );
}
