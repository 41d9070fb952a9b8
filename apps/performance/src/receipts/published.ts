import type { Sealed } from '#events';
import type { GroupFigure, Place, RowKind, Spread } from '#measures';

/** A published figure, as the fact `FigurePublished` keeps it for ever: add optional fields, never rename or narrow. */
export interface FigurePublished {
  readonly measure: string;
  readonly version: number;
  readonly title: string;
  readonly unit: string;
  readonly period: Record<string, string>;
  readonly parameters: Record<string, number | string>;
  /** What the figure was told apart by, where it was, and the figure of each group. */
  readonly group?: string;
  readonly groups?: readonly GroupFigure[];
  readonly spread?: Spread;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly excluded: number;
  /** How many rows were left out for each reason. */
  readonly excludedByReason: Record<string, number>;
  readonly reading: PublishedReading;
  /** Everything recorded by this instant counts; null before the first fact. */
  readonly knownAt: string | null;
  /** How far the rows had come: of two facts with one instant of recording, the one after this place was not known. */
  readonly lastKnown: LastKnown;
  /** The identity of the store whose positions these are. */
  readonly store: string | null;
  /** SHA-256 of the children and keys of the rows of each part. */
  readonly digests: { readonly numerator: string; readonly denominator: string; readonly excluded: string };
  readonly members: KeptMembers;
  readonly note?: string;
}

/** As it is stored: the note sealed under the authority's own key, or as it was before notes were. */
export type FigureStored = Omit<FigurePublished, 'note'> & { readonly note?: Sealed | string };

/** What the figure was read with, part by part, so that a change can be named (decisions.md 7). */
export interface PublishedReading {
  /** The digest of all the others. */
  readonly digest: string;
  /** The version of the code that folds rows from facts. */
  readonly rows: number;
  readonly calendar: string;
  /** The stable name of the calendar and the packs of timescales together. */
  readonly timescales: string;
  /** The editions and local rules whose timescales stood. */
  readonly rulePacks: readonly string[];
  /** The digest of the definition. */
  readonly definition: string;
}

export interface LastKnown {
  readonly at: string | null;
  readonly position: number | null;
  /** The authority's last fact that was known: found by its id in a copied store, whose positions are others. */
  readonly fact: { readonly id: string; readonly child: string; readonly revision: number } | null;
  /** How the projection stood, where it was not running. */
  readonly projection?: string;
}

/** Where the members are kept: in a stream of the receipt's own, in so many parts that digest to this. */
export interface KeptMembers {
  readonly count: number;
  readonly parts: number;
  readonly digest: string;
}

/** A member as it is kept with a receipt: with the digest of its row, and the facts the row rested on. */
export interface KeptMember extends Place {
  readonly child: string;
  readonly kind: RowKind;
  readonly key: string;
  readonly digest: string;
  readonly facts: readonly string[];
}

/** A published figure with its place in the ledger. */
export interface Receipt {
  readonly id: string;
  readonly authority: string;
  readonly published: FigureStored;
  /** An instant, RFC 3339. */
  readonly publishedAt: string;
  readonly publishedBy: { readonly user: string; readonly role: string };
  readonly revision: number;
  /** The digest that chains the fact to the one before it; an anchor covers it. */
  readonly evidence: string | null;
  /** The mark of the request that published it, where it named itself. */
  readonly request: string | null;
}
