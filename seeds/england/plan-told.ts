import { addDays, addMonths, type PlainDate } from '#calendar';
import type { Facts } from '#events';
import type { Chance } from '../chance.ts';
import { latest, workingDayBy, workingDayFrom, workingDaysAfter } from '../days.ts';
import { englandMixes } from './mixes.ts';
import { englandRates, planSurvival } from './rates.ts';
import { drawn, englandSpans } from './spans.ts';
import { fact, type Telling } from './telling.ts';

const agencies = ['social-care', 'police', 'health', 'education', 'family'] as const;

export interface PlanTold {
  readonly startedOn: PlainDate;
  /** The last day anything is told of. */
  readonly until: PlainDate;
  /** Why its conference met late, where it did. */
  readonly lateReason: { readonly lateReason?: string };
}

/** A plan from the conference that decided it to the review that ended it, however long that is; gives its last day. */
export function tellPlan(story: Telling, { startedOn, until, lateReason }: PlanTold, chance: Chance): PlainDate {
  const end = latest(workingDaysAfter(startedOn, 20), workingDayFrom(addDays(startedOn, daysOfPlan(chance))));
  const repeat = chance.percent(englandRates.repeatPlans.value);
  story.tell(
    fact('InitialConferenceHeld', { on: startedOn, ...meeting(chance), outcome: 'plan', ...lateReason }),
    fact('PlanStarted', {
      on: startedOn,
      categories: chance.pick(englandMixes.categories.from),
      ...(repeat && {
        previousPlansHere: {
          count: 1,
          lastEndedOn: addDays(startedOn, -drawn(chance, englandSpans.sincePreviousPlan)),
        },
      }),
    }),
  );
  const before = addDays(until < end ? until : end, -1);
  for (
    let on = workingDaysAfter(startedOn, drawn(chance, englandSpans.coreGroupFirst)), first = true;
    on <= before;
    first = false
  ) {
    const group = fact('CoreGroupHeld', { on, attended: ['social-care', 'health', 'education', 'family'] });
    // The first stops a clock, so it is typed in its turn.
    if (first) story.tell(group);
    else story.mention(group);
    on = workingDaysAfter(on, drawn(chance, englandSpans.coreGroupNext));
  }
  for (let on = workingDaysAfter(startedOn, drawn(chance, englandSpans.planVisitFirst)); on <= before;) {
    story.mention(visit(on, 'protection-plan', chance));
    on = workingDaysAfter(on, drawn(chance, englandSpans.planVisitNext));
  }
  tellReviews(story, startedOn, end, chance);
  return end;
}

function tellReviews(story: Telling, startedOn: PlainDate, end: PlainDate, chance: Chance): void {
  let before = startedOn;
  let due = addMonths(startedOn, 3);
  for (;;) {
    const isLate = chance.percent(englandRates.reviewsLate.value);
    const booked = isLate
      ? workingDaysAfter(due, drawn(chance, englandSpans.reviewLate))
      : workingDayBy(addDays(due, -drawn(chance, englandSpans.reviewEarly)));
    const on = latest(booked, workingDaysAfter(before, 5));
    if (on >= end) break;
    story.tell(fact('ReviewConferenceHeld', { on, ...meeting(chance), outcome: 'continue', ...reasonIf(on > due) }));
    before = on;
    due = addMonths(on, 6);
  }
  const stepDown = chance.percent(englandRates.stepDownToNeed.value) ? 'child-in-need' : 'early-help';
  story.tell(
    fact('ReviewConferenceHeld', { on: end, ...meeting(chance), outcome: 'end', ...reasonIf(end > due) }),
    fact('PlanEnded', { on: end, reason: 'review-decision', stepDown }),
  );
}

function reasonIf(isLate: boolean): { readonly lateReason?: string } {
  return isLate ? { lateReason: 'Put off so that the parents could come.' } : {};
}

export function visit(on: PlainDate, purpose: Facts['ChildVisited']['purpose'], chance: Chance) {
  const seen = chance.percent(englandRates.seen.value);
  return fact('ChildVisited', { on, purpose, seen, seenAlone: seen && chance.percent(englandRates.seenAlone.value) });
}

export function meeting(
  chance: Chance,
): Pick<Facts['InitialConferenceHeld'], 'invited' | 'attended' | 'reportsReceived' | 'childParticipated'> {
  const came = chance.pick(englandMixes.conferenceCame.from);
  return {
    invited: agencies,
    attended: ['social-care', 'police', 'health', ...came],
    reportsReceived: ['social-care', 'health'],
    childParticipated: chance.percent(englandRates.childTookPart.value),
  };
}

/** How long a plan lasts, in days, drawn from the share still open after each time. */
function daysOfPlan(chance: Chance): number {
  const open = chance.below(10_000) / 100;
  for (const [index, [months, percent]] of planSurvival.entries()) {
    const [earlier, more] = planSurvival[index - 1] ?? [1, 100];
    if (open >= percent)
      return Math.round((earlier + ((months - earlier) * (more - open)) / (more - percent || 1)) * 30.4);
  }
  return 36 * 30;
}
