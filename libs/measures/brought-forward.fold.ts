import { toldBy, type Effective } from '#history';
import { foldAssessment } from './assessment.fold.ts';
import { foldEnquiry } from './enquiry.fold.ts';
import { put, rowAt, type Fold } from './fold.ts';
import { foldPlan, inOrder } from './plan.fold.ts';
import { foldReferral } from './referral.fold.ts';
import { startReviewClock } from './review.fold.ts';

/**
 * The rows an opening balance tells of: the episode's referral, what was open, and the review awaited. Of what had
 * ended, such as a conference, it makes no row; where a figure cannot be judged by what it tells, the row says so.
 */
export function foldBroughtForward(fold: Fold, balance: Effective): void {
  if (balance.type !== 'CaseBroughtForward') return;
  const { earlierReferralsOn = [], authorised = [], assessment } = balance.data;
  fold.toldReferrals = { on: [...earlierReferralsOn].sort(), sources: balance.sources };
  const told = toldBy(balance);
  for (const fact of told) {
    if (fact.type === 'ReferralReceived') foldReferral(fold, fact);
    else if (fact.type === 'StrategyDiscussionHeld') foldEnquiry(fold, fact);
    else if (fact.type === 'PlanStarted') foldPlan(fold, fact);
    else if (fact.type === 'ReviewConferenceHeld' && fold.plan !== undefined)
      startReviewClock(fold, fold.plan, 'later-review', fact);
  }
  for (const kind of authorised) fold.episode?.assessed.add(kind);
  if (assessment !== undefined)
    foldAssessment(fold, told.findLast(({ type }) => type === 'AssessmentStarted') ?? balance);
  mark(fold, balance);
}

function mark(fold: Fold, { id, data }: Effective<'CaseBroughtForward'>): void {
  put(fold, { ...rowAt(fold, 'referral', id), broughtForward: 1 });
  const { plan, enquiry } = data;
  if (plan !== undefined) {
    const latestCategories = inOrder(plan.latestCategories);
    put(fold, { ...rowAt(fold, 'plan', id), latestCategories, reviewsKnownFrom: data.on });
    // When they changed is not told: the plan is taken as under them all along.
    put(fold, { ...rowAt(fold, 'plan-category', id), categories: latestCategories });
  }
  if (enquiry?.concludedOn !== undefined && fold.enquiry !== undefined) {
    const { concludedOn } = enquiry;
    put(fold, { ...rowAt(fold, 'enquiry', id), concludedOn, outcome: 'conference-required' });
    fold.enquiry = { ...fold.enquiry, concluded: true };
  }
}
