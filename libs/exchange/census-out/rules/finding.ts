import type { Calendar, PlainDate } from '#calendar';
import type {
  Assessment,
  CensusChild,
  ChildProtectionPlan,
  CinDetails,
  CinPlanDates,
  Section47,
} from '../../census-records.ts';
import type { CensusWindow, CensusYear } from '../../census-year.ts';
import type { RuleCode } from './rule-codes.ts';

/** Something of a record that a rule finds fault with. */
export interface Finding {
  /** Where in the child's record: CINdetails[1]/Assessments[2]/AssessmentAuthorisationDate, counted from 1. */
  readonly path: string;
  /** What the record says there. */
  readonly what: string;
}

/** The year a file is of, as rules ask for it. */
export interface YearAsked {
  readonly year: CensusYear;
  readonly window: CensusWindow;
  readonly calendar: Calendar;
}

/** A rule of one child's record. */
export type ChildRule = (child: CensusChild, asked: YearAsked) => readonly Finding[];

export type ChildRules = Partial<Readonly<Record<RuleCode, ChildRule>>>;

/** A part of a record, the episode it stands in, and where. */
export interface Placed<T> {
  readonly it: T;
  readonly episode: CinDetails;
  readonly at: string;
}

export function episodesIn({ CINdetails }: CensusChild): readonly Placed<CinDetails>[] {
  return CINdetails.map((it, index) => ({ it, episode: it, at: `CINdetails[${String(index + 1)}]` }));
}

export const assessmentsIn = (child: CensusChild): readonly Placed<Assessment>[] =>
  partsIn(child, 'Assessments', (episode) => episode.Assessments);

export const enquiriesIn = (child: CensusChild): readonly Placed<Section47>[] =>
  partsIn(child, 'Section47', (episode) => episode.Section47);

export const needPlansIn = (child: CensusChild): readonly Placed<CinPlanDates>[] =>
  partsIn(child, 'CINPlanDates', (episode) => episode.CINPlanDates);

export const plansIn = (child: CensusChild): readonly Placed<ChildProtectionPlan>[] =>
  partsIn(child, 'ChildProtectionPlans', (episode) => episode.ChildProtectionPlans);

function partsIn<T>(
  child: CensusChild,
  name: string,
  of: (episode: CinDetails) => readonly T[] | undefined,
): readonly Placed<T>[] {
  return episodesIn(child).flatMap(({ it: episode, at }) =>
    (of(episode) ?? []).map((it, index) => ({ it, episode, at: `${at}/${name}[${String(index + 1)}]` })),
  );
}

/** The findings of those parts that a test finds fault with: `what` says it, or undefined where all is well. */
export function each<T>(
  parts: readonly Placed<T>[],
  field: string,
  what: (it: T, episode: CinDetails) => string | undefined | false,
): readonly Finding[] {
  return parts.flatMap(({ it, episode, at }) => {
    const said = what(it, episode);
    return said === undefined || said === false ? [] : [{ path: field === '' ? at : `${at}/${field}`, what: said }];
  });
}

/** The finding of a child as a whole, where there is one. */
export function ofChild(path: string, what: string | undefined | false): readonly Finding[] {
  return what === undefined || what === false ? [] : [{ path, what }];
}

export function isWithin(on: PlainDate, { from, to }: CensusWindow): boolean {
  return from <= on && on <= to;
}

/** Whether a day falls in a time: from its start up to its end, or up to the reference date while it has none. */
export function fallsIn(
  on: PlainDate,
  from: PlainDate,
  to: PlainDate | undefined,
  { window }: YearAsked,
  end: 'last-day-counts' | 'last-day-is-free',
): boolean {
  if (on < from) return false;
  if (to === undefined) return on <= window.to;
  return end === 'last-day-counts' ? on <= to : on < to;
}
