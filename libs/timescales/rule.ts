import type { PlainDate } from '#calendar';
import type { Duty } from './duties.ts';

/** How long a duty may take. */
export type Limit = { readonly workingDays: number } | { readonly months: number } | 'none';

/**
 * What binds an authority to a rule. 'recalled' is a rule believed to be statutory guidance whose text nobody has
 * checked yet: it is applied, and never called statutory.
 */
export type Force = 'statute' | 'regulation' | 'statutory-guidance' | 'local' | 'recalled';

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
}

/** What binds, in words fit to print beside the rule. */
export function forceInWords(rule: Rule): string {
  return {
    statute: 'statute',
    regulation: 'regulation',
    'statutory-guidance': 'statutory guidance',
    local: 'local rule',
    recalled: 'guidance as recalled, not checked',
  }[rule.force];
}

export function limitInWords(limit: Limit): string {
  if (limit === 'none') return 'no limit';
  if ('months' in limit) return plural(limit.months, 'month');
  return plural(limit.workingDays, 'working day');
}

function plural(count: number, unit: string): string {
  return `${String(count)} ${unit}${count === 1 ? '' : 's'}`;
}
