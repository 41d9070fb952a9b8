import { addDays } from '#calendar';
import { isWithin, nameOf, setsOf, type CountedSet } from './counted-sets.ts';
import { isYear, type Period } from './period.ts';
import type { Outgoing } from './publication.ts';
import {
  isSmall,
  suppressionRule,
  type Release,
  type ReleasedCount,
  type Sum,
  type SuppressionRule,
} from './release.ts';

/**
 * Every count that figures tell together, every one that can be had by taking one from another, and all the sums between
 * them: of groups and their whole, of quarters and their year, of rows that count and rows that are left out. A count that
 * several measures tell is one count.
 */
export function releaseOf(outgoing: readonly Outgoing[], rule: SuppressionRule = suppressionRule): Release {
  const cells = new Map<string, Cell>();
  const add = (cell: Cell): void => {
    const before = cells.get(idOf(cell));
    cells.set(idOf(cell), before === undefined ? cell : { ...before, isTold: before.isTold || cell.isTold });
  };
  for (const each of outgoing) cellsOf(each).forEach(add);
  const sums: Sum[] = [];
  for (const here of groupedBy(cells.values(), ({ place }) => place).values()) {
    const within = new Map(here.map((cell) => [cell, here.filter((part) => isPartOf(part, cell))]));
    for (const [cell, parts] of within) {
      cells.set(idOf(cell), { ...cell, weight: cell.weight + weightOfParts(parts.length) });
    }
    for (const { rest, sum } of restsAmong(within, rule)) {
      add(rest);
      sums.push(sum);
    }
  }
  // What lies between sets adds up where the sets do; those who share may share in several groups, and never add up.
  const ofSets = [...cells.values()].filter(({ set }) => set !== null);
  for (const alike of groupedBy(ofSets, ({ name, period }) => `${JSON.stringify(period)} ${name}`).values()) {
    sums.push(...sumsOverGroups(alike));
  }
  for (const alike of groupedBy(ofSets, ({ name, group }) => `${JSON.stringify(group ?? null)} ${name}`).values()) {
    sums.push(...sumsOverPeriods(alike));
  }
  const countOf = (id: string): number => cells.get(id)?.count ?? 0;
  // A child that counts once in a period is counted in several of its quarters: those do not add up, and are no sum.
  return {
    counts: [...cells].map(([id, cell]): ReleasedCount => {
      const { count, isTold, weight, place } = cell;
      return { id, count, isTold, weight, place };
    }),
    sums: sums.filter(({ whole, parts }) => countOf(whole) === parts.reduce((sum, part) => sum + countOf(part), 0)),
  };
}

/** A count in its place: of which rows, in which period, and of which group. */
interface Cell extends Pick<Outgoing, 'group'> {
  readonly place: string;
  readonly name: string;
  readonly period: Period;
  /** The set counted; null of what lies between two, and of those who share. */
  readonly set: CountedSet | null;
  readonly count: number;
  readonly isTold: boolean;
  readonly weight: number;
}

/** The period and the group of a figure, as its counts are named by. */
export function placeOf({ period, group }: { readonly period: Period } & Pick<Outgoing, 'group'>): string {
  return JSON.stringify([period, group ?? null]);
}

/** The name of the rows of one set that are not of another. */
export function between(one: CountedSet, other: CountedSet): string {
  return butNot(nameOf(other), nameOf(one));
}

function butNot(whole: string, part: string): string {
  return `${whole} but not ${part}`;
}

/** The name of those whom rows are shared among. */
export function sharersOf(set: CountedSet): string {
  return `sharers of ${nameOf(set)}`;
}

function idOf(cell: Cell): string {
  return `${cell.place} ${cell.name}`;
}

/** What goes first where one must: a part before what it is of, a quarter before its year, a group before the whole. */
const weights = { whole: 4, most: 8, year: 1, all: 10 } as const;

/** A set weighs more the more sets are within it. */
function weightOfParts(within: number): number {
  return within === 0 ? 0 : Math.min(weights.whole + within - 1, weights.most);
}

function isPartOf(part: Cell, whole: Cell): boolean {
  return part.set !== null && whole.set !== null && part.name !== whole.name && isWithin(part.set, whole.set);
}

function cellsOf({ question, figure, group }: Outgoing): readonly Cell[] {
  const { period, measure } = question;
  const { population, counted, numerator } = setsOf(question);
  const base = (isYear(period) ? weights.year : 0) + (group === undefined ? weights.all : 0);
  const part = { place: placeOf({ period, group }), period, group, set: null, isTold: true, weight: base };
  const isShared = measure.among !== undefined;
  const inCounted = numerator === null ? figure.numerator : Number(figure.denominator);
  return [
    { ...part, name: nameOf(counted), set: counted, count: inCounted },
    { ...part, name: nameOf(population), set: population, count: inCounted + figure.excluded, isTold: false },
    { ...part, name: between(counted, population), count: figure.excluded },
    ...(numerator === null ? [] : [{ ...part, name: nameOf(numerator), set: numerator, count: figure.numerator }]),
    ...(isShared ? [{ ...part, name: sharersOf(counted), count: Number(figure.denominator) }] : []),
  ];
}

/**
 * Of every two sets of one place, one next within the other, the rest; where there are sets between them, what is left
 * adds up from theirs, and is looked at by itself only where it is small. Of two that are the same there is none.
 */
function restsAmong(
  within: ReadonlyMap<Cell, readonly Cell[]>,
  rule: SuppressionRule,
): readonly { readonly rest: Cell; readonly sum: Sum }[] {
  return [...within].flatMap(([whole, parts]) =>
    parts.flatMap((part) => {
      const count = whole.count - part.count;
      const isNext = !parts.some((other) => within.get(other)?.includes(part));
      if (!isNext && !isSmall(count, rule)) return [];
      const rest: Cell = { ...part, name: butNot(whole.name, part.name), set: null, count, isTold: false };
      return [{ rest, sum: { whole: idOf(whole), parts: [idOf(part), idOf(rest)] } }];
    }),
  );
}

/** Cells alike but for their groups: those of each grouping add up to that of all. */
function sumsOverGroups(cells: readonly Cell[]): readonly Sum[] {
  const all = cells.find(({ group }) => group === undefined);
  if (all === undefined) return [];
  const apart = cells.filter(({ group }) => group !== undefined);
  return [...groupedBy(apart, ({ group }) => String(group?.by)).values()].map((parts) => ({
    whole: idOf(all),
    parts: parts.map(idOf),
  }));
}

/** Cells alike but for their periods: where some follow one another through the whole of another, they add up to it. */
function sumsOverPeriods(cells: readonly Cell[]): readonly Sum[] {
  const spans = cells.flatMap((cell) => ('at' in cell.period ? [] : [{ cell, ...cell.period }]));
  spans.sort((a, b) => (a.to < b.to ? -1 : 1));
  return spans.flatMap((whole) => {
    const parts: Cell[] = [];
    let next = whole.from;
    for (const part of spans) {
      if (part === whole || part.from !== next || part.to > whole.to) continue;
      parts.push(part.cell);
      if (part.to === whole.to) return [{ whole: idOf(whole.cell), parts: parts.map(idOf) }];
      next = addDays(part.to, 1);
    }
    return [];
  });
}

function groupedBy<T>(items: Iterable<T>, key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}
