import type { rowColumns } from './row-columns.ts';
import type { ColumnOf, RowKind } from './rows.ts';

type Typed<K extends RowKind, T> = {
  [C in ColumnOf<K>]: C extends keyof (typeof rowColumns)[K]
    ? (typeof rowColumns)[K][C] extends T
      ? C
      : never
    : never;
}[ColumnOf<K>];

export type DayColumn<K extends RowKind> = Typed<K, 'day'>;
export type TextColumn<K extends RowKind> = Typed<K, 'text' | 'text or none'>;
export type NumberColumn<K extends RowKind> = Typed<K, 'number' | 'number or none' | 'flag'>;

/** A number written in the definition, or the name of the parameter that gives it. */
export type Amount = number | { readonly parameter: string };

/** A day reckoned from the day a stock is counted at. Worked out in TypeScript: SQL does no calendar arithmetic. */
export interface Boundary {
  readonly months: Amount;
  /** The latest day that is so many months before `at` itself, or before the day before it. */
  readonly before: 'at' | 'the day before at';
}

/**
 * What must be true of a row. These phrases are the whole language of measures (decisions.md 16); each compares columns
 * with values, so a definition can be read by an analyst, counted in memory and counted by any database, alike.
 */
export type Phrase<K extends RowKind = RowKind> = {
  [Kind in K]:
    | { readonly is: 'in the period'; readonly column: DayColumn<Kind> }
    /** On or before `at` in one column, and after it in the other: what ends on a day is not open on it (M5). */
    | { readonly is: 'open at'; readonly from: DayColumn<Kind>; readonly to: DayColumn<Kind> }
    | { readonly is: 'on or before' | 'after'; readonly column: DayColumn<Kind>; readonly day: Boundary }
    | { readonly is: 'at least'; readonly column: NumberColumn<Kind>; readonly number: Amount }
    | { readonly is: 'at most'; readonly column: NumberColumn<Kind>; readonly number: Amount }
    | { readonly is: 'fewer than'; readonly column: NumberColumn<Kind>; readonly number: Amount }
    | { readonly is: 'is one of'; readonly column: TextColumn<Kind>; readonly texts: readonly string[] }
    /** Of a column of words with a space between, one is that which the parameter gives. */
    | { readonly is: 'has the word'; readonly column: TextColumn<Kind>; readonly word: { readonly parameter: string } }
    /** What the column dates had not come on the day looked at: that of the row that is told apart, or `at` of a stock. */
    | { readonly is: 'after the day'; readonly column: DayColumn<Kind> }
    /** True unless the parameter has this choice; then all of these must be. */
    | {
        readonly is: 'only where asked';
        readonly parameter: string;
        readonly choice: string;
        readonly phrases: readonly Phrase<Kind>[];
      }
    /** The child has, or has not, a row of some kind of which all of this is true. */
    | ({ readonly is: 'the child has' | 'the child has no' } & RowOfTheChild<Kind>)
    /** The column holds the least number of months that reach from one day to another; no earlier day, no such row. */
    | { readonly is: 'within months of'; readonly column: NumberColumn<Kind>; readonly months: Amount }
    /** No review clock of the row's plan was past its due day, unmet, in the months up to `at` (NI 67). */
    | {
        readonly is: 'no linked clock overdue at';
        readonly inTheLast: Amount;
        /** The column of the clock's due day, or the parameter whose value chooses it. */
        readonly due: { readonly parameter: string; readonly columns: Readonly<Record<string, 'dueOn' | 'dueOnDays'>> };
      };
}[K];

/** Some row of the same child; where `before` says so, one dated earlier than the row itself. */
export type RowOfTheChild<Own extends RowKind> = {
  [K in RowKind]: {
    readonly counts: K;
    readonly where: readonly Phrase<K>[];
    readonly before?: { readonly theirs: DayColumn<K>; readonly own: DayColumn<Own> };
  };
}[RowKind];

/** The same, whatever the kinds of the two rows. */
export interface RowOfAChild {
  readonly counts: RowKind;
  readonly where: readonly Phrase[];
  readonly before?: { readonly theirs: string; readonly own: string };
}

/** The column a part of a measure is looked up by in a period; `at` where it is of one day. */
export function lookedUpBy(where: readonly Phrase[]): string | undefined {
  for (const phrase of where) if (phrase.is === 'in the period') return phrase.column;
  return undefined;
}
