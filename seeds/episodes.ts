import { addDays, addMonths, type PlainDate } from '#calendar';
import type { Chance } from './chance.ts';
import { earliest, latest, workingDaysAfter } from './days.ts';
import type { PlannedPlan } from './plan-cohorts.ts';

/** One episode of need, from its referral to its close. What is unset is decided later in the drawing up. */
export interface Episode {
  readonly on: PlainDate;
  /** The protection plan it led to, and the strategy discussion that led to the plan. */
  readonly plan?: ToldPlan;
  /** Settled before the assessments are shared out: this one may have none. */
  readonly unassessed?: true;
  /** An enquiry that led to no plan; to a conference, where one decided so. */
  enquiry?: { readonly strategyOn: PlainDate; readonly concludedOn: PlainDate; conferenceOn?: PlainDate };
  decision?: 'no-further-action' | 'assess';
  authorisedOn?: PlainDate;
  closedOn?: PlainDate;
  closedAs?: 'RC7' | 'RC8';
}

export interface ToldPlan extends PlannedPlan {
  readonly end: PlainDate;
  readonly strategyOn: PlainDate;
  /** Earlier plans told of rather than recorded, where the journey itself holds none. */
  previousPlansHere?: { readonly count: number; readonly lastEndedOn: PlainDate };
}

/** A child the story is about: the episodes in their order, and the family shared with brothers and sisters. */
export interface ChildLine {
  readonly family: number;
  readonly episodes: Episode[];
}

/** Leads each plan back to the strategy discussion and the referral it came from; one family's are the same. */
export function planEpisodes(plans: readonly (PlannedPlan & { end: PlainDate })[], chance: Chance): Episode[] {
  const led = new Map<string, { strategyOn: PlainDate; on: PlainDate }>();
  return plans.map((plan) => {
    const key = `${String(plan.family)} ${plan.start}`;
    let before = led.get(key);
    if (before === undefined) {
      // The fifteenth working day is the last in time; one conference in twelve uses it up.
      const strategyOn = workingDaysAfter(plan.start, -(chance.percent(8) ? 15 : chance.between(7, 14)));
      before = { strategyOn, on: workingDaysAfter(strategyOn, -chance.between(0, 4)) };
      led.set(key, before);
    }
    return { on: before.on, plan: { ...plan, strategyOn: before.strategyOn } };
  });
}

/**
 * Gives repeat plans their earlier plan: the child of a plan that had ended well before, where there is one, so that
 * the earlier plan is in the journey itself; otherwise a count told by older records. The referral of the earlier
 * plan lies more than twelve months back, so that the new one is no re-referral by it.
 */
export function linkRepeats(episodes: readonly Episode[], earlier: readonly ChildLine[], chance: Chance): ChildLine[] {
  const free = [...earlier];
  const lines: ChildLine[] = [];
  for (const episode of [...episodes].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))) {
    const before =
      episode.plan?.repeat === true && chance.percent(60) ? takeEarlier(free, episode.on, chance) : undefined;
    if (before !== undefined) {
      before.episodes.push(episode);
      continue;
    }
    if (episode.plan?.repeat === true) {
      const lastEndedOn = workingDaysAfter(addDays(episode.on, -chance.between(200, 1900)), 0);
      episode.plan.previousPlansHere = { count: chance.pick([1, 1, 1, 1, 2]), lastEndedOn };
    }
    const line = { family: episode.plan?.family ?? 0, episodes: [episode] };
    lines.push(line);
    free.push(line);
  }
  return lines;
}

/** Removes and returns a child whose last plan ended at least ten weeks before, and whose last referral is a year old. */
function takeEarlier(free: ChildLine[], on: PlainDate, chance: Chance): ChildLine | undefined {
  for (let tries = 0; tries < 20 && free.length > 0; tries++) {
    const place = chance.below(free.length);
    const last = free[place]?.episodes.at(-1);
    if (last?.plan === undefined || addDays(last.plan.end, 70) > on || addMonths(last.on, 12) >= on) continue;
    return free.splice(place, 1)[0];
  }
  return undefined;
}

/** When the next referral of the child comes, every episode must have closed a week before it. */
export function roomUntil(line: ChildLine, index: number): PlainDate {
  const next = line.episodes[index + 1]?.on;
  return next === undefined ? ('2199-01-01' as PlainDate) : addDays(next, -7);
}

/** Closes the episodes that led to a plan, some weeks after it ended. */
export function closePlanEpisodes(lines: readonly ChildLine[], chance: Chance): void {
  for (const line of lines) {
    line.episodes.forEach((episode, index) => {
      if (episode.plan === undefined || episode.closedOn !== undefined) return;
      const after = workingDaysAfter(episode.plan.end, chance.between(0, 40));
      episode.closedOn = latest(episode.plan.end, earliest(after, roomUntil(line, index)));
      episode.closedAs = 'RC7';
    });
  }
}
