import { daysInMonth } from './civil.ts';
import { civil, dateNumbered, dateOf, DateOutOfRange, numberOf, type PlainDate } from './plain-date.ts';

/** The day `days` after `date`, or before it when negative. Throws `DateOutOfRange` outside 1900–2199. */
export function addDays(date: PlainDate, days: number): PlainDate {
  requireWhole(days, 'days');
  const sum = dateNumbered(numberOf(date) + days);
  if (sum === undefined) throw new DateOutOfRange(`${date} and ${String(days)} days`);
  return sum;
}

/**
 * The same day of the month, `months` later, or earlier when negative; in a month too short for it, that month's
 * last day: 31 August + 6 months is 28 or 29 February. Throws `DateOutOfRange` outside 1900–2199.
 */
export function addMonths(date: PlainDate, months: number): PlainDate {
  requireWhole(months, 'months');
  const { year, month, day } = civil(date);
  const sum = dayOfMonth(year * 12 + month - 1 + months, day);
  if (sum === undefined) throw new DateOutOfRange(`${date} and ${String(months)} months`);
  return sum;
}

/** How many days `b` is after `a`; negative when it is before. */
export function daysBetween(a: PlainDate, b: PlainDate): number {
  return numberOf(b) - numberOf(a);
}

/** The greatest m with `addMonths(a, m) <= b`: how many whole months have passed. 0 when `b` is before `a`. */
export function wholeMonthsBetween(a: PlainDate, b: PlainDate): number {
  if (b < a) return 0;
  const { months, reached } = monthsApart(a, b);
  return reached <= civil(b).day ? months : months - 1;
}

/**
 * The least m >= 0 with `b <= addMonths(a, m)`, so that "within m months of a" is a comparison of whole numbers:
 * `monthsToReach(a, b) <= m` exactly when `b <= addMonths(a, m)`. 0 when `b` is on or before `a`.
 */
export function monthsToReach(a: PlainDate, b: PlainDate): number {
  if (b <= a) return 0;
  const { months, reached } = monthsApart(a, b);
  return civil(b).day <= reached ? months : months + 1;
}

/**
 * The latest d with `addMonths(d, months) <= at`: the boundary for "for at least so many months by `at`", so that
 * `d <= latestStartWithMonths(at, months)` exactly when `addMonths(d, months) <= at`. It is a month's last day
 * whenever `at` is, because every day that clamps to `at` had come by then. Throws `DateOutOfRange` outside 1900–2199.
 */
export function latestStartWithMonths(at: PlainDate, months: number): PlainDate {
  requireWhole(months, 'months');
  const { year, month, day } = civil(at);
  const isLastOfMonth = day === daysInMonth(year, month);
  const start = dayOfMonth(year * 12 + month - 1 - months, isLastOfMonth ? 31 : day);
  if (start === undefined) throw new DateOutOfRange(`${at} less ${String(months)} months`);
  return start;
}

/** This day of a month counted from January of the year 0, or that month's last; undefined outside 1900–2199. */
function dayOfMonth(monthIndex: number, day: number): PlainDate | undefined {
  const year = Math.floor(monthIndex / 12);
  const month = monthIndex - year * 12 + 1;
  return dateOf(year, month, Math.min(day, daysInMonth(year, month)));
}

/** How many months apart the two are named, and the day of `b`'s month that `a` reaches by so many months. */
function monthsApart(a: PlainDate, b: PlainDate): { readonly months: number; readonly reached: number } {
  const from = civil(a);
  const to = civil(b);
  return {
    months: (to.year - from.year) * 12 + to.month - from.month,
    reached: Math.min(from.day, daysInMonth(to.year, to.month)),
  };
}

function requireWhole(count: number, of: string): void {
  if (!Number.isSafeInteger(count)) throw new RangeError(`Give a whole number of ${of}, not ${String(count)}.`);
}
