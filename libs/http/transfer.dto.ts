import type { PlainDate } from '#calendar';
import {
  categories,
  type Category,
  type OtherAuthorityPlanEnded,
  type OtherAuthorityPlanNoted,
  type TransferInNotified,
  type TransferInWithdrawn,
  type TransferOutNotified,
} from '#events';
import { AreCodes, IsAuthority, IsPlainDate, NotInFuture, Optional } from './fields.ts';
import { faultAt, HappenedDto, MayBeLateDto } from './happened.dto.ts';
import type { Fault, Moment } from './shape.ts';

/** A notification, which may be recorded as of a day after it came, and never as of one before. */
class NotificationDto extends HappenedDto {
  /** The day the notification was made: in or out, the conference there is due from it. */
  @IsPlainDate()
  @NotInFuture()
  readonly notifiedOn!: PlainDate;

  static override also(notification: NotificationDto, moment: Moment): readonly Fault[] {
    const found = super.also(notification, moment);
    if (notification.notifiedOn <= notification.on) return found;
    return [
      ...found,
      ...faultAt('notifiedOn', 'contradicts', 'The notification was made by then: correct one of the days.'),
    ];
  }
}

export class TransferInNotifiedDto extends NotificationDto implements TransferInNotified {
  @IsAuthority()
  readonly fromAuthority!: string;
}

export class TransferInWithdrawnDto extends MayBeLateDto implements TransferInWithdrawn {}

export class TransferOutNotifiedDto extends NotificationDto implements TransferOutNotified {
  @IsAuthority()
  readonly toAuthority!: string;
}

export class OtherAuthorityPlanNotedDto extends HappenedDto implements OtherAuthorityPlanNoted {
  @IsAuthority()
  readonly authority!: string;

  @AreCodes(categories, 1)
  readonly categories!: readonly Category[];
}

export class OtherAuthorityPlanEndedDto extends HappenedDto implements OtherAuthorityPlanEnded {
  @IsAuthority()
  readonly authority!: string;

  /** What the plan was under at its end, where that is told. */
  @Optional()
  @AreCodes(categories, 1)
  readonly categories?: readonly Category[];
}
