import { isPlainDate, londonTimeToInstant } from '#calendar';

/** "5 January 2026", of a day or an instant, in London. Anything else is shown as it came. */
export function day(value: unknown): string {
  return written(value, longDay);
}

/** "5 Jan 2026". */
export function shortDay(value: unknown): string {
  return written(value, abbreviatedDay);
}

/** "5 January 2026 at 9:05am", of an instant, in London. Of a day alone, the day. */
export function moment(value: unknown): string {
  const instant = instantOf(value);
  if (instant === undefined || isPlainDate(value)) return day(value);
  return `${longDay.format(instant)} at ${timeOf(instant)}`;
}

/** What MoJ's templates ask for, in London's time whatever the server's is. */
export function mojDate(value: unknown, type?: string): string {
  const instant = instantOf(value);
  if (instant === undefined) return textOf(value);
  if (type === 'date') return longDay.format(instant);
  if (type === 'shortdate') return abbreviatedDay.format(instant);
  if (type === 'time') return timeOf(instant);
  const date = (type === 'shortdatetime' ? abbreviatedDay : longDay).format(instant);
  return isPlainDate(value) ? date : `${date} at ${timeOf(instant)}`;
}

/** 1234567 as "1,234,567". */
export function count(value: unknown): string {
  return typeof value === 'number' ? number.format(value) : textOf(value);
}

/** "1 day", "2 days", "0 days": the number and what is counted; a third form where adding s is wrong. */
export function one(value: unknown, single: string, many = `${single}s`): string {
  return `${count(value)} ${value === 1 ? single : many}`;
}

/** A step of an address. */
export function at(value: unknown): string {
  return encodeURIComponent(textOf(value));
}

const london = { timeZone: 'Europe/London' } as const;
const longDay = new Intl.DateTimeFormat('en-GB', { ...london, day: 'numeric', month: 'long', year: 'numeric' });
const abbreviatedDay = new Intl.DateTimeFormat('en-GB', { ...london, day: 'numeric', month: 'short', year: 'numeric' });
const clock = new Intl.DateTimeFormat('en-GB', { ...london, hour: 'numeric', minute: '2-digit', hour12: true });
const number = new Intl.NumberFormat('en-GB');

function written(value: unknown, format: Intl.DateTimeFormat): string {
  const instant = instantOf(value);
  return instant === undefined ? textOf(value) : format.format(instant);
}

/** Noon of a day: no clock change moves it to another. */
function instantOf(value: unknown): number | undefined {
  if (isPlainDate(value)) return londonTimeToInstant(value, '12:00');
  const instant = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isFinite(instant) ? instant : undefined;
}

/** "9:05am", "midday" is "12:00pm": the style of GOV.UK leaves no room before am. */
function timeOf(instant: number): string {
  const part = (type: string): string => clock.formatToParts(instant).find((each) => each.type === type)?.value ?? '';
  return `${part('hour') === '0' ? '12' : part('hour')}:${part('minute')}${part('dayPeriod')
    .replace(/[^a-z]/gi, '')
    .toLowerCase()}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? value.toString() : '';
}
