import type { PlainDate } from '#calendar';
import {
  assessmentFactors,
  assessmentKinds,
  assessmentOutcomes,
  primaryNeeds,
  type AssessmentAuthorised,
  type AssessmentFactor,
  type AssessmentKind,
  type AssessmentOutcome,
  type AssessmentStarted,
  type NotKnown,
  type PrimaryNeed,
} from '#events';
import { AreCodes, IsCode, IsPersonalText, IsPlainDate, Optional, orNotKnown } from './fields.ts';
import { HappenedDto } from './happened.dto.ts';

export class AssessmentStartedDto extends HappenedDto implements AssessmentStarted {
  @IsCode(assessmentKinds)
  readonly kind!: AssessmentKind;

  /** A plan, so it may be still to come. */
  @Optional()
  @IsPlainDate()
  readonly internalReviewOn?: PlainDate;
}

export class AssessmentAuthorisedDto extends HappenedDto implements AssessmentAuthorised {
  @IsCode(assessmentKinds)
  readonly kind!: AssessmentKind;

  @AreCodes(assessmentFactors, 0, orNotKnown)
  readonly factors!: readonly AssessmentFactor[] | NotKnown;

  @Optional()
  @IsCode(primaryNeeds)
  readonly primaryNeed?: PrimaryNeed;

  @IsCode(assessmentOutcomes)
  readonly outcome!: AssessmentOutcome;

  @Optional()
  @IsPersonalText()
  readonly lateReason?: string;
}
