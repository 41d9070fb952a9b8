import {
  explainDays,
  explainEachDay,
  explainEachMonth,
  explainMonths,
  explainWorkingDays,
  inWords,
  londonInstant,
  workingDaysBetween,
  type CountedDay,
  type CountedDays,
  type CountedMonth,
  type CountedMonths,
  type PlainDate,
} from '#calendar';
import type { Clock } from './clock.ts';
import type { Duty } from './duty.ts';
import type { Limit, Rule } from './rule.ts';
import type { Timescales } from './timescales.ts';

/** How a due day came about: the rule, and every day counted, or the sum that was done. */
export type Explanation =
  | { readonly rule: Rule; readonly how: 'working-days'; readonly days: readonly CountedDay[] }
  | {
      readonly rule: Rule;
      readonly how: 'months';
      readonly sum: CountedMonths;
      /** The months stepped, each from the first day. */
      readonly months: readonly CountedMonth[];
      /** What the statistics count instead, where they count days. */
      readonly statistics?: CountedDays;
    }
  | { readonly rule: Rule; readonly how: 'days'; readonly sum: CountedDays; readonly days: readonly CountedDay[] }
  | ({ readonly rule: Rule; readonly how: 'hours' } & CountedHours)
  /** The day its own fact names, and whether that is later than such spans are known to end. */
  | { readonly rule: Rule; readonly how: 'named'; readonly on: PlainDate; readonly why: string }
  | { readonly rule: Rule; readonly how: 'no-limit' }
  /** The table of bank holidays does not reach far enough; what it says is not guessed at. */
  | { readonly rule: Rule; readonly how: 'unknown'; readonly knownTo: string; readonly why: string };

/** Elapsed hours, from instant to instant as London's clocks show them. Without a time, only the last day is known. */
export interface CountedHours {
  readonly hours: number;
  readonly from?: string;
  readonly to?: string;
  readonly why: string;
}

/**
 * Reviews are due in calendar months; statistics count these days from the same start (measures.md M8: Data to Insight
 * SSD queries, V for them; DfE's own constant was not seen).
 */
export const statisticalDays = { 'first-review': 91, 'later-review': 183 } as const satisfies Partial<
  Record<Duty, number>
>;

/** Explains a clock's due day. Throws `UnknownRule` for a clock of other timescales than these. */
export function explainClock(timescales: Timescales, clock: Clock): Explanation {
  const rule = timescales.packs.find(({ id }) => id === clock.rule);
  if (rule === undefined) throw new UnknownRule(clock.rule);
  const { limit } = rule;
  if (limit === 'none') return { rule, how: 'no-limit' };
  if ('workingDays' in limit) return workingDays(timescales, clock, rule, limit.workingDays);
  if ('months' in limit) return months(clock, rule, limit.months);
  if ('hours' in limit) return { rule, how: 'hours', ...hours(clock, limit.hours) };
  if ('untilNamed' in limit) return { rule, how: 'named', ...named(clock, limit.untilNamed) };
  const count = daysIn(limit);
  const { startedOn } = clock;
  return { rule, how: 'days', sum: explainDays(startedOn, count), days: explainEachDay(startedOn, count) };
}

function workingDays({ calendar }: Timescales, { startedOn }: Clock, rule: Rule, count: number): Explanation {
  const days = explainWorkingDays(calendar, startedOn, count);
  if (days !== 'unknown') return { rule, how: 'working-days', days };
  const counted = workingDaysBetween(calendar, startedOn, calendar.to);
  const why =
    counted === 'unknown' || counted >= count
      ? `The table of bank holidays begins on ${inWords(calendar.from)}; what lies before it is not guessed at.`
      : `The table of bank holidays ends on ${inWords(calendar.to)}: ${String(counted)} of ${String(count)} working ` +
        'days come by then, and what lies beyond is not guessed at.';
  return { rule, how: 'unknown', knownTo: calendar.to, why };
}

function months({ duty, startedOn }: Clock, rule: Rule, count: number): Explanation {
  const days = (statisticalDays as Partial<Record<Duty, number>>)[duty];
  const sum = explainMonths(startedOn, count);
  const stepped = explainEachMonth(startedOn, count);
  return {
    rule,
    how: 'months',
    sum,
    months: stepped,
    ...(days !== undefined && { statistics: explainDays(startedOn, days) }),
  };
}

function hours({ startedOn, due, dueAt }: Clock, count: number): CountedHours {
  if (dueAt === undefined) {
    const why = `No time is known on ${inWords(startedOn)}: ${String(count)} hours end by ${due === null ? '' : due}.`;
    return { hours: count, why };
  }
  const from = londonInstant(dueAt - count * 3_600_000);
  const to = londonInstant(dueAt);
  return { hours: count, from, to, why: `${from} + ${String(count)} elapsed hours = ${to}` };
}

function named({ startedOn, due }: Clock, most: number): { readonly on: PlainDate; readonly why: string } {
  const on = due === null || due === 'unknown' ? startedOn : due;
  return {
    on,
    why: `The fact of ${inWords(startedOn)} names ${inWords(on)}; at most ${String(most)} days are known of.`,
  };
}

function daysIn(limit: Extract<Limit, { readonly days: number } | { readonly weeks: number }>): number {
  return 'weeks' in limit ? limit.weeks * 7 : limit.days;
}

/** A clock names a rule that these timescales do not hold. */
export class UnknownRule extends Error {
  constructor(rule: string) {
    super(`There is no rule ${rule} in these timescales. Explain a clock with the timescales that started it.`);
    this.name = 'UnknownRule';
  }
}
