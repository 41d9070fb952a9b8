import { addDays, daysBetween, londonInstant, type PlainDate } from '#calendar';
import type { Agency, NotKnown, Personal } from '#events';
import type { Effective } from '#history';
import {
  isLate,
  ruleFor,
  turn,
  type Clock,
  type Duty,
  type Timescales,
  isQuorate,
  missingFrom,
  quorumsOn,
  strategyDiscussionQuorum,
  type Quorum,
} from '#timescales';
import type { ReasonCode } from './refusals.ts';

/** A reason that a fact ought to give and does not. */
export interface Owed {
  readonly code: ReasonCode;
  /** Which of the proposed facts owes it, from 0. */
  readonly fact: number;
  /** The clock it stops late, when it was due, and by how many days. */
  readonly clock?: Duty;
  readonly due?: PlainDate;
  /** Of a clock of hours: the instant, RFC 3339 with London's offset. */
  readonly dueAt?: string;
  readonly days?: number;
  /** The agencies a meeting lacked. */
  readonly missing?: readonly Agency[];
}

/** A clock that a fact stops after its due day, with that day. */
export interface MissedClock {
  readonly clock: Duty;
  readonly due: PlainDate;
  /** Of a clock of hours: the instant, RFC 3339 with London's offset. */
  readonly dueAt?: string;
  readonly stoppedOn: PlainDate;
}

/** The clocks a fact stops after their due day. Those whose due day is unknown are never called missed. */
export function missedBy(timescales: Timescales, clocks: readonly Clock[], fact: Effective): readonly MissedClock[] {
  return turn(timescales, clocks, fact).stopped.flatMap((clock) =>
    isLate(clock) && clock.due !== null && clock.due !== 'unknown'
      ? [{ clock: clock.duty, due: clock.due, ...instantOf(clock), stoppedOn: clock.stoppedOn }]
      : [],
  );
}

/**
 * The late reasons a fact owes: one for each clock it stops late, none once a reason is given. A reason is asked of facts
 * that answer a duty or decide it away, not of those that end the case or plan around it (docs/adr/21).
 */
export function lateReasonsOwed(
  timescales: Timescales,
  clocks: readonly Clock[],
  fact: Effective,
): readonly Unplaced[] {
  switch (fact.type) {
    case 'ReferralDecided':
    case 'AssessmentAuthorised':
    case 'Section47Concluded':
    case 'InitialConferenceHeld':
    case 'ReviewConferenceHeld':
    case 'StrategyDiscussionHeld':
    case 'CoreGroupHeld':
    case 'ChildVisited':
    case 'ChildInNeedPlanReviewed':
    case 'PoliceProtectionEnded':
    case 'EmergencyProtectionOrderMade':
    case 'EmergencyProtectionOrderExtended':
    case 'EmergencyProtectionOrderEnded':
      if (isGiven(fact.data.lateReason)) return [];
      return missedBy(timescales, clocks, fact).map(({ stoppedOn, ...missed }) => ({
        code: 'late-without-reason',
        ...missed,
        days: daysBetween(missed.due, stoppedOn),
      }));
    default:
      return [];
  }
}

/** The reason a meeting owes for the agencies it lacked. */
export function inquorateReasonOwed({ conferenceQuorum }: Timescales, fact: Effective): readonly Unplaced[] {
  switch (fact.type) {
    case 'StrategyDiscussionHeld':
      return owedFor(strategyDiscussionQuorum, fact.data);
    case 'InitialConferenceHeld':
    case 'ReviewConferenceHeld':
      return quorumsOn(conferenceQuorum, fact.data.on).flatMap((quorum) => owedFor(quorum, fact.data));
    default:
      return [];
  }
}

/**
 * The reason an emergency protection order owes that runs longer than is recalled of such orders: 8 days after it is
 * made, and extended once, by at most 7. What is only recalled is told, and never refuses; nor is a day in doubt counted.
 * An extension ends the clock of the order it extends: one that still runs was made since, and is extended for the first time.
 */
export function longerReasonOwed(
  timescales: Timescales,
  clocks: readonly Clock[],
  fact: Effective,
): readonly Unplaced[] {
  if (fact.type !== 'EmergencyProtectionOrderMade' && fact.type !== 'EmergencyProtectionOrderExtended') return [];
  if (isGiven(fact.data.longerReason)) return [];
  const clock = fact.type === 'EmergencyProtectionOrderMade' ? 'emergency-order' : 'emergency-order-extended';
  const limit = ruleFor(timescales, clock, fact.data.on)?.limit;
  if (limit === undefined || limit === 'none' || !('untilNamed' in limit)) return [];
  const before = clocks.filter(({ duty }) => duty === 'emergency-order').at(-1)?.due;
  const isExtendedAgain =
    before === undefined && clock !== 'emergency-order' && clocks.some(({ duty }) => duty === clock);
  const from = clock === 'emergency-order' ? fact.data.on : before;
  const most = from === undefined || from === null || from === 'unknown' ? undefined : addDays(from, limit.untilNamed);
  if (!isExtendedAgain && (most === undefined || fact.data.until <= most)) return [];
  const over = most === undefined ? {} : { due: most, days: daysBetween(most, fact.data.until) };
  return [{ code: 'longer-without-reason', clock, ...over }];
}

/** The reason a conference owes when no enquiry led to it. */
export function withoutEnquiryReasonOwed(fact: Effective): readonly Unplaced[] {
  if (fact.type !== 'InitialConferenceHeld' || isGiven(fact.data.withoutEnquiryReason)) return [];
  return [{ code: 'without-enquiry-reason' }];
}

/** The kind a conference owes when both an enquiry and a transfer in await one (rule 2884): only the journey tells whether they do. */
export function conferenceKindOwed(fact: Effective): readonly Unplaced[] {
  if (fact.type !== 'InitialConferenceHeld' || fact.data.kind !== undefined) return [];
  return [{ code: 'conference-kind-needed' }];
}

/** The reason a plan owes that ends by a move before the receiving authority's conference has met (T10). A note may give it. */
export function beforeConferenceReasonOwed(fact: Effective): readonly Unplaced[] {
  if (fact.type !== 'PlanEnded' || fact.data.reason !== 'moved-permanently') return [];
  const { on, receivingConferenceOn: met, beforeConferenceReason, note } = fact.data;
  if ((met !== undefined && met <= on) || isGiven(beforeConferenceReason) || isGiven(note)) return [];
  return [{ code: 'before-conference-without-reason' }];
}

/** An owed reason before it is known which of the proposed facts owes it. */
export type Unplaced = Omit<Owed, 'fact'>;

function owedFor(quorum: Quorum, meeting: Attendance): readonly Unplaced[] {
  const { attended } = meeting;
  if (attended === 'not-known' || isGiven(meeting.inquorateReason)) return [];
  if (isQuorate(quorum, attended)) return [];
  return [{ code: 'inquorate-without-reason', missing: missingFrom(quorum, attended) }];
}

function instantOf({ dueAt }: Clock): { readonly dueAt?: string } {
  return dueAt === undefined ? {} : { dueAt: londonInstant(dueAt) };
}

interface Attendance {
  readonly attended: readonly Agency[] | NotKnown;
  readonly inquorateReason?: Personal | undefined;
}

/** A sealed reason is a reason; a blank one is not. */
function isGiven(reason: Personal | undefined): boolean {
  return typeof reason === 'string' ? reason.trim() !== '' : reason !== undefined;
}
