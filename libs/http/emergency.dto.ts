import type { PlainDate } from '#calendar';
import type {
  EmergencyProtectionOrderEnded,
  EmergencyProtectionOrderExtended,
  EmergencyProtectionOrderMade,
  PoliceProtectionEnded,
  PoliceProtectionTaken,
} from '#events';
import { IsLondonTime, IsPersonalText, IsPlainDate, NotInFuture, Optional } from './fields.ts';
import { faultAt, HappenedDto, MayBeLateDto } from './happened.dto.ts';
import type { Fault, Moment } from './shape.ts';

/** What happens at a time: police protection is counted in hours, which begin and end at one. */
class AtATimeDto {
  /** The London civil day it happened. */
  @IsPlainDate()
  @NotInFuture()
  readonly on!: PlainDate;

  /** The London time it happened. */
  @IsLondonTime()
  readonly at!: string;

  static also(fact: AtATimeDto, moment: Moment): readonly Fault[] {
    return HappenedDto.also(fact, moment);
  }
}

export class PoliceProtectionTakenDto extends AtATimeDto implements PoliceProtectionTaken {}

export class PoliceProtectionEndedDto extends AtATimeDto implements PoliceProtectionEnded {
  @Optional()
  @IsPersonalText()
  readonly lateReason?: string;
}

/** What making and extending an order have in common. */
class OrderDto extends MayBeLateDto {
  /** The last day the order is in force. */
  @IsPlainDate()
  readonly until!: PlainDate;

  /** Why the order runs longer than such orders are known to. */
  @Optional()
  @IsPersonalText()
  readonly longerReason?: string;

  static override also(order: OrderDto, moment: Moment): readonly Fault[] {
    const found = super.also(order, moment);
    if (order.until >= order.on) return found;
    return [
      ...found,
      ...faultAt('until', 'contradicts', 'An order runs to the day it is made, or later. Correct one.'),
    ];
  }
}

export class EmergencyProtectionOrderMadeDto extends OrderDto implements EmergencyProtectionOrderMade {}

export class EmergencyProtectionOrderExtendedDto extends OrderDto implements EmergencyProtectionOrderExtended {}

export class EmergencyProtectionOrderEndedDto extends MayBeLateDto implements EmergencyProtectionOrderEnded {}
