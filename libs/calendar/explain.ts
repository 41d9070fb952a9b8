import { dayOfWeek } from './civil.ts';
import type { Calendar } from './calendar.ts';
import { addDays, addMonths } from './days-and-months.ts';
import { inWords } from './in-words.ts';
import { civil, numberOf, type PlainDate } from './plain-date.ts';
import { addWorkingDays, isWorkingDay } from './working-days.ts';

/** A day that passed while working days were counted, and why it did or did not count. */
export interface CountedDay {
  readonly on: PlainDate;
  readonly counts: boolean;
  /** Which working day it was, from 1. Absent on a day that does not count. */
  readonly number?: number;
  /** For example 'Saturday', 'Good Friday' or 'working day 3'. */
  readonly why: string;
}

/**
 * Every day after `from` up to and including the day that is `n` working days later, with why it counted or did not.
 * Empty for n = 0. 'unknown' exactly when `addWorkingDays` is.
 */
export function explainWorkingDays(cal: Calendar, from: PlainDate, n: number): readonly CountedDay[] | 'unknown' {
  const due = addWorkingDays(cal, from, n);
  if (due === 'unknown') return 'unknown';
  const days: CountedDay[] = [];
  let number = 0;
  for (let on = from; on < due;) {
    on = addDays(on, 1);
    const counts = isWorkingDay(cal, on) === true;
    if (counts) number++;
    days.push(
      counts ? { on, counts, number, why: `working day ${String(number)}` } : { on, counts, why: whyNot(cal, on) },
    );
  }
  return days;
}

/** Every one of the `n` days after `from`: each counts, whatever day it is. */
export function explainEachDay(from: PlainDate, n: number): readonly CountedDay[] {
  return Array.from({ length: n }, (_, place) => {
    const on = addDays(from, place + 1);
    return { on, counts: true, number: place + 1, why: `day ${String(place + 1)}, a ${weekdayOf(on)}` };
  });
}

/** A month stepped while months were counted, always from the first day: a short month shortens no later one. */
export interface CountedMonth {
  readonly on: PlainDate;
  readonly number: number;
  /** For example 'month 6, whose last day was taken: it has no day 31'. */
  readonly why: string;
}

/** Every month stepped to from `from`, and where one is too short for the day. Empty for no months or fewer. */
export function explainEachMonth(from: PlainDate, months: number): readonly CountedMonth[] {
  return Array.from({ length: Math.max(0, months) }, (_, place) => {
    const number = place + 1;
    const { on, clamped } = explainMonths(from, number);
    const short = clamped ? `, whose last day was taken: it has no day ${String(civil(from).day)}` : '';
    return { on, number, why: `month ${String(number)}${short}` };
  });
}

/** A sum of calendar months, and the sentence that shows it. */
export interface CountedMonths {
  readonly from: PlainDate;
  readonly months: number;
  readonly on: PlainDate;
  /** Whether the month reached was too short for the day, so that its last day was taken. */
  readonly clamped: boolean;
  /** For example '31 August 2026 + 6 months = 28 February 2027, the last day of the month'. */
  readonly why: string;
}

/** Shows how `addMonths(from, months)` came about, and says so when the month reached was too short. */
export function explainMonths(from: PlainDate, months: number): CountedMonths {
  const on = addMonths(from, months);
  const clamped = civil(on).day !== civil(from).day;
  const unit = Math.abs(months) === 1 ? 'month' : 'months';
  const sum = `${inWords(from)} ${months < 0 ? '−' : '+'} ${String(Math.abs(months))} ${unit} = ${inWords(on)}`;
  return { from, months, on, clamped, why: clamped ? `${sum}, the last day of the month` : sum };
}

/** A sum of days, and the sentence that shows it. */
export interface CountedDays {
  readonly from: PlainDate;
  readonly days: number;
  readonly on: PlainDate;
  /** For example '5 January 2026 + 91 days = 6 April 2026'. */
  readonly why: string;
}

/** Shows how `addDays(from, days)` came about. Every day counts, whatever day it is. */
export function explainDays(from: PlainDate, days: number): CountedDays {
  const on = addDays(from, days);
  return { from, days, on, why: `${inWords(from)} + ${String(days)} ${days === 1 ? 'day' : 'days'} = ${inWords(on)}` };
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** A day that does not count is a holiday of the table or, failing that, a Saturday or Sunday. */
function whyNot(cal: Calendar, on: PlainDate): string {
  return cal.holidays.get(on) ?? weekdayOf(on);
}

function weekdayOf(on: PlainDate): string {
  return weekdays[dayOfWeek(numberOf(on))] ?? '';
}
