import { civil, type PlainDate } from './plain-date.ts';

/** The date as it is said: 5 January 2026. */
export function inWords(date: PlainDate): string {
  const { year, month, day } = civil(date);
  return `${String(day)} ${months[month - 1] ?? ''} ${String(year)}`;
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
