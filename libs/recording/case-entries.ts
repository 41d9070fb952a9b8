import type { Role } from '#access';
import type { FactType, Sealed } from '#events';

/** What is decided of who may know of a child, beside the child's journey: one stream for each authority. */
export interface CaseEntries {
  /** The record is kept to these people from now on, and to no other; entered again, to others. */
  CaseRestricted: { readonly child: string; readonly to: readonly string[]; readonly reason: Sealed };
  RestrictionLifted: { readonly child: string; readonly reason: Sealed };
  /** A person has a conflict of interest, and may not see the record whatever else is so. */
  PersonBarred: { readonly child: string; readonly person: string; readonly reason: Sealed };
  BarLifted: { readonly child: string; readonly person: string; readonly reason: Sealed };
  /** Whoever entered it may see the record until this instant, RFC 3339. */
  GlassBroken: { readonly child: string; readonly until: string; readonly reason: Sealed };
  GlassReviewed: {
    readonly child: string;
    readonly glass: string;
    readonly outcome: GlassOutcome;
    readonly note?: Sealed;
  };
  /** A fact is about to be recorded without the role for it. It is entered first: what is owed is never unlisted. */
  CountersignatureOwed: {
    readonly child: string;
    readonly fact: string;
    readonly type: FactType;
    readonly by: readonly Role[];
  };
  FactCountersigned: { readonly child: string; readonly fact: string };
}

export const glassOutcomes = ['justified', 'not-justified'] as const;
export type GlassOutcome = (typeof glassOutcomes)[number];

export type CaseEntryType = keyof CaseEntries;

export type CaseEntry = {
  [T in CaseEntryType]: { readonly type: T; readonly data: CaseEntries[T] };
}[CaseEntryType];

/** An entry as it was made: by whom, when, under which id. */
export type CaseEntryRead = CaseEntry & {
  readonly id: string;
  readonly by: { readonly user: string; readonly role: string };
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
};

export const casesPrefix = 'cases-';

export function casesStream(authority: string): string {
  return `${casesPrefix}${authority}`;
}
