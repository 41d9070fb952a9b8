import type { PlainDate } from '#calendar';
import type { AssessmentFactor, ClosureReason, Disability, Ethnicity, PrimaryNeed, Sex, Source } from '#events';
import type { CensusYear } from './census-year.ts';

/**
 * What a file of the children in need census says, element by element and under the census's own names, so that an
 * analyst can lay it beside the guide. An absent field is an element the file does not have. Order, cardinality and years
 * are in `census-structure.ts`.
 */
export interface CensusChild {
  readonly ChildIdentifiers: ChildIdentifiers;
  readonly ChildCharacteristics?: ChildCharacteristics | undefined;
  readonly CINdetails: readonly CinDetails[];
}

export interface ChildIdentifiers {
  readonly LAchildID: string;
  readonly UPN?: string | undefined;
  readonly FormerUPN?: string | undefined;
  readonly UPNunknown?: string | undefined;
  readonly PersonBirthDate?: PlainDate | undefined;
  readonly ExpectedPersonBirthDate?: PlainDate | undefined;
  /** Up to the census of 2024: 1 male, 2 female, 0 not recorded or unborn, 9 indeterminate. */
  readonly GenderCurrent?: GenderCode | undefined;
  /** From the census of 2025 on. */
  readonly Sex?: Sex | undefined;
  readonly PersonDeathDate?: PlainDate | undefined;
}

export interface ChildCharacteristics {
  readonly Ethnicity?: Ethnicity | undefined;
  readonly Disabilities?: { readonly Disability: readonly Disability[] } | undefined;
}

/** One episode of need, begun by one referral. */
export interface CinDetails {
  readonly CINreferralDate: PlainDate;
  readonly ReferralSource?: Source | undefined;
  readonly PrimaryNeedCode?: PrimaryNeed | undefined;
  readonly CINclosureDate?: PlainDate | undefined;
  readonly ReasonForClosure?: ClosureReason | undefined;
  /** Of a transfer-in conference only: one that follows an enquiry is told in its Section47 (rule 2884). */
  readonly DateOfInitialCPC?: PlainDate | undefined;
  /** Initial assessments, of the years before single ones. */
  readonly InitialAssessments?: readonly EarlierAssessment[] | undefined;
  /** Core assessments, of the years before single ones. */
  readonly CoreAssessments?: readonly EarlierAssessment[] | undefined;
  readonly Assessments?: readonly Assessment[] | undefined;
  readonly CINPlanDates?: readonly CinPlanDates[] | undefined;
  readonly Section47?: readonly Section47[] | undefined;
  readonly ReferralNFA?: boolean | undefined;
  readonly ChildProtectionPlans?: readonly ChildProtectionPlan[] | undefined;
}

export interface Assessment {
  readonly AssessmentActualStartDate: PlainDate;
  readonly AssessmentInternalReviewDate?: PlainDate | undefined;
  readonly AssessmentAuthorisationDate?: PlainDate | undefined;
  readonly FactorsIdentifiedAtAssessment?: { readonly AssessmentFactors: readonly AssessmentFactor[] } | undefined;
}

/** An initial or core assessment. Its elements' names are recalled, not seen (evidence R). */
export interface EarlierAssessment {
  readonly ActualStartDate: PlainDate;
  readonly ActualEndDate?: PlainDate | undefined;
}

export interface CinPlanDates {
  readonly CINPlanStartDate: PlainDate;
  readonly CINPlanEndDate?: PlainDate | undefined;
}

/** A section 47 enquiry: concluded without a conference (flag true), with one (a date), or not yet (neither). */
export interface Section47 {
  readonly S47ActualStartDate: PlainDate;
  readonly InitialCPCtarget?: PlainDate | undefined;
  readonly DateOfInitialCPC?: PlainDate | undefined;
  readonly ICPCnotRequired?: boolean | undefined;
}

export interface ChildProtectionPlan {
  readonly CPPstartDate: PlainDate;
  readonly CPPendDate?: PlainDate | undefined;
  readonly InitialCategoryOfAbuse?: CensusCategory | undefined;
  readonly LatestCategoryOfAbuse?: CensusCategory | undefined;
  readonly NumberOfPreviousCPP?: number | undefined;
  /** One element with every date in the schema; files with one element per date are read alike. */
  readonly Reviews?: { readonly CPPreviewDate: readonly PlainDate[] } | undefined;
}

export type GenderCode = '0' | '1' | '2' | '9';

/** The categories of a plan, and MUL where the census tells of several, or of none in particular. */
export type CensusCategory = 'NEG' | 'PHY' | 'SAB' | 'EMO' | 'MUL';

/** Who returns the file, for which year. */
export interface CensusHeader {
  readonly Collection: 'CIN';
  readonly Year: CensusYear;
  readonly ReferenceDate: PlainDate;
  readonly SourceLevel?: string | undefined;
  /** The 3-digit DfE code of the authority. */
  readonly LEA: string;
  readonly SoftwareCode?: string | undefined;
  readonly Release?: string | undefined;
  readonly SerialNo?: string | undefined;
  /** As written: an instant without an offset. */
  readonly DateTime?: string | undefined;
}
