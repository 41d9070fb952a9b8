import type { PlainDate } from '#calendar';
import { movesIn, type Effective } from '#history';
import type { Timescales } from '#timescales';
import { foldAssessment } from './assessment.fold.ts';
import { foldChild } from './child.fold.ts';
import { foldCircumstance } from './circumstance.fold.ts';
import { foldClocks } from './clock.fold.ts';
import { foldContact } from './contact.fold.ts';
import { foldEnquiry } from './enquiry.fold.ts';
import { foldBroughtForward } from './brought-forward.fold.ts';
import type { Fold } from './fold.ts';
import { foldMeeting } from './meeting.fold.ts';
import { foldPlan } from './plan.fold.ts';
import { foldReferral } from './referral.fold.ts';
import type { Row } from './rows.ts';

/**
 * One child's rows as its effective history makes them, fact by fact in the order things happened. Nothing is judged:
 * a fact that fits nothing (one that an older law accepted) leaves the rows as they are.
 */
export function foldRows(timescales: Timescales, history: readonly Effective[]): Fold {
  const fold = startFold(timescales, movesIn(history));
  for (const fact of history) foldFact(fold, fact);
  return fold;
}

/** One child's rows, as its effective history makes them now. */
export function rowsOf(timescales: Timescales, history: readonly Effective[]): Iterable<Row> {
  return foldRows(timescales, history).rows.values();
}

/** One step: the fact must come after all that were folded before it. Marks the rows it touches. */
export function foldFact(fold: Fold, fact: Effective): void {
  foldChild(fold, fact);
  foldCircumstance(fold, fact);
  foldBroughtForward(fold, fact);
  foldContact(fold, fact);
  foldReferral(fold, fact);
  foldAssessment(fold, fact);
  foldEnquiry(fold, fact);
  foldMeeting(fold, fact);
  foldPlan(fold, fact);
  foldClocks(fold, fact);
}

export function startFold(timescales: Timescales, movesIn: readonly PlainDate[] = []): Fold {
  return {
    timescales,
    rows: new Map(),
    touched: new Set(),
    contacts: new Map(),
    referredBy: new Map(),
    referrals: [],
    toldReferrals: { on: [], sources: [] },
    episode: undefined,
    openAssessments: new Map(),
    enquiries: [],
    enquiry: undefined,
    movesIn,
    transferIn: undefined,
    plan: undefined,
    child: undefined,
    allocation: undefined,
    families: new Map(),
    lookedAfter: undefined,
    plans: { started: 0, toldOf: 0, lastEndedOn: undefined, lastEndSources: [] },
    clocks: [],
  };
}
