/**
 * Working days counted as a person counts them: day by day over a calendar on the wall, with the bank holidays of
 * England written down here a second time. It shares nothing with `libs/calendar`, so that a due day the law gives and
 * a due day counted here agree for no other reason than that both are right. Days are `YYYY-MM-DD`.
 */

const msInDay = 86_400_000;
const dayOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) / msInDay;
const named = (day: number): string => new Date(day * msInDay).toISOString().slice(0, 10);

export const dayAfter = (day: string, days = 1): string => named(dayOf(day) + days);
export const dayBefore = (day: string, days = 1): string => named(dayOf(day) - days);

/** 0 for Sunday. 1 January 1970 was a Thursday. */
const weekday = (day: number): number => (day + 4) % 7;

/** The next working day after the start is day 1; the start may fall on any day. */
export function workingDaysAfter(start: string, count: number): string {
  let day = dayOf(start);
  for (let counted = 0; counted < count;) {
    day += 1;
    if (isWorkingDay(named(day))) counted += 1;
  }
  return named(day);
}

export function isWorkingDay(day: string): boolean {
  return weekday(dayOf(day)) !== 0 && weekday(dayOf(day)) !== 6 && !isHoliday(day);
}

/** The same day so many months on, or the last of the month where that is shorter. */
export function monthsAfter(start: string, months: number): string {
  const [year, month, day] = start.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  const on = Math.min(day, last.getUTCDate());
  return `${last.toISOString().slice(0, 8)}${String(on).padStart(2, '0')}`;
}

/** Days moved or proclaimed once, which no rule gives. */
const once = new Set([
  '2011-04-29', // wedding of Prince William
  '2012-06-04', // spring bank holiday, moved for the Diamond Jubilee
  '2012-06-05', // Diamond Jubilee
  '2020-05-08', // early May bank holiday, moved to VE day
  '2022-06-02', // spring bank holiday, moved for the Platinum Jubilee
  '2022-06-03', // Platinum Jubilee
  '2022-09-19', // funeral of Queen Elizabeth II
  '2023-05-08', // coronation of King Charles III
]);
const notThatYear = new Set(['2012-05-28', '2020-05-04', '2022-05-30']);

function isHoliday(day: string): boolean {
  if (once.has(day)) return true;
  if (notThatYear.has(day)) return false;
  const year = Number(day.slice(0, 4));
  const monday = weekday(dayOf(day)) === 1;
  const monthDay = day.slice(5);
  const easter = dayOf(easterSunday(year));
  if (dayOf(day) === easter - 2 || dayOf(day) === easter + 1) return true;
  if (monday && monthDay >= '05-01' && monthDay <= '05-07') return true;
  if (monday && monthDay >= '05-25' && monthDay <= '05-31') return true;
  if (monday && monthDay >= '08-25' && monthDay <= '08-31') return true;
  return newYear(year) === day || christmas(year).includes(day);
}

/** New Year’s Day, or the Monday after it. */
function newYear(year: number): string {
  const first = `${year}-01-01`;
  return { 0: `${year}-01-02`, 6: `${year}-01-03` }[weekday(dayOf(first))] ?? first;
}

/** Christmas Day and Boxing Day, or the week days that stand in for them. */
function christmas(year: number): readonly string[] {
  const on = (day: number) => `${year}-12-${day}`;
  return (
    {
      5: [on(25), on(28)], // Friday, and Boxing Day on a Saturday
      6: [on(27), on(28)], // Saturday and Sunday
      0: [on(26), on(27)], // Sunday, with Boxing Day on the Monday
    }[weekday(dayOf(on(25)))] ?? [on(25), on(26)]
  );
}

/** Read off a table of Easter Sundays. */
function easterSunday(year: number): string {
  const day = easters[year];
  if (day === undefined) throw new Error(`Write the Easter Sunday of ${year} into the table of hand-calendar.ts.`);
  return `${year}-${day}`;
}

const easters: Readonly<Record<number, string>> = {
  2005: '03-27',
  2006: '04-16',
  2007: '04-08',
  2008: '03-23',
  2009: '04-12',
  2010: '04-04',
  2011: '04-24',
  2012: '04-08',
  2013: '03-31',
  2014: '04-20',
  2015: '04-05',
  2016: '03-27',
  2017: '04-16',
  2018: '04-01',
  2019: '04-21',
  2020: '04-12',
  2021: '04-04',
  2022: '04-17',
  2023: '04-09',
  2024: '03-31',
  2025: '04-20',
  2026: '04-05',
  2027: '03-28',
  2028: '04-16',
};
