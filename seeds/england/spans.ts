import type { Chance } from '../chance.ts';
import type { RateStatus } from './rates.ts';

/** How long something takes, or how far it lies from another: drawn evenly between the two, both included. */
export interface Span {
  readonly low: number;
  readonly high: number;
  readonly unit: string;
  readonly source: string;
  readonly status: RateStatus;
}

const unseen = 'no figure was seen';

/**
 * Every length of time that the generated journeys are told by. Nobody publishes how these are spread; where a duty bounds
 * one, the bound is the duty's, and what share keeps it is in `rates.ts`.
 */
export const englandSpans = {
  decidedInTime: span(0, 1, 'working days from referral to decision', 'the duty: one working day'),
  decidedLate: span(2, 5, 'working days from referral to decision', unseen),
  firstSeen: span(1, 5, 'working days from decision to the visit of the assessment', unseen),
  assessedInTime: span(8, 45, 'working days from referral to authorisation', 'the duty: 45 working days'),
  assessedBeforeNext: span(8, 20, 'working days, where another referral follows', unseen),
  assessedLate: span(46, 72, 'working days from referral to authorisation', unseen),
  strategy: span(0, 3, 'working days from decision to strategy discussion', unseen),
  enquiry: span(3, 8, 'working days from strategy discussion to conclusion', unseen),
  conferenceInTime: span(9, 15, 'working days from strategy discussion', 'the duty: 15 working days'),
  conferenceLate: span(16, 24, 'working days from strategy discussion', unseen),
  closing: span(0, 8, 'working days from the end of help to closure', unseen),
  needPlan: span(20, 130, 'working days of a child in need plan', unseen),
  needPlanBeforeNext: span(3, 12, 'working days, where another referral follows', unseen),
  needVisitFirst: span(5, 20, 'working days from the start of the plan', unseen),
  needVisitNext: span(20, 30, 'working days between visits', unseen),
  needReviewNext: span(60, 60, 'working days between reviews of a child in need plan', unseen),
  planVisitFirst: span(2, 9, 'working days from the conference', 'the duty: ten working days (R)'),
  planVisitNext: span(8, 12, 'working days between visits', unseen),
  coreGroupFirst: span(4, 10, 'working days from the conference', 'the duty: ten working days'),
  coreGroupNext: span(25, 35, 'working days between core groups', unseen),
  reviewEarly: span(0, 24, 'days before a review is due', unseen),
  reviewLate: span(1, 10, 'working days after a review was due', unseen),
  sincePreviousPlan: span(100, 1500, 'days since an earlier plan ended', unseen),
  openContact: span(8, 30, 'days from referral to a contact about the open case', unseen),
  nextAfterNothing: span(
    14,
    360,
    'days to the next referral after one that came to nothing, the sooner of two draws',
    'within twelve months; with two draws a child has as many referrals in a year as published (referralsOfChild)',
  ),
  nextAfterHelp: span(
    75,
    360,
    'days to the next referral after one that was assessed, the sooner of two draws',
    'within twelve months; with two draws a child has as many referrals in a year as published (referralsOfChild)',
  ),
  typedLate: span(1, 21, 'days from a visit or core group to its typing', unseen),
  typedNextDays: span(1, 4, 'days from anything else to its typing', unseen),
  correctedAfter: span(1, 40, 'days from a fact to its correction', unseen),
} as const satisfies Record<string, Span>;

export function drawn(chance: Chance, { low, high }: Span): number {
  return chance.between(low, high);
}

/** All assumed: a bound that a duty gives is no figure of how long things take. */
function span(low: number, high: number, unit: string, source: string): Span {
  return { low, high, unit, source, status: 'A' };
}
