import { isPlainDate, plainDate, type PlainDate } from './plain-date.ts';

/**
 * A table of bank holidays, and the span of days for which it is known to be whole. Outside the span nothing is
 * said: an answer that needs a day beyond it is 'unknown', never a guess.
 */
export interface Calendar {
  /** Names the table's contents; receipts carry it, so it changes whenever the table does. */
  readonly version: string;
  /** The first day the table speaks for. */
  readonly from: PlainDate;
  /** The last day the table speaks for. */
  readonly to: PlainDate;
  /** What each day off is called. A holiday at a weekend may be listed; it changes no count. */
  readonly holidays: ReadonlyMap<PlainDate, string>;
}

/** Makes a calendar of a table. Throws `NotACalendar`, naming the first fault, and never mends one. */
export function calendar(
  version: string,
  from: string,
  to: string,
  holidays: Iterable<readonly [string, string]>,
): Calendar {
  if (version.trim() === '') throw new NotACalendar('it has no version');
  for (const end of [from, to]) if (!isPlainDate(end)) throw new NotACalendar(`it spans "${end}", which is not a date`);
  if (to < from) throw new NotACalendar(`it ends on ${to}, before it begins on ${from}`);
  const table = new Map<PlainDate, string>();
  for (const [on, name] of holidays) {
    if (!isPlainDate(on)) throw new NotACalendar(`"${on}" (${name}) is not a date`);
    if (on < from || on > to) throw new NotACalendar(`${on} (${name}) lies outside its span, ${from} to ${to}`);
    if (name.trim() === '') throw new NotACalendar(`the holiday on ${on} has no name`);
    if (table.has(on)) throw new NotACalendar(`${on} is listed twice`);
    table.set(on, name);
  }
  return { version, from: plainDate(from), to: plainDate(to), holidays: table };
}

/** This table of bank holidays cannot be relied on. */
export class NotACalendar extends Error {
  constructor(fault: string) {
    super(`The calendar cannot be used: ${fault}. Correct the table and give it a new version.`);
    this.name = 'NotACalendar';
  }
}
