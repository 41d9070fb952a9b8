import { isPlainDate, type PlainDate } from '#calendar';
import type { Fault } from './faults.ts';
import { textIn, type Form } from './form.ts';

/** A date as it was typed, for GOV.UK's date input to show again, and the day it is where it is one. */
export interface DateTyped {
  readonly day: string;
  readonly month: string;
  readonly year: string;
  readonly value: PlainDate | undefined;
  readonly fault: Fault | undefined;
}

/**
 * Reads the three fields `name-day`, `name-month`, `name-year`. `what` is how the date is called within a sentence: "the
 * date of the conference". The month may be a name. Says what is missing or wrong, one thing at a time, as GOV.UK does.
 */
export function dateIn(form: Form | undefined, name: string, what: string, required = true): DateTyped {
  const [day = '', month = '', year = ''] = ['day', 'month', 'year'].map((part) => textIn(form, `${name}-${part}`));
  const typed = { day, month, year };
  const wrong = (part: string, text: string): DateTyped => ({
    ...typed,
    value: undefined,
    fault: { field: `${name}-${part}`, text },
  });
  const missing = (['day', 'month', 'year'] as const).filter((part) => typed[part] === '');
  const [first] = missing;
  if (missing.length === 3)
    return required ? wrong('day', `Enter ${what}`) : { ...typed, value: undefined, fault: undefined };
  if (first !== undefined) return wrong(first, `${beginning(what)} must include a ${missing.join(' and a ')}`);
  const value = `${year}-${monthIn(month)}-${day.padStart(2, '0')}`;
  if (!/^[0-9]{4}$/.test(year)) return wrong('year', 'Year must include 4 numbers');
  if (!isPlainDate(value)) return wrong('day', `${beginning(what)} must be a real date`);
  return { ...typed, value, fault: undefined };
}

/** A known day as it is shown in the three fields. */
export function dateTyped(value: PlainDate | undefined): DateTyped {
  const [year = '', month = '', day = ''] = value?.split('-') ?? [];
  return { day: day.replace(/^0/, ''), month: month.replace(/^0/, ''), year, value, fault: undefined };
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function monthIn(text: string): string {
  const named = months.indexOf(text.slice(0, 3).toLowerCase()) + 1;
  return (/^[a-z]{3,9}$/i.test(text) && named > 0 ? String(named) : text).padStart(2, '0');
}

function beginning(what: string): string {
  return `${what.slice(0, 1).toUpperCase()}${what.slice(1)}`;
}
