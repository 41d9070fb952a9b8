import type { PlainDate } from '#calendar';
import type { Ordinary, OrdinaryFacts, OrdinaryType } from '#events';
import type { At } from './census-child.ts';
import type { Item, Noting, ToldFact } from './census-item.ts';
import type { CensusWindow } from './census-year.ts';

/** What must be known of a child's journey so far to tell what a file adds to it. */
export interface KnownOfChild {
  /** Whether a case is known from another file, or was recorded here: then nothing is brought forward. */
  readonly hasCase: boolean;
  /** The days child protection plans known from elsewhere started. */
  readonly plansStartedOn: readonly PlainDate[];
  /** The categories of a plan that started on a day, as told before this file's year; undefined of a plan not known. */
  readonly categoriesBefore: (planStartedOn: PlainDate) => readonly string[] | undefined;
  /** The day this year's file told that a plan came under these categories, where it has told so. */
  readonly changeTold: (planStartedOn: PlainDate, categories: readonly string[]) => PlainDate | undefined;
  /** Whether the child is registered without a date of birth. */
  readonly isUnborn: boolean;
  readonly registeredOn?: PlainDate | undefined;
}

/** A child's record being told: what is known, the facts so far, and where faults are noted. */
export interface Telling {
  readonly notes: Noting;
  readonly window: CensusWindow;
  readonly known: KnownOfChild;
  readonly facts: ToldFact[];
}

/** The places of facts within a day of an episode: what ends stands before what begins. */
export const rank = {
  registered: -3,
  born: -2,
  opening: -1,
  referral: 0,
  ends: 1,
  begins: 2,
  conference: 3,
  plan: 4,
  needPlan: 5,
  endsSameDay: 6,
  closes: 7,
  dies: 8,
} as const;

export const unknownMeeting = {
  invited: 'not-known',
  attended: 'not-known',
  reportsReceived: 'not-known',
  childParticipated: 'not-known',
} as const;

/** What ends on the day it began ends after what else begins that day. */
export function endsOn(endedOn: PlainDate, startedOn: PlainDate): number {
  return endedOn === startedOn ? rank.endsSameDay : rank.ends;
}

/** Adds a fact to what is told. `begins` says that its item falls with it. */
export function tell<T extends OrdinaryType>(
  t: Telling,
  type: T,
  data: OrdinaryFacts[T],
  item: Item,
  at: At,
  episode: number,
  place: number,
  begins = false,
): void {
  t.facts.push({ fact: { type, data } as unknown as Ordinary, item, at, episode, rank: place, begins });
}

/** Whether two sets hold the same. */
export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}
