import type { PlainDate } from '#calendar';
import type { AssessmentFactor, AssessmentKind, Category, ClosureReason } from '#events';
import type { ChildProtectionPlan, CinDetails, Section47 } from './census-records.ts';

/** An episode of a file, freed of what contradicts itself. Each part keeps the record it was read from, which says where it stands. */
export interface Episode {
  readonly record: CinDetails;
  readonly referredOn: PlainDate;
  readonly noFurtherAction: boolean;
  readonly closed?: { readonly on: PlainDate; readonly reason: ClosureReason } | undefined;
  readonly transferInOn?: PlainDate | undefined;
  readonly assessments: readonly EpisodeAssessment[];
  readonly needPlans: readonly {
    readonly record: object;
    readonly startedOn: PlainDate;
    readonly endedOn?: PlainDate | undefined;
  }[];
  readonly enquiries: readonly EpisodeEnquiry[];
  readonly plans: readonly EpisodePlan[];
}

export interface EpisodeAssessment {
  readonly record: object;
  readonly kind: AssessmentKind;
  /** The names of the elements that date it. */
  readonly fields: { readonly start: string; readonly end: string };
  readonly startedOn: PlainDate;
  readonly authorisedOn?: PlainDate | undefined;
  readonly internalReviewOn?: PlainDate | undefined;
  readonly factors?: readonly AssessmentFactor[] | undefined;
}

export interface EpisodeEnquiry {
  readonly record: Section47;
  readonly startedOn: PlainDate;
  readonly conferenceOn?: PlainDate | undefined;
  readonly conferenceNotRequired: boolean;
  /** The enquiry itself is left out, and its conference stands alone. */
  readonly isLeftOut?: true;
}

export interface EpisodePlan {
  readonly record: ChildProtectionPlan;
  readonly startedOn: PlainDate;
  readonly endedOn?: PlainDate | undefined;
  readonly initial: readonly Category[];
  readonly latest: readonly Category[];
  readonly earlier: number;
  /** In order of days, each day once. */
  readonly reviews: readonly { readonly on: PlainDate; readonly index: number }[];
}
