import type { PlainDate } from '#calendar';
import type { AssessmentFactor, PrimaryNeed } from './codes.ts';
import type { Happened, MayBeLate, NotKnown } from './happened.ts';

/** Single since April 2013; initial and core before it. */
export const assessmentKinds = ['single', 'initial', 'core'] as const;
export type AssessmentKind = (typeof assessmentKinds)[number];

export const assessmentOutcomes = [
  'no-further-action',
  'child-in-need',
  'strategy-discussion',
  'early-help',
  'close',
  'other',
  'not-known',
] as const;
export type AssessmentOutcome = (typeof assessmentOutcomes)[number];

/** An assessment of the child's needs began. */
export interface AssessmentStarted extends Happened, MayBeLate {
  readonly kind: AssessmentKind;
  readonly internalReviewOn?: PlainDate | undefined;
}

/** A manager authorised the assessment: the day it counts as complete. */
export interface AssessmentAuthorised extends Happened, MayBeLate {
  readonly kind: AssessmentKind;
  readonly factors: readonly AssessmentFactor[] | NotKnown;
  readonly primaryNeed?: PrimaryNeed | undefined;
  readonly outcome: AssessmentOutcome;
}

export interface AssessmentFacts {
  AssessmentStarted: AssessmentStarted;
  AssessmentAuthorised: AssessmentAuthorised;
}
