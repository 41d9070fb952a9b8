import { londonInstant, workingDaysBetween, type Calendar, type PlainDate } from '#calendar';
import { never, stillKnown, type Row } from '#measures';
import type { ClockBucket, Moment, OpenClock, OpenState } from '#readmodel';
import { duties, dutyNames, forceInWords, type Duty, type Timescales } from '#timescales';
import type { DeadlineDto } from './deadlines.dto.ts';

/** How a clock that runs stands at a moment: a question about the moment, of which nothing is stored. */
export function stateAt(
  row: Pick<ClockBucket, 'overdueFrom' | 'dueKnown' | 'dueSoonFrom'>,
  { day, instant }: Pick<Moment, 'day' | 'instant'>,
): OpenState {
  if (row.overdueFrom <= instant) return 'overdue';
  if (row.dueKnown === 0) return 'unknown';
  return row.dueSoonFrom <= day ? 'due-soon' : 'running';
}

/** A clock as it is answered. */
export function shown(clock: OpenClock, timescales: Timescales, moment: Moment): DeadlineDto {
  const { child, row, worker, team, families } = clock;
  const { duty, dueAt } = row;
  const rule = timescales.packs.find(({ id }) => id === row.rule);
  return {
    child,
    clock: duty,
    title: duties[duty].title,
    key: row.key,
    rule: row.rule,
    force: rule === undefined ? null : forceInWords(rule),
    startedOn: row.startedOn,
    startedBy: row.startedBy,
    due: dueOf(row),
    ...(dueAt !== null && { dueAt: londonInstant(dueAt) }),
    state: stateAt(row, moment),
    ...workingDays(timescales.calendar, row, moment),
    worker,
    team,
    families: [...families],
    metBy: [...metBy[duty]],
  };
}

/** The last day in time; null without a limit, 'unknown' beyond the known bank holidays: as a journey tells it. */
export function dueOf(row: Pick<Row<'clock'>, 'dueKnown' | 'dueOn'>): string | null {
  if (row.dueKnown === 0) return 'unknown';
  return row.dueOn === never ? null : row.dueOn;
}

/**
 * The working days left after the moment's day up to and with the due day; of what is overdue, those gone since. Null
 * where the table of bank holidays does not reach, or nothing is due.
 */
function workingDays(
  calendar: Calendar,
  { overdueFrom, dueOn }: Row<'clock'>,
  { day, instant }: Moment,
): { workingDaysLeft: number | null } | { workingDaysGone: number | null } {
  const between = (a: PlainDate, b: PlainDate): number | null => {
    const count = workingDaysBetween(calendar, a, b);
    return count === 'unknown' ? null : count;
  };
  if (overdueFrom === stillKnown || dueOn === never) return { workingDaysLeft: null };
  return overdueFrom <= instant ? { workingDaysGone: between(dueOn, day) } : { workingDaysLeft: between(day, dueOn) };
}

/** The kinds of fact that may meet each duty. */
const metBy = Object.fromEntries(
  dutyNames.map((duty) => [duty, [...new Set(duties[duty].metBy.map(({ fact }) => fact))]]),
) as unknown as Readonly<Record<Duty, readonly string[]>>;
