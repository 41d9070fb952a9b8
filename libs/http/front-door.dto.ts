import type { PlainDate } from '#calendar';
import {
  closureReasons,
  contactOutcomes,
  notKnown,
  primaryNeeds,
  referralDecisions,
  sources,
  type CaseClosed,
  type ClosureReason,
  type ContactDecided,
  type ContactOutcome,
  type ContactReceived,
  type NotKnown,
  type PrimaryNeed,
  type ReferralDecided,
  type ReferralDecision,
  type ReferralReceived,
  type Source,
} from '#events';
import { IsCode, IsFlag, IsName, IsPersonalText, IsPlainDate, NotInFuture, Optional } from './fields.ts';
import { HappenedDto, MayBeLateDto } from './happened.dto.ts';

export class ContactReceivedDto extends HappenedDto implements ContactReceived {
  /** The authority's own name for this contact. */
  @IsName()
  readonly contactId!: string;

  @IsCode(sources)
  readonly source!: Source;

  @Optional()
  @IsPersonalText()
  readonly reason?: string;
}

export class ContactDecidedDto extends HappenedDto implements ContactDecided {
  @IsName()
  readonly contactId!: string;

  @IsCode(contactOutcomes)
  readonly outcome!: ContactOutcome;
}

export class ReferralReceivedDto extends HappenedDto implements ReferralReceived {
  @IsCode(sources)
  readonly source!: Source;

  @Optional()
  @IsCode(primaryNeeds)
  readonly primaryNeed?: PrimaryNeed;

  @Optional()
  @IsName()
  readonly contactId?: string;

  /**
   * Whether it is the referral of a child who moved here for good on another authority's plan. Left out, it is where it is
   * dated the day such a move was notified (TransferInNotified).
   */
  @Optional()
  @IsFlag()
  readonly byTransferIn?: boolean;

  /** Where the source of an import does not tell what was decided and when. */
  @Optional()
  @IsCode([notKnown])
  readonly decision?: NotKnown;
}

export class ReferralDecidedDto extends MayBeLateDto implements ReferralDecided {
  @IsCode(referralDecisions)
  readonly decision!: ReferralDecision;

  @Optional()
  @IsCode(primaryNeeds)
  readonly primaryNeed?: PrimaryNeed;

  @Optional()
  @IsPlainDate()
  @NotInFuture()
  readonly acknowledgedOn?: PlainDate;
}

export class CaseClosedDto extends MayBeLateDto implements CaseClosed {
  @IsCode(closureReasons)
  readonly reason!: ClosureReason;
}
