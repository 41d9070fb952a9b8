import { corrected, happened, withdrawn } from '#testing';
import { onPlan, open } from './practice.ts';
import type { RefusalCase } from './refusal-case.ts';

const monday = '2026-01-05';
const begun = happened('AssessmentStarted', '2026-01-07', {}, 'begun');
const authorised = happened('AssessmentAuthorised', '2026-01-30', {}, 'authorised');

export const refusalsOfCorrections: readonly RefusalCase[] = [
  {
    code: 'fact-unknown',
    practice: 'A withdrawal names a fact of another child.',
    given: open(monday),
    refused: [withdrawn('a fact of another child')],
    but: 'A fact of this child may be named.',
    accepted: [withdrawn('decided')],
  },
  {
    code: 'fact-already-withdrawn',
    practice: 'A fact is withdrawn twice.',
    given: [...open(monday), withdrawn('decided', 'withdrawal')],
    refused: [withdrawn('decided', 'second withdrawal')],
    but: 'The withdrawal may be withdrawn, and the fact stands again.',
    accepted: [withdrawn('withdrawal', 'withdrawal of the withdrawal')],
  },
  {
    code: 'fact-already-withdrawn',
    practice: 'A fact that was withdrawn is corrected.',
    given: [...open(monday), begun, withdrawn('begun', 'withdrawal')],
    refused: [corrected('begun', happened('AssessmentStarted', '2026-01-08'))],
    but: 'Restored first, in the same post, it may be corrected.',
    accepted: [withdrawn('withdrawal', 'restored'), corrected('begun', happened('AssessmentStarted', '2026-01-08'))],
  },
  {
    code: 'correction-of-correction',
    practice: 'A correction is itself corrected.',
    given: [...open(monday), begun, corrected('begun', happened('AssessmentStarted', '2026-01-08'), 'first')],
    refused: [corrected('first', happened('AssessmentStarted', '2026-01-09'))],
    but: 'The fact itself may be corrected again.',
    accepted: [corrected('begun', happened('AssessmentStarted', '2026-01-09'), 'second')],
  },
  {
    code: 'correction-changes-type',
    practice: 'The start of an assessment is corrected into its authorisation.',
    given: [...open(monday), begun],
    refused: [corrected('begun', authorised)],
    but: 'Corrected into a start of another day, it may stand.',
    accepted: [corrected('begun', happened('AssessmentStarted', '2026-01-08'))],
  },
  {
    code: 'contradicts-later-facts',
    practice: 'The start of an assessment is withdrawn after it was authorised.',
    given: [...open(monday), begun, authorised],
    refused: [withdrawn('begun')],
    but: 'Withdrawn together they may go.',
    accepted: [withdrawn('authorised'), withdrawn('begun')],
  },
  {
    code: 'contradicts-later-facts',
    practice: 'The end of a plan is typed before a review of it that was recorded.',
    given: [...onPlan(monday), happened('ReviewConferenceHeld', '2026-03-30')],
    refused: [happened('PlanEnded', '2026-03-29', { reason: 'left-uk' })],
    but: 'Ended the day after the review, both stand.',
    accepted: [happened('PlanEnded', '2026-03-31', { reason: 'left-uk' })],
  },
];
