import type { Ordinary, Proposed } from '#events';
import type { At } from './census-child.ts';
import type { Item, ToldFact } from './census-item.ts';
import type { CensusPast } from './census-past.ts';
import type { CensusYear } from './census-year.ts';

/** A fact to be proposed because a file tells it, or tells it otherwise, or tells it no more. */
export interface Change {
  readonly fact: Proposed;
  readonly item: Item;
  readonly at: At;
  readonly begins: boolean;
  /** The year of the file whose word it is, where it is not the one being taken over. */
  readonly year?: CensusYear;
}

export interface Merging {
  readonly told: readonly ToldFact[];
  readonly past: CensusPast;
  readonly year: CensusYear;
  /** Where the child's record stands: of what the file tells no more, there is no other place. */
  readonly child: Item;
  /** Said in every correction: which file, and of which year. */
  readonly note: string;
  /** Whether what an earlier file of the same year told and this one does not is withdrawn. */
  readonly withdraws: boolean;
}

/** A change of which the file has no line but the child's. */
export function as(child: Item, fact: Proposed): Change {
  return { fact, item: child, at: child.at, begins: false };
}

export function withdrawal(fact: string, note: string): Proposed {
  return { type: 'FactWithdrawn', data: { fact, why: 'recorded-in-error', note } };
}

export function correction(fact: string, { data }: Ordinary, note: string): Proposed {
  return { type: 'FactCorrected', data: { fact, data, note } };
}
