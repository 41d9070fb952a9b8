import type { PlainDate } from '#calendar';
import type { Agency, Category } from './codes.ts';
import type { Happened, MayBeLate, Meeting, NotKnown, Personal } from './happened.ts';

export const strategyDecisions = [
  'section-47-joint',
  'section-47-single',
  'section-47-continues',
  'no-section-47',
] as const;
export type StrategyDecision = (typeof strategyDecisions)[number];

export const enquiryOutcomes = ['conference-required', 'conference-not-required', 'already-on-plan'] as const;
export type EnquiryOutcome = (typeof enquiryOutcomes)[number];

export const conferenceOutcomes = ['plan', 'child-in-need', 'no-further-action', 'adjourned'] as const;
export type ConferenceOutcome = (typeof conferenceOutcomes)[number];

/** What led to an initial conference: an enquiry here, or a child's move here on another authority's plan. */
export const conferenceKinds = ['following-enquiry', 'transfer-in'] as const;
export type ConferenceKind = (typeof conferenceKinds)[number];

export const reviewOutcomes = ['continue', 'end', 'adjourned'] as const;
export type ReviewOutcome = (typeof reviewOutcomes)[number];

export const planEndReasons = [
  'review-decision',
  'turned-18',
  'died',
  'pregnancy-ended',
  'left-uk',
  'moved-permanently',
  'looked-after',
  'not-known',
] as const;
export type PlanEndReason = (typeof planEndReasons)[number];

export const stepDowns = ['child-in-need', 'early-help', 'looked-after', 'none', 'not-known'] as const;
export type StepDown = (typeof stepDowns)[number];

export const visitPurposes = ['assessment', 'protection-plan', 'child-in-need'] as const;
export type VisitPurpose = (typeof visitPurposes)[number];

/** A strategy discussion was held, and decided whether a section 47 enquiry begins. */
export interface StrategyDiscussionHeld extends Happened, MayBeLate, Meeting {
  readonly attended: readonly Agency[] | NotKnown;
  readonly decision: StrategyDecision;
  readonly inquorateReason?: Personal | undefined;
}

/** The section 47 enquiry was concluded. */
export interface Section47Concluded extends Happened, MayBeLate {
  readonly outcome: EnquiryOutcome;
  readonly substantiated: boolean | NotKnown;
}

/** Who was asked to a conference, who came, and who reported. */
export interface Conference extends Happened, MayBeLate, Meeting {
  readonly invited: readonly Agency[] | NotKnown;
  readonly attended: readonly Agency[] | NotKnown;
  readonly reportsReceived: readonly Agency[] | NotKnown;
  readonly childParticipated: boolean | NotKnown;
  readonly inquorateReason?: Personal | undefined;
}

/** A conference was booked: made on one day, for another. */
export interface Booking extends Happened, Meeting {
  /** The day it is to meet, which may be still to come. */
  readonly for: PlainDate;
}

/** An initial child protection conference was booked. */
export type InitialConferenceBooked = Booking;

/** A review conference was booked. */
export type ReviewConferenceBooked = Booking;

/** The core group of the plan met. */
export interface CoreGroupHeld extends Happened, MayBeLate, Meeting {
  readonly attended: readonly Agency[];
}

/** An initial child protection conference met. */
export interface InitialConferenceHeld extends Conference {
  /** Needed only while both an enquiry and a transfer in await one: it is held for one of them (rule 2884). */
  readonly kind?: ConferenceKind | undefined;
  /** Given where the source of an import does not tell of core groups: then none is awaited. */
  readonly coreGroup?: NotKnown | undefined;
  readonly outcome: ConferenceOutcome;
  /** Why it met although no enquiry awaited it. */
  readonly withoutEnquiryReason?: Personal | undefined;
}

/** Plans the child had before, as older records or another authority tell. */
export interface EarlierPlans {
  readonly count: number;
  readonly lastEndedOn?: PlainDate | undefined;
}

/** The child became the subject of a child protection plan, on the day of the conference that decided it. */
export interface PlanStarted extends Happened, MayBeLate {
  readonly categories: readonly Category[];
  /** Plans in this authority from before its history here begins. Counted. */
  readonly previousPlansHere?: EarlierPlans | undefined;
  /** Plans another authority told of. Never counted. */
  readonly previousPlansElsewhere?: EarlierPlans | undefined;
}

/** The categories of abuse the plan is under changed. */
export interface PlanCategoriesChanged extends Happened {
  readonly categories: readonly Category[];
}

/** A review conference met. */
export interface ReviewConferenceHeld extends Conference {
  readonly outcome: ReviewOutcome;
  readonly categories?: readonly Category[] | undefined;
}

/** The child protection plan came to an end. */
export interface PlanEnded extends Happened, MayBeLate {
  readonly reason: PlanEndReason;
  readonly stepDown: StepDown;
  /** Where the child moved permanently: the authority that took over, and the day its conference met. */
  readonly receivingAuthority?: string | undefined;
  readonly receivingConferenceOn?: PlainDate | undefined;
  /** Why the plan ends before that conference has met. Owed when it does, here or in the note. */
  readonly beforeConferenceReason?: Personal | undefined;
  readonly note?: Personal | undefined;
}

/** A practitioner visited the child, and saw them or did not. */
export interface ChildVisited extends Happened, MayBeLate {
  readonly purpose: VisitPurpose;
  readonly seen: boolean;
  readonly seenAlone: boolean;
  readonly bedroomSeen?: boolean | undefined;
}

export interface ProtectionFacts {
  StrategyDiscussionHeld: StrategyDiscussionHeld;
  Section47Concluded: Section47Concluded;
  InitialConferenceBooked: InitialConferenceBooked;
  InitialConferenceHeld: InitialConferenceHeld;
  PlanStarted: PlanStarted;
  PlanCategoriesChanged: PlanCategoriesChanged;
  CoreGroupHeld: CoreGroupHeld;
  ReviewConferenceBooked: ReviewConferenceBooked;
  ReviewConferenceHeld: ReviewConferenceHeld;
  PlanEnded: PlanEnded;
  ChildVisited: ChildVisited;
}
