import { isPlainDate, type PlainDate } from '#calendar';
import type { Parameter } from './definition.ts';
import type { Measure } from './measures.ts';
import type { Period } from './period.ts';

/** A measure with everything it leaves open settled: which days, and which values of its parameters. */
export interface Question {
  readonly measure: Measure;
  readonly period: Period;
  readonly parameters: Readonly<Record<string, number | string>>;
}

/** One thing wrong with what was asked, and what to do about it. */
export interface QuestionFault {
  readonly name: string;
  readonly code:
    'missing' | 'not-a-date' | 'ends-before-it-begins' | 'not-asked-for' | 'out-of-range' | 'unknown-choice';
  readonly says: string;
}

/** Reads a question from the names and texts of a query, finding every fault in it. Names that are not its own it leaves alone. */
export function questionOf(
  measure: Measure,
  asked: Readonly<Record<string, string | undefined>>,
): { readonly question: Question } | { readonly faults: readonly QuestionFault[] } {
  const faults: QuestionFault[] = [];
  const period = measure.asks === 'period' ? spanOf(asked, faults) : dayOf(asked, faults);
  const parameters: Record<string, number | string> = {};
  for (const [name, parameter] of Object.entries<Parameter>(measure.parameters)) {
    parameters[name] = valueOf(name, parameter, asked[name], faults);
  }
  return faults.length === 0 && period !== undefined ? { question: { measure, period, parameters } } : { faults };
}

/** The names a question about this measure may use, beside those that say when it was known. */
export function namesAsked(measure: Measure): readonly string[] {
  return [...(measure.asks === 'period' ? ['from', 'to'] : ['at']), ...Object.keys(measure.parameters)];
}

function spanOf(asked: Readonly<Record<string, string | undefined>>, faults: QuestionFault[]): Period | undefined {
  unasked(asked, 'at', 'This measure is of a period: give from and to.', faults);
  const from = date(asked, 'from', 'the first day of the period', faults);
  const to = date(asked, 'to', 'the last day of the period', faults);
  if (from === undefined || to === undefined) return undefined;
  if (from <= to) return { from, to };
  faults.push({
    name: 'to',
    code: 'ends-before-it-begins',
    says: `The period ends on ${to}, before it begins on ${from}. Give a last day on or after the first.`,
  });
  return undefined;
}

function dayOf(asked: Readonly<Record<string, string | undefined>>, faults: QuestionFault[]): Period | undefined {
  const says = 'This measure is of what is open on a day: give at, and neither from nor to.';
  unasked(asked, 'from', says, faults);
  unasked(asked, 'to', says, faults);
  const at = date(asked, 'at', 'the day at whose end it is counted', faults);
  return at === undefined ? undefined : { at };
}

function unasked(
  asked: Readonly<Record<string, string | undefined>>,
  name: string,
  says: string,
  faults: QuestionFault[],
): void {
  if (asked[name] !== undefined) faults.push({ name, code: 'not-asked-for', says });
}

function date(
  asked: Readonly<Record<string, string | undefined>>,
  name: string,
  meaning: string,
  faults: QuestionFault[],
): PlainDate | undefined {
  const text = asked[name];
  if (text === undefined) faults.push({ name, code: 'missing', says: `Give ${name}, ${meaning}, as YYYY-MM-DD.` });
  else if (isPlainDate(text)) return text;
  else
    faults.push({
      name,
      code: 'not-a-date',
      says: `Give ${name} as a real day of the years 1900 to 2199, YYYY-MM-DD.`,
    });
  return undefined;
}

function valueOf(
  name: string,
  parameter: Parameter,
  text: string | undefined,
  faults: QuestionFault[],
): number | string {
  if (text === undefined) return parameter.default;
  if (parameter.kind === 'choice') {
    if (parameter.choices.includes(text)) return text;
    faults.push({ name, code: 'unknown-choice', says: `Give ${name} as one of ${parameter.choices.join(', ')}.` });
    return parameter.default;
  }
  if (parameter.kind === 'choices') {
    const chosen = text.split(',');
    if (text === '' || chosen.every((each) => parameter.choices.includes(each))) return inOrder(chosen);
    const says = `Give ${name} as one or more of ${parameter.choices.join(', ')}, with a comma between.`;
    faults.push({ name, code: 'unknown-choice', says });
    return parameter.default;
  }
  const number = /^[0-9]{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= parameter.least && number <= parameter.most) return number;
  const range = `${String(parameter.least)} to ${String(parameter.most)}`;
  faults.push({ name, code: 'out-of-range', says: `Give ${name} as a whole number from ${range}.` });
  return parameter.default;
}

/** The same choices in the same words, however they were given. */
function inOrder(chosen: readonly string[]): string {
  return [...new Set(chosen)].sort().join(',');
}
