import type { PlainDate } from '#calendar';
import { never, type Row } from '#measures';
import type { Duty } from '#timescales';

/** A clock under one set of rules, as it stood at the end of a day. */
export interface ClockSide {
  readonly rule: string;
  /** `unknown` beyond the known bank holidays; null without a limit. */
  readonly due: PlainDate | 'unknown' | null;
  /** Stopped after its due day by then, or running past it. */
  readonly late: boolean;
  readonly stoppedOn: PlainDate | null;
  /** The fact that stopped it. */
  readonly stoppedBy: string | null;
  readonly how: 'met' | 'cancelled' | null;
}

export type ClockChangeKind = 'becomes-late' | 'no-longer-late' | 'due-moves' | 'begins' | 'ends';

/** A clock that the draft would make another. */
export interface ClockChange {
  readonly child: string;
  readonly clock: Duty;
  readonly startedOn: PlainDate;
  readonly startedBy: string;
  readonly change: ClockChangeKind;
  /** Whether it runs under both sets of rules, and to another day. */
  readonly dueMoves: boolean;
  /** Under the rules in force; null where only the draft has such a clock. */
  readonly before: ClockSide | null;
  readonly after: ClockSide | null;
}

/**
 * What the draft would change of one child's clocks, as they stood on a day. A clock is known by its duty and the fact that
 * started it; one that starts after the day is not looked at. With days given, only clocks due on one of them, either way.
 */
export function clockChanges(
  child: string,
  rows: { readonly before: Iterable<Row>; readonly after: Iterable<Row> },
  on: PlainDate,
  due?: { readonly from: PlainDate; readonly to: PlainDate },
): readonly ClockChange[] {
  const before = clocksOn(rows.before, on);
  const after = clocksOn(rows.after, on);
  const changes: ClockChange[] = [];
  for (const key of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [was, is] = [before.get(key), after.get(key)];
    const row = is ?? was;
    if (row === undefined) continue;
    const sides = {
      before: was === undefined ? null : sideOf(was, on),
      after: is === undefined ? null : sideOf(is, on),
    };
    const kind = kindOf(sides.before, sides.after);
    if (kind === undefined || (due !== undefined && ![was, is].some((clock) => isDueIn(clock, due)))) continue;
    const dueMoves = sides.before !== null && sides.after !== null && sides.before.due !== sides.after.due;
    const { duty, startedOn, startedBy } = row;
    changes.push({ child, clock: duty, startedOn, startedBy, change: kind, dueMoves, ...sides });
  }
  return changes;
}

function clocksOn(rows: Iterable<Row>, on: PlainDate): ReadonlyMap<string, Row<'clock'>> {
  const clocks = new Map<string, Row<'clock'>>();
  for (const row of rows) if (row.kind === 'clock' && row.startedOn <= on) clocks.set(row.key, row);
  return clocks;
}

function sideOf(
  { rule, dueOn, dueKnown, late, stoppedOn, stoppedBy, how, otherMeant }: Row<'clock'>,
  on: PlainDate,
): ClockSide {
  const due = dueKnown === 0 ? 'unknown' : dueOn === never ? null : dueOn;
  const isStopped = stoppedOn <= on;
  return {
    rule,
    due,
    late: isStopped ? late === 1 && otherMeant === 0 : dueKnown === 1 && dueOn < on,
    stoppedOn: isStopped ? stoppedOn : null,
    stoppedBy: isStopped ? stoppedBy : null,
    how: isStopped ? how : null,
  };
}

/** Undefined where nothing is another that anybody is held to. */
function kindOf(before: ClockSide | null, after: ClockSide | null): ClockChangeKind | undefined {
  const [wasLate, isLate] = [before?.late === true, after?.late === true];
  if (isLate && !wasLate) return 'becomes-late';
  if (wasLate && !isLate) return 'no-longer-late';
  if (before === null) return 'begins';
  if (after === null) return 'ends';
  return before.due === after.due ? undefined : 'due-moves';
}

function isDueIn(
  clock: Row<'clock'> | undefined,
  { from, to }: { readonly from: PlainDate; readonly to: PlainDate },
): boolean {
  return clock !== undefined && clock.dueKnown === 1 && from <= clock.dueOn && clock.dueOn <= to;
}
