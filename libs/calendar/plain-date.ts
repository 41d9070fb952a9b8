import { civilOf, dayNumber, daysInMonth, type Civil } from './civil.ts';

declare const plainDateBrand: unique symbol;

/**
 * A day in London's civil calendar, written 'YYYY-MM-DD', of the years 1900–2199. Always a real date.
 * Being text of fixed width, two of them compare with `<`, and store and print as themselves.
 */
export type PlainDate = string & { readonly [plainDateBrand]: true };

/** Reads a date. Throws `NotADate` for anything but a real day of the years 1900–2199 as 'YYYY-MM-DD'. */
export function plainDate(text: string): PlainDate {
  if (!isPlainDate(text)) throw new NotADate(text);
  return text;
}

/** Whether this is a real day of the years 1900–2199 as 'YYYY-MM-DD'. 2026-02-29 is not. */
export function isPlainDate(text: unknown): text is PlainDate {
  if (typeof text !== 'string' || !/^(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const { year, month, day } = civil(text as PlainDate);
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** This text is not a date that Waymark can hold. */
export class NotADate extends Error {
  readonly text: string;

  constructor(text: string) {
    super(`"${text.slice(0, 40)}" is not a date. Give a real day of the years 1900 to 2199 as YYYY-MM-DD.`);
    this.name = 'NotADate';
    this.text = text;
  }
}

/** A sum of days or months left the years 1900–2199. */
export class DateOutOfRange extends Error {
  constructor(sum: string) {
    super(`${sum} leaves the years 1900 to 2199. Check the date and the length of time it is moved by.`);
    this.name = 'DateOutOfRange';
  }
}

export function civil(date: PlainDate): Civil {
  return {
    year: digit(date, 0) * 1000 + digit(date, 1) * 100 + digit(date, 2) * 10 + digit(date, 3),
    month: digit(date, 5) * 10 + digit(date, 6),
    day: digit(date, 8) * 10 + digit(date, 9),
  };
}

export function numberOf(date: PlainDate): number {
  const { year, month, day } = civil(date);
  return dayNumber(year, month, day);
}

/** The date of a numbered day, or undefined outside the years 1900–2199. */
export function dateNumbered(number: number): PlainDate | undefined {
  if (!(number >= firstDay && number <= lastDay)) return undefined;
  const { year, month, day } = civilOf(number);
  return dateOf(year, month, day);
}

/** The date of these parts, which the caller knows to be real, or undefined outside the years 1900–2199. */
export function dateOf(year: number, month: number, day: number): PlainDate | undefined {
  if (!(year >= 1900 && year <= 2199)) return undefined;
  return `${String(year)}-${twoDigits(month)}-${twoDigits(day)}` as PlainDate;
}

const firstDay = dayNumber(1900, 1, 1);
const lastDay = dayNumber(2199, 12, 31);

function digit(text: string, at: number): number {
  return text.charCodeAt(at) - 48;
}

function twoDigits(number: number): string {
  return number < 10 ? `0${String(number)}` : String(number);
}
