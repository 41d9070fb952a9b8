import { addDays, addMonths, type PlainDate } from '#calendar';
import type { Effective } from '#history';
import { ruleFor } from '#timescales';
import { put, rowAt, withSources, type Fold, type OpenPlan } from './fold.ts';
import { never, type Row } from './rows.ts';

type ReviewDuty = Row<'review-clock'>['duty'];

/** The statistical limits beside the months of practice (Data to Insight SSD queries; evidence V for them, R for DfE's). */
const statisticalDays: Readonly<Record<ReviewDuty, number>> = { 'first-review': 91, 'later-review': 183 };

/**
 * Starts the clock of a plan's next review: the first from the conference that began the plan, which is the plan's own
 * day (DfE rule 2885), each later one from the review before.
 */
export function startReviewClock(fold: Fold, plan: OpenPlan, duty: ReviewDuty, fact: Effective): void {
  const startedOn = fact.data.on;
  const rule = ruleFor(fold.timescales, duty, startedOn);
  if (rule === undefined || rule.limit === 'none' || !('months' in rule.limit)) return;
  plan.clock = fact.id;
  put(fold, {
    kind: 'review-clock',
    key: fact.id,
    plan: plan.key,
    duty,
    rule: rule.id,
    startedOn,
    dueOn: addMonths(startedOn, rule.limit.months),
    dueOnDays: addDays(startedOn, statisticalDays[duty]),
    metOn: never,
    stoppedOn: never,
    how: null,
    late: 0,
    sources: fact.sources,
  });
}

/** A review that met. An adjourned one stops nothing; one that continues the plan starts the next clock. */
export function meetReview(fold: Fold, plan: OpenPlan, fact: Effective<'ReviewConferenceHeld'>): void {
  const { on, outcome } = fact.data;
  if (outcome === 'adjourned') return;
  stop(fold, plan, fact, 'met', on);
  if (outcome === 'continue') startReviewClock(fold, plan, 'later-review', fact);
}

/** The plan ended: no review of it is awaited any more. */
export function stopReviewClock(fold: Fold, plan: OpenPlan, fact: Effective<'PlanEnded'>): void {
  stop(fold, plan, fact, 'cancelled', fact.data.on);
}

function stop(fold: Fold, plan: OpenPlan, fact: Effective, how: 'met' | 'cancelled', on: PlainDate): void {
  if (plan.clock === undefined) return;
  const row = rowAt(fold, 'review-clock', plan.clock);
  plan.clock = undefined;
  put(fold, {
    ...row,
    metOn: how === 'met' ? on : never,
    stoppedOn: on,
    how,
    late: on > row.dueOn ? 1 : 0,
    sources: withSources(row.sources, fact.sources),
  });
}
