import type { PlainDate } from '#calendar';
import type { Category } from './codes.ts';
import type { Happened, MayBeLate } from './happened.ts';

/** Another authority told this one that a child on its plan has moved here for good. */
export interface TransferInNotified extends Happened {
  /** The 3-digit DfE code of the authority the child moves from. */
  readonly fromAuthority: string;
  /** The day this authority was notified: the transfer-in conference is due from it, and it is the referral's date. */
  readonly notifiedOn: PlainDate;
}

/** The move into the area fell through, so no transfer-in conference is awaited. */
export interface TransferInWithdrawn extends Happened, MayBeLate {}

/** This authority told another that a child on its plan has moved there for good. */
export interface TransferOutNotified extends Happened {
  readonly toAuthority: string;
  readonly notifiedOn: PlainDate;
}

/** A child on another authority's plan stays here for a time. The plan is never this authority's: shown, and not counted. */
export interface OtherAuthorityPlanNoted extends Happened {
  readonly authority: string;
  readonly categories: readonly Category[];
}

/** The other authority's plan ended, or the child left again. */
export interface OtherAuthorityPlanEnded extends Happened {
  readonly authority: string;
  /** What the plan was under at its end, where that is told. Kept; nothing rests on it. */
  readonly categories?: readonly Category[] | undefined;
}

export interface TransferFacts {
  TransferInNotified: TransferInNotified;
  TransferInWithdrawn: TransferInWithdrawn;
  TransferOutNotified: TransferOutNotified;
  OtherAuthorityPlanNoted: OtherAuthorityPlanNoted;
  OtherAuthorityPlanEnded: OtherAuthorityPlanEnded;
}
