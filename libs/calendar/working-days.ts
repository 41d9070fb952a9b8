import { dayOfWeek } from './civil.ts';
import type { Calendar } from './calendar.ts';
import { dateNumbered, numberOf, type PlainDate } from './plain-date.ts';

/**
 * Whether work is done on this day: not a Saturday, a Sunday, or a holiday of the table. 'unknown' outside its span.
 * Source: SI 2006/1738 reg 2 (not Saturday, Sunday, Christmas Day, Boxing Day, Good Friday or a bank holiday under
 * the Banking and Financial Dealings Act 1971); evidence V. Children Act guidance itself defines no working day.
 */
export function isWorkingDay(cal: Calendar, date: PlainDate): boolean | 'unknown' {
  if (date < cal.from || date > cal.to) return 'unknown';
  return !isWeekend(numberOf(date)) && !cal.holidays.has(date);
}

/**
 * The day that is `n` working days after `date`: the next working day after it is day 1, whether or not `date` is one
 * itself. `date` for n = 0. 'unknown' when a day that must be counted lies outside the calendar.
 * Source: DfE children in need census guide 2023-24 §4.12.2 ("15 working days after"); evidence V.
 */
export function addWorkingDays(cal: Calendar, date: PlainDate, n: number): PlainDate | 'unknown' {
  requireCount(n);
  if (n === 0) return date;
  const counted = indexOf(cal);
  const before = workedUpTo(counted, numberOf(date));
  return before === undefined ? 'unknown' : (counted.days[before + n - 1] ?? 'unknown');
}

/**
 * How many working days there are after `a` up to and including `b`; 0 when `b` is on or before `a`. 'unknown' when a
 * day that must be counted lies outside the calendar.
 *
 * For n >= 0, `b <= addWorkingDays(a, n)` implies `workingDaysBetween(a, b) <= n`. The converse holds when `b` is a
 * working day or not after `a`, and not otherwise: a Saturday after a due Friday counts no more days than the Friday,
 * and is late. To judge lateness by a whole number, use `workingDaysToReach`.
 */
export function workingDaysBetween(cal: Calendar, a: PlainDate, b: PlainDate): number | 'unknown' {
  if (b <= a) return 0;
  const counted = indexOf(cal);
  const start = workedUpTo(counted, numberOf(a));
  const end = workedUpTo(counted, numberOf(b));
  return start === undefined || end === undefined ? 'unknown' : end - start;
}

/**
 * The least n >= 0 with `b <= addWorkingDays(a, n)`, so that "within n working days of a" is a comparison of whole
 * numbers for every `b`, working day or not: `workingDaysToReach(a, b) <= n` exactly when `b <= addWorkingDays(a, n)`.
 * It is `workingDaysBetween`, and one more when `b` is after `a` and not a working day. 'unknown' when the working day
 * on or after `b` lies outside the calendar.
 */
export function workingDaysToReach(cal: Calendar, a: PlainDate, b: PlainDate): number | 'unknown' {
  const between = workingDaysBetween(cal, a, b);
  if (between === 'unknown' || b <= a) return between;
  const n = isWorkingDay(cal, b) === true ? between : between + 1;
  return addWorkingDays(cal, a, n) === 'unknown' ? 'unknown' : n;
}

/** A count of working days is a whole number, 0 or more. */
export function requireCount(n: number): void {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new RangeError(`Give a whole number of working days, 0 or more, not ${String(n)}.`);
  }
}

export function isWeekend(number: number): boolean {
  const weekday = dayOfWeek(number);
  return weekday === 0 || weekday === 6;
}

/** A calendar counted through once: its working days in order, and how many there are up to each of its days. */
interface WorkingDays {
  /** The number of the calendar's first day. */
  readonly first: number;
  readonly days: readonly PlainDate[];
  /** For the day before the first, and then for each day: how many working days of the calendar have come by it. */
  readonly upTo: Int32Array;
}

const counts = new WeakMap<Calendar, WorkingDays>();

function indexOf(cal: Calendar): WorkingDays {
  let counted = counts.get(cal);
  if (counted === undefined) {
    counted = countThrough(cal);
    counts.set(cal, counted);
  }
  return counted;
}

function countThrough(cal: Calendar): WorkingDays {
  const first = numberOf(cal.from);
  const last = numberOf(cal.to);
  const days: PlainDate[] = [];
  const upTo = new Int32Array(last - first + 2);
  for (let number = first; number <= last; number++) {
    const date = dateNumbered(number);
    if (date !== undefined && !isWeekend(number) && !cal.holidays.has(date)) days.push(date);
    upTo[number - first + 1] = days.length;
  }
  return { first, days, upTo };
}

/** Undefined outside the calendar. The day before its first is inside: counting from there needs no unknown day. */
function workedUpTo(counted: WorkingDays, number: number): number | undefined {
  return counted.upTo[number - counted.first + 1];
}
