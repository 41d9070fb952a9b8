import { londonTimeToInstant, type PlainDate } from '#calendar';
import type { Effective } from '#history';
import { duties, dueSoonFrom, isLate, turnedBy, type Clock, type StoppedClock } from '#timescales';
import { put, rowAt, take, withSources, type Fold } from './fold.ts';
import { never, stillKnown, type Row } from './rows.ts';

/**
 * A row for each clock that people are shown, as the duties and the rules turn it. Where the law of the journey reads
 * every fact of a history, these are the clocks it tells of; a fact that it cannot read turns clocks here all the same.
 */
export function foldClocks(fold: Fold, fact: Effective): void {
  const before = fold.clocks;
  const { running, stopped } = turnedBy(fold.timescales, fold.movesIn, before, fact);
  if (running === before) return;
  fold.clocks = running;
  const { sources } = fact;
  for (const clock of stopped) {
    if (isShown(clock)) put(fold, stoppedRow(clock, withSources(rowAt(fold, 'clock', keyOf(clock)).sources, sources)));
  }
  for (const clock of running) {
    if (clock.startedBy === fact.id && isShown(clock)) put(fold, runningRow(clock, sources));
  }
  if (fact.type === 'CaseBroughtForward') takeForgotten(fold, before);
}

/** Clocks that an opening balance neither stops nor leaves running: the law tells of them no more. */
function takeForgotten(fold: Fold, before: readonly Clock[]): void {
  for (const clock of before) if (!fold.clocks.includes(clock)) take(fold, 'clock', keyOf(clock));
}

function isShown({ duty }: Clock): boolean {
  return duties[duty].shown;
}

function keyOf({ startedBy, duty }: Clock): string {
  return `${startedBy}/${duty}`;
}

function runningRow(clock: Clock, sources: readonly string[]): Row<'clock'> {
  return rowOf(clock, never, null, null, null, 0, 0, sources);
}

function stoppedRow(clock: StoppedClock, sources: readonly string[]): Row<'clock'> {
  const { stoppedOn, stoppedAt = null, stoppedBy, how, otherMeant } = clock;
  return rowOf(clock, stoppedOn, stoppedAt, stoppedBy, how, isLate(clock) ? 1 : 0, otherMeant ? 1 : 0, sources);
}

/** Told column by column: this is done for every turn of every clock, and spreading objects costs more than all the rest. */
function rowOf(
  clock: Clock,
  stoppedOn: PlainDate,
  stoppedAt: number | null,
  stoppedBy: string | null,
  how: Row<'clock'>['how'],
  late: Row<'clock'>['late'],
  otherMeant: Row<'clock'>['otherMeant'],
  sources: readonly string[],
): Row<'clock'> {
  const { duty, rule, startedBy, startedOn, due, dueAt = null } = clock;
  const dueOn = due === null || due === 'unknown' ? never : due;
  return {
    kind: 'clock',
    key: keyOf(clock),
    duty,
    rule,
    startedBy,
    startedOn,
    dueOn,
    dueKnown: due === 'unknown' ? 0 : 1,
    dueAt,
    dueSoonFrom: dueOn === never ? never : dueSoonFrom(dueOn),
    overdueFrom: overdueFrom(dueOn, dueAt),
    stoppedOn,
    stoppedAt,
    stoppedBy,
    how,
    late,
    otherMeant,
    needed: (how === 'cancelled' && late === 0) || otherMeant === 1 ? 0 : 1,
    sources,
  };
}

function overdueFrom(dueOn: PlainDate, dueAt: number | null): number {
  if (dueAt !== null) return dueAt + 1;
  return dueOn === never ? stillKnown : midnightAfter(dueOn);
}

/** London's midnights are few and dear to work out: each is worked out once. */
const midnights = new Map<PlainDate, number>();

function midnightAfter(day: PlainDate): number {
  let instant = midnights.get(day);
  if (instant === undefined) midnights.set(day, (instant = londonTimeToInstant(day, '23:59') + 60_000));
  return instant;
}
