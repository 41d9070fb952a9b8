import { addDays, type PlainDate } from '#calendar';
import type { Duty } from './duty.ts';

/** A duty that has begun: not a timer but a date. Its identity is the duty and the fact that started it. */
export interface Clock {
  readonly duty: Duty;
  /** The rule in force on the day it started, for example 'T6@wt-2018'. It keeps that rule. */
  readonly rule: string;
  /** The id of the fact that started it. */
  readonly startedBy: string;
  readonly startedOn: PlainDate;
  /** The last day in time; 'unknown' beyond the table of bank holidays, null where the duty has no limit. */
  readonly due: PlainDate | 'unknown' | null;
  /** The instant it is due, in milliseconds since 1970 UTC: of a duty counted in hours from a time that is known. */
  readonly dueAt?: number;
}

/** A clock that came to an end, because its duty was met or because nothing was left to do. */
export interface StoppedClock extends Clock {
  readonly stoppedOn: PlainDate;
  /** The instant it was stopped, where it is due at one and the time is known. */
  readonly stoppedAt?: number;
  /** The id of the fact that stopped it. */
  readonly stoppedBy: string;
  readonly how: 'met' | 'cancelled';
  /** Of two duties that could not both be meant, the other turned out to be: this one was never to be met. */
  readonly otherMeant?: true;
}

export type ClockState =
  | 'running'
  | 'due-soon'
  | 'overdue'
  | 'met'
  | 'met-late'
  /** Cancelled after its due day: nobody met it, and it was past being met in time. */
  | 'missed'
  | 'cancelled'
  | 'unknown';

/** A running clock is due soon from this many days before its due day. A matter of display, not of any rule. */
const dueSoonDays = 5;

/**
 * How a clock stood on a day, which the reader supplies: nothing in the core asks what day it is. A reader who knows the
 * instant too (`at`, in milliseconds since 1970 UTC) is told of hours that have run out since the day began.
 */
export function clockState(clock: Clock | StoppedClock, on: PlainDate, at?: number): ClockState {
  const { due, dueAt } = clock;
  if ('how' in clock && clock.stoppedOn <= on) {
    if (due === 'unknown') return 'unknown';
    if (isLate(clock)) return clock.how === 'met' ? 'met-late' : 'missed';
    return clock.how;
  }
  if (due === null) return 'running';
  if (due === 'unknown') return 'unknown';
  if (on > due || (on === due && dueAt !== undefined && at !== undefined && at > dueAt)) return 'overdue';
  return on >= dueSoonFrom(due) ? 'due-soon' : 'running';
}

/** The first day on which a clock that is due on this day is due soon. */
export function dueSoonFrom(due: PlainDate): PlainDate {
  return addDays(due, -dueSoonDays);
}

/** Whether a stopped clock was stopped after its due day or instant. Never where that is not known, there is no limit, or another duty was meant. */
export function isLate(clock: StoppedClock): boolean {
  if (clock.otherMeant === true) return false;
  if (clock.dueAt !== undefined && clock.stoppedAt !== undefined) return clock.stoppedAt > clock.dueAt;
  return clock.due !== null && clock.due !== 'unknown' && clock.stoppedOn > clock.due;
}
