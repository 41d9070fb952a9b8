import type { VisitPurpose } from '#events';
import type { Duty, DutyTerms, Trigger } from './duty.ts';

/** A child in need plan ends, or a protection plan takes its place (rule 4017). */
export const needPlanOver: readonly Trigger[] = [{ fact: 'ChildInNeedPlanEnded' }, { fact: 'PlanStarted' }];

/** A visit that saw the child. One that did not is recorded, and another is due. */
function seenFor(purpose: VisitPurpose) {
  return { fact: 'ChildVisited', where: { purpose: [purpose], seen: [true] } } as const satisfies Trigger;
}

/** The duties that no national rule times, and an authority may. Without its rule none of them has a clock. */
export const timedLocally = {
  'referral-acknowledgement': {
    timescale: 'T1-ack',
    title: 'Acknowledge the referral to who made it',
    countedFrom: 'the day the referral was received',
    startedBy: [{ fact: 'ReferralReceived' }],
    metBy: [{ fact: 'ReferralDecided', dayIn: 'acknowledgedOn' }],
    // A decision that ends the episode without saying that whoever referred was told ends the duty with it.
    cancelledBy: [
      { fact: 'ReferralDecided', where: { decision: ['no-further-action', 'early-help'] } },
      { fact: 'CaseClosed' },
      { fact: 'ChildDied' },
    ],
    whenRunning: 'another',
    shown: true,
    local: true,
  },
  'strategy-discussion': {
    timescale: 'T3',
    title: 'Hold the strategy discussion',
    countedFrom: 'the decision that called for one',
    startedBy: [
      { fact: 'ReferralDecided', where: { decision: ['strategy-discussion'] } },
      { fact: 'AssessmentAuthorised', where: { outcome: ['strategy-discussion'] } },
    ],
    metBy: [{ fact: 'StrategyDiscussionHeld' }],
    cancelledBy: [{ fact: 'CaseClosed' }, { fact: 'ChildDied' }],
    whenRunning: 'keep',
    shown: true,
    local: true,
  },
  'later-core-group': {
    timescale: 'T7b',
    title: 'Hold the next core group',
    countedFrom: 'the core group before',
    startedBy: [{ fact: 'CoreGroupHeld' }],
    metBy: [{ fact: 'CoreGroupHeld' }],
    cancelledBy: [{ fact: 'PlanEnded' }, { fact: 'ChildDied' }],
    whenRunning: 'keep',
    shown: true,
    local: true,
  },
  'assessment-visit': {
    timescale: 'T11-assessment',
    title: 'Visit and see the child during the assessment',
    countedFrom: 'the day the assessment began, then each visit',
    startedBy: [
      { fact: 'AssessmentStarted', where: { kind: ['single'] } },
      { ...seenFor('assessment'), whileRunning: 'assessment-from-start' },
      { ...seenFor('assessment'), whileRunning: 'early-single-assessment' },
    ],
    metBy: [seenFor('assessment')],
    cancelledBy: [{ fact: 'AssessmentAuthorised', where: { kind: ['single'] } }, { fact: 'ChildDied' }],
    whenRunning: 'keep',
    shown: true,
    local: true,
  },
  'protection-plan-visit': {
    timescale: 'T11-plan',
    title: 'Visit and see the child on the child protection plan',
    countedFrom: 'the day the plan started, then each visit',
    startedBy: [{ fact: 'PlanStarted' }, { ...seenFor('protection-plan'), whileRunning: 'plan' }],
    metBy: [seenFor('protection-plan')],
    cancelledBy: [{ fact: 'PlanEnded' }, { fact: 'ChildDied' }],
    whenRunning: 'keep',
    shown: true,
    local: true,
  },
  'child-in-need-visit': {
    timescale: 'T11-need',
    title: 'Visit and see the child on the child in need plan',
    countedFrom: 'the day the plan began, then each visit',
    startedBy: [
      { fact: 'ChildInNeedPlanStarted' },
      { ...seenFor('child-in-need'), whileRunning: 'child-in-need-plan' },
    ],
    metBy: [seenFor('child-in-need')],
    cancelledBy: [...needPlanOver, { fact: 'ChildDied' }],
    whenRunning: 'keep',
    shown: true,
    local: true,
  },
  'child-in-need-review': {
    timescale: 'T12',
    title: 'Review the child in need plan',
    countedFrom: 'the day the plan began, then each review',
    startedBy: [{ fact: 'ChildInNeedPlanStarted' }, { fact: 'ChildInNeedPlanReviewed' }],
    metBy: [{ fact: 'ChildInNeedPlanReviewed' }],
    cancelledBy: [...needPlanOver, { fact: 'ChildDied' }],
    whenRunning: 'keep',
    shown: true,
    local: true,
  },
} as const satisfies Partial<Record<Duty, DutyTerms>>;
