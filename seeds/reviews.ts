import { addDays, addMonths, latestStartWithMonths, type PlainDate } from '#calendar';
import type { Chance } from './chance.ts';
import { earliest, latest, workingDayBy, workingDaysAfter } from './days.ts';
import type { ToldPlan } from './episodes.ts';

/** A review conference of a plan. */
interface Review {
  readonly on: PlainDate;
  readonly late: boolean;
}

/**
 * The reviews of a plan, on working days: the first within three months of its start, each later one within six of the
 * one before, the last on the day the plan ends. Where the plan is to have one out of time, one due in the year before
 * that day is held days after it was due.
 */
export function reviewsOf(plan: ToldPlan, chance: Chance): readonly Review[] {
  const reviews: Review[] = [];
  let late = plan.reviewLateAt;
  let due = addMonths(plan.start, 3);
  let before = plan.start;
  while (due < plan.end) {
    const isLate = late !== undefined && due > latestStartWithMonths(late, 11) && due < addDays(late, -5);
    const on = isLate ? workingDaysAfter(due, chance.between(1, 12)) : inTime(due, before, chance);
    if (on >= plan.end) break;
    if (isLate) late = undefined;
    reviews.push({ on, late: isLate });
    before = on;
    due = addMonths(on, 6);
  }
  return [...reviews, { on: plan.end, late: plan.end > due }];
}

/** Most reviews are booked some days before they fall due; one in ten meets on the due day itself. */
function inTime(due: PlainDate, before: PlainDate, chance: Chance): PlainDate {
  const booked = workingDayBy(chance.percent(10) ? due : addDays(due, -chance.between(0, 24)));
  return earliest(workingDayBy(due), latest(booked, workingDaysAfter(before, 5)));
}
