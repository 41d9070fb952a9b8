import { toldBy, type Effective } from '#history';
import { foldCase } from './case.fold.ts';
import type { Folding } from './draft.ts';
import { foldProtectionFacts, lastMet } from './protection.fold.ts';

/**
 * What an opening balance tells: the referral, and what was open on its day. What had ended, such as a conference or an
 * authorised assessment, is told of without what a return asks for, and is left out (ADR 16).
 */
export function foldOpening(folding: Folding, balance: Effective): void {
  if (balance.type !== 'CaseBroughtForward') return;
  const { assessment, enquiry, plan } = balance.data;
  const told = toldBy(balance);
  const openedOn = told.findLast(({ type }) => type === 'AssessmentStarted');
  for (const fact of told) {
    const isAssessment = fact.type === 'AssessmentStarted' || fact.type === 'AssessmentAuthorised';
    if (fact.type === 'InitialConferenceHeld') continue;
    if (isAssessment && (assessment === undefined || fact !== openedOn)) continue;
    foldCase(folding, fact);
    foldProtectionFacts(folding, fact);
  }
  const { episode } = folding;
  if (episode === undefined) return;
  episode.broughtForward = true;
  const begun = folding.plan;
  if (plan !== undefined && begun !== undefined) {
    begun.plan.latestCategories = [...plan.latestCategories];
    for (const review of begun.plan.reviews)
      Object.assign(review, { previousOn: plan.conferenceOn, broughtForward: true });
    lastMet(folding, plan.lastReviewOn ?? plan.conferenceOn);
  }
  if (enquiry?.concludedOn !== undefined && folding.enquiry !== undefined)
    folding.enquiry.enquiry.substantiated = undefined;
}
