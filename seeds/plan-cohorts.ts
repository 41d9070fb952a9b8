import { addDays, addMonths, latestStartWithMonths, type PlainDate } from '#calendar';
import type { Chance } from './chance.ts';
import { demand } from './contradiction.ts';
import { earliest, hasWorkingDay, latest, workingDayBy, workingDayFrom, workingDayWithin } from './days.ts';
import { planCounts, type Durations, type OpeningCounts, type PlanCounts } from './plan-counts.ts';
import type { Span, Story, Targets } from './targets.ts';

/** One protection plan, to be told: brothers and sisters share its family and its first day. */
export interface PlannedPlan {
  readonly family: number;
  readonly start: PlainDate;
  /** The day of the review that ends it. Unset only while the cohorts are being drawn up. */
  end?: PlainDate;
  /** The child had a plan here before. */
  repeat: boolean;
  /** On this day one of the last year's reviews is late, or overdue. */
  reviewLateAt?: PlainDate;
}

type Ended = PlannedPlan & { end: PlainDate };

/** A plan lasts so long at the least: one that ends at its first review. */
const shortestDays = 60;

/** Draws up every plan of a story: as many open, started, ended, repeated and long as its figures say. */
export function planCohorts(targets: Targets, story: Story, chance: Chance): readonly Ended[] {
  const { opening, spans } = planCounts(targets, story);
  const plans: PlannedPlan[] = openingPlans(opening, spans[0]?.span, chance);
  for (const counts of spans) {
    endOlder(
      plans.filter(({ end }) => end === undefined),
      counts,
      story.authority,
      chance,
    );
    const begun = begin(counts, chance);
    for (const plan of chance.shuffled(begun).slice(0, counts.repeats)) plan.repeat = true;
    plans.push(...begun);
    markLateReviews(plans, counts, story.authority, chance);
  }
  return plans.map((plan) => ({
    ...plan,
    end: plan.end ?? windDown(plan, spans.at(-1)?.span.to ?? plan.start, chance),
  }));
}

/** The days a plan of each duration at `at` may have begun on, the newest first. Exactly three and six months count as the shorter. */
export function startsByDuration(at: PlainDate): readonly Span[] {
  const before = addDays(at, -1);
  const edges = [addDays(latestStartWithMonths(before, 3), 1), addDays(latestStartWithMonths(before, 6), 1)];
  edges.push(addDays(latestStartWithMonths(at, 12), 1), addDays(latestStartWithMonths(at, 24), 1), addMonths(at, -33));
  return edges.map((from, index) => ({ from, to: index === 0 ? at : addDays(edges[index - 1] as PlainDate, -1) }));
}

function openingPlans(opening: OpeningCounts, first: Span | undefined, chance: Chance): PlannedPlan[] {
  if (opening.durations !== undefined) return plansLasting(opening.at, opening.durations, chance);
  const longSince = latestStartWithMonths(first?.to ?? opening.at, 24);
  const long = { from: addMonths(opening.at, -30), to: longSince };
  const recent = { from: addDays(longSince, 1), to: opening.at };
  const young = Math.floor((opening.open - opening.long) / 2);
  return [
    ...startingIn(long, opening.long, chance),
    ...startingIn(recent, opening.open - opening.long - young, chance),
    ...startingIn({ from: latest(recent.from, addMonths(opening.at, -8)), to: opening.at }, young, chance),
  ];
}

function plansLasting(at: PlainDate, durations: Durations, chance: Chance): PlannedPlan[] {
  return startsByDuration(at).flatMap((span, index) => startingIn(span, durations[index] ?? 0, chance));
}

/** So many plans begun on working days of the span, in families of one to four. */
function startingIn(span: Span, count: number, chance: Chance): PlannedPlan[] {
  const plans: PlannedPlan[] = [];
  while (plans.length < count) {
    const start = workingDayWithin(chance, span.from, span.to);
    const children = Math.min(count - plans.length, chance.pick([1, 1, 1, 2, 2, 3, 4]));
    const family = chance.below(0x7fffffff);
    for (let child = 0; child < children; child++) plans.push({ family, start, repeat: false });
  }
  return plans;
}

/** Ends what the span's figures say of the plans open before it, and keeps the rest. */
function endOlder(open: readonly PlannedPlan[], counts: PlanCounts, authority: string, chance: Chance): void {
  const twoYearsAtEnd = latestStartWithMonths(counts.span.to, 24);
  const long = chance.shuffled(open.filter(({ start }) => start <= twoYearsAtEnd));
  const short = chance.shuffled(open.filter(({ start }) => start > twoYearsAtEnd));
  const tooFew = `too few plans open before ${counts.span.from} are old, or young, enough to be kept to ${counts.span.to}`;
  demand(long.length >= counts.keptOverTwoYears && short.length >= counts.keptUnderTwoYears, authority, tooFew);
  const leaving = long.slice(counts.keptOverTwoYears);
  const lasting = counts.endedAfterTwoYears ?? leaving.length;
  demand(leaving.length >= lasting, authority, `too few plans can have ended after two years by ${counts.span.to}`);
  leaving.forEach((plan, index) => {
    const anniversary = addMonths(plan.start, 24);
    if (index < lasting)
      plan.end =
        index === 0
          ? onAnniversary(plan, counts.span, chance)
          : endWithin(plan, { ...counts.span, from: latest(counts.span.from, anniversary) }, chance);
    else
      plan.end = endWithin(
        plan,
        { from: counts.span.from, to: earliest(counts.span.to, addDays(anniversary, -1)) },
        chance,
      );
  });
  const ends = new Map<number, PlainDate>();
  for (const plan of newestLast(short, counts.keptUnderTwoYears, chance)) {
    plan.end = ends.get(plan.family) ?? endWithin(plan, counts.span, chance);
    ends.set(plan.family, plan.end);
  }
}

/** Of two, the newer plan is kept more often: what ends is mostly what has run its course. */
function newestLast(plans: readonly PlannedPlan[], kept: number, chance: Chance): readonly PlannedPlan[] {
  const weighed = plans.map((plan) => ({ plan, weight: addDays(plan.start, chance.between(0, 300)) }));
  weighed.sort((a, b) => (a.weight < b.weight ? -1 : a.weight > b.weight ? 1 : 0));
  return weighed.slice(0, plans.length - kept).map(({ plan }) => plan);
}

/** A plan that ends the very day it has lasted two years, where that is a working day of the span: it counts as long. */
function onAnniversary(plan: PlannedPlan, span: Span, chance: Chance): PlainDate {
  const anniversary = addMonths(plan.start, 24);
  const falls = anniversary >= span.from && anniversary <= span.to && workingDayFrom(anniversary) === anniversary;
  return falls ? anniversary : endWithin(plan, { ...span, from: latest(span.from, anniversary) }, chance);
}

function endWithin(plan: PlannedPlan, span: Span, chance: Chance): PlainDate {
  const from = latest(span.from, earliest(addDays(plan.start, shortestDays), addDays(span.to, -7)));
  return workingDayWithin(chance, hasWorkingDay(from, span.to) ? from : span.from, span.to);
}

/** The plans started in a span: those still open at its end by how long, and those that came and went. */
function begin({ span, started, startedAndOpen }: PlanCounts, chance: Chance): PlannedPlan[] {
  const windows = startsByDuration(span.to);
  const open = startedAndOpen.flatMap((count, index) => {
    const window = windows[index] ?? span;
    return startingIn({ from: latest(window.from, span.from), to: window.to }, count, chance);
  });
  const gone = startingIn(
    { from: span.from, to: latest(span.from, addDays(span.to, -2 * shortestDays)) },
    started - open.length,
    chance,
  );
  const ends = new Map<number, PlainDate>();
  for (const plan of gone) {
    plan.end = ends.get(plan.family) ?? endWithin(plan, span, chance);
    ends.set(plan.family, plan.end);
  }
  return [...open, ...gone];
}

/** Chooses the plans whose review is late by the span's end: open then, and due a review in the year before. */
function markLateReviews(
  plans: readonly PlannedPlan[],
  { span, reviewedLate }: PlanCounts,
  authority: string,
  chance: Chance,
): void {
  const due = plans.filter(({ start, end }) => end === undefined && addMonths(start, 3) < addDays(span.to, -6));
  demand(due.length >= reviewedLate, authority, `only ${String(due.length)} reviews can be late by ${span.to}`);
  for (const plan of chance.shuffled(due).slice(0, reviewedLate)) plan.reviewLateAt = span.to;
}

/** What is open when the story ends is brought to its own end after it, so that nothing told is left overdue. */
function windDown(plan: PlannedPlan, storyEnd: PlainDate, chance: Chance): PlainDate {
  const from = latest(addDays(storyEnd, 30), addDays(plan.start, 2 * shortestDays));
  return workingDayBy(addDays(from, chance.between(5, 120)));
}
