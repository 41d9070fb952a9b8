import type { PlainDate } from '#calendar';
import { dayBefore, latestStart, monthsAfter } from './boundary.ts';
import { figureOf, type Figure } from './figure.ts';
import type { Amount, Phrase } from './phrases.ts';
import type { Question } from './question.ts';
import type { Row } from './rows.ts';
import type { RowVersion } from './versions.ts';

/** A figure with the rows that make it. */
export interface Count extends Figure {
  /** For a count, the rows counted. */
  readonly numeratorRows: readonly Row[];
  readonly denominatorRows: readonly Row[];
  readonly excludedRows: readonly { readonly row: Row; readonly reason: string }[];
}

/**
 * Counts a measure over rows in memory, as they were known at an instant: the reference that every database is held
 * to. It reads the phrases as they are said, by the calendar; a database compares columns with days worked out before.
 */
export function count(question: Question, versions: readonly RowVersion[], knownAt: number): Count {
  const known = versions.filter(({ knownFrom, knownTo }) => knownFrom <= knownAt && knownAt < knownTo);
  const rows = known.map(({ row }) => row);
  const { measure } = question;
  const holds = (row: Row, phrases: readonly Phrase[]): boolean =>
    phrases.every((phrase) => isTrue(phrase, row, rows, question));

  const population = rows.filter((row) => row.kind === measure.counts && holds(row, measure.population.where));
  const denominatorRows: Row[] = [];
  const excludedRows: { row: Row; reason: string }[] = [];
  for (const row of population) {
    const exclusion = measure.exclusions.find(({ unless }) => !holds(row, unless));
    if (exclusion === undefined) denominatorRows.push(row);
    else excludedRows.push({ row, reason: exclusion.reason });
  }
  const { numerator } = measure;
  const numeratorRows =
    numerator === null
      ? denominatorRows
      : 'counts' in numerator
        ? rows.filter((row) => row.kind === numerator.counts && holds(row, numerator.where))
        : denominatorRows.filter((row) => holds(row, numerator.where));
  const counts = { counted: denominatorRows.length, numerator: numeratorRows.length, excluded: excludedRows.length };
  return {
    ...figureOf(measure, counts),
    numeratorRows,
    denominatorRows: numerator === null ? [] : denominatorRows,
    excludedRows,
  };
}

function isTrue(phrase: Phrase, row: Row, rows: readonly Row[], question: Question): boolean {
  const columns: Readonly<Record<string, unknown>> = { ...row };
  switch (phrase.is) {
    case 'in the period':
      return inThePeriod(day(columns[phrase.column]), question);
    case 'open at':
      return day(columns[phrase.from]) <= at(question) && day(columns[phrase.to]) > at(question);
    case 'on or before': {
      const by = phrase.day.before === 'at' ? at(question) : dayBefore(at(question));
      const months = numberOf(phrase.day.months, question);
      const from = day(columns[phrase.column]);
      return from <= by && monthsAfter(from, months) <= by;
    }
    case 'at least':
      return isNumber(columns[phrase.column], (value) => value >= numberOf(phrase.number, question));
    case 'at most':
      return isNumber(columns[phrase.column], (value) => value <= numberOf(phrase.number, question));
    case 'within months of':
      return isNumber(columns[phrase.column], (value) => value <= numberOf(phrase.months, question));
    case 'no linked clock overdue at':
      return !rows.some(
        (clock) => clock.kind === 'review-clock' && clock.plan === row.key && overdue(clock, phrase, question),
      );
  }
}

/**
 * Whether a review was overdue on any day of the months up to `at`: from the day after it was due until it was held.
 * One due on `at` itself is not overdue yet.
 */
function overdue(
  clock: Row<'review-clock'>,
  phrase: Extract<Phrase, { is: 'no linked clock overdue at' }>,
  question: Question,
): boolean {
  const due = clock[dueColumn(phrase, question)];
  const before = latestStart(at(question), numberOf(phrase.inTheLast, question));
  return due < at(question) && clock.metOn > due && clock.metOn > before;
}

/** Which of a clock's due days the question is judged by. */
export function dueColumn(
  { due }: Extract<Phrase, { is: 'no linked clock overdue at' }>,
  { parameters }: Question,
): 'dueOn' | 'dueOnDays' {
  return due.columns[String(parameters[due.parameter])] ?? 'dueOn';
}

/** The number a phrase says, or that of the parameter it names. */
export function numberOf(amount: Amount, { measure, parameters }: Question): number {
  const value = typeof amount === 'number' ? amount : parameters[amount.parameter];
  if (typeof value !== 'number') throw new NotAQuestion(measure.id, 'a phrase names a parameter that is not a number');
  return value;
}

/** The day a stock is counted at. */
export function at({ measure, period }: Question): PlainDate {
  if (!('at' in period)) throw new NotAQuestion(measure.id, 'it speaks of one day and was asked for a period');
  return period.at;
}

/** The definition and the question do not fit. */
export class NotAQuestion extends Error {
  constructor(measure: string, fault: string) {
    super(
      `The measure ${measure} cannot be counted: ${fault}. Make questions with questionOf, and mend the definition if it still fails.`,
    );
    this.name = 'NotAQuestion';
  }
}

function inThePeriod(on: PlainDate, { measure, period }: Question): boolean {
  if ('at' in period) throw new NotAQuestion(measure.id, 'it speaks of a period and was asked for one day');
  return period.from <= on && on <= period.to;
}

function day(value: unknown): PlainDate {
  return value as PlainDate;
}

function isNumber(value: unknown, test: (value: number) => boolean): boolean {
  return typeof value === 'number' && test(value);
}
