import { addDays, type PlainDate } from '#calendar';
import {
  assessmentKinds,
  categories,
  primaryNeeds,
  sources,
  type AssessmentKind,
  type CaseBroughtForward,
  type Category,
  type EnquiryBroughtForward,
  type PlanBroughtForward,
  type PrimaryNeed,
  type ReferralBroughtForward,
  type Source,
} from '#events';
import { AreCodes, AreDates, IsCode, IsFlag, IsPart, IsPlainDate, Optional } from './fields.ts';
import { faultAt, HappenedDto } from './happened.dto.ts';
import { EarlierPlansDto } from './plan.dto.ts';
import { under, type Fault, type Moment } from './shape.ts';

export class ReferralBroughtForwardDto implements ReferralBroughtForward {
  @IsPlainDate()
  readonly on!: PlainDate;

  @IsCode(sources)
  readonly source!: Source;

  @Optional()
  @IsCode(primaryNeeds)
  readonly primaryNeed?: PrimaryNeed;

  @Optional()
  @IsFlag()
  readonly byTransferIn?: boolean;

  /** Whether the response is still to be decided. */
  @IsFlag()
  readonly awaitsDecision!: boolean;
}

export class AssessmentBroughtForwardDto {
  @IsCode(assessmentKinds)
  readonly kind!: AssessmentKind;

  @IsPlainDate()
  readonly startedOn!: PlainDate;
}

export class EnquiryBroughtForwardDto implements EnquiryBroughtForward {
  @IsPlainDate()
  readonly startedOn!: PlainDate;

  /** The day it was concluded as needing a conference, which is awaited; left out while it goes on. */
  @Optional()
  @IsPlainDate()
  readonly concludedOn?: PlainDate;
}

export class ChildInNeedPlanBroughtForwardDto {
  @IsPlainDate()
  readonly startedOn!: PlainDate;
}

export class PlanBroughtForwardDto implements PlanBroughtForward {
  @IsPlainDate()
  readonly startedOn!: PlainDate;

  @IsPlainDate()
  readonly conferenceOn!: PlainDate;

  @AreCodes(categories, 1)
  readonly initialCategories!: readonly Category[];

  @AreCodes(categories, 1)
  readonly latestCategories!: readonly Category[];

  @IsPart(EarlierPlansDto)
  readonly previousPlansHere!: EarlierPlansDto;

  /** The last review that was not adjourned, after the day the plan started (rule 8841); left out where none has been held. */
  @Optional()
  @IsPlainDate()
  readonly lastReviewOn?: PlainDate;
}

export class CaseBroughtForwardDto extends HappenedDto implements CaseBroughtForward {
  @IsPart(ReferralBroughtForwardDto)
  readonly referral!: ReferralBroughtForwardDto;

  /** The days of the child's other referrals in the twelve months before. */
  @Optional()
  @AreDates(50)
  readonly earlierReferralsOn?: readonly PlainDate[];

  /** The kinds of assessment of this episode that were authorised already. */
  @Optional()
  @AreCodes(assessmentKinds)
  readonly authorised?: readonly AssessmentKind[];

  @Optional()
  @IsPart(AssessmentBroughtForwardDto)
  readonly assessment?: AssessmentBroughtForwardDto;

  @Optional()
  @IsPart(EnquiryBroughtForwardDto)
  readonly enquiry?: EnquiryBroughtForwardDto;

  @Optional()
  @IsPart(ChildInNeedPlanBroughtForwardDto)
  readonly childInNeedPlan?: ChildInNeedPlanBroughtForwardDto;

  @Optional()
  @IsPart(PlanBroughtForwardDto)
  readonly plan?: PlanBroughtForwardDto;

  static override also(balance: CaseBroughtForwardDto, moment: Moment): readonly Fault[] {
    return [...super.also(balance, moment), ...daysOutOfOrder(balance), ...besideOneAnother(balance)];
  }
}

/** Each day of a balance, with the day it cannot be before and the day it cannot be after. */
function daysOutOfOrder(balance: CaseBroughtForwardDto): readonly Fault[] {
  const { on, referral, earlierReferralsOn = [], assessment, enquiry, childInNeedPlan, plan } = balance;
  const within = (
    part: string,
    field: string,
    day: PlainDate | undefined,
    from: PlainDate,
    to = on,
  ): readonly Fault[] =>
    day === undefined || (from <= day && day <= to)
      ? []
      : under(part, faultAt(field, 'contradicts', `This is between ${from} and ${to}. Correct one of the days.`));
  return [
    ...(referral.on <= on ? [] : under('referral', faultAt('on', 'contradicts', notAfter))),
    ...earlierReferralsOn.flatMap((day, index) =>
      day < referral.on ? [] : under('earlierReferralsOn', faultAt(String(index), 'contradicts', earlierThan)),
    ),
    ...within('assessment', 'startedOn', assessment?.startedOn, referral.on),
    ...within('enquiry', 'startedOn', enquiry?.startedOn, plan?.startedOn ?? referral.on),
    ...within('enquiry', 'concludedOn', enquiry?.concludedOn, enquiry?.startedOn ?? referral.on),
    ...within('childInNeedPlan', 'startedOn', childInNeedPlan?.startedOn, referral.on),
    ...within('plan', 'conferenceOn', plan?.conferenceOn, referral.on),
    ...within('plan', 'startedOn', plan?.startedOn, plan?.conferenceOn ?? referral.on),
    ...within('plan', 'lastReviewOn', plan?.lastReviewOn, addDays(plan?.startedOn ?? referral.on, 1)),
  ];
}

const notAfter = 'What is brought forward had happened by then: correct one of the days.';
const earlierThan = 'An earlier referral is of a day before the referral that opened the case.';

const endedBefore = 'An earlier plan ended before this one started.';

function besideOneAnother({ plan, childInNeedPlan }: CaseBroughtForwardDto): readonly Fault[] {
  if (plan === undefined) return [];
  const both = 'A child is never on a child in need plan and a protection plan at once (rule 4001). Leave one out.';
  const ended = plan.previousPlansHere.lastEndedOn;
  return [
    ...(childInNeedPlan === undefined ? [] : faultAt('childInNeedPlan', 'contradicts', both)),
    ...(ended === undefined || ended <= plan.startedOn
      ? []
      : under('plan', under('previousPlansHere', faultAt('lastEndedOn', 'contradicts', endedBefore)))),
  ];
}
