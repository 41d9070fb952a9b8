import type { PlainDate } from '#calendar';
import { dayBefore, latestStart, monthsAfter } from './boundary.ts';
import type { Amount, Boundary, Phrase, RowOfAChild } from './phrases.ts';
import type { Question } from './question.ts';
import type { Row } from './rows.ts';

/** What a phrase is read against: the rows known of one child, the question, and the day that is looked at. */
export interface Reader {
  readonly ofChild: readonly Row[];
  readonly question: Question;
  /** The day of the row that is told apart; of a stock, `at`. Only groupings speak of it. */
  readonly day?: PlainDate;
}

/** Whether all of this is true of a row, read as it is said and by the calendar. */
export function holds(phrases: readonly Phrase[], row: Row, reader: Reader): boolean {
  return phrases.every((phrase) => isTrue(phrase, row, reader));
}

function isTrue(phrase: Phrase, row: Row, reader: Reader): boolean {
  const { question } = reader;
  const columns = valuesOf(row);
  switch (phrase.is) {
    case 'in the period':
      return inThePeriod(asDay(columns[phrase.column]), question);
    case 'open at':
      return asDay(columns[phrase.from]) <= at(question) && asDay(columns[phrase.to]) > at(question);
    case 'on or before':
      return isBy(phrase, asDay(columns[phrase.column]), question);
    case 'after':
      return !isBy(phrase, asDay(columns[phrase.column]), question);
    case 'at least':
      return isNumber(columns[phrase.column], (value) => value >= numberOf(phrase.number, question));
    case 'at most':
      return isNumber(columns[phrase.column], (value) => value <= numberOf(phrase.number, question));
    case 'fewer than':
      return isNumber(columns[phrase.column], (value) => value < numberOf(phrase.number, question));
    case 'within months of':
      return isNumber(columns[phrase.column], (value) => value <= numberOf(phrase.months, question));
    case 'is one of':
      return phrase.texts.some((text) => text === columns[phrase.column]);
    case 'has the word':
      return wordsOf(columns[phrase.column]).includes(String(question.parameters[phrase.word.parameter]));
    case 'after the day':
      return asDay(columns[phrase.column]) > dayOf(reader);
    case 'only where asked':
      return !isAsked(phrase, question) || holds(phrase.phrases, row, reader);
    case 'the child has':
      return hasRow(phrase, row, reader);
    case 'the child has no':
      return !hasRow(phrase, row, reader);
    case 'no linked clock overdue at':
      return !reader.ofChild.some(
        (clock) => clock.kind === 'review-clock' && clock.plan === row.key && overdue(clock, phrase, question),
      );
  }
}

/** Whether so many months had passed since a day by `at`, or by the day before it. */
function isBy({ day }: { readonly day: Boundary }, since: PlainDate, question: Question): boolean {
  const by = day.before === 'at' ? at(question) : dayBefore(at(question));
  return since <= by && monthsAfter(since, numberOf(day.months, question)) <= by;
}

function hasRow({ counts, where, before }: RowOfAChild, row: Row, reader: Reader): boolean {
  return reader.ofChild.some(
    (other) =>
      other.kind === counts &&
      (before === undefined || asDay(valuesOf(other)[before.theirs]) < asDay(valuesOf(row)[before.own])) &&
      holds(where, other, reader),
  );
}

/** Whether the parameter has the choice on which a phrase depends: of several choices, whether it is among them. */
export function isAsked(
  { parameter, choice }: Pick<Extract<Phrase, { is: 'only where asked' }>, 'parameter' | 'choice'>,
  { parameters }: Pick<Question, 'parameters'>,
): boolean {
  return String(parameters[parameter]).split(',').includes(choice);
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

/** A row's columns by their names. */
export function valuesOf(row: Row): Readonly<Record<string, unknown>> {
  return row as unknown as Readonly<Record<string, unknown>>;
}

function dayOf({ day, question }: Reader): PlainDate {
  if (day === undefined) throw new NotAQuestion(question.measure.id, 'it speaks of the day of a row that has none');
  return day;
}

function inThePeriod(on: PlainDate, { measure, period }: Question): boolean {
  if ('at' in period) throw new NotAQuestion(measure.id, 'it speaks of a period and was asked for one day');
  return period.from <= on && on <= period.to;
}

function asDay(value: unknown): PlainDate {
  return value as PlainDate;
}

function wordsOf(value: unknown): readonly string[] {
  return typeof value === 'string' ? value.split(' ') : [];
}

function isNumber(value: unknown, test: (value: number) => boolean): boolean {
  return typeof value === 'number' && test(value);
}
