import { isPlainDate, londonDate, londonTimeToInstant, type PlainDate } from '#calendar';
import { dateIn, dateTyped, type DateTyped } from '../form/date-input.ts';
import type { Fault } from '../form/faults.ts';
import type { Form } from '../form/form.ts';
import type { Days, MeasureDefined } from './answers.ts';

/** A query as it came: a name that occurs more than once has a list. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What is asked of one measure, as its pages hand it on from one to the next. */
export interface Asked {
  readonly days: Days;
  /** The parameters that were given: those left out are as they are by default. */
  readonly parameters: Readonly<Record<string, string>>;
  /** An instant, RFC 3339; undefined for what is known now. */
  readonly knownAt: string | undefined;
  readonly group: string | undefined;
  readonly isPublication: boolean;
}

/** The same as it was typed, with what is to be put right in it. */
export interface Typed {
  readonly asked: Asked;
  readonly from: DateTyped;
  readonly to: DateTyped;
  readonly at: DateTyped;
  readonly known: DateTyped;
  readonly faults: readonly Fault[];
}

/** Reads what is asked of a measure: days as `from`, `to`, `at` or in three fields each; where none are given, the usual ones. */
export function askedIn(query: Query, measure: MeasureDefined, usual: Days, today: string): Typed {
  const form = formOf(query);
  const isStock = measure.asks === 'at';
  const asks = (name: string): boolean => isStock === (name === 'at');
  const dateOf = (name: string, what: string): DateTyped =>
    asks(name) ? dayIn(form, name, what, usual[name]) : dateTyped(undefined);
  const [from, to, at] = [
    dateOf('from', 'the first day'),
    dateOf('to', 'the last day'),
    dateOf('at', 'the day counted at'),
  ];
  const { typed: known, knownAt } = knownIn(form, today);
  const order: Fault[] =
    from.value !== undefined && to.value !== undefined && to.value < from.value
      ? [{ field: 'to-day', text: 'The last day must be the same as or after the first day' }]
      : [];
  const faults = [...[from, to, at, known].flatMap(({ fault }) => fault ?? []), ...order];
  const days: Days = isStock
    ? { at: at.value ?? usual['at'] ?? '' }
    : { from: from.value ?? usual['from'] ?? '', to: to.value ?? usual['to'] ?? '' };
  return {
    asked: {
      days,
      parameters: parametersIn(form, measure),
      knownAt,
      group: textOf(form['group']),
      isPublication: form['for'] === 'publication',
    },
    from: shown(from, days['from']),
    to: shown(to, days['to']),
    at: shown(at, days['at']),
    known,
    faults,
  };
}

/** The query that asks the services, and our own pages, the same again. */
export function queryOf({
  days,
  parameters,
  knownAt,
  group,
  isPublication,
}: Asked): Record<string, string | undefined> {
  return { ...days, ...parameters, knownAt, group, for: isPublication ? 'publication' : undefined };
}

/**
 * The parameters of a measure that a form gives, a list of choices as several values. Those that are as they are by
 * default are left out, unless all are to be said: what is asked besides something else says its own.
 */
export function parametersIn(form: Form, measure: MeasureDefined, prefix = '', all = false): Record<string, string> {
  const given = Object.entries(measure.parameters).flatMap(([name, parameter]): [string, string][] => {
    const value = form[`${prefix}${name}`];
    if (value === undefined) return [];
    const text = typeof value === 'string' ? value.trim() : value.filter((each) => each !== '').join(',');
    if (text === '' && parameter.kind !== 'choices') return [];
    return !all && text === String(parameter.default) ? [] : [[name, text]];
  });
  return Object.fromEntries(given);
}

/**
 * The end of a day in London, up to which what was recorded counts: typed as `known-day` and so on, or as `knownAt`. By
 * today is as known now.
 */
export function knownIn(
  form: Form,
  today: string,
  prefix = '',
): { readonly typed: DateTyped; readonly knownAt: string | undefined } {
  const field = `${prefix}known`;
  const typed = dateIn(form, field, 'the day it was known by', false);
  if (typed.value !== undefined) {
    const text = 'The day it was known by must be today or in the past';
    if (typed.value > today) return { typed: { ...typed, fault: { field: `${field}-day`, text } }, knownAt: undefined };
    return { typed, knownAt: typed.value === today ? undefined : endOf(typed.value) };
  }
  const given = textOf(form[`${prefix}knownAt`]);
  if (typed.fault !== undefined || given === undefined) return { typed, knownAt: undefined };
  const isInstant = isPlainDate(given.slice(0, 10)) && !Number.isNaN(Date.parse(given));
  return { typed: dateTyped(isInstant ? londonDate(Date.parse(given)) : undefined), knownAt: given };
}

/** The last millisecond of a day in London. */
function endOf(day: PlainDate): string {
  return new Date(londonTimeToInstant(day, '23:59') + 59_999).toISOString();
}

function dayIn(form: Form, name: string, what: string, usual: string | undefined): DateTyped {
  const given = textOf(form[name]);
  if (given !== undefined && isPlainDate(given)) return dateTyped(given);
  const typed = dateIn(form, name, what, usual === undefined || given !== undefined);
  return typed;
}

/** What the field shows: as it was typed where that is no day, otherwise the day that counts. */
function shown(typed: DateTyped, day: string | undefined): DateTyped {
  return typed.fault === undefined && isPlainDate(day) ? dateTyped(day) : typed;
}

function formOf(query: Query): Form {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
