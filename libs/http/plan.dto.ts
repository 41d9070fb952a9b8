import type { PlainDate } from '#calendar';
import {
  categories,
  planEndReasons,
  stepDowns,
  visitPurposes,
  type Category,
  type ChildVisited,
  type EarlierPlans,
  type PlanCategoriesChanged,
  type PlanEnded,
  type PlanEndReason,
  type PlanStarted,
  type StepDown,
  type VisitPurpose,
} from '#events';
import {
  AreCodes,
  IsAuthority,
  IsCode,
  IsCount,
  IsFlag,
  IsPart,
  IsPersonalText,
  IsPlainDate,
  NotInFuture,
  Optional,
} from './fields.ts';
import { faultAt, HappenedDto, MayBeLateDto } from './happened.dto.ts';
import { under, type Fault, type Moment } from './shape.ts';

export class EarlierPlansDto implements EarlierPlans {
  @IsCount()
  readonly count!: number;

  @Optional()
  @IsPlainDate()
  @NotInFuture()
  readonly lastEndedOn?: PlainDate;

  static also({ count, lastEndedOn }: EarlierPlans): readonly Fault[] {
    if (count > 0 || lastEndedOn === undefined) return [];
    return faultAt('lastEndedOn', 'contradicts', 'There were no earlier plans: leave it out, or correct the count.');
  }
}

export class PlanStartedDto extends MayBeLateDto implements PlanStarted {
  @AreCodes(categories, 1)
  readonly categories!: readonly Category[];

  /** Plans in this authority from before its history here begins. Counted. */
  @Optional()
  @IsPart(EarlierPlansDto)
  readonly previousPlansHere?: EarlierPlansDto;

  /** Plans another authority told of. Never counted. */
  @Optional()
  @IsPart(EarlierPlansDto)
  readonly previousPlansElsewhere?: EarlierPlansDto;

  static override also(plan: PlanStartedDto, moment: Moment): readonly Fault[] {
    const later = (['previousPlansHere', 'previousPlansElsewhere'] as const).flatMap((field) => {
      const ended = plan[field]?.lastEndedOn;
      if (ended === undefined || ended <= plan.on) return [];
      return under(field, faultAt('lastEndedOn', 'contradicts', 'An earlier plan ended before this one started.'));
    });
    return [...super.also(plan, moment), ...later];
  }
}

export class PlanCategoriesChangedDto extends HappenedDto implements PlanCategoriesChanged {
  @AreCodes(categories, 1)
  readonly categories!: readonly Category[];
}

export class PlanEndedDto extends MayBeLateDto implements PlanEnded {
  @IsCode(planEndReasons)
  readonly reason!: PlanEndReason;

  @IsCode(stepDowns)
  readonly stepDown!: StepDown;

  /** For `moved-permanently` only: the 3-digit code of the authority that took over. */
  @Optional()
  @IsAuthority()
  readonly receivingAuthority?: string;

  /** For `moved-permanently` only: the day its conference met, or is to meet. */
  @Optional()
  @IsPlainDate()
  readonly receivingConferenceOn?: PlainDate;

  /** For `moved-permanently` only: why the plan ends before that conference has met. */
  @Optional()
  @IsPersonalText()
  readonly beforeConferenceReason?: string;

  /** Needed for `looked-after`, which ends a plan by local practice only. */
  @Optional()
  @IsPersonalText()
  readonly note?: string;

  static override also(end: PlanEndedDto, moment: Moment): readonly Fault[] {
    return [...super.also(end, moment), ...reasonFaults(end)];
  }
}

export class ChildVisitedDto extends MayBeLateDto implements ChildVisited {
  @IsCode(visitPurposes)
  readonly purpose!: VisitPurpose;

  @IsFlag()
  readonly seen!: boolean;

  @IsFlag()
  readonly seenAlone!: boolean;

  @Optional()
  @IsFlag()
  readonly bedroomSeen?: boolean;

  static override also(visit: ChildVisitedDto, moment: Moment): readonly Fault[] {
    const found = super.also(visit, moment);
    if (visit.seen || !visit.seenAlone) return found;
    return [
      ...found,
      ...faultAt('seenAlone', 'contradicts', 'A child not seen was not seen alone. Correct one of them.'),
    ];
  }
}

function reasonFaults(end: PlanEndedDto): readonly Fault[] {
  switch (end.reason) {
    case 'moved-permanently':
      if (end.receivingAuthority !== undefined) return [];
      return faultAt('receivingAuthority', 'missing', 'Give the 3-digit code of the authority that took over.');
    case 'looked-after':
      if (end.note !== undefined) return receiving(end);
      return [
        ...receiving(end),
        ...faultAt('note', 'missing', 'Say why the plan ends with the child being looked after.'),
      ];
    default:
      return receiving(end);
  }
}

/** Where nobody moved, no authority received. */
function receiving(end: PlanEndedDto): readonly Fault[] {
  return (['receivingAuthority', 'receivingConferenceOn', 'beforeConferenceReason'] as const).flatMap((field) =>
    end[field] === undefined
      ? []
      : faultAt(field, 'contradicts', 'This belongs to moved-permanently only. Leave it out.'),
  );
}
