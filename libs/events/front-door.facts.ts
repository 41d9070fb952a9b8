import type { PlainDate } from '#calendar';
import type { ClosureReason, PrimaryNeed, Source } from './codes.ts';
import type { Happened, MayBeLate, NotKnown, Personal } from './happened.ts';

export const contactOutcomes = [
  'referral',
  'early-help',
  'information-and-advice',
  'open-case',
  'no-further-action',
] as const;
export type ContactOutcome = (typeof contactOutcomes)[number];

export const referralDecisions = ['assess', 'strategy-discussion', 'early-help', 'no-further-action'] as const;
export type ReferralDecision = (typeof referralDecisions)[number];

/** Someone contacted the authority about the child. Never a referral by itself, and never in the census. */
export interface ContactReceived extends Happened {
  readonly contactId: string;
  readonly source: Source;
  readonly reason?: Personal | undefined;
}

/** What is to be done about a contact was decided. */
export interface ContactDecided extends Happened {
  readonly contactId: string;
  readonly outcome: ContactOutcome;
}

/** A referral was received, and with it an episode of need began. */
export interface ReferralReceived extends Happened {
  readonly source: Source;
  readonly primaryNeed?: PrimaryNeed | undefined;
  readonly contactId?: string | undefined;
  /**
   * Whether it is the referral of a child who moved here for good on another authority's plan. Left out, it is where it is
   * dated the day such a move was notified (guide §4.1.1).
   */
  readonly byTransferIn?: boolean | undefined;
  /** Given where the source of an import does not tell what was decided and when: then no decision is awaited. */
  readonly decision?: NotKnown | undefined;
}

/** A manager or social worker decided the type of response to the referral. No further action and early help end the episode. */
export interface ReferralDecided extends Happened, MayBeLate {
  readonly decision: ReferralDecision;
  readonly primaryNeed?: PrimaryNeed | undefined;
  readonly acknowledgedOn?: PlainDate | undefined;
}

/** The episode of need ended. */
export interface CaseClosed extends Happened, MayBeLate {
  readonly reason: ClosureReason;
}

export interface FrontDoorFacts {
  ContactReceived: ContactReceived;
  ContactDecided: ContactDecided;
  ReferralReceived: ReferralReceived;
  ReferralDecided: ReferralDecided;
  CaseClosed: CaseClosed;
}
