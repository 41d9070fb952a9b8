import { plainDate } from '#calendar';
import { happened } from '#testing';
import { awaitingConference, enquiring, onPlan, open, referred, registered } from './practice.ts';
import type { RefusalCase } from './refusal-case.ts';

const monday = '2026-01-05';
const unborn = happened('ChildRegistered', '2025-08-01', {
  dateOfBirth: undefined,
  expectedDateOfBirth: plainDate('2026-06-01'),
});
const died = happened('ChildDied', '2026-02-20', {}, 'died');
const nothingMore = { decision: 'no-further-action', lateReason: 'Not typed at the time.' } as const;
const contact = happened('ContactReceived', monday, { contactId: 'C1' }, 'contact');
const broughtForward = (referredOn: string) =>
  happened('CaseBroughtForward', monday, {
    referral: { on: plainDate(referredOn), source: '2A', awaitsDecision: false },
  });
const over = [
  ...onPlan(monday),
  happened('PlanEnded', '2026-03-02', { reason: 'left-uk' }, 'ended'),
  happened('CaseClosed', '2026-03-03', {}, 'closed'),
];

export const refusalsOfTheFrontDoor: readonly RefusalCase[] = [
  {
    code: 'child-not-registered',
    practice: 'A contact is typed before anybody registered the child.',
    given: [],
    refused: [contact],
    but: 'Registered in the same post, first, it may stand.',
    accepted: [registered(monday), contact],
  },
  {
    code: 'child-not-registered',
    practice: 'A contact is dated the day before the registration.',
    given: [happened('ChildRegistered', monday)],
    refused: [happened('ContactReceived', '2026-01-04')],
    but: 'On the day of the registration it may stand.',
    accepted: [contact],
  },
  {
    code: 'child-already-registered',
    practice: 'A second worker registers the child again.',
    given: [registered(monday)],
    refused: [happened('ChildRegistered', monday)],
    but: 'The details may be amended instead.',
    accepted: [happened('ChildDetailsAmended', monday, { sex: 'M' })],
  },
  {
    code: 'already-born',
    practice: 'A birth is recorded of a child registered with a date of birth.',
    given: [registered(monday)],
    refused: [happened('ChildBorn', monday)],
    but: 'Of a child registered before birth it may be recorded, once.',
    givenInstead: [unborn],
    accepted: [happened('ChildBorn', '2026-06-03')],
  },
  {
    code: 'after-death',
    practice: 'A visit is dated the day after the child died.',
    given: [...open(monday), died],
    refused: [happened('ChildVisited', '2026-02-21')],
    but: 'The day before the death it may stand, typed later.',
    accepted: [happened('ChildVisited', '2026-02-19')],
  },
  {
    code: 'after-death',
    practice: 'A referral is made of a child who has died.',
    given: [registered(monday), died],
    refused: [happened('ReferralReceived', '2026-02-21')],
    but: 'A contact about them may always be taken.',
    accepted: [happened('ContactReceived', '2026-02-21')],
  },
  {
    code: 'after-death',
    practice: 'A strategy discussion on the day of the death is typed after it, both without a time.',
    given: [...open(monday), died],
    refused: [happened('StrategyDiscussionHeld', '2026-02-20')],
    but: 'With times, the discussion in the morning comes before the death at noon.',
    givenInstead: [...open(monday), happened('ChildDied', '2026-02-20', { at: '12:00' })],
    accepted: [happened('StrategyDiscussionHeld', '2026-02-20', { at: '09:00' })],
  },
  {
    code: 'over-40-weeks-before-birth',
    practice: 'An unborn child is referred 281 days before the birth is expected.',
    given: [unborn],
    refused: [happened('ReferralReceived', '2025-08-24')],
    but: 'At 280 days it may stand.',
    accepted: [happened('ReferralReceived', '2025-08-25')],
  },
  {
    code: 'over-40-weeks-before-birth',
    practice: 'The referral of a case brought forward is 281 days before the birth was expected.',
    given: [unborn],
    refused: [broughtForward('2025-08-24')],
    but: 'At 280 days it may stand.',
    accepted: [broughtForward('2025-08-25')],
  },
  {
    code: 'before-brought-forward',
    practice: 'A strategy discussion is dated the day before the case was brought forward from the earlier record.',
    given: [registered(monday), broughtForward('2025-11-10')],
    refused: [happened('StrategyDiscussionHeld', '2026-01-04')],
    but: 'On the day it was brought forward it may stand.',
    accepted: [happened('StrategyDiscussionHeld', monday)],
  },
  {
    code: 'no-open-case',
    practice: 'A strategy discussion is held about a child nobody has referred.',
    given: [registered(monday)],
    refused: [happened('StrategyDiscussionHeld', monday)],
    but: 'Referred in the same post, it may stand.',
    accepted: [referred(monday), happened('StrategyDiscussionHeld', monday)],
  },
  {
    code: 'no-open-case',
    practice: 'An assessment begins the day after the case was closed.',
    given: over,
    refused: [happened('AssessmentStarted', '2026-03-04')],
    but: 'A visit needs no open case.',
    accepted: [happened('ChildVisited', '2026-03-04')],
  },
  {
    code: 'before-referral',
    practice: 'An assessment is dated the day before the referral it belongs to.',
    given: open(monday),
    refused: [happened('AssessmentStarted', '2026-01-04')],
    but: 'On the day of the referral it may stand.',
    accepted: [happened('AssessmentStarted', monday)],
  },
  {
    code: 'case-already-open',
    practice: 'More is heard about a child whose case is open.',
    given: open(monday),
    refused: [happened('ReferralReceived', '2026-01-20')],
    but: 'It is a contact, decided as one on an open case.',
    accepted: [
      happened('ContactReceived', '2026-01-20'),
      happened('ContactDecided', '2026-01-20', { outcome: 'open-case' }),
    ],
  },
  {
    code: 'still-open',
    practice: 'The case is closed while its assessment is in progress.',
    given: [...open(monday), happened('AssessmentStarted', monday)],
    refused: [happened('CaseClosed', '2026-02-02')],
    but: 'Authorised the same day and before it, it may be closed.',
    accepted: [happened('AssessmentAuthorised', '2026-02-02'), happened('CaseClosed', '2026-02-02')],
  },
  {
    code: 'still-open',
    practice: 'The case is closed while a conference is awaited.',
    given: awaitingConference(monday),
    refused: [happened('CaseClosed', '2026-01-20')],
    but: 'Once the conference decided against a plan, it may be closed.',
    accepted: [
      happened('InitialConferenceHeld', '2026-01-20', { outcome: 'no-further-action' }),
      happened('CaseClosed', '2026-01-20'),
    ],
  },
  {
    code: 'still-open',
    practice: 'The case is closed while the child is on a plan.',
    given: onPlan(monday),
    refused: [happened('CaseClosed', '2026-02-02')],
    but: 'Once the plan has ended, it may be closed the same day.',
    accepted: [happened('PlanEnded', '2026-02-02', { reason: 'left-uk' }), happened('CaseClosed', '2026-02-02')],
  },
  {
    code: 'closure-reason-contradicts-history',
    practice: 'An episode that had an enquiry is closed as closed after assessment, no further action (RC8).',
    given: [...enquiring(monday), happened('Section47Concluded', monday, { outcome: 'conference-not-required' })],
    refused: [happened('CaseClosed', '2026-01-20', { reason: 'RC8' })],
    but: 'Any other reason may be given.',
    accepted: [happened('CaseClosed', '2026-01-20', { reason: 'RC7' })],
  },
  {
    code: 'closure-reason-contradicts-history',
    practice: 'An episode with a child in need plan is closed as RC9.',
    given: [
      ...open(monday),
      happened('ChildInNeedPlanStarted', '2026-01-12'),
      happened('ChildInNeedPlanEnded', '2026-01-19'),
    ],
    refused: [happened('CaseClosed', '2026-01-20', { reason: 'RC9' })],
    but: 'An episode with nothing but its assessment may be.',
    givenInstead: [
      ...open(monday),
      happened('AssessmentStarted', monday),
      happened('AssessmentAuthorised', '2026-01-19'),
    ],
    accepted: [happened('CaseClosed', '2026-01-20', { reason: 'RC9' })],
  },
  {
    code: 'nfa-contradicts-activity',
    practice: 'The referral is decided as no further action after its assessment began.',
    given: [registered(monday), referred(monday), happened('AssessmentStarted', monday)],
    refused: [happened('ReferralDecided', '2026-01-07', nothingMore)],
    but: 'Dated before the assessment began it would contradict it all the same; decided as assess, it may stand.',
    accepted: [happened('ReferralDecided', '2026-01-06', { decision: 'assess' })],
  },
  {
    code: 'already-decided',
    practice: 'The response to a referral is decided twice.',
    given: open(monday),
    refused: [happened('ReferralDecided', '2026-01-06')],
    but: 'After the case closed and was referred again, there is a second one to decide.',
    givenInstead: [
      ...open(monday),
      happened('CaseClosed', '2026-01-12'),
      happened('ReferralReceived', '2026-02-02', {}, 'again'),
    ],
    accepted: [happened('ReferralDecided', '2026-02-03')],
  },
  {
    code: 'contact-already-received',
    practice: 'A contact is typed twice under one id.',
    given: [registered(monday), contact],
    refused: [happened('ContactReceived', '2026-01-06', { contactId: 'C1' })],
    but: 'Under an id of its own it is another contact.',
    accepted: [happened('ContactReceived', '2026-01-06', { contactId: 'C2' })],
  },
  {
    code: 'contact-unknown',
    practice: 'A contact is decided the day before it was received.',
    given: [registered(monday), contact],
    refused: [happened('ContactDecided', '2026-01-04', { contactId: 'C1' })],
    but: 'On the day it was received it may be decided.',
    accepted: [happened('ContactDecided', monday, { contactId: 'C1' })],
  },
  {
    code: 'contact-already-decided',
    practice: 'A contact is decided twice.',
    given: [registered(monday), contact, happened('ContactDecided', monday, { contactId: 'C1' }, 'contact decided')],
    refused: [happened('ContactDecided', '2026-01-06', { contactId: 'C1', outcome: 'early-help' })],
    but: 'Another contact may be decided otherwise.',
    accepted: [
      happened('ContactReceived', '2026-01-06', { contactId: 'C2' }),
      happened('ContactDecided', '2026-01-06', { contactId: 'C2', outcome: 'early-help' }),
    ],
  },
];
