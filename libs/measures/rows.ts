import type { PlainDate } from '#calendar';
import type {
  AssessmentKind,
  AssessmentOutcome,
  ClosureReason,
  ConferenceOutcome,
  ContactOutcome,
  EnquiryOutcome,
  Ethnicity,
  PlanEndReason,
  PrimaryNeed,
  ReferralDecision,
  ReviewOutcome,
  Sex,
  Source,
  StepDown,
  StrategyDecision,
} from '#events';
import type { ClockRow } from './clock-row.ts';
import type { PlanCategoryRow } from './plan-category-row.ts';

/** The day of what has not happened: after every real day, so that comparisons need no special case. */
export const never = '9999-12-31' as PlainDate;

/** The first day there is: what is known from then on is known from the beginning. */
export const always = '1900-01-01' as PlainDate;

/** The instant of what is still known: the last millisecond of the year 9999. */
export const stillKnown = 253_402_300_799_999;

/** 1 for yes, 0 for no: what every database holds alike. */
export type Flag = 0 | 1;

/** The child, as now known. Columns of birthdays let an age on any day be told by comparing days. */
export interface ChildRow {
  readonly kind: 'child';
  readonly dateOfBirth: PlainDate | null;
  readonly dateOfBirthEstimated: Flag;
  readonly expectedDateOfBirth: PlainDate | null;
  /** 0 where neither the day of birth nor the day it is expected was told: then no age is known. */
  readonly birthKnown: Flag;
  /** The day of birth; `never` while unborn. The child is unborn on every day before it. */
  readonly bornOn: PlainDate;
  readonly turned1On: PlainDate;
  readonly turned5On: PlainDate;
  readonly turned10On: PlainDate;
  readonly turned16On: PlainDate;
  readonly turned18On: PlainDate;
  /** As told, and U where it is not known. Before the birth a child is counted as unborn, whatever sex was told. */
  readonly sex: Sex;
  readonly ethnicity: Ethnicity | null;
  /** In alphabetical order, with a space between; null where nothing was told. */
  readonly disabilities: string | null;
  /** `never` while the child lives. */
  readonly diedOn: PlainDate;
}

/** A worker's having the child's case. It is theirs on every day from `fromDay` to the day before `untilDay`. */
export interface AllocationRow {
  readonly kind: 'allocation';
  readonly worker: string;
  readonly team: string;
  readonly fromDay: PlainDate;
  /** `never` while they have it. */
  readonly untilDay: PlainDate;
}

/** The child's belonging to a family: those with the same family id are a sibling group. A child may have several. */
export interface FamilyRow {
  readonly kind: 'family';
  readonly familyId: string;
  readonly linkedOn: PlainDate;
  /** `never` while linked. */
  readonly unlinkedOn: PlainDate;
}

/** A time the child was looked after by the authority. */
export interface LookedAfterRow {
  readonly kind: 'looked-after';
  readonly fromDay: PlainDate;
  /** The day the child ceased to be, or died; `never` while looked after. */
  readonly untilDay: PlainDate;
}

/** Someone's contact about the child, and whether a referral came of it. */
export interface ContactRow {
  readonly kind: 'contact';
  readonly contactId: string;
  readonly receivedOn: PlainDate;
  readonly source: Source;
  readonly outcome: ContactOutcome | null;
  readonly decidedOn: PlainDate;
  /** Decided to be a referral, or named by one. */
  readonly ledToReferral: Flag;
  /** Days on London's calendar from its happening to its being recorded. */
  readonly recordedAfter: number;
}

/** A referral, with what came of it and of the child's referral before it. */
export interface ReferralRow {
  readonly kind: 'referral';
  readonly receivedOn: PlainDate;
  readonly source: Source;
  readonly primaryNeed: PrimaryNeed | null;
  /** 0 when another referral of the child on the same day was recorded before it: together they count once. */
  readonly firstOfDay: Flag;
  /** The day of the child's last referral on an earlier day. */
  readonly previousOn: PlainDate | null;
  /** The least m for which this referral is within m months of the previous. */
  readonly monthsSincePrevious: number | null;
  /** The whole months that had passed since the previous: 12 on the anniversary, 11 on the day before it. */
  readonly wholeMonthsSincePrevious: number | null;
  readonly daysSincePrevious: number | null;
  /** Days on London's calendar from its happening to its being recorded. */
  readonly recordedAfter: number;
  readonly decision: ReferralDecision | null;
  readonly decidedOn: PlainDate;
  /** The last day the decision is in time: the next working day after the referral. */
  readonly decisionDueOn: PlainDate;
  /** 0 where that day lies outside the known bank holidays: then `decisionDueOn` is the referral's own day. */
  readonly decisionDueKnown: Flag;
  /** 0 where an import does not know what was decided and when. */
  readonly decisionKnown: Flag;
  /** 0 where the case was closed or the child died while a decision was still in time. */
  readonly decisionNeeded: Flag;
  /** The least n for which it was decided within n working days of the referral; null while it is not decided. */
  readonly decisionWorkingDays: number | null;
  /** Decided no further action or early help: either ends the episode with nothing further done. */
  readonly noFurtherAction: Flag;
  /** The day the episode it began ended; `never` while open. */
  readonly closedOn: PlainDate;
  readonly closureReason: ClosureReason | null;
  /** Closed after assessment with no further action or early help (RC8, RC9). */
  readonly assessedNotInNeed: Flag;
  /** 1 for one that an opening balance told of: from another record, with its decision and what came before not known. */
  readonly broughtForward: Flag;
}

/** An assessment, and how long it took by either clock. */
export interface AssessmentRow {
  readonly kind: 'assessment';
  readonly assessmentKind: AssessmentKind;
  readonly single: Flag;
  readonly initial: Flag;
  readonly core: Flag;
  readonly startedOn: PlainDate | null;
  /** The day it was authorised; `never` while open. */
  readonly authorisedOn: PlainDate;
  readonly outcome: AssessmentOutcome | null;
  /** The referral's day for the episode's first single or initial assessment, its own start for any other. */
  readonly clockFrom: PlainDate | null;
  readonly clockStartedBy: 'referral' | 'start';
  /** The least n for which it was authorised within n working days of `clockFrom`. */
  readonly workingDays: number | null;
  readonly workingDaysKnown: Flag;
  readonly workingDaysFromStart: number | null;
  readonly workingDaysFromStartKnown: Flag;
  /** Of a single one, its first open day after its 45 working days; `never` of any other, and where its start is not known. */
  readonly overdueFrom: PlainDate;
  /** 0 where those days lie outside the known bank holidays: then `overdueFrom` is the day it began. */
  readonly overdueKnown: Flag;
  /** Days on London's calendar from its being authorised to that being recorded; null while open. */
  readonly recordedAfter: number | null;
  /** The day from which it is awaited no more: authorised, or the case closed, or the child died. */
  readonly awaitedUntil: PlainDate;
}

/** A strategy discussion, an initial conference or a review conference, as a meeting about the child. */
export interface MeetingRow {
  readonly kind: 'meeting';
  readonly meetingKind: 'strategy-discussion' | 'initial-conference' | 'review-conference';
  readonly strategyDiscussion: Flag;
  readonly heldOn: PlainDate;
  readonly outcome: StrategyDecision | ConferenceOutcome | ReviewOutcome;
  /** 0 for a conference that met and was adjourned. */
  readonly decided: Flag;
  /** The agencies that came, in alphabetical order, with a space between; null where an import does not know them. */
  readonly attended: string | null;
  readonly attendanceKnown: Flag;
  /** 0 for a conference on a day for which the authority has no quorum of its own: there is no national one. */
  readonly quorumAsked: Flag;
  readonly quorate: Flag;
  /** Days on London's calendar from its being held to its being recorded. */
  readonly recordedAfter: number;
}

/** A section 47 enquiry, from the strategy discussion that began it. */
export interface EnquiryRow {
  readonly kind: 'enquiry';
  readonly startedOn: PlainDate;
  /** 0 when another enquiry of the child from the same day was recorded before it: together they count once. */
  readonly firstOfDay: Flag;
  readonly concludedOn: PlainDate;
  readonly outcome: EnquiryOutcome | null;
  readonly substantiated: Flag | null;
  readonly conferenceOn: PlainDate;
}

/** An initial child protection conference, and how long after the enquiry began it met. */
export interface ConferenceRow {
  readonly kind: 'conference';
  readonly heldOn: PlainDate;
  readonly outcome: ConferenceOutcome;
  /** 0 for one that met and was adjourned: the conference is the one that decided. */
  readonly decided: Flag;
  readonly enquiryStartedOn: PlainDate | null;
  /** 1 for one held because the child moved here on another authority's plan: apart from the timeliness of enquiries. */
  readonly transferIn: Flag;
  /** The least n for which it met within n working days of the enquiry's start, or of the notification of the move. */
  readonly workingDays: number | null;
  readonly workingDaysKnown: Flag;
}

/** A child protection plan. */
export interface PlanRow {
  readonly kind: 'plan';
  readonly startedOn: PlainDate;
  /** The day it ended; `never` while open. */
  readonly endedOn: PlainDate;
  readonly endReason: PlanEndReason | null;
  readonly stepDown: StepDown | null;
  /** The categories of abuse at the start, in alphabetical order, with a space between. */
  readonly categories: string;
  /** As now known; what it was under on a day gone by, a row of its own tells. */
  readonly latestCategories: string;
  /** The child's plans in this authority before it: those recorded here and those told of from before. */
  readonly earlierPlans: number;
  readonly previousEndedOn: PlainDate | null;
  /** The least m for which it started within m months of the earlier plan's end. */
  readonly monthsSincePreviousEnd: number | null;
  /** 0 where there was an earlier plan and the day it ended is not known. */
  readonly previousEndKnown: Flag;
  /** The least m for which it ended within m months of its start; null while open. */
  readonly monthsToEnd: number | null;
  /** Whole months from start to end; null while open. */
  readonly monthsLasted: number | null;
  /** The first day from which every review of it is told here: of a plan brought forward, the day of the balance. */
  readonly reviewsKnownFrom: PlainDate;
}

/** The clock of one review of a plan. */
export interface ReviewClockRow {
  readonly kind: 'review-clock';
  /** The key of its plan. */
  readonly plan: string;
  readonly duty: 'first-review' | 'later-review';
  /** The rule in force on the day it started; null before the first edition that has one. */
  readonly rule: string | null;
  readonly startedOn: PlainDate;
  /** The last day in time, in calendar months: practice. */
  readonly dueOn: PlainDate;
  /** The last day in time, in 91 or 183 days: the statistical count. */
  readonly dueOnDays: PlainDate;
  /** The day the review was held; `never` while it is awaited, and where the plan ended first. */
  readonly metOn: PlainDate;
  readonly stoppedOn: PlainDate;
  readonly how: 'met' | 'cancelled' | null;
  readonly late: Flag;
}

/** What every row has beside its own columns. */
export interface Sourced {
  /** The id of the fact that began what the row tells of; of a clock with its duty, for a fact may start several. */
  readonly key: string;
  /** The ids of the facts the row rests on, in the order they were used. */
  readonly sources: readonly string[];
}

type Columns =
  | ChildRow
  | AllocationRow
  | FamilyRow
  | LookedAfterRow
  | ContactRow
  | ReferralRow
  | AssessmentRow
  | MeetingRow
  | EnquiryRow
  | ConferenceRow
  | PlanRow
  | PlanCategoryRow
  | ReviewClockRow
  | ClockRow;

export type RowKind = Columns['kind'];
export type Row<K extends RowKind = RowKind> = Extract<Columns, { readonly kind: K }> & Sourced;

/** The columns of one kind of row: all but its kind, its key and its sources. */
export type ColumnOf<K extends RowKind> = Exclude<keyof Extract<Columns, { readonly kind: K }>, 'kind'> & string;

/**
 * What a column holds, which says how it is stored and compared. Numbers and flags are small; an instant is in
 * milliseconds since 1970 UTC, more than 32 bits hold.
 */
export type ColumnType =
  | 'day'
  | 'day or none'
  | 'number or none'
  | 'number'
  | 'instant'
  | 'instant or none'
  | 'flag'
  | 'flag or none'
  | 'text'
  | 'text or none';
