import { circumstanceRefusals } from './circumstance.refusals.ts';
import { house, rule, type Refusal } from './refusal.ts';

/** Every refusal there is, by its code. Codes are stable: they are added, never renamed or reused. */
export const refusals = {
  'child-not-registered': {
    sentence: 'The child was not registered by then.',
    whatNext: 'Register the child first, with ChildRegistered dated on or before this fact.',
    ...house,
    needs: ['ChildRegistered'],
  },
  'child-already-registered': {
    sentence: 'The child is already registered.',
    whatNext: 'Record ChildDetailsAmended to change the details, or correct the registration.',
    ...house,
  },
  'after-death': {
    sentence: 'The child had died by then.',
    whatNext: 'Correct the date, or the date of death; on the day of death itself, give both a time.',
    ...house,
  },
  'already-born': {
    sentence: 'The child is already born: the date of birth is known.',
    whatNext: 'Correct the fact that gave the date of birth, or record ChildDetailsAmended.',
    ...house,
  },
  'plan-ends-on-death': {
    sentence: 'After a death, a plan ends on the day of the death.',
    whatNext: 'Date the end of the plan on the day the child died.',
    source: rule('8920'),
    status: 'V',
  },
  'over-40-weeks-before-birth': {
    sentence: 'The referral is more than 40 weeks before the child’s birth, or its expected day.',
    whatNext: 'Correct the date of the referral, or the date of birth.',
    source: rule('8606'),
    status: 'V',
  },
  'opening-not-first': {
    sentence: 'The child has had a case here already, so no opening balance can be brought forward.',
    whatNext: 'Record what happened fact by fact; or correct the opening balance recorded before.',
    ...house,
  },
  'before-brought-forward': {
    sentence: 'This happened before the day the case was brought forward here from an earlier record.',
    whatNext:
      'Correct the date, or tell of it in the opening balance: correct that (FactCorrected of CaseBroughtForward).',
    ...house,
  },
  'no-open-case': {
    sentence: 'No case was open.',
    whatNext: 'Record the referral that opened the case first, or correct the date.',
    source: rule('8565'),
    status: 'V',
    needs: ['ReferralReceived'],
  },
  'before-referral': {
    sentence: 'This happened before the referral that opened the case.',
    whatNext: 'Correct the date of this fact or of the referral; on the referral’s own day, give both a time.',
    source: rule('1103', '1104', '1105', '2889', '4015'),
    status: 'V',
  },
  'case-already-open': {
    sentence: 'A case is already open, and what is received on an open case is not a new referral.',
    whatNext: 'Record it as a contact with the outcome open-case, or close the case first if it had ended.',
    source: 'DfE children in need census guide 2023-24 §4.1',
    status: 'V',
  },
  'still-open': {
    sentence: 'The case cannot be closed while something in it is open.',
    whatNext:
      'Authorise the assessment, conclude the enquiry or hold its conference, start the plan that was decided or end the one that is open; then close.',
    source: rule('8867 (assessments)', '8868 (enquiries)', '8565 (plans)'),
    status: 'V',
  },
  'closure-reason-contradicts-history': {
    sentence:
      'Closed after assessment (RC8, RC9) cannot be the reason: the episode had an enquiry, conference or plan.',
    whatNext: 'Choose the reason that fits the episode, or correct the fact that says otherwise.',
    source: `${rule('2990')}, widened by Waymark from conferences to enquiries and plans`,
    status: 'R',
  },
  'nfa-contradicts-activity': {
    sentence: 'The referral cannot end here: an assessment, enquiry or plan has already begun in the episode.',
    whatNext: 'Record the decision that was acted on, or correct the activity; then close the case when it ends.',
    source: rule('8831', '8832', '4000'),
    status: 'V',
  },
  'already-decided': {
    sentence: 'The response to this referral has already been decided.',
    whatNext: 'Correct the decision recorded before, if it was recorded wrongly.',
    ...house,
  },
  'assessment-already-open': {
    sentence: 'An assessment of this kind is already in progress.',
    whatNext: 'Authorise the one in progress first, or correct it.',
    source: rule('8896'),
    status: 'V',
  },
  'no-assessment-open': {
    sentence: 'No assessment of this kind was in progress.',
    whatNext: 'Record AssessmentStarted first, dated on or before this.',
    ...house,
    needs: ['AssessmentStarted'],
  },
  'no-enquiry-open': {
    sentence: 'No section 47 enquiry was under way.',
    whatNext:
      'Record the strategy discussion that began the enquiry first. A conference ends its enquiry: date the conclusion before it.',
    ...house,
    needs: ['StrategyDiscussionHeld'],
  },
  'plan-not-from-conference': {
    sentence: 'A plan starts on the day of an initial conference that decided on one, and there was none that day.',
    whatNext: 'Record InitialConferenceHeld with the outcome plan, dated the same day, first or in the same post.',
    source: rule('2885'),
    status: 'V',
    needs: ['InitialConferenceHeld'],
  },
  'plan-already-open': {
    sentence: 'The child is already on a child protection plan.',
    whatNext: 'Record a review conference or a change of categories, or end the plan first.',
    source: rule('8935', '8940'),
    status: 'V',
  },
  'no-plan-open': {
    sentence: 'The child was not on a child protection plan.',
    whatNext: 'Record the conference and PlanStarted first, or correct the date.',
    ...house,
    needs: ['PlanStarted'],
  },
  'plan-of-no-days': {
    sentence: 'A plan cannot end on the day it started, unless the child died or the pregnancy ended.',
    whatNext: 'Correct the date; if the plan was recorded in error, withdraw its start instead.',
    source: rule('8840', '8925'),
    status: 'V',
  },
  'review-before-plan': {
    sentence: 'A review conference cannot be held before the plan it reviews, or on the day that plan starts.',
    whatNext: 'Correct the date of the review or of the plan.',
    source: rule('8841'),
    status: 'V',
  },
  'plan-ends-by-review': {
    sentence: 'Only a review conference that decided to end the plan, held the same day, ends it by review.',
    whatNext:
      'Record ReviewConferenceHeld with the outcome end, dated the same day, or give the reason the plan ended.',
    source: 'T10: Norfolk procedure (only a review conference can discontinue a plan)',
    status: 'V2',
    needs: ['ReviewConferenceHeld'],
  },
  'not-yet-18': {
    sentence: 'The child had not turned 18 by then.',
    whatNext:
      'Correct the date or the reason; if the date of birth is wrong, amend it first or in the same post (ChildDetailsAmended).',
    source: 'T10: plan ends at the 18th birthday',
    status: 'R',
  },
  'child-in-need-plan-open': {
    sentence: 'A child in need plan is already open.',
    whatNext: 'Record a review of it, or end it first.',
    source: rule('4004', '4014'),
    status: 'V',
  },
  'no-child-in-need-plan-open': {
    sentence: 'No child in need plan was open.',
    whatNext:
      'Record ChildInNeedPlanStarted first, or correct the date. A protection plan ends one on the day it starts.',
    ...house,
    needs: ['ChildInNeedPlanStarted'],
  },
  'protection-plan-open': {
    sentence: 'A child in need plan cannot start while the child is on a child protection plan.',
    whatNext: 'End the protection plan first; from its last day on, a child in need plan may start.',
    source: rule('4001', '4016'),
    status: 'V',
  },
  'contact-already-received': {
    sentence: 'A contact with this id has already been received.',
    whatNext: 'Give the new contact an id of its own.',
    ...house,
  },
  'contact-unknown': {
    sentence: 'No contact with this id was received by then.',
    whatNext: 'Record ContactReceived first, or correct the id.',
    ...house,
    needs: ['ContactReceived'],
  },
  'contact-already-decided': {
    sentence: 'This contact has already been decided.',
    whatNext: 'Correct the decision recorded before, if it was recorded wrongly.',
    ...house,
  },
  ...circumstanceRefusals,
  'fact-unknown': {
    sentence: 'The correction names a fact that is not earlier in this child’s history.',
    whatNext: 'Name the fact by the id it was recorded under, for this child.',
    ...house,
  },
  'fact-already-withdrawn': {
    sentence: 'The correction names a fact that has already been withdrawn.',
    whatNext: 'Withdraw the withdrawal to restore the fact first.',
    ...house,
  },
  'correction-of-correction': {
    sentence: 'A correction cannot itself be corrected.',
    whatNext: 'Correct the original fact again, or withdraw the correction.',
    ...house,
  },
  'correction-changes-type': {
    sentence: 'The correction’s data is not that of the fact it corrects: a correction keeps its fact’s type.',
    whatNext: 'Give the whole data of a fact of the same type, or withdraw the fact and record another.',
    ...house,
  },
  'contradicts-later-facts': {
    sentence: 'Facts recorded already could not have happened if this were so.',
    whatNext: 'Correct or withdraw the facts listed together with this one, or correct the date.',
    ...house,
  },
  'out-of-order': {
    sentence: 'The journey has no place for this fact here.',
    whatNext: 'Look at the standing and at what may come next.',
    ...house,
  },
  'late-without-reason': {
    field: 'lateReason',
    sentence: 'This was done after its due day and gives no reason.',
    whatNext: 'Give the reason in lateReason. The fact will be recorded and counted as late.',
    source:
      'Working Together 2018, of assessments: reasons for exceeding the timescale are recorded (tri.x keyword); other clocks: Waymark',
    status: 'V2',
  },
  'inquorate-without-reason': {
    field: 'inquorateReason',
    sentence: 'The meeting lacked agencies it needs and gives no reason.',
    whatNext: 'Give the reason in inquorateReason, or correct who attended.',
    source: 'T5: social care, police and health as a minimum (South Tyneside 2016, Darlington); conferences: local',
    status: 'V2',
  },
  'longer-without-reason': {
    field: 'longerReason',
    sentence: 'The order runs longer than such orders are known to, and gives no reason.',
    whatNext: 'Check the day it runs until, and give the reason in longerReason. The order is recorded either way.',
    source: 'Children Act 1989 s45: 8 days, extended once by at most 7 (as recalled, not checked)',
    status: 'R',
  },
  'without-enquiry-reason': {
    field: 'withoutEnquiryReason',
    sentence: 'No section 47 enquiry awaited this conference, and no reason is given.',
    whatNext: 'Record the strategy discussion that led to it first, or give the reason in withoutEnquiryReason.',
    ...house,
  },
  'conference-kind-needed': {
    field: 'kind',
    sentence:
      'Both a section 47 enquiry and a transfer in await a conference, and the fact does not say which it is for.',
    whatNext:
      'Say it in kind: following-enquiry or transfer-in. Where it was for both, record it once for each, one after the other.',
    source: rule('2884'),
    status: 'V',
  },
  'before-conference-without-reason': {
    field: 'beforeConferenceReason',
    sentence: 'The plan ends by a move before the receiving authority’s conference has met, and gives no reason.',
    whatNext: 'Give the day it met in receivingConferenceOn, or the reason in beforeConferenceReason or in the note.',
    source: 'T10: the plan ends when the receiving authority has held its conference (procedures; paragraph not seen)',
    status: 'R',
  },
} as const satisfies Readonly<Record<string, Refusal>>;

export type RefusalCode = keyof typeof refusals;

/** Refusals that a reason or a choice in the data answers. They are asked of proposals and never of history. */
const reasonCodes = [
  'late-without-reason',
  'inquorate-without-reason',
  'longer-without-reason',
  'without-enquiry-reason',
  'conference-kind-needed',
  'before-conference-without-reason',
] as const satisfies readonly RefusalCode[];

export type ReasonCode = (typeof reasonCodes)[number];

export function isReasonCode(code: RefusalCode): code is ReasonCode {
  return (reasonCodes as readonly RefusalCode[]).includes(code);
}
