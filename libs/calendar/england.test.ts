import { addDays, england, type PlainDate } from './index.ts';
import { dayOfWeek } from './civil.ts';
import { numberOf } from './plain-date.ts';

const years = Array.from({ length: 24 }, (_, index) => 2005 + index);

const listed = (year: number): PlainDate[] => [...england.holidays.keys()].filter((on) => on.startsWith(String(year)));

/** Easter Sundays as printed in almanacs, so that the rule below does not check itself. */
const easters: readonly (readonly [number, string])[] = [
  [2005, '2005-03-27'],
  [2008, '2008-03-23'],
  [2011, '2011-04-24'],
  [2016, '2016-03-27'],
  [2020, '2020-04-12'],
  [2024, '2024-03-31'],
  [2026, '2026-04-05'],
  [2028, '2028-04-16'],
];

describe('the bank holidays of England', () => {
  it('span 2005 to 2028 under a version', () => {
    expect(england).toMatchObject({ version: 'england-2005-2028.1', from: '2005-01-01', to: '2028-12-31' });
    expect(england.holidays.size).toBe(24 * 8 + 5);
  });

  it.each(years)('%i has eight, and one more for each single day proclaimed', (year) => {
    const more: Readonly<Record<number, number>> = { 2011: 1, 2012: 1, 2022: 2, 2023: 1 };
    expect(listed(year)).toHaveLength(8 + (more[year] ?? 0));
  });

  it.each(years)('%i is what the rule and the proclamations make it', (year) => {
    expect(listed(year)).toEqual([...byRule(year)].sort());
  });

  it('none falls at a weekend, and all are in order', () => {
    const days = [...england.holidays.keys()];
    expect(days).toEqual([...days].sort());
    for (const on of days) expect([0, 6]).not.toContain(dayOfWeek(numberOf(on)));
  });

  it.each([
    ['2005-01-03', 'New Year’s Day (substitute day)'],
    ['2005-12-27', 'Christmas Day (substitute day)'],
    ['2006-01-02', 'New Year’s Day (substitute day)'],
    ['2009-12-28', 'Boxing Day (substitute day)'],
    ['2011-04-29', 'Wedding of Prince William'],
    ['2012-06-04', 'Spring bank holiday, moved for the Jubilee'],
    ['2012-06-05', 'Diamond Jubilee of Queen Elizabeth II'],
    ['2020-05-08', 'Early May bank holiday, moved for VE Day'],
    ['2022-06-02', 'Spring bank holiday, moved for the Jubilee'],
    ['2022-06-03', 'Platinum Jubilee of Queen Elizabeth II'],
    ['2022-09-19', 'State Funeral of Queen Elizabeth II'],
    ['2023-05-08', 'Coronation of King Charles III'],
  ])('%s is %s', (on, name) => {
    expect(england.holidays.get(on as PlainDate)).toBe(name);
  });

  it.each(['2012-05-28', '2020-05-04', '2022-05-30', '2026-12-26'])('%s was moved, and is not one', (on) => {
    expect(england.holidays.has(on as PlainDate)).toBe(false);
  });

  it.each(easters)('Easter of %i was on %s', (year, sunday) => {
    expect(easter(year)).toBe(sunday);
    expect(england.holidays.get(addDays(sunday as PlainDate, -2))).toBe('Good Friday');
    expect(england.holidays.get(addDays(sunday as PlainDate, 1))).toBe('Easter Monday');
  });
});

/** The table again by another road: the Act's rule, the days moved, the single days. */
function byRule(year: number): ReadonlySet<string> {
  const moved: Readonly<Record<string, string>> = {
    '2012-05-28': '2012-06-04',
    '2020-05-04': '2020-05-08',
    '2022-05-30': '2022-06-02',
  };
  const single = ['2011-04-29', '2012-06-05', '2022-06-03', '2022-09-19', '2023-05-08'];
  const days = new Set<string>();
  const firstFree = (from: string): string => {
    let on = from as PlainDate;
    while (isWeekend(on) || days.has(on)) on = addDays(on, 1);
    return on;
  };
  days.add(firstFree(`${String(year)}-01-01`));
  days.add(addDays(easter(year), -2)).add(addDays(easter(year), 1));
  for (const monday of [firstMonday(year, '05'), lastMonday(year, '05'), lastMonday(year, '08')])
    days.add(moved[monday] ?? monday);
  // The day at a weekend moves past the other, which keeps its own: so the weekday is placed first.
  const christmas = [`${String(year)}-12-25`, `${String(year)}-12-26`] as PlainDate[];
  for (const on of christmas.filter((day) => !isWeekend(day))) days.add(on);
  for (const on of christmas.filter(isWeekend)) days.add(firstFree(on));
  for (const on of single) if (on.startsWith(String(year))) days.add(on);
  return days;
}

/** The anonymous Gregorian computus. */
function easter(year: number): PlainDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  return addDays(`${String(year)}-03-22` as PlainDate, h + l - 7 * m);
}

function firstMonday(year: number, month: string): string {
  let on = `${String(year)}-${month}-01` as PlainDate;
  while (dayOfWeek(numberOf(on)) !== 1) on = addDays(on, 1);
  return on;
}

function lastMonday(year: number, month: string): string {
  let on = `${String(year)}-${month}-31` as PlainDate;
  while (dayOfWeek(numberOf(on)) !== 1) on = addDays(on, -1);
  return on;
}

function isWeekend(on: PlainDate): boolean {
  return [0, 6].includes(dayOfWeek(numberOf(on)));
}
