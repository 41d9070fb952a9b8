import type { PlainDate } from '#calendar';
import { comparePlace, effectiveHistory, type Effective, type Recorded } from '#history';
import type { Timescales } from '#timescales';
import type { Fold } from './fold.ts';
import { foldFact, foldRows, startFold } from './fold-rows.ts';
import { sameRow } from './row-columns.ts';
import { stillKnown, type Row } from './rows.ts';

/** A row as it was known for a span of time: from one instant until, and without, another. */
export interface RowVersion {
  readonly row: Row;
  readonly knownFrom: number;
  /** `stillKnown` for what is known now: never absent. */
  readonly knownTo: number;
}

/** What must be written so that stored versions become those now known. */
export interface Changes {
  readonly gone: readonly RowVersion[];
  readonly closed: readonly RowVersion[];
  readonly opened: readonly RowVersion[];
}

/** One child's row versions, growing as its facts are learned in the order they were recorded. */
export interface Knowledge {
  learn(fact: Recorded): void;
  versions(): readonly RowVersion[];
  /** From here on, `changes` tells what differs from now. */
  mark(): void;
  changes(): Changes;
}

/** One child's facts, in the order recorded, as versions of its rows: what was known of each, and from when to when. */
export function versions(timescales: Timescales, facts: readonly Recorded[]): readonly RowVersion[] {
  const knowledge = startKnowledge(timescales);
  for (const fact of facts) knowledge.learn(fact);
  return knowledge.versions();
}

/**
 * The knowledge axis is the running maximum of `recordedAt` (decisions.md 6): a clock that is set back makes nothing
 * known earlier. Facts of one instant are known together, so a version that opened at that instant is replaced.
 * A fact that happened after all the others costs one step of the fold; a late one, a correction or
 * one that decides what came before it folds the child anew.
 */
export function startKnowledge(timescales: Timescales): Knowledge {
  const facts: Recorded[] = [];
  const places = new Map<string, Version[]>();
  const sameDay = new Map<PlainDate, Recorded[]>();
  let fold = startFold(timescales);
  let last: Effective | undefined;
  let known = 0;
  let before: Map<string, readonly Version[]> | undefined;

  function refold(): void {
    const history = effectiveHistory(facts);
    const stale = fold.rows.keys();
    fold = foldRows(timescales, history);
    for (const place of stale) fold.touched.add(place);
    last = history.at(-1);
  }

  function settle({ rows, touched }: Fold): void {
    for (const place of touched) {
      const list = places.get(place) ?? [];
      if (before !== undefined && !before.has(place))
        before.set(
          place,
          list.map((version) => ({ ...version })),
        );
      become(list, rows.get(place), known);
      places.set(place, list);
    }
    touched.clear();
  }

  return {
    learn(fact) {
      known = Math.max(known, fact.recordedAt);
      facts.push(fact);
      const next = inPlace(fact, sameDay);
      if (next !== undefined && !mayMovePast(next) && (last === undefined || comparePlace(last, next) < 0)) {
        foldFact(fold, next);
        last = next;
      } else refold();
      settle(fold);
    },
    versions: () => [...places.values()].flat(),
    mark() {
      before = new Map();
    },
    changes: () => difference(before ?? new Map<string, readonly Version[]>(), places),
  };
}

/** A move into the area makes a referral before it that of the move, and one that fell through unmakes it. */
function mayMovePast({ type }: Effective): boolean {
  return type === 'TransferInNotified' || type === 'TransferInWithdrawn';
}

interface Version {
  readonly row: Row;
  readonly knownFrom: number;
  knownTo: number;
}

/** Makes the row so, from this instant; what this same instant did before is undone first. */
function become(list: Version[], row: Row | undefined, known: number): void {
  if (list.at(-1)?.knownFrom === known) list.pop();
  const open = list.at(-1);
  if (open?.knownTo === known) open.knownTo = stillKnown;
  const current = open?.knownTo === stillKnown ? open : undefined;
  if (current !== undefined && row !== undefined && sameRow(current.row, row)) return;
  if (current !== undefined) current.knownTo = known;
  if (row !== undefined) list.push({ row, knownFrom: known, knownTo: stillKnown });
}

/**
 * A fact just recorded, as it takes its place among those of its day; undefined for a correction. The place depends only
 * on the facts first typed for the same day, so #history is asked about those alone.
 */
function inPlace(fact: Recorded, sameDay: Map<PlainDate, Recorded[]>): Effective | undefined {
  if (fact.type === 'FactWithdrawn' || fact.type === 'FactCorrected') return undefined;
  const day = sameDay.get(fact.data.on) ?? [];
  sameDay.set(fact.data.on, day);
  day.push(fact);
  return effectiveHistory(day).find(({ id }) => id === fact.id);
}

function difference(
  before: ReadonlyMap<string, readonly Version[]>,
  after: ReadonlyMap<string, readonly Version[]>,
): Changes {
  const gone: Version[] = [];
  const closed: Version[] = [];
  const opened: Version[] = [];
  for (const [place, old] of before) {
    const now = after.get(place) ?? [];
    gone.push(...old.filter((version) => !now.some((other) => isSame(version, other))));
    for (const version of now) {
      const was = old.find((other) => isSame(version, other));
      if (was === undefined) opened.push(version);
      else if (was.knownTo !== version.knownTo) closed.push(version);
    }
  }
  return { gone, closed, opened };
}

function isSame(a: Version, b: Version): boolean {
  return a.knownFrom === b.knownFrom && a.row === b.row;
}
