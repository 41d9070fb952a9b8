import {
  agencies,
  categories,
  conferenceKinds,
  conferenceOutcomes,
  enquiryOutcomes,
  reviewOutcomes,
  strategyDecisions,
  type Agency,
  type Category,
  type Conference,
  type ConferenceKind,
  type ConferenceOutcome,
  type EnquiryOutcome,
  type InitialConferenceHeld,
  type ReviewConferenceHeld,
  type ReviewOutcome,
  type Section47Concluded,
  type StrategyDecision,
  type StrategyDiscussionHeld,
} from '#events';
import { AreCodes, IsCode, IsFlag, IsName, IsPersonalText, Optional } from './fields.ts';
import { HappenedDto } from './happened.dto.ts';

export class StrategyDiscussionHeldDto extends HappenedDto implements StrategyDiscussionHeld {
  /** Names the meeting, so that the facts it produced can be read together. */
  @Optional()
  @IsName()
  readonly meetingId?: string;

  @AreCodes(agencies)
  readonly attended!: readonly Agency[];

  @IsCode(strategyDecisions)
  readonly decision!: StrategyDecision;

  @Optional()
  @IsPersonalText()
  readonly inquorateReason?: string;
}

export class Section47ConcludedDto extends HappenedDto implements Section47Concluded {
  @IsCode(enquiryOutcomes)
  readonly outcome!: EnquiryOutcome;

  @IsFlag()
  readonly substantiated!: boolean;

  @Optional()
  @IsPersonalText()
  readonly lateReason?: string;
}

/** What initial and review conferences have in common. */
class ConferenceDto extends HappenedDto implements Conference {
  @Optional()
  @IsName()
  readonly meetingId?: string;

  @AreCodes(agencies)
  readonly invited!: readonly Agency[];

  @AreCodes(agencies)
  readonly attended!: readonly Agency[];

  @AreCodes(agencies)
  readonly reportsReceived!: readonly Agency[];

  @IsFlag()
  readonly childParticipated!: boolean;

  @Optional()
  @IsPersonalText()
  readonly lateReason?: string;

  @Optional()
  @IsPersonalText()
  readonly inquorateReason?: string;
}

export class InitialConferenceHeldDto extends ConferenceDto implements InitialConferenceHeld {
  /** Needed only while both an enquiry and a transfer in await one. */
  @Optional()
  @IsCode(conferenceKinds)
  readonly kind?: ConferenceKind;

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
