import { addDays, daysBetween, isWorkingDay, type Calendar, type PlainDate } from '#calendar';

/** The day so many working days before another; 'unknown' where a day that must be counted lies outside the calendar. */
export function workingDaysBefore(calendar: Calendar, date: PlainDate, days: number): PlainDate | 'unknown' {
  let on = date;
  for (let left = days; left > 0;) {
    on = addDays(on, -1);
    const works = isWorkingDay(calendar, on);
    if (works === 'unknown') return 'unknown';
    if (works) left -= 1;
  }
  return on;
}

/** Saturday or Sunday. Day 0 of the count is a Saturday: 1 January 2000. */
export function isWeekend(date: PlainDate): boolean {
  const day = daysBetween('2000-01-01' as PlainDate, date) % 7;
  return (day + 7) % 7 < 2;
}
