import type { PlainDate } from '#calendar';
import type { AssessmentKind } from '#events';
import type { Clock, Timescales } from '#timescales';
import { requireSound } from './row-shape.ts';
import type { Flag, Row, RowKind } from './rows.ts';

/** Rows under way, and what of the past the next fact's rows depend on. Changed in place by the fold alone. */
export interface Fold {
  readonly timescales: Timescales;
  readonly rows: Map<string, Row>;
  /** The places of the rows put since this was last cleared. */
  readonly touched: Set<string>;
  /** The key of each contact's row, by the contact's id. */
  readonly contacts: Map<string, string>;
  /** The sources of the referral that names a contact, by the contact's id. */
  readonly referredBy: Map<string, readonly string[]>;
  /** Every referral, in the order they happened. */
  readonly referrals: FoldedReferral[];
  /** The days of referrals from before the child's history here begins, as an opening balance tells. */
  toldReferrals: { readonly on: readonly PlainDate[]; readonly sources: readonly string[] };
  /** The open episode of need. */
  episode: Episode | undefined;
  readonly openAssessments: Map<AssessmentKind, string>;
  /** Every section 47 enquiry, in the order they began. */
  readonly enquiries: Begun[];
  enquiry: OpenEnquiry | undefined;
  /** The days moves into the area were notified, of the whole history. */
  readonly movesIn: readonly PlainDate[];
  /** A move into the area that awaits its conference: the day of its notification, and that fact's sources. */
  transferIn: { readonly notifiedOn: PlainDate; readonly sources: readonly string[] } | undefined;
  plan: OpenPlan | undefined;
  /** The key of the child's row. */
  child: string | undefined;
  /** Who has the case, and the key of that row. */
  allocation: { readonly key: string; readonly worker: string } | undefined;
  /** The key of each family's row, by the family's id. */
  readonly families: Map<string, string>;
  /** The key of the row of the care the child is in. */
  lookedAfter: string | undefined;
  plans: PlansSoFar;
  /** Every clock that runs, those that people are not shown included. */
  clocks: readonly Clock[];
}

/** What a row tells the beginning of: the day, and the place of its fact in the order of recording. */
export interface Begun {
  readonly key: string;
  readonly on: PlainDate;
  readonly revision: number;
}

export interface FoldedReferral extends Begun {
  /** It is that of a move into the area, so no assessment's clock runs from it (guide §4.1.1). */
  readonly byTransferIn: boolean;
  readonly sources: readonly string[];
}

export interface Episode {
  readonly referral: FoldedReferral;
  /** The kinds of assessment begun in it. */
  readonly assessed: Set<AssessmentKind>;
}

export interface OpenEnquiry {
  readonly key: string;
  readonly startedOn: PlainDate;
  readonly sources: readonly string[];
  /** Concluded as needing a conference, which is awaited. */
  readonly concluded: boolean;
  /** A review of the plan took the conference's place before the enquiry was concluded. */
  readonly reviewed: boolean;
}

export interface OpenPlan {
  readonly key: string;
  /** The key of the row of the categories it is under. */
  categories: string;
  /** The key of the review clock now running. */
  clock: string | undefined;
}

export interface PlansSoFar {
  readonly started: number;
  /** The most plans from before that any plan's start told of. */
  readonly toldOf: number;
  readonly lastEndedOn: PlainDate | undefined;
  readonly lastEndSources: readonly string[];
}

/** Puts a row in its place. Throws `FaultyRow` where the fact it is made of lacks something every such row has. */
export function put(fold: Fold, row: Row): void {
  requireSound(row);
  const place = placeOf(row.kind, row.key);
  fold.rows.set(place, row);
  fold.touched.add(place);
}

/** Takes a row away, as if it had never been. */
export function take(fold: Fold, kind: RowKind, key: string): void {
  const place = placeOf(kind, key);
  if (fold.rows.delete(place)) fold.touched.add(place);
}

/** The row of this kind begun by this fact. A defect, never a child's history, when there is none. */
export function rowAt<K extends RowKind>(fold: Fold, kind: K, key: string): Row<K> {
  const row = fold.rows.get(placeOf(kind, key));
  if (row?.kind !== kind) throw new NoSuchRow(kind, key);
  return row as Row<K>;
}

export function placeOf(kind: RowKind, key: string): string {
  return `${kind} ${key}`;
}

/**
 * Whether this one is the first recorded of its day, and so the one that counts. Where one typed later for an earlier
 * time comes first in the order of events, the one recorded first still counts.
 */
export function firstOfDay(
  fold: Fold,
  kind: 'referral' | 'enquiry',
  earlier: readonly Begun[],
  { on, revision }: Begun,
): Flag {
  const counted = earlier.find((other) => other.on === on && rowAt(fold, kind, other.key).firstOfDay === 1);
  if (counted === undefined) return 1;
  if (counted.revision < revision) return 0;
  put(fold, { ...rowAt(fold, kind, counted.key), firstOfDay: 0 });
  return 1;
}

/** The fold lost a row it had made. */
export class NoSuchRow extends Error {
  constructor(kind: RowKind, key: string) {
    super(
      `The fold has no ${kind} row begun by fact ${key}. This is a defect of libs/measures: report it with the child's facts.`,
    );
    this.name = 'NoSuchRow';
  }
}

/** The sources of a row that now rests on these too. */
export function withSources(before: readonly string[], more: readonly string[]): readonly string[] {
  return [...before, ...more.filter((id) => !before.includes(id))];
}
