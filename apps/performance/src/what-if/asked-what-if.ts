import { addDays, addMonths, DateOutOfRange, isPlainDate, type PlainDate } from '#calendar';
import { fault, textsOf, type Fault, type Query } from '#http';
import { measureOf, measures, questionOf, type Measure, type Question } from '#measures';
import { readDraftRules, rulebook, type RulesFault, type Timescales } from '#timescales';
import type { WhatIfAsked } from './what-if.ts';

/** A comparison asked for, and the days it was taken to be of. */
export interface WhatIfRead {
  readonly asked: WhatIfAsked;
  readonly period: { readonly from: PlainDate; readonly to: PlainDate };
  readonly skip: number;
  readonly limit: number;
}

/** The names a comparison is asked for by. */
export const whatIfNames = ['from', 'to', 'on', 'measure', 'skip', 'limit'] as const;

const mostAtOnce = 10_000;

/**
 * Reads what a comparison is to be of, finding every fault. With `from` and `to`, measures are of that period and clocks
 * are those due in it; without, measures are of the year up to `on`, and every clock is looked at. `on` is the last day of
 * the period once it is over, and today until then.
 */
export function whatIfAsked(
  authority: string,
  query: Query,
  today: PlainDate,
  faults: Fault[],
): WhatIfRead | undefined {
  const { texts, faults: amiss } = textsOf(query, whatIfNames);
  faults.push(...amiss);
  const from = dayIn(texts, 'from', faults);
  const to = dayIn(texts, 'to', faults);
  const given = dayIn(texts, 'on', faults);
  const skip = numberIn(texts, 'skip', { otherwise: 0, least: 0, most: 999_999_999 }, faults);
  const limit = numberIn(texts, 'limit', { otherwise: 500, least: 1, most: mostAtOnce }, faults);
  if ((texts['from'] === undefined) !== (texts['to'] === undefined)) {
    faults.push(fault(texts['from'] === undefined ? 'from' : 'to', 'missing', 'Give from and to, or neither.'));
  }
  if (from !== undefined && to !== undefined && to < from) {
    faults.push(fault('to', 'ends-before-it-begins', `The period ends on ${to}, before it begins on ${from}.`));
  }
  const on = given ?? (to !== undefined && to < today ? to : today);
  const chosen = measuresIn(texts['measure'], faults);
  if (faults.length > 0) return undefined;
  const due = from === undefined || to === undefined ? undefined : { from, to };
  const period = due ?? { from: yearTo(on), to: on };
  return {
    asked: { authority, on, due, questions: chosen.map((measure) => questionIn(measure, period)) },
    period,
    skip,
    limit,
  };
}

/** The authority's timescales under the draft, or every fault of it at its place. */
export function draftRulesFor(
  authority: string,
  draft: unknown,
  served: readonly string[],
): { readonly rules: Timescales } | { readonly faults: readonly RulesFault[] } {
  const read = readDraftRules(draft, served);
  if (!read.ok) return { faults: read.faults };
  if (read.local.some((each) => each.authority === authority)) return { rules: rulebook(read.local).of(authority) };
  const says = `The draft says nothing of authority ${authority}. List it under authorities, with its rules.`;
  return { faults: [{ pointer: '/authorities', says }] };
}

function dayIn(
  texts: Readonly<Record<string, string | undefined>>,
  name: string,
  faults: Fault[],
): PlainDate | undefined {
  const text = texts[name];
  if (text === undefined || isPlainDate(text)) return text;
  faults.push(fault(name, 'not-a-date', `Give ${name} as a real day of the years 1900 to 2199, YYYY-MM-DD.`));
  return undefined;
}

function numberIn(
  texts: Readonly<Record<string, string | undefined>>,
  name: string,
  { otherwise, least, most }: { readonly otherwise: number; readonly least: number; readonly most: number },
  faults: Fault[],
): number {
  const text = texts[name] ?? String(otherwise);
  const number = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  const detail = `Give ${name} as a whole number from ${String(least)} to ${String(most)}.`;
  faults.push(fault(name, 'out-of-range', detail));
  return otherwise;
}

/** Every measure, or those named with commas between. */
function measuresIn(text: string | undefined, faults: Fault[]): readonly Measure[] {
  if (text === undefined) return measures;
  return text.split(',').flatMap((id) => {
    const measure = measureOf(id.trim());
    if (measure !== undefined) return [measure];
    const detail = `There is no measure ${JSON.stringify(id.slice(0, 60))}. GET /measures lists those there are.`;
    faults.push(fault('measure', 'unknown-measure', detail));
    return [];
  });
}

/** A measure of the period, or of its last day, with every parameter as DfE has it. */
function questionIn(measure: Measure, { from, to }: { readonly from: PlainDate; readonly to: PlainDate }): Question {
  const made = questionOf(measure, measure.asks === 'at' ? { at: to } : { from, to });
  if ('question' in made) return made.question;
  throw new TypeError(`The period does not fit ${measure.id}: ${made.faults.map(({ says }) => says).join(' ')}`);
}

function yearTo(on: PlainDate): PlainDate {
  try {
    return addDays(addMonths(on, -12), 1);
  } catch (error) {
    if (error instanceof DateOutOfRange) return on;
    throw error;
  }
}
