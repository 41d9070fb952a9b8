import { londonDate, londonTimeToInstant, type PlainDate } from '#calendar';
import { never, type Row } from '#measures';
import type { ClockState } from '#timescales';
import { stateAt as openStateAt } from '../shown.ts';

type ClockRow = Row<'clock'>;

/** What became of a clock. `moved` is for what a correction or a late recording changed in what was told before. */
export type TurnType = 'started' | 'due-soon' | 'overdue' | 'met' | 'met-late' | 'cancelled' | 'missed' | 'moved';

/** One thing that became of one clock, at an instant. */
export interface ClockTurn {
  readonly type: TurnType;
  /** The clock as it is since; as it was, of one that a correction took away. */
  readonly row: ClockRow;
  /** As it was told before, of one moved. */
  readonly was?: ClockRow;
  /** A correction took the clock away. */
  readonly gone?: true;
}

/** How a clock stands at an instant, as the law says of that day and instant. */
export function stateAt(row: ClockRow, instant: number): ClockState {
  const day = londonDate(instant);
  if (row.stoppedOn < day || (row.stoppedOn === day && (row.stoppedAt ?? instant) <= instant)) return ended(row);
  return openStateAt(row, { day, instant });
}

function ended({ how, late, dueKnown }: ClockRow): ClockState {
  if (dueKnown === 0) return 'unknown';
  if (how === 'met') return late === 1 ? 'met-late' : 'met';
  return late === 1 ? 'missed' : 'cancelled';
}

/** What one fact did to a child's clocks: those before it and after, by key, both told as at the instant it was known. */
export function turnsOf(
  before: ReadonlyMap<string, ClockRow>,
  after: ReadonlyMap<string, ClockRow>,
  instant: number,
): readonly ClockTurn[] {
  const turns: ClockTurn[] = [];
  for (const [key, was] of before) if (!after.has(key)) turns.push({ type: 'moved', row: was, was, gone: true });
  for (const [key, row] of after) {
    const was = before.get(key);
    if (was === undefined) turns.push({ type: 'started', row });
    else if (isMoved(was, row)) turns.push({ type: 'moved', row, was });
    const stops = row.how !== null && (was === undefined || was.how === null);
    if (stops) turns.push({ type: stopOf(row), row });
    else if (row.how === null) turns.push(...standsAnew(was, row, instant));
  }
  return turns;
}

/** Another day it began or is due, or another end than was told: what was said of it before stands no more. */
function isMoved(was: ClockRow, row: ClockRow): boolean {
  const isOther = was.startedOn !== row.startedOn || was.dueOn !== row.dueOn || was.dueAt !== row.dueAt;
  const isOtherEnd =
    was.how !== null && (was.how !== row.how || was.stoppedOn !== row.stoppedOn || was.late !== row.late);
  return isOther || was.rule !== row.rule || isOtherEnd;
}

/** Due soon or overdue by the fact alone: learned of late, or moved. The moments to come are told as they come. */
function standsAnew(was: ClockRow | undefined, row: ClockRow, instant: number): readonly ClockTurn[] {
  const state = stateAt(row, instant);
  if ((state !== 'due-soon' && state !== 'overdue') || (was !== undefined && stateAt(was, instant) === state))
    return [];
  return [{ type: state, row }];
}

function stopOf({ how, late }: ClockRow): TurnType {
  if (how === 'met') return late === 1 ? 'met-late' : 'met';
  return late === 1 ? 'missed' : 'cancelled';
}

/** An instant at which a running clock comes to stand otherwise, though nobody does anything. */
export interface Moment {
  readonly at: number;
  readonly type: 'due-soon' | 'overdue';
  readonly row: ClockRow;
}

/** The moments of a clock after an instant, up to and with another. */
export function momentsOf(row: ClockRow, after: number, upTo: number): readonly Moment[] {
  if (row.how !== null || row.dueOn === never) return [];
  const dueSoon = midnightOf(row.dueSoonFrom);
  const moments: Moment[] = [];
  const lies = (at: number): boolean => at > after && at <= upTo;
  if (lies(dueSoon) && dueSoon < row.overdueFrom) moments.push({ at: dueSoon, type: 'due-soon', row });
  if (lies(row.overdueFrom)) moments.push({ at: row.overdueFrom, type: 'overdue', row });
  return moments;
}

function midnightOf(day: PlainDate): number {
  return londonTimeToInstant(day, '00:00');
}
