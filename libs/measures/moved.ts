import type { Effective } from '#history';
import type { Timescales } from '#timescales';
import { foldRows } from './fold-rows.ts';
import { measures, type MeasureId } from './measures.ts';
import type { Parameter } from './definition.ts';
import type { Phrase, RowOfAChild } from './phrases.ts';
import { columnsOf } from './row-columns.ts';
import { never, type Row, type RowKind } from './rows.ts';

/**
 * The measures that one child's rows would move in some period or on some day, were its history the second and not the
 * first: each counts a row that is new, gone, or has another value in a column it reads. Which period moves is a
 * question of the reader's; what has not happened yet, such as an assessment still open, is counted in none.
 */
export function movedMeasures(
  timescales: Timescales,
  before: readonly Effective[],
  after: readonly Effective[],
): readonly MeasureId[] {
  const was = foldRows(timescales, before).rows;
  const is = foldRows(timescales, after).rows;
  const changes = [...new Set([...was.keys(), ...is.keys()])]
    .map((place): Change => ({ was: was.get(place), is: is.get(place) }))
    .filter((change) => columnsChanged(change).size > 0);
  return measures.filter((measure) => changes.some((change) => moves(measure, change))).map(({ id }) => id);
}

/** A definition, whatever kind of row it counts. */
interface Defined {
  readonly counts: RowKind;
  readonly population: { readonly where: readonly Phrase[] };
  readonly exclusions: readonly { readonly unless: readonly Phrase[] }[];
  readonly numerator: { readonly counts?: RowKind; readonly where: readonly Phrase[] } | null;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly among?: string;
}

/** A row before and after; undefined where there was or is none. */
interface Change {
  readonly was: Row | undefined;
  readonly is: Row | undefined;
}

function moves({ counts, population, exclusions, numerator, parameters, among }: Defined, change: Change): boolean {
  // Whose the rows are is read beside the phrases.
  if (among !== undefined && (change.is ?? change.was)?.kind === 'allocation') return true;
  const whole = { counts, population, exclusions, parameters };
  if (numerator?.counts === undefined) return movesPart({ ...whole, numerator }, change);
  const others = { counts: numerator.counts, population: numerator, exclusions: [], numerator: null, parameters };
  return [{ ...whole, numerator: null }, others].some((part) => movesPart(part, change));
}

function movesPart({ counts, population, exclusions, numerator, parameters }: Defined, change: Change): boolean {
  const row = change.is ?? change.was;
  const { where } = population;
  const phrases: readonly Phrase[] = [
    ...where,
    ...exclusions.flatMap(({ unless }) => unless),
    ...(numerator?.where ?? []),
  ];
  const read = phrases.flatMap((phrase) => columnsRead(phrase, counts, parameters, change));
  const changed = columnsChanged(change);
  if (!read.some(({ kind, column }) => kind === row?.kind && changed.has(column))) return false;
  return row?.kind !== counts || [change.was, change.is].some((each) => each !== undefined && couldCount(where, each));
}

/** The columns in which the rows differ: all of them where there is only one. */
function columnsChanged({ was, is }: Change): ReadonlySet<string> {
  const row = is ?? was;
  if (row === undefined) return new Set();
  const one = valuesOf(was);
  const other = valuesOf(is);
  return new Set(columnsOf(row.kind).filter((column) => one?.[column] !== other?.[column] || !one || !other));
}

/** Of phrases that are true only where asked, those that are asked unless the reader says otherwise. */
function columnsRead(
  phrase: Phrase,
  kind: RowKind,
  parameters: Readonly<Record<string, Parameter>>,
  change: Change,
): readonly { readonly kind: RowKind; readonly column: string }[] {
  switch (phrase.is) {
    case 'open at':
      return [phrase.from, phrase.to].map((column) => ({ kind, column }));
    case 'only where asked':
      return parameters[phrase.parameter]?.default === phrase.choice
        ? phrase.phrases.flatMap((each) => columnsRead(each, kind, parameters, change))
        : [];
    case 'the child has':
    case 'the child has no': {
      const { counts, where, before }: RowOfAChild = phrase;
      const own = before === undefined ? [] : [{ kind, column: before.own }];
      const matters = [change.was, change.is].some((each) => each?.kind === counts && couldCount(where, each));
      if (!matters) return own;
      const theirs = before === undefined ? [] : [{ kind: counts, column: before.theirs }];
      return [...own, ...theirs, ...where.flatMap((each) => columnsRead(each, counts, parameters, change))];
    }
    case 'no linked clock overdue at':
      return ['plan', 'metOn', ...Object.values(phrase.due.columns)].map((column) => ({
        kind: 'review-clock',
        column,
      }));
    default:
      return [{ kind, column: phrase.column }];
  }
}

/** Whether there is a period or a day for which the population holds the row. */
function couldCount(where: readonly Phrase[], row: Row): boolean {
  const values = valuesOf(row);
  return where.every((phrase) => {
    switch (phrase.is) {
      case 'in the period':
      case 'on or before':
        return values?.[phrase.column] !== never;
      case 'at least':
        return typeof phrase.number !== 'number' || Number(values?.[phrase.column]) >= phrase.number;
      case 'at most':
        return typeof phrase.number !== 'number' || Number(values?.[phrase.column]) <= phrase.number;
      default:
        return true;
    }
  });
}

function valuesOf(row: Row | undefined): Readonly<Record<string, unknown>> | undefined {
  return row && { ...row };
}
