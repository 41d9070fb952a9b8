import { figureOf, type Figure } from './figure.ts';
import { groupFigures, type GroupFigure, type Tally } from './group-figures.ts';
import { groupOf, notKnown, type AnyGrouping } from './grouping.ts';
import { groupingsOf } from './groupings.ts';
import { at, holds, NotAQuestion, valuesOf, type Reader } from './holds.ts';
import { lookedUpBy, type Phrase } from './phrases.ts';
import type { Question } from './question.ts';
import type { Row } from './rows.ts';
import { spreadAmong, type Spread } from './spread.ts';
import type { RowVersion } from './versions.ts';

/** A figure with the rows that make it. */
export interface Count extends Figure {
  /** For a count, the rows counted. */
  readonly numeratorRows: readonly Row[];
  readonly denominatorRows: readonly Row[];
  readonly excludedRows: readonly { readonly row: Row; readonly reason: string }[];
}

/**
 * Counts a measure over the rows of each child in memory, as they were known at an instant: the reference that every
 * database is held to. It reads the phrases as they are said, by the calendar; a database compares columns with days
 * worked out before.
 */
export function count(question: Question, children: Iterable<readonly RowVersion[]>, knownAt: number): Count {
  const { measure } = question;
  const { counted, excluded, numerator } = partsOf(question, children, knownAt);
  const counts = { counted: counted.length, numerator: numerator.length, excluded: excluded.length };
  return {
    ...figureOf(measure, { ...counts, sharers: sharersOf(question, counted) }),
    numeratorRows: numerator.map(({ row }) => row),
    denominatorRows: measure.numerator === null ? [] : counted.map(({ row }) => row),
    excludedRows: excluded.map(({ row, reason = '' }) => ({ row, reason })),
  };
}

/** The same, told apart: the figure of each group, which add up to that of the whole. */
export function countGroups(
  question: Question,
  grouping: AnyGrouping,
  children: Iterable<readonly RowVersion[]>,
  knownAt: number,
): readonly GroupFigure[] {
  const { counted, excluded, numerator } = partsOf(question, children, knownAt);
  const tallies = new Map<string, Tally>();
  const add = (found: readonly Found[], part: keyof Tally): void => {
    for (const { row, reader } of found) {
      const group = groupOf(grouping, row, reader);
      const tally = tallies.get(group) ?? { counted: 0, numerator: 0, excluded: 0 };
      tallies.set(group, { ...tally, [part]: tally[part] + 1 });
    }
  };
  add(counted, 'counted');
  add(excluded, 'excluded');
  if (question.measure.numerator !== null) add(numerator, 'numerator');
  return groupFigures(question.measure, grouping, tallies);
}

/** The spread of the column a measure tells it of, over the rows it counts; undefined of a measure that tells of none. */
export function spreadOf(
  question: Question,
  children: Iterable<readonly RowVersion[]>,
  knownAt: number,
): Spread | undefined {
  const { counted } = partsOf(question, children, knownAt);
  const { spread, among } = question.measure;
  const once = (value: number): [number, number] => [value, 1];
  if (among !== undefined) return spreadAmong([...heldBy(question, counted).values()].map(once));
  if (spread === undefined) return undefined;
  const values = counted.map(({ row }) => valuesOf(row)[spread.column]);
  return spreadAmong(values.filter((value) => typeof value === 'number').map(once));
}

/** A row of one part, and by whom it is read: why it was left out where it was. */
export interface Found {
  readonly row: Row;
  readonly reader: Reader;
  readonly reason?: string;
}

/** The rows of each part of a figure. */
export interface Parts {
  readonly counted: readonly Found[];
  readonly excluded: readonly Found[];
  /** For a count, the rows counted. */
  readonly numerator: readonly Found[];
}

/** The rows of each part of a figure, of these children as known at an instant. */
export function partsOf(question: Question, children: Iterable<readonly RowVersion[]>, knownAt: number): Parts {
  const { population, counts, exclusions, numerator } = question.measure;
  const counted: Found[] = [];
  const excluded: Found[] = [];
  const others: Found[] = [];
  for (const versions of children) {
    const ofChild = versions
      .filter(({ knownFrom, knownTo }) => knownFrom <= knownAt && knownAt < knownTo)
      .map(({ row }) => row);
    const find = (kind: Row['kind'], where: readonly Phrase[]): Found[] =>
      ofChild
        .filter((row) => row.kind === kind && holds(where, row, { ofChild, question }))
        .map((row) => ({ row, reader: { ofChild, question, day: dayOf(question, where, row) } }));
    for (const found of find(counts, population.where)) {
      const exclusion = exclusions.find(({ unless }) => !holds(unless, found.row, found.reader));
      if (exclusion === undefined) counted.push(found);
      else excluded.push({ ...found, reason: exclusion.reason });
    }
    if (numerator !== null && 'counts' in numerator) others.push(...find(numerator.counts, numerator.where));
  }
  if (numerator === null) return { counted, excluded, numerator: counted };
  if ('counts' in numerator) return { counted, excluded, numerator: others };
  return { counted, excluded, numerator: counted.filter(({ row, reader }) => holds(numerator.where, row, reader)) };
}

/** The day a row is looked at: what it is looked up by, or `at`. */
function dayOf(question: Question, where: readonly Phrase[], row: Row): NonNullable<Reader['day']> {
  const column = lookedUpBy(where);
  return column === undefined ? at(question) : (valuesOf(row)[column] as NonNullable<Reader['day']>);
}

/** How many there are to share the rows counted among; undefined where the measure shares nothing out. */
function sharersOf(question: Question, counted: readonly Found[]): number | undefined {
  return question.measure.among === undefined ? undefined : heldBy(question, counted).size;
}

function heldBy(question: Question, counted: readonly Found[]): ReadonlyMap<string, number> {
  const { measure } = question;
  const grouping = groupingsOf(measure)[measure.among ?? ''];
  if (grouping === undefined) throw new NotAQuestion(measure.id, 'it shares among groups that it does not have');
  const held = new Map<string, number>();
  for (const { row, reader } of counted) {
    const group = groupOf(grouping, row, reader);
    if (group !== notKnown) held.set(group, (held.get(group) ?? 0) + 1);
  }
  return held;
}
