import type { PlainDate } from '#calendar';
import type { Effective } from '#history';
import { ruleFor, statisticalDays, type Rule } from '#timescales';
import { daysAfter, monthsAfter } from './boundary.ts';
import { put, rowAt, withSources, type Fold, type OpenPlan } from './fold.ts';
import { never, type Row } from './rows.ts';

type ReviewDuty = Row<'review-clock'>['duty'];

/** What NI 67 judges by (measures.md M8): calendar months, with the days of the statistical count beside them. */
const limits: Readonly<Record<ReviewDuty, number>> = { 'first-review': 3, 'later-review': 6 };

/**
 * Starts the clock of a plan's next review: the first from the conference that began the plan, which is the plan's own
 * day (DfE rule 2885), each later one from the review before. A plan from before the first edition that has a rule is
 * judged by the measure's own months: NI 67 knows of no plan without reviews.
 */
export function startReviewClock(fold: Fold, plan: OpenPlan, duty: ReviewDuty, fact: Effective): void {
  const startedOn = fact.data.on;
  const rule = ruleFor(fold.timescales, duty, startedOn);
  plan.clock = fact.id;
  put(fold, {
    kind: 'review-clock',
    key: fact.id,
    plan: plan.key,
    duty,
    rule: rule?.id ?? null,
    startedOn,
    dueOn: monthsAfter(startedOn, monthsOf(rule) ?? limits[duty]),
    dueOnDays: daysAfter(startedOn, statisticalDays[duty]),
    metOn: never,
    stoppedOn: never,
    how: null,
    late: 0,
    sources: fact.sources,
  });
}

function monthsOf(rule: Rule | undefined): number | undefined {
  return rule !== undefined && rule.limit !== 'none' && 'months' in rule.limit ? rule.limit.months : undefined;
}

/**
 * A review that met. An adjourned one stops nothing; any other starts the next clock, for the gap from the last review
 * counts too (M8). A plan that a review decided to end is ended the same day and its clock with it: where nobody
 * recorded that it ended, the plan is open, and its next review falls due.
 */
export function meetReview(fold: Fold, plan: OpenPlan, fact: Effective<'ReviewConferenceHeld'>): void {
  const { on, outcome } = fact.data;
  if (outcome === 'adjourned') return;
  stop(fold, plan, fact, 'met', on);
  startReviewClock(fold, plan, 'later-review', fact);
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
