import { addDays, daysBetween, workingDaysBetween, type Calendar, type PlainDate } from '#calendar';
import type { OrdinaryType } from '#events';
import { effectiveHistory, type Effective } from '#history';
import { never } from '#measures';
import type { OpenCase } from '#readmodel';
import type { Duty } from '#timescales';

/** What may be missing in a case. Supervision is not among them: no fact records it, so its absence says nothing. */
export type Absent = 'visit' | 'core-group' | 'review' | 'allocation';

/** A fact that has not come: since when, and which rule expects it, if any does. */
export interface Silence {
  readonly absent: Absent;
  /** The last day there was one; undefined where there was none in the child's history here. */
  readonly lastOn: PlainDate | undefined;
  /** The day it is counted from: the last one, or what began the wait. */
  readonly since: PlainDate;
  readonly days: number;
  /** The duty and the rule that expect it, and by when; undefined where no rule does. */
  readonly expected:
    { readonly clock: Duty; readonly rule: string; readonly by: PlainDate; readonly over: number } | undefined;
}

/** A case and its silences, the most meaningful first. */
export interface Drift {
  readonly child: string;
  readonly openSince: PlainDate;
  readonly worker: string | null;
  readonly team: string | null;
  /** How often the case has passed to another worker since the episode began. */
  readonly changesOfWorker: number;
  readonly silences: readonly Silence[];
}

const dutiesOf: Readonly<Record<Exclude<Absent, 'allocation'>, readonly Duty[]>> = {
  visit: ['assessment-visit', 'protection-plan-visit', 'child-in-need-visit'],
  'core-group': ['core-group', 'later-core-group'],
  review: ['first-review', 'later-review', 'child-in-need-review'],
};

const factsOf: Readonly<Record<keyof typeof dutiesOf, readonly OrdinaryType[]>> = {
  visit: ['ChildVisited'],
  'core-group': ['CoreGroupHeld'],
  review: ['ReviewConferenceHeld', 'ChildInNeedPlanReviewed'],
};

/** What must be known of open cases to tell how they drift. */
export const driftAsks = {
  duties: Object.values(dutiesOf).flat(),
  facts: [...Object.values(factsOf).flat(), 'ChildInNeedPlanStarted', 'ChildInNeedPlanEnded', 'ChildDied'],
};

/**
 * The open cases in the order of how meaningful their silence is on a day. First those where a rule of the case's own
 * rule pack expects what has not come, by how many times the time it allows has gone; then those nobody has, the longest
 * first; then those where no rule expects anything, by the longest silence, of which those since a later day than
 * `quietSince` are none yet. Of equals the child's id decides.
 */
export function driftOn(cases: readonly OpenCase[], day: PlainDate, quietSince: PlainDate = day): readonly Drift[] {
  return cases
    .map((each) => driftOf(each, day, quietSince))
    .filter(({ silences }) => silences.length > 0)
    .sort((a, b) => inOrder(a.silences[0], b.silences[0]) || (a.child < b.child ? -1 : 1));
}

/** The latest day from which so many working days have gone by; where the calendar does not know, as far as it does. */
export function quietSince(calendar: Calendar, day: PlainDate, workingDays: number): PlainDate {
  let since = day;
  for (;;) {
    const gone = workingDaysBetween(calendar, since, day);
    if (gone === 'unknown' || gone >= workingDays) return since;
    since = addDays(since, -1);
  }
}

function driftOf(open: OpenCase, day: PlainDate, since: PlainDate): Drift {
  const { child, openSince, allocations } = open;
  const now = allocations.findLast(({ untilDay }) => untilDay > day);
  return {
    child,
    openSince,
    worker: now?.worker ?? null,
    team: now?.team ?? null,
    changesOfWorker: changesOfWorker(open),
    silences: silencesOf(open, day, since).toSorted(inOrder),
  };
}

function changesOfWorker({ allocations, openSince }: OpenCase): number {
  const inEpisode = allocations.filter(({ untilDay }) => untilDay > openSince);
  return inEpisode.filter(({ worker }, place) => place > 0 && inEpisode[place - 1]?.worker !== worker).length;
}

function silencesOf(open: OpenCase, day: PlainDate, quiet: PlainDate): readonly Silence[] {
  const history = effectiveHistory(open.facts).filter(({ data }) => data.on <= day);
  // Nobody visits or reviews a child who has died; the case is somebody's to close all the same.
  if (history.some(({ type }) => type === 'ChildDied')) return withoutWorker(open, day);
  const needPlan = needPlanSince(history);
  const awaitedSince: Readonly<Record<keyof typeof dutiesOf, PlainDate | undefined>> = {
    visit: open.openSince,
    'core-group': open.planSince,
    review: open.planSince ?? needPlan,
  };
  const absent = (['visit', 'core-group', 'review'] as const).flatMap((each) =>
    silenceOf(each, open, history, awaitedSince[each], day),
  );
  const longEnough = absent.filter(({ since, expected }) => expected !== undefined || since <= quiet);
  return [...longEnough, ...withoutWorker(open, day)];
}

/** A rule that runs is the measure of it, and is silent until its due day has gone; where none does, every day counts. */
function silenceOf(
  absent: keyof typeof dutiesOf,
  { clocks }: OpenCase,
  history: readonly Effective[],
  awaitedSince: PlainDate | undefined,
  day: PlainDate,
): readonly Silence[] {
  const lastOn = history.findLast((fact) => factsOf[absent].includes(fact.type) && !isAdjourned(fact))?.data.on;
  const running = clocks.filter(({ duty, dueKnown }) => dutiesOf[absent].includes(duty) && dueKnown === 1);
  const late = running
    .filter(({ dueOn }) => dueOn < day)
    .map(({ duty, rule, startedOn, dueOn }): Silence => {
      const over = daysBetween(startedOn, day) / Math.max(1, daysBetween(startedOn, dueOn));
      const since = lastOn !== undefined && lastOn > startedOn ? lastOn : startedOn;
      return { absent, lastOn, since, days: daysBetween(since, day), expected: { clock: duty, rule, by: dueOn, over } };
    });
  if (running.length > 0) return late.toSorted(inOrder).slice(0, 1);
  if (awaitedSince === undefined) return [];
  const since = lastOn !== undefined && lastOn > awaitedSince ? lastOn : awaitedSince;
  const days = daysBetween(since, day);
  return days === 0 ? [] : [{ absent, lastOn, since, days, expected: undefined }];
}

function isAdjourned({ type, data }: Effective): boolean {
  return type === 'ReviewConferenceHeld' && data.outcome === 'adjourned';
}

function needPlanSince(history: readonly Effective[]): PlainDate | undefined {
  const last = history.findLast(({ type }) => type === 'ChildInNeedPlanStarted' || type === 'ChildInNeedPlanEnded');
  return last?.type === 'ChildInNeedPlanStarted' ? last.data.on : undefined;
}

function withoutWorker({ allocations, openSince }: OpenCase, day: PlainDate): readonly Silence[] {
  if (allocations.some(({ untilDay }) => untilDay > day)) return [];
  const until = allocations.at(-1)?.untilDay;
  const lastOn = until === undefined || until === never ? undefined : addDays(until, -1);
  const since = until !== undefined && until > openSince ? until : openSince;
  return [{ absent: 'allocation', lastOn, since, days: daysBetween(since, day), expected: undefined }];
}

/** The more meaningful first. */
function inOrder(a: Silence | undefined, b: Silence | undefined): number {
  const one = weightOf(a);
  const other = weightOf(b);
  return other.rank - one.rank || other.size - one.size;
}

function weightOf(silence: Silence | undefined): { readonly rank: number; readonly size: number } {
  if (silence === undefined) return { rank: 0, size: 0 };
  if (silence.expected !== undefined) return { rank: 3, size: silence.expected.over };
  return { rank: silence.absent === 'allocation' ? 2 : 1, size: silence.days };
}
