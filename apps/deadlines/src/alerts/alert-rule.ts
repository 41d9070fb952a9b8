import {
  addDays,
  addWorkingDays,
  daysBetween,
  isWorkingDay,
  workingDaysBetween,
  type Calendar,
  type PlainDate,
} from '#calendar';
import type { Role } from '#http';
import type { Duty } from '#timescales';

/** When somebody is to be told of a clock: as data, one of a list that an operator keeps in a file. */
export interface AlertRule {
  /** Stable: with the clock and the day it names an alert, which is raised once. */
  readonly id: string;
  readonly authorities: readonly string[];
  readonly clocks: readonly Duty[];
  readonly when: AlertWhen;
  /** No alert is of a day before this one: a rule put in force today tells of nothing gone by. */
  readonly from: PlainDate;
  readonly to: readonly Recipient[];
}

/** The day a clock is due, or so many days before or after it. */
export type AlertWhen =
  | 'due'
  | { readonly before: number; readonly unit: 'days' | 'working-days' }
  | { readonly after: number; readonly unit: 'days' | 'working-days' };

/** Whom an alert is for. A role finds it in its list; the others are sent it. */
export type Recipient =
  | { readonly role: Role }
  /** `secret` is the name of the environment's variable that holds the secret: a file of rules holds none. */
  | { readonly webhook: string; readonly secret: string }
  | { readonly email: string };

/**
 * The day of the alert about a clock due on a day; undefined where the calendar does not reach. So many working days
 * before is the last working day with so many of them still to come; after is the working day when so many have gone.
 */
export function alertDay(when: AlertWhen, due: PlainDate, calendar: Calendar): PlainDate | undefined {
  if (when === 'due') return due;
  if ('after' in when) {
    const { after, unit } = when;
    const day = unit === 'days' ? addDays(due, after) : addWorkingDays(calendar, due, after);
    return day === 'unknown' ? undefined : day;
  }
  return when.unit === 'days' ? addDays(due, -when.before) : workingDaysBefore(when.before, due, calendar);
}

function workingDaysBefore(count: number, due: PlainDate, calendar: Calendar): PlainDate | undefined {
  for (let day = addDays(due, -1); daysBetween(day, due) <= farthestDays({ before: count, unit: 'working-days' });) {
    const left = workingDaysBetween(calendar, day, due);
    if (left === 'unknown') return undefined;
    if (left >= count && isWorkingDay(calendar, day) === true) return day;
    day = addDays(day, -1);
  }
  return undefined;
}

/** More days than ever lie between a clock's due day and its alert: of working days, with Christmas and Easter between. */
export function farthestDays(when: AlertWhen): number {
  if (when === 'due') return 0;
  const count = 'before' in when ? when.before : when.after;
  return when.unit === 'days' ? count : count * 2 + 14;
}
