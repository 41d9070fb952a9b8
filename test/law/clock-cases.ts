import { plainDate } from '#calendar';
import type { ProposedFact } from '#journey';
import { happened } from '#testing';
import type { Duty } from '#timescales';
import { dayBefore, monthsAfter, workingDaysAfter } from './hand-calendar.ts';
import { awaitingConference, onPlan, open, registered, referred } from './practice.ts';

/** One duty as practice meets it, with the due day counted by hand. */
export interface ClockCase {
  readonly duty: Duty;
  readonly practice: string;
  /** What has happened by the start day, the fact that starts the clock last. */
  readonly begun: (start: string) => readonly ProposedFact[];
  /** What meets the duty, on a day. */
  readonly met: (on: string) => ProposedFact;
  /** What the fact that meets it gives as its reason when late; none where none is asked. */
  readonly reason: 'lateReason' | 'none';
  /** What leaves nothing to do, on a day, without meeting it. */
  readonly cancelled: (on: string) => ProposedFact;
  /** The timescale's number, and its last day in time by each edition; nothing where the edition had no such duty. */
  readonly timescale: string;
  /** The rule's edition on a day, where it is not simply the edition in force. */
  readonly editionOn?: (day: string) => string;
  readonly due: (start: string, edition: EditionName) => string | undefined;
}

/** The editions of Working Together by the days they were in force, as `timescales.md` gives them; 2010 as recalled. */
export const editionDays = [
  ['wt-2023', '2023-12-15'],
  ['wt-2018', '2018-07-04'],
  ['wt-2015', '2015-03-26'],
  ['wt-2013', '2013-04-15'],
  ['wt-2010', '2010-03-17'],
  ['wt-2006', '2006-04-10'],
] as const;
export type EditionName = (typeof editionDays)[number][0];

export function editionOn(day: string): EditionName {
  const found = editionDays.find(([, from]) => from <= day);
  if (found === undefined) throw new Error(`No edition is written down for ${day}.`);
  return found[0];
}

/** Where the authority has no protocol of its own, initial and core assessments lasted to the end of 2013-14. */
const oldWays = (day: string): EditionName =>
  day < '2010-03-17' ? 'wt-2006' : day < '2014-04-01' ? 'wt-2010' : editionOn(day);
const old = (edition: EditionName): boolean => edition === 'wt-2006' || edition === 'wt-2010';
const since2010 = (due: (start: string) => string) => (start: string, edition: EditionName) =>
  edition === 'wt-2006' ? undefined : due(start);

const died = (on: string) => happened('ChildDied', on, {}, 'died');

export const clockCases: readonly ClockCase[] = [
  {
    duty: 'decision',
    practice: 'the response to a referral, by the next working day',
    begun: (start) => [registered(start), referred(start)],
    met: (on) => happened('ReferralDecided', on),
    reason: 'lateReason',
    cancelled: (on) => happened('CaseClosed', on),
    timescale: 'T1',
    due: since2010((start) => workingDaysAfter(start, 1)),
  },
  {
    duty: 'initial-assessment',
    practice: 'an initial assessment, from the referral',
    begun: (start) => [...open(start), happened('AssessmentStarted', start, { kind: 'initial' })],
    met: (on) => happened('AssessmentAuthorised', on, { kind: 'initial' }),
    reason: 'lateReason',
    cancelled: died,
    timescale: 'T2a',
    editionOn: oldWays,
    due: (start, edition) => (old(edition) ? workingDaysAfter(start, edition === 'wt-2006' ? 7 : 10) : undefined),
  },
  {
    duty: 'core-assessment',
    practice: 'a core assessment, from its start',
    begun: (start) => [...open(dayBefore(start, 3)), happened('AssessmentStarted', start, { kind: 'core' })],
    met: (on) => happened('AssessmentAuthorised', on, { kind: 'core' }),
    reason: 'lateReason',
    cancelled: died,
    timescale: 'T2b',
    editionOn: oldWays,
    due: (start, edition) => (old(edition) ? workingDaysAfter(start, 35) : undefined),
  },
  {
    duty: 'assessment',
    practice: 'the single assessment, from the referral though it began later',
    begun: (start) => [...open(start), happened('AssessmentStarted', start)],
    met: (on) => happened('AssessmentAuthorised', on),
    reason: 'lateReason',
    cancelled: died,
    timescale: 'T2c',
    due: (start, edition) => (old(edition) ? undefined : workingDaysAfter(start, 45)),
  },
  {
    duty: 'assessment',
    practice: 'a second assessment inside an open case, from its own start',
    begun: (start) => [
      ...open(dayBefore(start, 40)),
      happened('AssessmentStarted', dayBefore(start, 39), {}, 'first'),
      happened('AssessmentAuthorised', dayBefore(start, 9), {}, 'first authorised'),
      happened('AssessmentStarted', start, {}, 'second'),
    ],
    met: (on) => happened('AssessmentAuthorised', on),
    reason: 'lateReason',
    cancelled: died,
    timescale: 'T2c',
    // No edition says what a later assessment is counted from: the rule is of practice, and never called statutory.
    editionOn: (day) => (day < '2013-04-15' ? editionOn(day) : 'practice'),
    due: (start, edition) => (old(edition) ? undefined : workingDaysAfter(start, 45)),
  },
  {
    duty: 'assessment-from-start',
    practice: 'the single assessment, from its own start, here the day of the referral',
    begun: (start) => [...open(start), happened('AssessmentStarted', start)],
    met: (on) => happened('AssessmentAuthorised', on),
    reason: 'lateReason',
    cancelled: died,
    timescale: 'T2c-start',
    editionOn: (day) => (day < '2013-04-15' ? editionOn(day) : 'cin-rules'),
    due: (start, edition) => (old(edition) ? undefined : workingDaysAfter(start, 45)),
  },
  {
    duty: 'conference',
    practice: 'the initial conference, from the strategy discussion that began the enquiry',
    begun: awaitingConference,
    met: (on) => happened('InitialConferenceHeld', on),
    reason: 'lateReason',
    cancelled: died,
    timescale: 'T6',
    due: since2010((start) => workingDaysAfter(start, 15)),
  },
  {
    duty: 'transfer-in-conference',
    practice: 'the conference on a transfer in, from the day it was notified',
    begun: (start) => [
      registered(start),
      happened('ReferralReceived', start, { byTransferIn: true }, 'referred'),
      happened('ReferralDecided', start, {}, 'decided'),
      happened('TransferInNotified', start, { notifiedOn: plainDate(start) }, 'notified'),
    ],
    met: (on) => happened('InitialConferenceHeld', on),
    reason: 'lateReason',
    cancelled: (on) => happened('TransferInWithdrawn', on),
    timescale: 'T6b',
    due: since2010((start) => workingDaysAfter(start, 15)),
  },
  {
    duty: 'core-group',
    practice: 'the first core group, from the conference that decided on a plan',
    begun: onPlan,
    met: (on) => happened('CoreGroupHeld', on),
    reason: 'lateReason',
    cancelled: (on) => happened('PlanEnded', on, { reason: 'looked-after' }),
    timescale: 'T7',
    due: since2010((start) => workingDaysAfter(start, 10)),
  },
  {
    duty: 'first-review',
    practice: 'the first review, three months from the conference',
    begun: onPlan,
    met: (on) => happened('ReviewConferenceHeld', on),
    reason: 'lateReason',
    cancelled: (on) => happened('PlanEnded', on, { reason: 'looked-after' }),
    timescale: 'T8',
    due: since2010((start) => monthsAfter(start, 3)),
  },
  {
    duty: 'later-review',
    practice: 'a later review, six months from the one before',
    begun: (start) => [...onPlan(dayBefore(start, 80)), happened('ReviewConferenceHeld', start, {}, 'reviewed')],
    met: (on) => happened('ReviewConferenceHeld', on),
    reason: 'lateReason',
    cancelled: (on) => happened('PlanEnded', on, { reason: 'looked-after' }),
    timescale: 'T9',
    due: since2010((start) => monthsAfter(start, 6)),
  },
];
