import type { OrdinaryFacts, OrdinaryType } from '#events';
import type { Effective } from './recorded.ts';

/**
 * What an opening balance tells, as the facts it would have been recorded by: each on its own day, all under the id of
 * the balance. Whoever folds facts folds these in its place. They are in the order of the journey, and tell of nothing
 * that the balance leaves open: who met, what was found, what came of what had ended.
 */
export function toldBy(balance: Effective<'CaseBroughtForward'>): readonly Effective[] {
  const { referral, authorised = [], assessment, enquiry, childInNeedPlan, plan } = balance.data;
  const { on, source, primaryNeed, byTransferIn, awaitsDecision } = referral;
  const told: Effective[] = [as(balance, 'ReferralReceived', { on, source, primaryNeed, byTransferIn })];
  if (!awaitsDecision) told.push(as(balance, 'ReferralDecided', { on, decision: 'assess' }));
  for (const kind of authorised) {
    told.push(as(balance, 'AssessmentStarted', { on, kind }));
    told.push(as(balance, 'AssessmentAuthorised', { on, kind, factors: [], outcome: 'other' }));
  }
  if (assessment) told.push(as(balance, 'AssessmentStarted', { on: assessment.startedOn, kind: assessment.kind }));
  if (childInNeedPlan) told.push(as(balance, 'ChildInNeedPlanStarted', { on: childInNeedPlan.startedOn }));
  if (plan) told.push(...planTold(balance, plan));
  if (enquiry) told.push(...enquiryTold(balance, enquiry));
  return told;
}

function planTold(
  balance: Effective<'CaseBroughtForward'>,
  plan: NonNullable<OrdinaryFacts['CaseBroughtForward']['plan']>,
): readonly Effective[] {
  const met = { invited: [], attended: [], reportsReceived: [], childParticipated: false } as const;
  const { startedOn, conferenceOn, initialCategories, previousPlansHere, lastReviewOn } = plan;
  return [
    as(balance, 'InitialConferenceHeld', { on: conferenceOn, ...met, outcome: 'plan' }),
    as(balance, 'PlanStarted', { on: startedOn, categories: initialCategories, previousPlansHere }),
    ...(lastReviewOn === undefined
      ? []
      : [as(balance, 'ReviewConferenceHeld', { on: lastReviewOn, ...met, outcome: 'continue' })]),
  ];
}

function enquiryTold(
  balance: Effective<'CaseBroughtForward'>,
  { startedOn, concludedOn }: NonNullable<OrdinaryFacts['CaseBroughtForward']['enquiry']>,
): readonly Effective[] {
  return [
    as(balance, 'StrategyDiscussionHeld', { on: startedOn, attended: [], decision: 'section-47-single' }),
    ...(concludedOn === undefined
      ? []
      : [as(balance, 'Section47Concluded', { on: concludedOn, outcome: 'conference-required', substantiated: false })]),
  ];
}

function as<T extends OrdinaryType>(
  { id, revision, recordedAt, recordedBy, sources }: Effective,
  type: T,
  data: OrdinaryFacts[T],
): Effective {
  return { id, type, data, revision, recordedAt, recordedBy, sources, time: '' } as unknown as Effective;
}
