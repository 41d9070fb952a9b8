import { addDays, addMonths, isPlainDate, plainDate, type PlainDate } from '#calendar';

/** A span of days, its first and last in it; or one day, at whose end a stock is counted. */
export type Period = Span | { readonly at: PlainDate };

export interface Span {
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/**
 * The days of a quarter of the financial year, which begins on 1 April: '2018-Q1' is April to June 2018 and '2018-Q4'
 * January to March 2019. Undefined for anything else.
 */
export function quarter(name: string): Span | undefined {
  const [, year, number] = /^([0-9]{4})-Q([1-4])$/.exec(name) ?? [];
  const first = financialYear(String(year))?.from;
  if (first === undefined) return undefined;
  return monthsFrom(addMonths(first, (Number(number) - 1) * 3), 3);
}

/** The days of the financial year that begins in a year: '2018' is April 2018 to March 2019. Undefined for anything else. */
export function financialYear(name: string): Span | undefined {
  const april = `${name}-04-01`;
  return /^[0-9]{4}$/.test(name) && isPlainDate(april) && name !== '2199'
    ? monthsFrom(plainDate(april), 12)
    : undefined;
}

/** The four quarters of a financial year, by name: 2018-Q1 and so on. */
export function quartersOf(year: string): readonly string[] {
  return [1, 2, 3, 4].map((number) => `${year}-Q${String(number)}`);
}

/** The quarter or the financial year before, by name; one before the first there is has none. */
export function periodBefore(name: string): string | undefined {
  const [, year, number] = /^([0-9]{4})(?:-Q([1-4]))?$/.exec(name) ?? [];
  const before =
    number === undefined
      ? String(Number(year) - 1)
      : number === '1'
        ? `${String(Number(year) - 1)}-Q4`
        : `${String(year)}-Q${String(Number(number) - 1)}`;
  return namedPeriod(before) === undefined ? undefined : before;
}

/** The days of a quarter or of a financial year, by its name. */
export function namedPeriod(name: string): Span | undefined {
  return quarter(name) ?? financialYear(name);
}

/** The financial year, by name, that a span of days is a quarter of, or is itself; undefined of any other span. */
export function yearWith({ from, to }: Span): string | undefined {
  const year = from.slice(5) < '04-01' ? String(Number(from.slice(0, 4)) - 1) : from.slice(0, 4);
  const isOneOf = [year, ...quartersOf(year)].some((name) => {
    const days = namedPeriod(name);
    return days?.from === from && days.to === to;
  });
  return isOneOf ? year : undefined;
}

/** Whether a period is a whole financial year. */
export function isYear(period: Period): boolean {
  if ('at' in period) return false;
  const year = financialYear(period.from.slice(0, 4));
  return year?.from === period.from && year.to === period.to;
}

function monthsFrom(from: PlainDate, months: number): Span {
  return { from, to: addDays(addMonths(from, months), -1) };
}
