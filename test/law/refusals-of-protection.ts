import { plainDate } from '#calendar';
import { happened } from '#testing';
import { dayBefore } from './hand-calendar.ts';
import { awaitingConference, enquiring, onPlan, open, registered } from './practice.ts';
import type { RefusalCase } from './refusal-case.ts';

const monday = '2026-01-05';
const review = (on: string, outcome: 'continue' | 'end' = 'continue') =>
  happened('ReviewConferenceHeld', on, { outcome }, `review ${on}`);
const eighteenOn = (birthday: string) =>
  happened('ChildRegistered', dayBefore(monday), {
    dateOfBirth: plainDate(`${Number(birthday.slice(0, 4)) - 18}${birthday.slice(4)}`),
  });
const turned18 = (on: string) => happened('PlanEnded', on, { reason: 'turned-18', stepDown: 'none' });

export const refusalsOfProtection: readonly RefusalCase[] = [
  {
    code: 'no-plan-open',
    practice: 'A core group is dated the day before the plan it belongs to.',
    given: [
      ...awaitingConference(monday),
      happened('InitialConferenceHeld', '2026-01-20'),
      happened('PlanStarted', '2026-01-20'),
    ],
    refused: [happened('CoreGroupHeld', '2026-01-19')],
    but: 'On the plan’s first day it may meet.',
    accepted: [happened('CoreGroupHeld', '2026-01-20')],
  },
  {
    code: 'assessment-already-open',
    practice: 'A second single assessment begins beside the first.',
    given: [...open(monday), happened('AssessmentStarted', monday)],
    refused: [happened('AssessmentStarted', '2026-02-02')],
    but: 'Once the first is authorised, the same day, the second may begin.',
    accepted: [happened('AssessmentAuthorised', '2026-02-02'), happened('AssessmentStarted', '2026-02-02')],
  },
  {
    code: 'no-assessment-open',
    practice: 'An assessment is authorised that nobody began.',
    given: open(monday),
    refused: [happened('AssessmentAuthorised', '2026-02-02')],
    but: 'Begun the same day and before it, it may be authorised.',
    accepted: [happened('AssessmentStarted', '2026-02-02'), happened('AssessmentAuthorised', '2026-02-02')],
  },
  {
    code: 'no-enquiry-open',
    practice: 'An enquiry is concluded after its conference has ended it.',
    given: [
      ...enquiring(monday),
      happened('InitialConferenceHeld', '2026-01-20', { outcome: 'child-in-need' }, 'conference'),
    ],
    refused: [happened('Section47Concluded', '2026-01-21')],
    but: 'Dated the day before the conference it may stand, typed after it.',
    accepted: [happened('Section47Concluded', '2026-01-19')],
  },
  {
    code: 'no-enquiry-open',
    practice: 'An enquiry is concluded after a discussion that decided on none.',
    given: [...open(monday), happened('StrategyDiscussionHeld', monday, { decision: 'no-section-47' })],
    refused: [happened('Section47Concluded', '2026-01-12')],
    but: 'A later discussion may begin one.',
    accepted: [happened('StrategyDiscussionHeld', '2026-01-12'), happened('Section47Concluded', '2026-01-12')],
  },
  {
    code: 'plan-not-from-conference',
    practice: 'A plan is dated the day after the conference that decided it.',
    given: [...awaitingConference(monday), happened('InitialConferenceHeld', '2026-01-20')],
    refused: [happened('PlanStarted', '2026-01-21')],
    but: 'On the day of the conference it may start, typed the day after.',
    accepted: [happened('PlanStarted', '2026-01-20')],
  },
  {
    code: 'plan-not-from-conference',
    practice: 'A plan starts on the day of a conference that was adjourned.',
    given: [...awaitingConference(monday), happened('InitialConferenceHeld', '2026-01-20', { outcome: 'adjourned' })],
    refused: [happened('PlanStarted', '2026-01-20')],
    but: 'The conference that met again and decided on it starts it.',
    accepted: [happened('InitialConferenceHeld', '2026-01-23'), happened('PlanStarted', '2026-01-23')],
  },
  {
    code: 'plan-already-open',
    practice: 'A conference decides on a plan for a child already on one.',
    given: onPlan(monday),
    refused: [happened('InitialConferenceHeld', '2026-02-02', { withoutEnquiryReason: 'A new brother.' })],
    but: 'The conference may decide on anything but a plan.',
    accepted: [
      happened('InitialConferenceHeld', '2026-02-02', {
        withoutEnquiryReason: 'A new brother.',
        outcome: 'no-further-action',
      }),
    ],
  },
  {
    code: 'no-plan-open',
    practice: 'A plan’s categories are changed after it ended.',
    given: [...onPlan(monday), happened('PlanEnded', '2026-02-02', { reason: 'left-uk' })],
    refused: [happened('PlanCategoriesChanged', '2026-02-03')],
    but: 'The day before it ended they may be, typed later.',
    accepted: [happened('PlanCategoriesChanged', '2026-02-01')],
  },
  {
    code: 'plan-of-no-days',
    practice: 'A plan ends the day it began because the family left the country.',
    given: onPlan(monday),
    refused: [happened('PlanEnded', monday, { reason: 'left-uk' })],
    but: 'The day after, it may end.',
    accepted: [happened('PlanEnded', '2026-01-06', { reason: 'left-uk' })],
  },
  {
    code: 'plan-of-no-days',
    practice: 'A plan for an unborn child ends the day it began as a move.',
    given: onPlan(monday),
    refused: [happened('PlanEnded', monday, { reason: 'moved-permanently' })],
    but: 'The end of the pregnancy may end it that very day.',
    accepted: [happened('PlanEnded', monday, { reason: 'pregnancy-ended' })],
  },
  {
    code: 'review-before-plan',
    practice: 'A review is dated the day the plan began.',
    given: onPlan(monday),
    refused: [review(monday)],
    but: 'The day after, it may be held.',
    accepted: [review('2026-01-06')],
  },
  {
    code: 'review-before-plan',
    practice: 'A review is dated before the plan it reviews, in an episode that had begun.',
    given: [
      ...awaitingConference(monday),
      happened('InitialConferenceHeld', '2026-01-20'),
      happened('PlanStarted', '2026-01-20'),
    ],
    refused: [review('2026-01-19')],
    but: 'The day after the plan began, it may be held.',
    accepted: [review('2026-01-21')],
  },
  {
    code: 'plan-ends-by-review',
    practice: 'A plan is ended by review the day after the review that decided so.',
    given: [...onPlan(monday), review('2026-03-30', 'end')],
    refused: [happened('PlanEnded', '2026-03-31')],
    but: 'On the day of that review it ends.',
    accepted: [happened('PlanEnded', '2026-03-30')],
  },
  {
    code: 'plan-ends-by-review',
    practice: 'A plan is ended by review on the day of one that decided to continue.',
    given: [...onPlan(monday), review('2026-03-30')],
    refused: [happened('PlanEnded', '2026-03-30')],
    but: 'A review that decides to end it may follow, and end it.',
    accepted: [review('2026-04-13', 'end'), happened('PlanEnded', '2026-04-13')],
  },
  {
    code: 'not-yet-18',
    practice: 'A plan is ended the day before the 18th birthday.',
    given: [eighteenOn('2026-03-10'), ...onPlan(monday).slice(1)],
    refused: [turned18('2026-03-09')],
    but: 'On the birthday it ends.',
    accepted: [turned18('2026-03-10')],
  },
  {
    code: 'not-yet-18',
    practice: 'A child born on 29 February is said to turn 18 on 27 February of a common year.',
    given: [eighteenOn('2026-02-28'), ...onPlan(monday).slice(1)].map((fact) =>
      fact.type === 'ChildRegistered'
        ? { ...fact, data: { ...fact.data, dateOfBirth: plainDate('2008-02-29') } }
        : fact,
    ),
    refused: [turned18('2026-02-27')],
    but: 'On 28 February it is not refused, for only what is certainly wrong is.',
    accepted: [turned18('2026-02-28')],
  },
  {
    code: 'plan-ends-on-death',
    practice: 'After a child died, the plan is ended the day after.',
    given: [...onPlan(monday), happened('ChildDied', '2026-02-20')],
    refused: [happened('PlanEnded', '2026-02-21', { reason: 'died', stepDown: 'none' })],
    but: 'It ends on the day of the death.',
    accepted: [happened('PlanEnded', '2026-02-20', { reason: 'died', stepDown: 'none' })],
  },
  {
    code: 'child-in-need-plan-open',
    practice: 'A second child in need plan begins beside the first.',
    given: [...open(monday), happened('ChildInNeedPlanStarted', '2026-01-12')],
    refused: [happened('ChildInNeedPlanStarted', '2026-02-02')],
    but: 'On the first one’s last day the next may begin.',
    accepted: [happened('ChildInNeedPlanEnded', '2026-02-02'), happened('ChildInNeedPlanStarted', '2026-02-02')],
  },
  {
    code: 'no-child-in-need-plan-open',
    practice: 'A child in need plan is reviewed that a protection plan has ended.',
    given: [
      ...awaitingConference(monday),
      happened('ChildInNeedPlanStarted', '2026-01-12'),
      happened('InitialConferenceHeld', '2026-01-20'),
      happened('PlanStarted', '2026-01-20'),
    ],
    refused: [happened('ChildInNeedPlanReviewed', '2026-01-21')],
    but: 'The day before the protection plan began it may have been.',
    accepted: [happened('ChildInNeedPlanReviewed', '2026-01-19')],
  },
  {
    code: 'protection-plan-open',
    practice: 'A child in need plan begins the day before the protection plan ends.',
    given: [...onPlan(monday), happened('PlanEnded', '2026-03-02', { reason: 'left-uk' })],
    refused: [happened('ChildInNeedPlanStarted', '2026-03-01')],
    but: 'On the protection plan’s last day it may begin.',
    accepted: [happened('ChildInNeedPlanStarted', '2026-03-02')],
  },
  {
    code: 'late-without-reason',
    practice: 'A conference meets on the sixteenth working day and says nothing of it.',
    given: [registered(monday), ...awaitingConference(monday).slice(1)],
    refused: [happened('InitialConferenceHeld', '2026-01-27')],
    but: 'On the fifteenth it owes no reason.',
    accepted: [happened('InitialConferenceHeld', '2026-01-26')],
  },
  {
    code: 'inquorate-without-reason',
    practice: 'A conference meets without health, where the authority’s own rule asks for social care and two others.',
    quorum: { present: ['social-care'], others: 2 },
    given: awaitingConference(monday),
    refused: [happened('InitialConferenceHeld', '2026-01-26', { attended: ['social-care', 'police', 'family'] })],
    but: 'It says why, and is recorded.',
    accepted: [
      happened('InitialConferenceHeld', '2026-01-26', {
        attended: ['social-care', 'police', 'family'],
        inquorateReason: 'The nurse was called away.',
      }),
    ],
  },
  {
    code: 'without-enquiry-reason',
    practice: 'A conference meets for a child no enquiry was made about.',
    given: open(monday),
    refused: [happened('InitialConferenceHeld', '2026-01-26')],
    but: 'With the strategy discussion recorded before it in the same post, none is needed.',
    accepted: [happened('StrategyDiscussionHeld', '2026-01-12'), happened('InitialConferenceHeld', '2026-01-26')],
  },
];
