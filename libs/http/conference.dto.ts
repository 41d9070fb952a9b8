import type { PlainDate } from '#calendar';
import {
  agencies,
  categories,
  conferenceKinds,
  conferenceOutcomes,
  enquiryOutcomes,
  notKnown,
  reviewOutcomes,
  strategyDecisions,
  type Agency,
  type Booking,
  type Category,
  type Conference,
  type ConferenceKind,
  type ConferenceOutcome,
  type CoreGroupHeld,
  type EnquiryOutcome,
  type InitialConferenceBooked,
  type InitialConferenceHeld,
  type NotKnown,
  type ReviewConferenceBooked,
  type ReviewConferenceHeld,
  type ReviewOutcome,
  type Section47Concluded,
  type StrategyDecision,
  type StrategyDiscussionHeld,
} from '#events';
import { AreCodes, IsCode, IsFlag, IsName, IsPersonalText, IsPlainDate, Optional, orNotKnown } from './fields.ts';
import { faultAt, HappenedDto, MayBeLateDto } from './happened.dto.ts';
import type { Fault, Moment } from './shape.ts';

export class StrategyDiscussionHeldDto extends MayBeLateDto implements StrategyDiscussionHeld {
  /** Names the meeting, so that the facts it produced can be read together. */
  @Optional()
  @IsName()
  readonly meetingId?: string;

  @AreCodes(agencies, 0, orNotKnown)
  readonly attended!: readonly Agency[] | NotKnown;

  @IsCode(strategyDecisions)
  readonly decision!: StrategyDecision;

  @Optional()
  @IsPersonalText()
  readonly inquorateReason?: string;
}

export class Section47ConcludedDto extends MayBeLateDto implements Section47Concluded {
  @IsCode(enquiryOutcomes)
  readonly outcome!: EnquiryOutcome;

  @IsFlag(orNotKnown)
  readonly substantiated!: boolean | NotKnown;
}

/** What the bookings of initial and review conferences have in common. */
class BookingDto extends HappenedDto implements Booking {
  @Optional()
  @IsName()
  readonly meetingId?: string;

  /** The day it is to meet, which may be still to come. */
  @IsPlainDate()
  readonly for!: PlainDate;

  static override also(booking: BookingDto, moment: Moment): readonly Fault[] {
    const found = super.also(booking, moment);
    if (booking.for >= booking.on) return found;
    return [
      ...found,
      ...faultAt('for', 'contradicts', 'A meeting is booked before it meets. Correct one of the days.'),
    ];
  }
}

export class InitialConferenceBookedDto extends BookingDto implements InitialConferenceBooked {}

export class ReviewConferenceBookedDto extends BookingDto implements ReviewConferenceBooked {}

export class CoreGroupHeldDto extends MayBeLateDto implements CoreGroupHeld {
  @Optional()
  @IsName()
  readonly meetingId?: string;

  @AreCodes(agencies)
  readonly attended!: readonly Agency[];
}

/** What initial and review conferences have in common. */
class ConferenceDto extends MayBeLateDto implements Conference {
  @Optional()
  @IsName()
  readonly meetingId?: string;

  @AreCodes(agencies, 0, orNotKnown)
  readonly invited!: readonly Agency[] | NotKnown;

  @AreCodes(agencies, 0, orNotKnown)
  readonly attended!: readonly Agency[] | NotKnown;

  @AreCodes(agencies, 0, orNotKnown)
  readonly reportsReceived!: readonly Agency[] | NotKnown;

  @IsFlag(orNotKnown)
  readonly childParticipated!: boolean | NotKnown;

  @Optional()
  @IsPersonalText()
  readonly inquorateReason?: string;
}

export class InitialConferenceHeldDto extends ConferenceDto implements InitialConferenceHeld {
  /** Needed only while both an enquiry and a transfer in await one. */
  @Optional()
  @IsCode(conferenceKinds)
  readonly kind?: ConferenceKind;

  /** Where the source of an import does not tell of core groups. */
  @Optional()
  @IsCode([notKnown])
  readonly coreGroup?: NotKnown;

  @IsCode(conferenceOutcomes)
  readonly outcome!: ConferenceOutcome;

  @Optional()
  @IsPersonalText()
  readonly withoutEnquiryReason?: string;
}

export class ReviewConferenceHeldDto extends ConferenceDto implements ReviewConferenceHeld {
  @IsCode(reviewOutcomes)
  readonly outcome!: ReviewOutcome;

  @Optional()
  @AreCodes(categories, 1)
  readonly categories?: readonly Category[];
}
