import type { Personal } from './happened.ts';
import type { Ordinary } from './catalogue.ts';

export const withdrawalReasons = ['recorded-in-error', 'wrong-child', 'duplicate'] as const;
export type WithdrawalReason = (typeof withdrawalReasons)[number];

/** An earlier fact of this child no longer stands. May name any fact, a withdrawal included: that restores what it withdrew. */
export interface FactWithdrawn {
  /** The id of the fact withdrawn. */
  readonly fact: string;
  readonly why: WithdrawalReason;
  readonly note?: Personal | undefined;
}

/** An earlier ordinary fact of this child is to be read with other data. Its type stays. */
export interface FactCorrected {
  /** The id of the fact corrected. */
  readonly fact: string;
  /** The replacement, whole: the data of a fact of the same type. */
  readonly data: Ordinary['data'];
  readonly note?: Personal | undefined;
}

export interface CorrectionFacts {
  FactWithdrawn: FactWithdrawn;
  FactCorrected: FactCorrected;
}
