import { addMonths, isPlainDate, plainDate, type PlainDate } from '#calendar';
import { namedPeriod } from '#measures';
import { periodName } from './in-words.ts';

/** What a reader may choose a period from: a financial year, and a quarter of it or all of it. */
export interface PeriodChoices {
  readonly years: readonly Choice[];
  readonly parts: readonly Choice[];
  /** Whether the period has begun by today. */
  readonly isBegun: boolean;
}

export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly selected: boolean;
}

/** The first financial year whose bank holidays are known. */
const firstYear = 2005;

export function periodChoices(name: string, today: string): PeriodChoices {
  const [year = '', part = 'year'] = name.split('-');
  const last = Number(financialYearOf(today));
  const years = Array.from({ length: last - firstYear + 1 }, (_, index) => String(last - index));
  const offered = years.includes(year) || year === '' ? years : [year, ...years];
  const days = namedPeriod(name);
  return {
    years: offered.map((value) => ({ value, text: periodName(value), selected: value === year })),
    parts: parts.map(([value, text]) => ({ value, text, selected: value === part })),
    isBegun: days !== undefined && days.from <= today,
  };
}

const parts = [
  ['Q1', 'Quarter 1: April to June'],
  ['Q2', 'Quarter 2: July to September'],
  ['Q3', 'Quarter 3: October to December'],
  ['Q4', 'Quarter 4: January to March'],
  ['year', 'The whole year'],
] as const;

/** The period that was asked for: as `quarter` or `year`, or chosen from the two lists as `of` and `part`. */
export function periodIn(query: Readonly<Record<string, unknown>>): string | undefined {
  const { quarter, year, of, part } = query;
  const name = of === undefined ? (quarter ?? year) : part === 'year' ? of : `${textOf(of)}-${textOf(part)}`;
  return name === undefined || name === '' ? undefined : textOf(name);
}

/** The last quarter that is over on a day, by name. */
export function lastQuarter(today: string): string {
  return quarterOf(addMonths(dayOf(today), -3));
}

/** The quarter a day is in, by name. */
export function quarterOf(day: PlainDate): string {
  const month = Number(day.slice(5, 7));
  const number = month >= 4 ? Math.floor((month - 4) / 3) + 1 : 4;
  return `${financialYearOf(day)}-Q${number}`;
}

/** The quarter or the year that ends with these days, or the quarter their last day is in: what a trend leads up to. */
export function periodWith(days: { readonly from?: string; readonly to?: string; readonly at?: string }): string {
  const last = dayOf(days.to ?? days.at ?? '');
  const year = financialYearOf(last);
  const whole = namedPeriod(year);
  if (whole !== undefined && whole.from === days.from && whole.to === days.to) return year;
  return quarterOf(last);
}

function financialYearOf(day: string): string {
  const year = Number(day.slice(0, 4));
  return String(day.slice(5) >= '04-01' ? year : year - 1);
}

function dayOf(text: string): PlainDate {
  return isPlainDate(text) ? text : plainDate('2000-01-01');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
