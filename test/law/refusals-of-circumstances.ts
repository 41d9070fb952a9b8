import { plainDate } from '#calendar';
import { happened } from '#testing';
import { onPlan, open, registered } from './practice.ts';
import type { RefusalCase } from './refusal-case.ts';

const monday = '2026-01-05';
const allocated = happened('WorkerAllocated', monday, {}, 'allocated');
const linked = happened('FamilyLinked', monday, {}, 'linked');
const lookedAfter = happened('BecameLookedAfter', monday, {}, 'looked after');
const notified = happened('TransferInNotified', monday, {}, 'notified');
const noted = happened('OtherAuthorityPlanNoted', monday, {}, 'noted');
const movedAway = (receivingConferenceOn: string) =>
  happened('PlanEnded', '2026-02-16', {
    reason: 'moved-permanently',
    receivingAuthority: '857',
    receivingConferenceOn: plainDate(receivingConferenceOn),
  });

/** What is said of a child beside any case, and of moves between authorities. */
export const refusalsOfCircumstances: readonly RefusalCase[] = [
  {
    code: 'worker-already-allocated',
    practice: 'An allocation is typed a second time.',
    given: [registered(monday), allocated],
    refused: [happened('WorkerAllocated', '2026-01-06')],
    but: 'To another team the case may go with its worker.',
    accepted: [happened('WorkerAllocated', '2026-01-06', { team: 'T2' })],
  },
  {
    code: 'family-already-linked',
    practice: 'A child is linked to the family again.',
    given: [registered(monday), linked],
    refused: [happened('FamilyLinked', '2026-01-06')],
    but: 'Half-brothers and half-sisters may be of a second family.',
    accepted: [happened('FamilyLinked', '2026-01-06', { familyId: 'F2' })],
  },
  {
    code: 'already-looked-after',
    practice: 'A child who is looked after is said to become so again.',
    given: [registered(monday), lookedAfter],
    refused: [happened('BecameLookedAfter', '2026-01-20')],
    but: 'Once it has ceased, it may begin again.',
    accepted: [happened('CeasedToBeLookedAfter', '2026-01-12'), happened('BecameLookedAfter', '2026-01-20')],
  },
  {
    code: 'transfer-in-already-notified',
    practice: 'The same move is notified a second time.',
    given: [registered(monday), notified],
    refused: [happened('TransferInNotified', '2026-01-07')],
    but: 'After the first fell through, the child may move again.',
    accepted: [happened('TransferInWithdrawn', '2026-01-06'), happened('TransferInNotified', '2026-01-07')],
  },
  {
    code: 'other-authority-plan-already-noted',
    practice: 'Another authority’s plan is noted twice.',
    given: [registered(monday), noted],
    refused: [happened('OtherAuthorityPlanNoted', '2026-01-06')],
    but: 'Of a further authority it may be noted.',
    accepted: [happened('OtherAuthorityPlanNoted', '2026-01-06', { authority: '857' })],
  },
  {
    code: 'opening-not-first',
    practice: 'An opening balance comes after a case was opened here.',
    given: open(monday),
    refused: [happened('CaseBroughtForward', '2026-02-02')],
    but: 'As the first of a child who has had no case here, it may stand.',
    givenInstead: [registered(monday)],
    accepted: [happened('CaseBroughtForward', '2026-02-02')],
  },
  {
    code: 'conference-kind-needed',
    practice: 'A conference is held while both an enquiry and a transfer in await one.',
    given: [...open(monday), notified, happened('StrategyDiscussionHeld', '2026-01-06')],
    refused: [happened('InitialConferenceHeld', '2026-01-20')],
    but: 'Said which it is for, it may stand.',
    accepted: [happened('InitialConferenceHeld', '2026-01-20', { kind: 'transfer-in' })],
  },
  {
    code: 'before-conference-without-reason',
    practice: 'A plan ends the day before the authority the child moved to holds its conference.',
    given: onPlan(monday),
    refused: [movedAway('2026-02-17')],
    but: 'Ended on the day of that conference, it needs no reason.',
    accepted: [movedAway('2026-02-16')],
  },
];
