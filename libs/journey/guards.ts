import { addDays, addMonths } from '#calendar';
import type { AssessmentKind, OrdinaryFacts } from '#events';
import type { Effective } from '#history';
import { birthOf } from './birth.ts';
import type { Remembered } from './remembered.ts';

interface Asked {
  readonly context: Remembered;
  readonly event: Effective;
}

/** What the arms of the journey ask of a fact and of the facts before it: each a phrase of practice. */
export const guards = {
  /** Rule 8606: 280 days before the birth, or before the day it is expected. */
  overFortyWeeksBeforeBirth: ({ context, event }: Asked) => {
    const born = birthOf(context);
    const referredOn = brought(event)?.referral.on ?? event.data.on;
    return born !== undefined && referredOn < addDays(born, -280);
  },
  alreadyBorn: ({ context }: Asked) => context.dateOfBirth !== undefined,
  notOnDayOfDeath: ({ context, event }: Asked) => event.data.on !== context.diedOn,

  /** An opening balance is where the child's case begins here: nothing of it can come before. */
  hadCase: ({ context }: Asked) => context.referralOn !== undefined,
  bringsReferralAwaitingDecision: ({ event }: Asked) => brought(event)?.referral.awaitsDecision === true,
  bringsAssessment: ({ event }: Asked, { kind }: { readonly kind: AssessmentKind }) =>
    brought(event)?.assessment?.kind === kind,
  bringsEnquiry: ({ event }: Asked) => brought(event)?.enquiry !== undefined,
  bringsConferenceAwaited: ({ event }: Asked) => brought(event)?.enquiry?.concludedOn !== undefined,
  bringsPlan: ({ event }: Asked) => brought(event)?.plan !== undefined,
  bringsChildInNeedPlan: ({ event }: Asked) => brought(event)?.childInNeedPlan !== undefined,
  decisionNotKnown: ({ event }: Asked) => event.type === 'ReferralReceived' && event.data.decision === 'not-known',

  referralFollows: ({ context }: Asked) => context.ahead.referral,
  openingFollows: ({ context }: Asked) => context.ahead.opening,
  planFollows: ({ context }: Asked) => context.ahead.plan,

  endsEpisode: ({ event }: Asked) => endsEpisode(event),
  endsEpisodeDespiteActivity: ({ context: { had }, event }: Asked) =>
    endsEpisode(event) && (had.assessment || had.enquiry || had.conference || had.plan || had.childInNeedPlan),
  closureReasonContradicts: ({ context: { had }, event }: Asked) =>
    event.type === 'CaseClosed' &&
    (event.data.reason === 'RC8' || event.data.reason === 'RC9') &&
    (had.enquiry || had.conference || had.plan || had.childInNeedPlan),

  ofKind: ({ event }: Asked, { kind }: { readonly kind: AssessmentKind }) =>
    (event.type === 'AssessmentStarted' || event.type === 'AssessmentAuthorised') && event.data.kind === kind,

  beginsEnquiry: ({ event }: Asked) =>
    event.type === 'StrategyDiscussionHeld' &&
    (event.data.decision === 'section-47-joint' || event.data.decision === 'section-47-single'),
  /** Concluded after a death, an enquiry awaits no conference, for none can be held. */
  requiresConference: ({ context, event }: Asked) =>
    event.type === 'Section47Concluded' && event.data.outcome === 'conference-required' && context.diedOn === undefined,
  adjourned: ({ event }: Asked) =>
    (event.type === 'InitialConferenceHeld' || event.type === 'ReviewConferenceHeld') &&
    event.data.outcome === 'adjourned',

  decidesPlan: ({ event }: Asked) => event.type === 'InitialConferenceHeld' && event.data.outcome === 'plan',
  /** Rule 4016 compares days: from the plan's last day on, whatever the times. */
  planEndsLaterThatDay: ({ context }: Asked) => context.ahead.planEnd,
  notOnConferenceDay: ({ context, event }: Asked) => event.data.on !== context.conferenceOn,
  onFirstDayOfPlan: ({ context, event }: Asked) => event.data.on === context.planStartedOn,
  endsOnFirstDay: ({ context, event }: Asked) =>
    event.type === 'PlanEnded' &&
    event.data.reason !== 'died' &&
    event.data.reason !== 'pregnancy-ended' &&
    event.data.on === context.planStartedOn,
  endsWithoutReview: ({ context: { lastReview }, event }: Asked) =>
    event.type === 'PlanEnded' &&
    event.data.reason === 'review-decision' &&
    !(lastReview?.outcome === 'end' && lastReview.on === event.data.on),
  /** Born on 29 February: from 28 February, for only what is certainly wrong is refused. */
  beforeBirthday: ({ context, event }: Asked) => {
    if (event.type !== 'PlanEnded' || event.data.reason !== 'turned-18') return false;
    const born = birthOf(context);
    return born !== undefined && event.data.on < addMonths(born, 18 * 12);
  },

  hasTheCaseAlready: ({ context: { worker }, event }: Asked) =>
    event.type === 'WorkerAllocated' && worker?.worker === event.data.worker && worker.team === event.data.team,
  linkedToFamily: ({ context, event }: Asked) =>
    event.type === 'FamilyLinked' && context.families.includes(event.data.familyId),
  lookedAfter: ({ context }: Asked) => context.lookedAfterSince !== undefined,

  saidToBeOfTransferIn: ({ event }: Asked) =>
    event.type === 'InitialConferenceHeld' && event.data.kind === 'transfer-in',
  saidToFollowEnquiry: ({ event }: Asked) =>
    event.type === 'InitialConferenceHeld' && event.data.kind === 'following-enquiry',
  planOfThatAuthority: ({ context, event }: Asked) =>
    event.type === 'OtherAuthorityPlanNoted' &&
    context.otherPlans.some(({ authority }) => authority === event.data.authority),

  contactReceivedBefore: ({ context, event }: Asked) => isContact(event) && contact(context, event) !== undefined,
  contactDecidedBefore: ({ context, event }: Asked) => isContact(event) && contact(context, event) === 'decided',
  contactNeverReceived: ({ context, event }: Asked) => isContact(event) && contact(context, event) === undefined,
  lastContactAwaiting: ({ context, event }: Asked) =>
    isContact(event) &&
    Object.entries(context.contacts).every(([id, state]) => state === 'decided' || id === event.data.contactId),
};

function brought(event: Effective): OrdinaryFacts['CaseBroughtForward'] | undefined {
  return event.type === 'CaseBroughtForward' ? event.data : undefined;
}

function endsEpisode(event: Effective): boolean {
  return (
    event.type === 'ReferralDecided' &&
    (event.data.decision === 'no-further-action' || event.data.decision === 'early-help')
  );
}

function isContact(event: Effective): event is Effective<'ContactReceived' | 'ContactDecided'> {
  return event.type === 'ContactReceived' || event.type === 'ContactDecided';
}

function contact(
  { contacts }: Remembered,
  { data }: Effective<'ContactReceived' | 'ContactDecided'>,
): 'received' | 'decided' | undefined {
  return Object.hasOwn(contacts, data.contactId) ? contacts[data.contactId] : undefined;
}
