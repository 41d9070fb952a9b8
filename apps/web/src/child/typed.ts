import { isPlainDate } from '#calendar';
import { notKnown } from '#events';
import type { Field, Kind } from './fields.ts';

/** What somebody typed into a form, by the names of its controls, as a browser posts it. */
export type Typed = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Something typed that cannot be read. `at` is the id of the control that is to be put right. */
export interface FormFault {
  readonly at: string;
  readonly says: string;
}

/** What was read of a form: as much of the data as could be read, and what could not. */
export interface ReadForm {
  readonly data: Readonly<Record<string, unknown>>;
  readonly faults: readonly FormFault[];
}

/** The id of a field's control under the place of its data: `facts-0-data` and `on` make `facts-0-data-on`. */
export function idOf(at: string, name: string): string {
  return `${at}-${name}`;
}

/**
 * The data of a fact from what was typed. What was left empty is left out: the services say what is missing, in the
 * words of their own rules, and so no rule is told twice.
 */
export function dataOf(fields: readonly Field[], typed: Typed, at: string): ReadForm {
  const data: Record<string, unknown> = {};
  const faults: FormFault[] = [];
  for (const field of fields) {
    const id = idOf(at, field.name);
    const value = valueOf(field, typed, id, faults);
    if (value !== undefined) data[field.name] = value;
  }
  return { data, faults };
}

/** What has to be typed for a form to say this: `dataOf` reads it back. */
export function typedOf(fields: readonly Field[], data: object, at: string): Typed {
  const values = data as Readonly<Record<string, unknown>>;
  return Object.assign(
    {},
    ...fields.map((field) => {
      const value = values[field.name];
      return value === undefined ? {} : typedValue(field.is, value, idOf(at, field.name));
    }),
  ) as Typed;
}

/** The one text typed into a control; empty where there is none. */
export function textAt(typed: Typed, id: string): string {
  const value = typed[id];
  return typeof value === 'string' ? value : (value?.at(-1) ?? '');
}

/** Everything ticked in a group of checkboxes. */
export function ticksAt(typed: Typed, id: string): readonly string[] {
  const value = typed[id];
  return (typeof value === 'string' ? [value] : (value ?? [])).filter((each) => each !== '');
}

/** Whether anything was typed into the controls of a field. */
export function isTyped(typed: Typed, id: string): boolean {
  return Object.entries(typed).some(
    ([name, value]) =>
      (name === id || name.startsWith(`${id}-`)) &&
      (typeof value === 'string' ? value !== '' : (value ?? []).length > 0),
  );
}

function valueOf({ is, needed }: Field, typed: Typed, id: string, faults: FormFault[]): unknown {
  const text = textAt(typed, id);
  switch (is.a) {
    case 'day':
      return dayOf(typed, id, faults);
    case 'time': {
      const time = text.trim();
      return time === '' ? undefined : /^[0-9]:[0-5][0-9]$/.test(time) ? `0${time}` : time.replace('.', ':');
    }
    case 'text':
      return textOf(text, is.isNumber);
    case 'name':
    case 'given':
      return text.trim() === '' ? undefined : text.trim();
    case 'count':
      return countOf(text.trim());
    case 'flag':
      return flagOf(text);
    case 'code':
      return text === '' ? undefined : text;
    case 'codes':
      return codesOf(ticksAt(typed, id), needed);
    case 'days':
      return daysOf(text, id, faults);
    case 'part':
      return partOf(is.fields, typed, id, needed, faults);
  }
}

/** A day from its three boxes. Months may be given by their names. */
function dayOf(typed: Typed, id: string, faults: FormFault[]): string | undefined {
  const parts = (['day', 'month', 'year'] as const).map((part) => ({
    part,
    text: textAt(typed, `${id}-${part}`).trim(),
  }));
  const missing = parts.filter(({ text }) => text === '');
  if (missing.length === parts.length) return undefined;
  const [first] = missing;
  if (first !== undefined) {
    const names = missing.map(({ part }) => `a ${part}`).join(' and ');
    faults.push({ at: `${id}-${first.part}`, says: `must include ${names}` });
    return undefined;
  }
  const [day = '', month = '', year = ''] = parts.map(({ text }) => text);
  const on = isoDay(day, month, year);
  if (on !== undefined) return on;
  faults.push({ at: `${id}-day`, says: 'must be a real date of the years 1900 to 2199, for example 27 3 2026' });
  return undefined;
}

function isoDay(day: string, month: string, year: string): string | undefined {
  const named = months.indexOf(month.slice(0, 3).toLowerCase()) + 1;
  const number = named > 0 ? String(named) : month;
  const on = `${year}-${number.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isPlainDate(on) ? on : undefined;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A browser posts each end of line as two characters. A number may be typed in groups; it is kept without spaces. */
function textOf(text: string, isNumber: boolean): string | undefined {
  if (text.trim() === '') return undefined;
  return isNumber ? text.replace(/\s/g, '').toUpperCase() : text.replaceAll('\r\n', '\n');
}

/** What is no number goes on as it was typed: the services say what it has to be. */
function countOf(text: string): number | string | undefined {
  if (text === '') return undefined;
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : text;
}

function flagOf(text: string): boolean | string | undefined {
  if (text === '') return undefined;
  return text === 'true' ? true : text === 'false' ? false : text;
}

/** Nothing ticked is an empty list where the field has to be answered, and is not said where it may be left out. */
function codesOf(ticks: readonly string[], needed: boolean): readonly string[] | string | undefined {
  if (ticks.includes(notKnown)) return notKnown;
  const codes = ticks.filter((each) => each !== none);
  return codes.length > 0 || needed || ticks.includes(none) ? codes : undefined;
}

/** The tick that says there is none, where nothing ticked says nothing. No code of a set is called so. */
export const none = '-none-';

/** Days as they are written, one on a line; “none” says that there were none, which nothing typed does not. */
function daysOf(text: string, id: string, faults: FormFault[]): readonly string[] | undefined {
  const lines = text.split(/[\r\n,;]+/).map((line) => line.trim());
  const given = lines.filter((line) => line !== '');
  if (given.length === 0) return undefined;
  if (given.length === 1 && given[0]?.toLowerCase() === 'none') return [];
  const days: string[] = [];
  for (const line of given) {
    const [day = '', month = '', year = ''] = line.split(/[/ .-]+/);
    const on = isoDay(day, month, year);
    if (on === undefined) faults.push({ at: id, says: `must be real dates: “${line.slice(0, 40)}” is not one` });
    else days.push(on);
  }
  return days;
}

/** A part that may be left out is left out where nothing was typed into it. */
function partOf(fields: readonly Field[], typed: Typed, id: string, needed: boolean, faults: FormFault[]): unknown {
  const isThere = needed || isTyped(typed, id);
  if (!isThere) return undefined;
  const read = dataOf(fields, typed, id);
  faults.push(...read.faults);
  return read.data;
}

function typedValue(is: Kind, value: unknown, id: string): Typed {
  switch (is.a) {
    case 'day': {
      const [year = '', month = '', day = ''] = String(value).split('-');
      return { [`${id}-day`]: String(Number(day)), [`${id}-month`]: String(Number(month)), [`${id}-year`]: year };
    }
    case 'codes':
      if (!Array.isArray(value)) return { [id]: String(value) };
      return { [id]: value.length === 0 ? [none] : value.map(String) };
    case 'days':
      if (!Array.isArray(value) || value.length === 0) return { [id]: 'none' };
      return { [id]: value.map((each) => String(each).split('-').reverse().join('/')).join('\n') };
    case 'part':
      return typedOf(is.fields, value as object, id);
    default:
      return { [id]: String(value) };
  }
}
