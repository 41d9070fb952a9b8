import type { Kysely } from 'kysely';
import type { PlainDate } from '#calendar';
import type { AnyGrouping, Figure, GroupFigure, Spread } from '#measures';
import { clockBuckets, clockCounts, endsAfter, type ClockBucket, type ClockCount } from './clock-counts.ts';
import { familyMembers, type FamilyMember } from './families.ts';
import { figureByGroup, spreadOfRows } from './group-sql.ts';
import { childrenKnownLate, factsAfter, factsOf, lastFactOf, type FactPlace, type PlacedFact } from './kept-queries.ts';
import { overdueBetween, placesAfter, runningOf, type ComingFact, type RunningClock } from './turning.ts';
import { momentsOf } from './moments.ts';
import { openCases, type OpenCase, type OpenCasesAsked } from './open-cases.ts';
import type { ProjectionState } from './projection.ts';
import {
  figure,
  figureParts,
  figurePlaces,
  figureRows,
  figureRowsPage,
  figureWithDigests,
  instantOf,
  unreadCounts,
  unreadFacts,
  type FigureDigests,
  type FigurePart,
  type FoundRow,
  type NamedRow,
  type OneGroup,
  type RowsPageAsked,
  type ToldApart,
  type UnreadCounts,
} from './queries.ts';
import type { Asked } from './question-sql.ts';
import type { UnreadFact } from './unread.ts';
import {
  circumstancesOn,
  worklist,
  type CircumstancesOn,
  type Moment,
  type OpenClock,
  type WorklistAsked,
} from './worklist.ts';

/** The read model at one moment: whatever is asked of it agrees with itself. */
export interface Snapshot {
  readonly projection: ProjectionState;
  readonly figure: (asked: Asked) => Promise<Figure>;
  readonly figureWithDigests: (asked: Asked) => Promise<Figure & { readonly digests: FigureDigests }>;
  /** The figure told apart: one of each group, which add up to the whole. */
  readonly groups: (asked: Asked, grouping: AnyGrouping) => Promise<readonly GroupFigure[]>;
  /** The median and quartiles of what the measure tells them of; undefined of a measure that tells none. */
  readonly spread: (asked: Asked) => Promise<Spread | undefined>;
  /** The rows of one part; of one group alone, or each with its group, where asked. */
  readonly rows: (asked: Asked, part: FigurePart, only?: OneGroup | ToldApart) => Promise<readonly FoundRow[]>;
  /** The rows of every part at once, each with its group where asked. */
  readonly parts: (asked: Asked, told?: ToldApart) => Promise<Readonly<Record<FigurePart, readonly FoundRow[]>>>;
  /** The same, with no more of each row than what names it. */
  readonly places: (asked: Asked, told?: ToldApart) => Promise<Readonly<Record<FigurePart, readonly NamedRow[]>>>;
  /** Some of the rows of one part, and how many there are. */
  readonly rowsPage: (
    asked: Asked,
    part: FigurePart,
    page: RowsPageAsked,
  ) => Promise<{ readonly count: number; readonly rows: readonly FoundRow[] }>;
  readonly instantOf: (position: number) => Promise<number | undefined>;
  readonly unreadFacts: (authority: string) => Promise<readonly UnreadFact[]>;
  readonly familyMembers: (authority: string, familyId: string) => Promise<readonly FamilyMember[]>;
  readonly unreadCounts: () => Promise<UnreadCounts>;
  readonly worklist: (asked: WorklistAsked) => Promise<readonly OpenClock[]>;
  readonly clockCounts: (authority: string, moment: Moment) => Promise<readonly ClockCount[]>;
  readonly clockBuckets: (authority: string) => Promise<readonly ClockBucket[]>;
  readonly endsAfter: (authority: string, day: PlainDate) => Promise<boolean>;
  readonly factsOf: (authority: string, child: string) => Promise<readonly PlacedFact[]>;
  readonly factsAfter: (
    authority: string,
    after: FactPlace | undefined,
    limit: number,
  ) => Promise<readonly PlacedFact[]>;
  readonly lastFactOf: (authority: string) => Promise<PlacedFact | undefined>;
  readonly childrenKnownLate: (
    authority: string,
    by: { readonly position: number; readonly knownAt: number },
  ) => Promise<readonly string[]>;
  readonly placesAfter: (authority: string, position: number, most: number) => Promise<readonly ComingFact[]>;
  readonly overdueBetween: (authority: string, after: number, upTo: number) => Promise<readonly RunningClock[]>;
  readonly openCases: (asked: OpenCasesAsked) => Promise<readonly OpenCase[]>;
  readonly runningOf: (authority: string, children: readonly string[]) => Promise<readonly RunningClock[]>;
  readonly circumstancesOn: (
    authority: string,
    children: readonly string[],
    day: PlainDate,
  ) => Promise<ReadonlyMap<string, CircumstancesOn>>;
}

/** The read model, for reading alone. Writers and rebuilds may go on meanwhile. */
export interface ReadModel {
  /** Asks questions of one moment. Throws `NoReadModel` before a worker has made it, and `ReadModelAway`. */
  readonly at: <T>(ask: (snapshot: Snapshot) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** Connects at the first question. Throws `UnusableReadModelUrl`. */
export function openReadModel({ url }: { readonly url: string }): ReadModel {
  const moments = momentsOf(url);
  return {
    at: (question) => moments.at((db, projection) => question(snapshotOf(db, projection))),
    close: () => moments.close(),
  };
}

function snapshotOf(db: Kysely<unknown>, projection: ProjectionState): Snapshot {
  return {
    projection,
    figure: (asked) => figure(db, asked),
    figureWithDigests: (asked) => figureWithDigests(db, asked),
    groups: (asked, grouping) => figureByGroup(db, asked, grouping),
    spread: (asked) => spreadOfRows(db, asked),
    rows: (asked, part, only) => figureRows(db, asked, part, only),
    parts: (asked, told) => figureParts(db, asked, told),
    places: (asked, told) => figurePlaces(db, asked, told),
    rowsPage: (asked, part, page) => figureRowsPage(db, asked, part, page),
    instantOf: (position) => instantOf(db, position),
    unreadFacts: (authority) => unreadFacts(db, authority),
    familyMembers: (authority, familyId) => familyMembers(db, authority, familyId),
    unreadCounts: () => unreadCounts(db),
    worklist: (asked) => worklist(db, asked),
    clockCounts: (authority, moment) => clockCounts(db, authority, moment),
    clockBuckets: (authority) => clockBuckets(db, authority),
    endsAfter: (authority, day) => endsAfter(db, authority, day),
    factsOf: (authority, child) => factsOf(db, authority, child),
    factsAfter: (authority, after, limit) => factsAfter(db, authority, after, limit),
    lastFactOf: (authority) => lastFactOf(db, authority),
    childrenKnownLate: (authority, by) => childrenKnownLate(db, authority, by),
    placesAfter: (authority, position, most) => placesAfter(db, authority, position, most),
    overdueBetween: (authority, after, upTo) => overdueBetween(db, authority, after, upTo),
    openCases: (asked) => openCases(db, asked),
    runningOf: (authority, children) => runningOf(db, authority, children),
    circumstancesOn: (authority, children, day) => circumstancesOn(db, authority, children, day),
  };
}
