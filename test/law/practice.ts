import { plainDate } from '#calendar';
import type { ProposedFact } from '#journey';
import { happened } from '#testing';
import { dayBefore } from './hand-calendar.ts';

/** What nearly every journey has before the part of it that a test is about. */

/** A child of seven. */
export const registered = (on: string) =>
  happened('ChildRegistered', dayBefore(on, 30), { dateOfBirth: plainDate(dayBefore(on, 7 * 365)) }, 'registered');

export const referred = (on: string) => happened('ReferralReceived', on, {}, 'referred');

/** A case opened on a day, and the response decided the same day. */
export const open = (on: string): readonly ProposedFact[] => [
  registered(on),
  referred(on),
  happened('ReferralDecided', on, {}, 'decided'),
];

/** A case whose strategy discussion began a section 47 enquiry on a day. */
export const enquiring = (on: string): readonly ProposedFact[] => [
  ...open(on),
  happened('StrategyDiscussionHeld', on, {}, 'discussed'),
];

/** An enquiry that found a conference to be needed, all on one day. */
export const awaitingConference = (on: string): readonly ProposedFact[] => [
  ...enquiring(on),
  happened('Section47Concluded', on, {}, 'concluded'),
];

/** A plan decided and started on a day, the enquiry begun the same day. */
export const onPlan = (on: string): readonly ProposedFact[] => [
  ...awaitingConference(on),
  happened('InitialConferenceHeld', on, {}, 'conference'),
  happened('PlanStarted', on, {}, 'plan'),
];
