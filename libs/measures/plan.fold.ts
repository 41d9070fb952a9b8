import { monthsToReach, wholeMonthsBetween, type PlainDate } from '#calendar';
import type { Category } from '#events';
import type { Effective } from '#history';
import { put, rowAt, withSources, type Fold, type OpenPlan, type PlansSoFar } from './fold.ts';
import { meetReview, startReviewClock, stopReviewClock } from './review.fold.ts';
import { always, never, type Row } from './rows.ts';

/** Child protection plans, and the clocks of their reviews. */
export function foldPlan(fold: Fold, fact: Effective): void {
  if (fact.type === 'PlanStarted') started(fold, fact);
  else if (fact.type === 'PlanCategoriesChanged') recategorised(fold, fact);
  else if (fact.type === 'ReviewConferenceHeld') reviewed(fold, fact);
  else if (fact.type === 'PlanEnded') ended(fold, fact);
}

function started(fold: Fold, fact: Effective<'PlanStarted'>): void {
  const { on, previousPlansHere } = fact.data;
  const told = previousPlansHere?.count ?? 0;
  const before = withTold(fold.plans, told, previousPlansHere?.lastEndedOn, fact.sources);
  const earlierPlans = before.started + before.toldOf;
  const endedBefore = before.lastEndedOn !== undefined && before.lastEndedOn <= on ? before.lastEndedOn : undefined;
  const categories = inOrder(fact.data.categories);
  put(fold, {
    kind: 'plan',
    key: fact.id,
    startedOn: on,
    endedOn: never,
    endReason: null,
    stepDown: null,
    categories,
    latestCategories: categories,
    earlierPlans,
    previousEndedOn: endedBefore ?? null,
    monthsSincePreviousEnd: endedBefore === undefined ? null : monthsToReach(endedBefore, on),
    previousEndKnown: earlierPlans > 0 && endedBefore === undefined ? 0 : 1,
    monthsToEnd: null,
    monthsLasted: null,
    reviewsKnownFrom: always,
    sources: endedBefore === undefined ? fact.sources : withSources(fact.sources, before.lastEndSources),
  });
  fold.plans = { ...before, started: before.started + 1, lastEndedOn: undefined, lastEndSources: [] };
  fold.plan = { key: fact.id, categories: fact.id, clock: undefined };
  putUnder(fold, fold.plan, categories, fact);
  startReviewClock(fold, fold.plan, 'first-review', fact);
}

/** What a plan's start tells of plans from before the child's history here begins. Told twice, they are the same plans. */
function withTold(
  plans: PlansSoFar,
  told: number,
  endedOn: PlainDate | undefined,
  sources: readonly string[],
): PlansSoFar {
  const isNewest = plans.started === 0 && endedOn !== undefined;
  return {
    ...plans,
    toldOf: Math.max(plans.toldOf, told),
    ...(isNewest && { lastEndedOn: endedOn, lastEndSources: sources }),
  };
}

function recategorised(fold: Fold, fact: Effective<'PlanCategoriesChanged'>): void {
  if (fold.plan !== undefined) putCategories(fold, fold.plan, fact.data.categories, fact);
}

function reviewed(fold: Fold, fact: Effective<'ReviewConferenceHeld'>): void {
  if (fold.plan === undefined) return;
  meetReview(fold, fold.plan, fact);
  if (fact.data.categories !== undefined) putCategories(fold, fold.plan, fact.data.categories, fact);
}

function putCategories(fold: Fold, plan: OpenPlan, to: readonly Category[], fact: Effective & Dated): void {
  const row = rowAt(fold, 'plan', plan.key);
  const latestCategories = inOrder(to);
  if (latestCategories === row.latestCategories) return;
  put(fold, { ...row, latestCategories, sources: withSources(row.sources, fact.sources) });
  noLongerUnder(fold, plan, fact);
  plan.categories = fact.id;
  putUnder(fold, plan, latestCategories, fact);
}

interface Dated {
  readonly data: { readonly on: PlainDate };
}

/** From this fact's day on, the plan is under these. */
function putUnder(fold: Fold, plan: OpenPlan, categories: string, { id, data, sources }: Effective & Dated): void {
  put(fold, { kind: 'plan-category', key: id, plan: plan.key, categories, fromDay: data.on, untilDay: never, sources });
}

/** Until this fact's day, and not on it: a plan under others from a day on is under those on that day. */
function noLongerUnder(fold: Fold, plan: OpenPlan, { data, sources }: Effective & Dated): void {
  const row = rowAt(fold, 'plan-category', plan.categories);
  put(fold, { ...row, untilDay: data.on, sources: withSources(row.sources, sources) });
}

function ended(fold: Fold, fact: Effective<'PlanEnded'>): void {
  if (fold.plan === undefined) return;
  const { on, reason, stepDown } = fact.data;
  const row: Row<'plan'> = rowAt(fold, 'plan', fold.plan.key);
  put(fold, {
    ...row,
    endedOn: on,
    endReason: reason,
    stepDown,
    monthsToEnd: monthsToReach(row.startedOn, on),
    monthsLasted: wholeMonthsBetween(row.startedOn, on),
    sources: withSources(row.sources, fact.sources),
  });
  stopReviewClock(fold, fold.plan, fact);
  noLongerUnder(fold, fold.plan, fact);
  fold.plans = { ...fold.plans, lastEndedOn: on, lastEndSources: withSources(row.sources.slice(0, 1), fact.sources) };
  fold.plan = undefined;
}

export function inOrder(categories: readonly Category[]): string {
  return [...new Set(categories)].sort().join(' ');
}
