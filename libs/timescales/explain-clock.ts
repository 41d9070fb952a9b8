import { explainMonths, explainWorkingDays, type CountedDay, type CountedMonths } from '#calendar';
import type { Clock } from './clock.ts';
import type { Rule } from './rule.ts';
import type { Timescales } from './timescales.ts';

/** How a due day came about: the rule, and every day counted, or the sum of months. */
export type Explanation =
  | { readonly rule: Rule; readonly how: 'working-days'; readonly days: readonly CountedDay[] }
  | { readonly rule: Rule; readonly how: 'months'; readonly sum: CountedMonths }
  | { readonly rule: Rule; readonly how: 'no-limit' }
  /** The table of bank holidays does not reach far enough; what it says is not guessed at. */
  | { readonly rule: Rule; readonly how: 'unknown'; readonly knownTo: string };

/** Explains a clock's due day. Throws `UnknownRule` for a clock of other timescales than these. */
export function explainClock(timescales: Timescales, clock: Clock): Explanation {
  const rule = timescales.packs.find(({ id }) => id === clock.rule);
  if (rule === undefined) throw new UnknownRule(clock.rule);
  if (rule.limit === 'none') return { rule, how: 'no-limit' };
  if ('months' in rule.limit) return { rule, how: 'months', sum: explainMonths(clock.startedOn, rule.limit.months) };
  const days = explainWorkingDays(timescales.calendar, clock.startedOn, rule.limit.workingDays);
  if (days === 'unknown') return { rule, how: 'unknown', knownTo: timescales.calendar.to };
  return { rule, how: 'working-days', days };
}

/** A clock names a rule that these timescales do not hold. */
export class UnknownRule extends Error {
  constructor(rule: string) {
    super(`There is no rule ${rule} in these timescales. Explain a clock with the timescales that started it.`);
    this.name = 'UnknownRule';
  }
}
