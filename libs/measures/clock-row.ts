import type { PlainDate } from '#calendar';
import type { Duty } from '#timescales';
import type { Flag } from './rows.ts';

/** A duty in time that people are shown, from the fact that began it: whether it runs, when it is due, what became of it. */
export interface ClockRow {
  readonly kind: 'clock';
  readonly duty: Duty;
  /** The rule in force on the day it started: 'T6@wt-2018'. */
  readonly rule: string;
  /** The id of the fact that started it. */
  readonly startedBy: string;
  readonly startedOn: PlainDate;
  /** The last day in time; `never` where it has no limit, and where the day is not known. */
  readonly dueOn: PlainDate;
  /** 0 where the due day lies beyond the known bank holidays: nobody can say that it is overdue. */
  readonly dueKnown: Flag;
  /** The instant it is due, of a duty counted in hours from a time that is known; in milliseconds since 1970 UTC. */
  readonly dueAt: number | null;
  /** The first day on which it is due soon; `never` where it is never due. */
  readonly dueSoonFrom: PlainDate;
  /**
   * The first instant at which it is overdue: after its due instant, or midnight in London after its due day, in
   * milliseconds since 1970 UTC; `stillKnown` where it is never due. Clocks in this order are in that of their urgency.
   */
  readonly overdueFrom: number;
  /** The day it was met or cancelled; `never` while it runs. */
  readonly stoppedOn: PlainDate;
  readonly stoppedAt: number | null;
  /** The id of the fact that stopped it. */
  readonly stoppedBy: string | null;
  readonly how: 'met' | 'cancelled' | null;
  /** 1 where it was met late, or cancelled past being met in time. */
  readonly late: Flag;
  /** 1 where of two duties that could not both be meant the other was: it was never to be met. */
  readonly otherMeant: Flag;
  /** 0 where it was cancelled while still in time, or never to be met: there was nothing to be late for. */
  readonly needed: Flag;
}
