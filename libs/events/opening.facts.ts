import type { PlainDate } from '#calendar';
import type { AssessmentKind } from './assessment.facts.ts';
import type { Category, PrimaryNeed, Source } from './codes.ts';
import type { Happened } from './happened.ts';
import type { EarlierPlans } from './protection.facts.ts';

/** The referral that opened the episode, as the earlier record tells. */
export interface ReferralBroughtForward {
  readonly on: PlainDate;
  readonly source: Source;
  readonly primaryNeed?: PrimaryNeed | undefined;
  readonly byTransferIn?: boolean | undefined;
  /** Whether the response is still to be decided. */
  readonly awaitsDecision: boolean;
}

/** An enquiry that was under way, or that had found a conference to be needed which had not met. */
export interface EnquiryBroughtForward {
  readonly startedOn: PlainDate;
  /** The day it was concluded as needing a conference; absent while it goes on. */
  readonly concludedOn?: PlainDate | undefined;
}

/** The protection plan the child was on. */
export interface PlanBroughtForward {
  readonly startedOn: PlainDate;
  /** The day of the initial conference: the first review is due from it. */
  readonly conferenceOn: PlainDate;
  readonly initialCategories: readonly Category[];
  readonly latestCategories: readonly Category[];
  /** Plans in this authority before this one. */
  readonly previousPlansHere: EarlierPlans;
  /** The last review that was not adjourned; absent where none has been held. */
  readonly lastReviewOn?: PlainDate | undefined;
}

/**
 * An opening balance: a case taken over mid-way from an earlier record, with what was open on the day. What it does not
 * tell is not known, and nothing is missed for it.
 */
export interface CaseBroughtForward extends Happened {
  readonly referral: ReferralBroughtForward;
  /** The days of the child's other referrals in the twelve months before `on`. */
  readonly earlierReferralsOn?: readonly PlainDate[] | undefined;
  /** The kinds of assessment of this episode that were authorised already. */
  readonly authorised?: readonly AssessmentKind[] | undefined;
  /** The assessment in progress. */
  readonly assessment?: { readonly kind: AssessmentKind; readonly startedOn: PlainDate } | undefined;
  readonly enquiry?: EnquiryBroughtForward | undefined;
  readonly childInNeedPlan?: { readonly startedOn: PlainDate } | undefined;
  readonly plan?: PlanBroughtForward | undefined;
}

export interface OpeningFacts {
  CaseBroughtForward: CaseBroughtForward;
}
