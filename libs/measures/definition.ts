import type { Grouping } from './grouping.ts';
import type { NumberColumn, Phrase } from './phrases.ts';
import type { RowKind } from './rows.ts';

/** How well a statement is founded: read in a primary text, in a secondary one, deduced from published rows, or recalled. */
export type Evidence = 'V' | 'V2' | 'D' | 'R';

export interface Founded {
  readonly source: string;
  readonly status: Evidence;
}

/** A choice the definition leaves to whoever asks, with the value DfE uses. */
export type Parameter = Founded & { readonly means: string } & (
    | { readonly kind: 'number'; readonly default: number; readonly least: number; readonly most: number }
    | { readonly kind: 'choice'; readonly default: string; readonly choices: readonly string[] }
    /** Any of the choices, with a comma between; none unless given. */
    | { readonly kind: 'choices'; readonly default: ''; readonly choices: readonly string[] }
  );

/** Rows that belong to the population and are nevertheless not counted, and why. */
export interface Exclusion<K extends RowKind> {
  readonly reason: string;
  readonly says: string;
  /** A row is left out unless all of this is true of it. */
  readonly unless: readonly Phrase<K>[];
}

interface Part<K extends RowKind> {
  readonly says: string;
  readonly where: readonly Phrase<K>[];
}

/** Rows of their own, set against the population and not part of it: a ratio of two counts (NI 68), which may pass 100 %. */
type OtherPart = { [K in RowKind]: Part<K> & { readonly counts: K } }[RowKind];

/** A figure, defined as data: what is counted, of what, and what is left out. */
export type Definition<K extends RowKind = RowKind> = {
  [Kind in K]: {
    /** Bumped whenever the same facts could give another figure. */
    readonly version: number;
    readonly title: string;
    /** A period has a first and a last day, both in it; a stock is counted at the end of one day. */
    readonly asks: 'period' | 'at';
    readonly counts: Kind;
    readonly unit:
      | 'percent'
      | 'children'
      | 'children per worker'
      | 'contacts'
      | 'referrals'
      | 'assessments'
      | 'discussions'
      | 'enquiries'
      | 'conferences'
      | 'plans';
    readonly polarity: 'higher is better' | 'lower is better' | 'neither';
    /** Every row counted: what a share is of, and what a count is. */
    readonly population: Part<Kind>;
    readonly exclusions: readonly Exclusion<Kind>[];
    /** Of those, the ones that make the share, or rows of their own; null where the measure is a count of the population. */
    readonly numerator: Part<Kind> | OtherPart | null;
    readonly parameters: Readonly<Record<string, Parameter>>;
    /** What its rows can be told apart by, beside what those of every measure can. */
    readonly groups?: Readonly<Record<string, Grouping>>;
    /** A column whose median and quartiles are told, over the rows counted. */
    readonly spread?: { readonly column: NumberColumn<Kind>; readonly says: string };
    /** The grouping among whose groups the rows are shared out: the value is how many each has. */
    readonly among?: 'worker';
    /** Told for every 10,000 children of the authority too. */
    readonly rated?: true;
    /** What the definition settles that its sources leave open, or that a reader may not expect. */
    readonly conventions: readonly (Founded & { readonly says: string })[];
    readonly basis: Founded;
  };
}[K];
