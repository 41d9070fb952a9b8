import { inWords, isPlainDate } from '#calendar';
import { namedPeriod } from '#measures';
import type { Days, Told, ToldFigure } from './answers.ts';

/* How figures, days and directions are said on pages. */

/** "29.0%", "1,431", "hidden" of what is hidden for publication, "no cases" of a share of nothing. */
export function valueInWords(value: Told, unit: string): string {
  if (value === null) return 'no cases';
  if (value === 'c') return 'hidden';
  return unit === 'percent' ? `${value.toFixed(1)}%` : number.format(value);
}

/** As dashboards print it: "29.0% (415)", "1,431", with the count behind a share. */
export function figureInWords({ value, numerator }: ToldFigure, unit: string): string {
  const said = valueInWords(value, unit);
  if (unit !== 'percent' || value === null || value === 'c') return said;
  return `${said} (${countInWords(numerator)})`;
}

/** "415 of 1,431" of a share, "1,431 referrals" of a count. */
export function ofWhat({ numerator, denominator }: ToldFigure, unit: string): string {
  if (denominator !== null) return `${countInWords(numerator)} of ${countInWords(denominator)}`;
  if (numerator === 'c') return 'hidden';
  return `${countInWords(numerator)} ${numerator === 1 ? singleOf(unit) : unit}`;
}

export function countInWords(count: number | 'c'): string {
  return count === 'c' ? 'hidden' : number.format(count);
}

/** "Quarter 1 2018/19", "2018/19". */
export function periodName(name: string): string {
  const [, year, quarter] = /^([0-9]{4})(?:-Q([1-4]))?$/.exec(name) ?? [];
  if (year === undefined) return name;
  const financial = `${year}/${String((Number(year) + 1) % 100).padStart(2, '0')}`;
  return quarter === undefined ? financial : `Quarter ${quarter} ${financial}`;
}

/** "Q1 18/19": where there is little room. */
export function shortPeriod(name: string): string {
  const [, year, quarter] = /^([0-9]{4})(?:-Q([1-4]))?$/.exec(name) ?? [];
  if (year === undefined) return name;
  const financial = `${year.slice(2)}/${String((Number(year) + 1) % 100).padStart(2, '0')}`;
  return quarter === undefined ? financial : `Q${quarter} ${financial}`;
}

/** "1 April 2018 to 30 June 2018", or "the end of 30 June 2018". */
export function daysInWords({ from, to, at }: Days): string {
  if (at !== undefined) return `the end of ${dayInWords(at)}`;
  return `${dayInWords(from)} to ${dayInWords(to)}`;
}

export function dayInWords(text: string | undefined): string {
  return isPlainDate(text) ? inWords(text) : (text ?? '');
}

/** The days of a named period as a measure is asked of them: a stock of its last day. */
export function daysOf(name: string, asks: string): Days | undefined {
  const days = namedPeriod(name);
  if (days === undefined) return undefined;
  return asks === 'at' ? { at: days.to } : { from: days.from, to: days.to };
}

export const polarityInWords: Readonly<Record<string, string>> = {
  'lower-is-better': 'low is good',
  'higher-is-better': 'high is good',
  neither: 'neither high nor low is good',
};

/** A code of the services as it is said: `no-further-action` is "No further action", `receivedOn` "Received on". */
export function codeInWords(code: string): string {
  const words = code
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** How well something is known, as the letter of evidence says. What is recalled is never called statutory. */
export function evidenceInWords(status: string | null | undefined): string {
  return (typeof status === 'string' ? evidence[status] : undefined) ?? 'nobody has said how well it is known';
}

const evidence: Readonly<Record<string, string>> = {
  V: 'read in the published text itself',
  V2: 'read in another document that states it',
  D: 'deduced from published figures',
  R: 'chosen or recalled here, not read in any published text',
};

/** One of what a count is of. */
function singleOf(unit: string): string {
  if (unit === 'children') return 'child';
  return unit.replace(/ies$/, 'y').replace(/s$/, '');
}

const number = new Intl.NumberFormat('en-GB');
