import { namedPeriod, periodBefore } from '#measures';
import type { Fault } from '#http';
import { fault } from './asked.ts';

type Texts = Readonly<Record<string, string | undefined>>;

/** The quarter or the financial year asked for, by name. Exactly one of the two is to be given. */
export function periodAsked({ quarter, year }: Texts, faults: Fault[]): string | undefined {
  if (quarter !== undefined && year !== undefined) {
    faults.push(fault('year', 'one-or-the-other', 'Give quarter or year, not both.'));
    return undefined;
  }
  const name = year ?? quarter;
  const isNamed =
    name !== undefined && name.includes('-') === (quarter !== undefined) && namedPeriod(name) !== undefined;
  if (isNamed) return name;
  if (year !== undefined) faults.push(fault('year', 'not-a-year', sayYear));
  else faults.push(fault('quarter', quarter === undefined ? 'missing' : 'not-a-quarter', sayQuarter));
  return undefined;
}

/** The financial year asked for, by name. */
export function yearAsked({ year }: Texts, faults: Fault[]): string | undefined {
  if (year !== undefined && /^[0-9]{4}$/.test(year) && namedPeriod(year) !== undefined) return year;
  faults.push(fault('year', year === undefined ? 'missing' : 'not-a-year', sayYear));
  return undefined;
}

/** How many periods, and those before a named one, the earliest first. There may be fewer where the calendar begins. */
export function periodsBefore(name: string, count: number): readonly string[] {
  const names: string[] = [];
  for (let before = periodBefore(name); before !== undefined && names.length < count; before = periodBefore(before)) {
    names.unshift(before);
  }
  return names;
}

/** A whole number from a query, between the least and the most. */
export function numberAsked(
  text: string | undefined,
  {
    name,
    usual,
    least,
    most,
  }: { readonly name: string; readonly usual: number; readonly least: number; readonly most: number },
  faults: Fault[],
): number {
  if (text === undefined) return usual;
  const number = /^[0-9]{1,4}(?:\.[0-9])?$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  faults.push(fault(name, 'out-of-range', `Give ${name} as a number from ${String(least)} to ${String(most)}.`));
  return usual;
}

const sayQuarter = 'Give quarter as the year its financial year began in and Q1 to Q4: 2018-Q1 is April to June 2018.';
const sayYear = 'Give year as the year the financial year began in: 2012 is April 2012 to March 2013.';
