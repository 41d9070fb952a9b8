import type { PlainDate } from '#calendar';
import {
  assessmentFactors,
  assessmentKinds,
  assessmentOutcomes,
  outsideItsYears,
  primaryNeeds,
  type AssessmentAuthorised,
  type AssessmentFactor,
  type AssessmentKind,
  type AssessmentOutcome,
  type AssessmentStarted,
  type NotKnown,
  type PrimaryNeed,
} from '#events';
import { AreCodes, IsCode, IsPlainDate, Optional, orNotKnown } from './fields.ts';
import { faultAt, MayBeLateDto } from './happened.dto.ts';
import { under, type Fault, type Moment } from './shape.ts';

export class AssessmentStartedDto extends MayBeLateDto implements AssessmentStarted {
  @IsCode(assessmentKinds)
  readonly kind!: AssessmentKind;

  /** A plan, so it may be still to come. */
  @Optional()
  @IsPlainDate()
  readonly internalReviewOn?: PlainDate;
}

export class AssessmentAuthorisedDto extends MayBeLateDto implements AssessmentAuthorised {
  @IsCode(assessmentKinds)
  readonly kind!: AssessmentKind;

  @AreCodes(assessmentFactors, 0, orNotKnown)
  readonly factors!: readonly AssessmentFactor[] | NotKnown;

  @Optional()
  @IsCode(primaryNeeds)
  readonly primaryNeed?: PrimaryNeed;

  @IsCode(assessmentOutcomes)
  readonly outcome!: AssessmentOutcome;

  static override also(authorised: AssessmentAuthorisedDto, moment: Moment): readonly Fault[] {
    const { factors, on } = authorised;
    const notInUse = (factors === 'not-known' ? [] : factors).flatMap((code, index) => {
      const year = outsideItsYears('assessment-factor', code, on);
      if (year === undefined) return [];
      const detail = `${code} was in no census before that of ${String(year.year - 1)} to ${String(year.year)}. Give the code that was then in use.`;
      return under('factors', faultAt(String(index), 'code-not-in-use', detail));
    });
    return [...super.also(authorised, moment), ...notInUse];
  }
}
