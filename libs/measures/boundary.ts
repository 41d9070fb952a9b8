import { addDays, addMonths, DateOutOfRange, latestStartWithMonths, type PlainDate } from '#calendar';
import { never } from './rows.ts';

/** A boundary before every day there is: nothing is on or before it. */
export const beforeEveryDay = '0000-00-00' as PlainDate;

/** The latest day from which so many months had passed by another. Days begin in 1900: before that, nothing is so old. */
export function latestStart(by: PlainDate, months: number): PlainDate {
  return by === beforeEveryDay ? by : within(() => latestStartWithMonths(by, months), beforeEveryDay);
}

export function dayBefore(day: PlainDate): PlainDate {
  return within(() => addDays(day, -1), beforeEveryDay);
}

/** The same day so many months later; `never` beyond the last year there is. */
export function monthsAfter(day: PlainDate, months: number): PlainDate {
  return within(() => addMonths(day, months), never);
}

export function daysAfter(day: PlainDate, days: number): PlainDate {
  return within(() => addDays(day, days), never);
}

function within(day: () => PlainDate, outside: PlainDate): PlainDate {
  try {
    return day();
  } catch (error) {
    if (error instanceof DateOutOfRange) return outside;
    throw error;
  }
}
