import { addDays } from '#calendar';
import { isWithin, nameOf, setsOf, type CountedSet } from './counted-sets.ts';
import { isYear, type Period } from './period.ts';
import type { Outgoing } from './publication.ts';
import type { Release, ReleasedCount, Sum } from './release.ts';

/**
 * Every count that figures tell together, every one that can be had by taking one from another, and all the sums between
 * them: of groups and their whole, of quarters and their year, of rows that count and rows that are left out. A count that
 * several measures tell is one count.
 */
export function releaseOf(outgoing: readonly Outgoing[]): Release {
  const cells = new Map<string, Cell>();
  const add = (cell: Cell): void => {
    const before = cells.get(idOf(cell));
    cells.set(idOf(cell), before === undefined ? cell : { ...before, isTold: before.isTold || cell.isTold });
  };
  for (const each of outgoing) cellsOf(each).forEach(add);
  const sums: Sum[] = [];
  for (const here of groupedBy(cells.values(), placeOf).values()) {
    for (const { rest, sum } of restsAmong(here)) {
      add(rest);
      sums.push(sum);
    }
  }
  for (const alike of groupedBy(cells.values(), ({ name, period }) => `${JSON.stringify(period)} ${name}`).values()) {
    sums.push(...sumsOverGroups(alike));
  }
  for (const alike of groupedBy(
    cells.values(),
    ({ name, group }) => `${JSON.stringify(group ?? null)} ${name}`,
  ).values()) {
    sums.push(...sumsOverPeriods(alike));
  }
  return {
    counts: [...cells].map(([id, cell]): ReleasedCount => {
      const { count, isTold, weight } = cell;
      return { id, count, isTold, weight, place: placeOf(cell) };
    }),
    sums,
  };
}

/** A count in its place: of which rows, in which period, and of which group. */
interface Cell extends Pick<Outgoing, 'group'> {
  readonly name: string;
  readonly period: Period;
  /** The set counted; null of what lies between two, and of those who share. */
  readonly set: CountedSet | null;
  readonly count: number;
  readonly isTold: boolean;
  readonly weight: number;
}

/** The period and the group of a figure, as its counts are named by. */
export function placeOf(of: ({ readonly period: Period } & Pick<Outgoing, 'group'>) | Outgoing): string {
  const period = 'question' in of ? of.question.period : of.period;
  return JSON.stringify([period, of.group ?? null]);
}

/** The name of the rows of one set that are not of another. */
export function between(one: CountedSet, other: CountedSet): string {
  return `${nameOf(other)} but not ${nameOf(one)}`;
}

/** The name of those whom rows are shared among. */
export function sharersOf(set: CountedSet): string {
  return `sharers of ${nameOf(set)}`;
}

function idOf(cell: Cell): string {
  return `${placeOf(cell)} ${cell.name}`;
}

/** What goes first where one must: a part before what it is of, a quarter before its year, a group before the whole. */
const weights = { whole: 4, year: 1, all: 10 } as const;

function cellsOf({ question, figure, group }: Outgoing): readonly Cell[] {
  const { period, measure } = question;
  const { population, counted, numerator } = setsOf(question);
  const base = (isYear(period) ? weights.year : 0) + (group === undefined ? weights.all : 0);
  const part = { period, group, set: null, isTold: true, weight: base };
  const whole = { ...part, weight: base + weights.whole };
  const isShared = measure.among !== undefined;
  const inCounted = numerator === null ? figure.numerator : Number(figure.denominator);
  return [
    { ...whole, name: nameOf(counted), set: counted, count: inCounted },
    { ...whole, name: nameOf(population), set: population, count: inCounted + figure.excluded, isTold: false },
    { ...part, name: between(counted, population), count: figure.excluded },
    ...(numerator === null ? [] : [{ ...part, name: nameOf(numerator), set: numerator, count: figure.numerator }]),
    ...(isShared ? [{ ...part, name: sharersOf(counted), count: Number(figure.denominator) }] : []),
  ];
}

/** Of every two sets of one place, one within the other, the rest. Of two that are the same there is none. */
function restsAmong(cells: readonly Cell[]): readonly { readonly rest: Cell; readonly sum: Sum }[] {
  return cells.flatMap((whole) =>
    cells.flatMap((part) => {
      if (whole.set === null || part.set === null || whole.name === part.name || !isWithin(part.set, whole.set))
        return [];
      const name = between(part.set, whole.set);
      const rest: Cell = { ...part, name, set: null, count: whole.count - part.count, isTold: false };
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
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
