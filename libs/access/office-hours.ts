import {
  daysBetween,
  isWorkingDay,
  londonDate,
  londonInstant,
  plainDate,
  type Calendar,
  type PlainDate,
} from '#calendar';

/** When a decision was taken, and when it is recorded. */
export interface Decided {
  readonly on: PlainDate;
  /** London's time, 'HH:MM', where it was said. */
  readonly at?: string | undefined;
  /** Milliseconds since 1970 UTC. */
  readonly recordedAt: number;
}

/** The hours in which a manager and a chair can be reached, Monday to Friday but for bank holidays. House rule. */
export const officeHours = { from: '09:00', until: '17:00' } as const;

/**
 * Whether a decision was taken when nobody with the role for it was there to take it: on no working day, or at a time
 * outside office hours. One without a time that is recorded on the day it was taken was taken when it is recorded; one
 * recorded later, within hours. A day the bank holidays are not known for counts as a working day unless at a weekend.
 */
export function isOutOfHours(calendar: Calendar, { on, at, recordedAt }: Decided): boolean {
  if (!isWorkday(calendar, on)) return true;
  const time = at ?? (londonDate(recordedAt) === on ? londonInstant(recordedAt).slice(11, 16) : undefined);
  return time !== undefined && (time < officeHours.from || time >= officeHours.until);
}

function isWorkday(calendar: Calendar, on: PlainDate): boolean {
  const known = isWorkingDay(calendar, on);
  if (known !== 'unknown') return known;
  const daysAfterMonday = ((daysBetween(aMonday, on) % 7) + 7) % 7;
  return daysAfterMonday < 5;
}

const aMonday = plainDate('2024-01-01');
