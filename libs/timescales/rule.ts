import type { PlainDate } from '#calendar';
import type { Duty } from './duty.ts';

/**
 * How long a duty may take. Hours are elapsed hours, whatever the clocks do. `untilNamed` is for what runs to a day that
 * its own fact names; the number is of the most days that such a span is known to have.
 */
export type Limit =
  | { readonly workingDays: number }
  | { readonly days: number }
  | { readonly weeks: number }
  | { readonly months: number }
  | { readonly hours: number }
  | { readonly untilNamed: number }
  | 'none';

/**
 * What binds an authority to a rule. 'recalled' is a rule believed to be statutory guidance whose text nobody has
 * checked yet: it is applied, and never called statutory. 'census' is a rule by which returns are validated: a count
 * that people ask for, and no duty.
 */
export type Force = 'statute' | 'regulation' | 'statutory-guidance' | 'census' | 'local' | 'recalled';

/** How a rule is known: V read in the primary text, V2 in a secondary text that states it, R recalled and unchecked. */
export type Evidence = 'V' | 'V2' | 'R';

/** One edition's limit for one duty. A clock keeps the rule of the day it started. */
export interface Rule {
  /** Stable: the timescale and the edition, for example 'T6@wt-2018'. */
  readonly id: string;
  readonly duty: Duty;
  readonly edition: string;
  /** From `from` up to, and not including, `to`; null for the edition now in force. */
  readonly inForce: { readonly from: PlainDate; readonly to: PlainDate | null };
  readonly limit: Limit;
  readonly force: Force;
  /** Document and paragraph the rule was read in. */
  readonly source: string;
  readonly status: Evidence;
  /** Of a duty that begins with the case: the rule of one begun later, which counts from its own start. */
  readonly ownStart?: true;
}

/** What binds, in words fit to print beside the rule. */
export function forceInWords(rule: Rule): string {
  return {
    statute: 'statute',
    regulation: 'regulation',
    'statutory-guidance': 'statutory guidance',
    census: 'validation rule of the census, no duty',
    local: 'local rule',
    recalled: 'as recalled, not checked',
  }[rule.force];
}

export function limitInWords(limit: Limit): string {
  if (limit === 'none') return 'no limit';
  if ('untilNamed' in limit) return `until the day it names, at most ${plural(limit.untilNamed, 'day')}`;
  const [[unit, count] = ['day', 0]] = Object.entries(limit);
  return plural(count, unitInWords[unit as Unit]);
}

/** The unit of a limit, and how many. */
export function lengthOf(limit: Exclude<Limit, 'none'>): number {
  return Object.values(limit)[0] ?? 0;
}

type Unit = 'workingDays' | 'days' | 'weeks' | 'months' | 'hours';

const unitInWords: Readonly<Record<Unit, string>> = {
  workingDays: 'working day',
  days: 'day',
  weeks: 'week',
  months: 'month',
  hours: 'hour',
};

function plural(count: number, unit: string): string {
  return `${String(count)} ${unit}${count === 1 ? '' : 's'}`;
}
