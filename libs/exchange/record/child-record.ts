import type { PlainDate } from '#calendar';
import type {
  Agency,
  AssessmentFactor,
  AssessmentKind,
  AssessmentOutcome,
  Category,
  ClosureReason,
  ConferenceOutcome,
  ContactOutcome,
  Disability,
  EnquiryOutcome,
  Ethnicity,
  FactType,
  NotKnown,
  PlanEndReason,
  PrimaryNeed,
  ReferralDecision,
  ReviewOutcome,
  Sex,
  Source,
  UpnUnknownReason,
  VisitPurpose,
} from '#events';

/**
 * What is told of one child, as returns ask for it: episodes of need with what happened in each. Every id is that of the
 * fact that began the thing, so it is the same whenever the record is made. What has not happened is undefined.
 */
export interface ChildRecord {
  readonly child: string;
  /** Whether the child is registered: a registration recorded in error leaves nothing to tell. */
  readonly isRegistered: boolean;
  readonly details: Details;
  readonly diedOn: PlainDate | undefined;
  readonly contacts: readonly Contact[];
  /** In the order they began. */
  readonly episodes: readonly Episode[];
  readonly visits: readonly Visit[];
  readonly allocations: readonly Allocation[];
  readonly care: readonly Care[];
  readonly otherPlans: readonly OtherPlan[];
  readonly protections: readonly Protection[];
  /** Facts that belong to an episode and fall in none: an older law may have accepted them. Returns leave them out. */
  readonly unplaced: readonly Unplaced[];
}

/** Who the child is, as far as it is known and may be read. A text that is erased or sealed is absent. */
export interface Details {
  readonly dateOfBirth: PlainDate | undefined;
  readonly expectedDateOfBirth: PlainDate | undefined;
  readonly sex: Sex | undefined;
  readonly ethnicity: Ethnicity | undefined;
  readonly disabilities: readonly Disability[] | undefined;
  readonly upn: string | undefined;
  readonly upnUnknownReason: UpnUnknownReason | undefined;
  readonly formerUpn: string | undefined;
  readonly nhsNumber: string | undefined;
  readonly name: string | undefined;
}

export interface Contact {
  readonly id: string;
  readonly on: PlainDate;
  readonly source: Source;
  readonly outcome: ContactOutcome | undefined;
}

/** An episode of need: a referral, and what came of it. */
export interface Episode {
  readonly id: string;
  readonly referredOn: PlainDate;
  /** The place of the referral in the order of recording: of one day's referrals the first recorded counts. */
  readonly revision: number;
  readonly source: Source;
  readonly primaryNeed: PrimaryNeed | undefined;
  /** It is the referral of a child who moved here for good on another authority's plan. */
  readonly byTransferIn: boolean;
  readonly decision: ReferralDecision | undefined;
  readonly decidedOn: PlainDate | undefined;
  /** Decided as no further action or early help: either ends the episode with nothing further done. */
  readonly noFurtherAction: boolean;
  readonly closedOn: PlainDate | undefined;
  readonly closureReason: ClosureReason | undefined;
  /** Told of by an opening balance: what was authorised or held before that is not known. */
  readonly broughtForward: boolean;
  readonly assessments: readonly Assessment[];
  readonly enquiries: readonly Enquiry[];
  readonly conferences: readonly InitialConference[];
  readonly needPlans: readonly NeedPlan[];
  readonly plans: readonly Plan[];
}

export interface Assessment {
  readonly id: string;
  readonly kind: AssessmentKind;
  /** Undefined of one authorised whose start nobody recorded. */
  readonly startedOn: PlainDate | undefined;
  readonly internalReviewOn: PlainDate | undefined;
  readonly authorisedOn: PlainDate | undefined;
  readonly factors: readonly AssessmentFactor[] | NotKnown | undefined;
  readonly outcome: AssessmentOutcome | undefined;
}

/** A section 47 enquiry, from the strategy discussion that began it. */
export interface Enquiry {
  readonly id: string;
  readonly startedOn: PlainDate;
  readonly concludedOn: PlainDate | undefined;
  readonly outcome: EnquiryOutcome | undefined;
  readonly substantiated: boolean | NotKnown | undefined;
  /** The initial conference that ended it: the one that decided, where others were adjourned. */
  readonly conference: string | undefined;
  readonly conferenceOn: PlainDate | undefined;
}

export interface InitialConference {
  readonly id: string;
  readonly on: PlainDate;
  readonly outcome: ConferenceOutcome;
  readonly meetingId: string | undefined;
  /** What it was held for; `nothing` where neither an enquiry nor a move into the area awaited it. */
  readonly heldFor: 'enquiry' | 'transfer-in' | 'nothing';
  /** The id of the enquiry it was held for. */
  readonly enquiry: string | undefined;
  /** The day the time it was due in counts from: the enquiry's start, or the day the move was notified. */
  readonly dueFrom: PlainDate | undefined;
  readonly attended: readonly Agency[] | NotKnown;
}

export interface NeedPlan {
  readonly id: string;
  readonly startedOn: PlainDate;
  readonly endedOn: PlainDate | undefined;
}

/** A child protection plan of this authority. */
export interface Plan {
  readonly id: string;
  readonly startedOn: PlainDate;
  readonly endedOn: PlainDate | undefined;
  readonly endReason: PlanEndReason | undefined;
  /** The initial conference of its first day that decided it. */
  readonly conference: string | undefined;
  readonly initialCategories: readonly Category[];
  readonly latestCategories: readonly Category[];
  /** The child's plans in this authority before it. */
  readonly earlierPlans: number;
  readonly reviews: readonly Review[];
}

export interface Review {
  readonly id: string;
  readonly on: PlainDate;
  readonly outcome: ReviewOutcome;
  readonly meetingId: string | undefined;
  readonly attended: readonly Agency[] | NotKnown;
  readonly childParticipated: boolean | NotKnown;
  /** The conference or review before it that was not adjourned: its due day counts from there. */
  readonly previousOn: PlainDate;
  readonly isFirst: boolean;
  /** Told of by an opening balance, with nothing but its day. */
  readonly broughtForward: boolean;
}

export interface Visit {
  readonly id: string;
  readonly on: PlainDate;
  readonly purpose: VisitPurpose;
  readonly seen: boolean;
  readonly seenAlone: boolean;
  readonly bedroomSeen: boolean | undefined;
}

/** The time a worker had the case. */
export interface Allocation {
  readonly id: string;
  readonly worker: string;
  readonly team: string;
  readonly from: PlainDate;
  readonly to: PlainDate | undefined;
}

/** The time a child was looked after by the authority. */
export interface Care {
  readonly id: string;
  readonly from: PlainDate;
  readonly to: PlainDate | undefined;
}

/** A temporary plan of another authority: never this one's. */
export interface OtherPlan {
  readonly id: string;
  readonly authority: string;
  readonly categories: readonly Category[];
  readonly from: PlainDate;
  readonly to: PlainDate | undefined;
}

/** Police protection, or an emergency protection order. */
export interface Protection {
  readonly id: string;
  readonly power: 'police-protection' | 'emergency-protection-order';
  readonly from: PlainDate;
  /** The last day it was in force: recorded, or the longest it may last. */
  readonly to: PlainDate;
}

export interface Unplaced {
  readonly id: string;
  readonly type: FactType;
  readonly on: PlainDate;
}
