import {
  addWorkingDays,
  daysBetween,
  monthsToReach,
  wholeMonthsBetween,
  workingDaysToReach,
  type PlainDate,
} from '#calendar';
import { isOfMoveIn, type Effective } from '#history';
import { firstOfDay, put, rowAt, withSources, type Fold, type FoldedReferral } from './fold.ts';
import { recordedAfter } from './recorded-after.ts';
import { never, type Row } from './rows.ts';

/** Referrals, their decisions, and the end of the episode each began. */
export function foldReferral(fold: Fold, fact: Effective): void {
  if (fact.type === 'ReferralReceived') received(fold, fact);
  else if (fact.type === 'ReferralDecided') decided(fold, fact);
  else if (fact.type === 'CaseClosed') closed(fold, fact);
  else if (fact.type === 'ChildDied') needsNoDecision(fold, fact);
}

function received(fold: Fold, fact: Effective<'ReferralReceived'>): void {
  const { on } = fact.data;
  const byTransferIn = isOfMoveIn(fact.data, fold.movesIn);
  const referral = { key: fact.id, on, revision: fact.revision, byTransferIn, sources: fact.sources };
  // Referrals of one day count once (children in need census guide §4.4; evidence V).
  const first = firstOfDay(fold, 'referral', fold.referrals, referral);
  const previous = previousOf(fold, on);
  fold.referrals.push(referral);
  fold.episode = { referral, assessed: new Set() };
  put(fold, {
    kind: 'referral',
    key: referral.key,
    receivedOn: referral.on,
    source: fact.data.source,
    primaryNeed: fact.data.primaryNeed ?? null,
    firstOfDay: first,
    previousOn: previous?.on ?? null,
    ...since(previous?.on, referral.on),
    recordedAfter: recordedAfter(fact),
    decision: null,
    decidedOn: never,
    ...decisionDue(fold, on),
    decisionKnown: fact.data.decision === 'not-known' ? 0 : 1,
    decisionNeeded: 1,
    decisionWorkingDays: null,
    noFurtherAction: 0,
    closedOn: never,
    closureReason: null,
    assessedNotInNeed: 0,
    broughtForward: 0,
    sources: previous === undefined ? referral.sources : withSources(referral.sources, previous.sources),
  });
}

function since(
  previous: PlainDate | undefined,
  on: PlainDate,
): Pick<Row<'referral'>, 'monthsSincePrevious' | 'wholeMonthsSincePrevious' | 'daysSincePrevious'> {
  if (previous === undefined) {
    return { monthsSincePrevious: null, wholeMonthsSincePrevious: null, daysSincePrevious: null };
  }
  return {
    monthsSincePrevious: monthsToReach(previous, on),
    wholeMonthsSincePrevious: wholeMonthsBetween(previous, on),
    daysSincePrevious: daysBetween(previous, on),
  };
}

/** The child's last referral on an earlier day: recorded here, or told of by an opening balance. */
function previousOf(
  fold: Fold,
  on: PlainDate,
): { readonly on: PlainDate; readonly sources: readonly string[] } | undefined {
  const recorded = fold.referrals.findLast((earlier) => earlier.on < on && isFirstOfDay(fold, earlier));
  const told = fold.toldReferrals.on.findLast((day) => day < on);
  if (told === undefined || (recorded !== undefined && recorded.on >= told)) return recorded;
  return { on: told, sources: fold.toldReferrals.sources };
}

function isFirstOfDay(fold: Fold, referral: FoldedReferral): boolean {
  return rowAt(fold, 'referral', referral.key).firstOfDay === 1;
}

function decided(fold: Fold, fact: Effective<'ReferralDecided'>): void {
  if (fold.episode === undefined) return;
  const row = rowAt(fold, 'referral', fold.episode.referral.key);
  if (row.decision !== null) return;
  const { decision, on, primaryNeed } = fact.data;
  const days = workingDaysToReach(fold.timescales.calendar, row.receivedOn, on);
  const endsEpisode = decision === 'no-further-action' || decision === 'early-help';
  put(fold, {
    ...row,
    decision,
    decidedOn: on,
    decisionWorkingDays: days === 'unknown' ? null : days,
    primaryNeed: primaryNeed ?? row.primaryNeed,
    noFurtherAction: endsEpisode ? 1 : 0,
    closedOn: endsEpisode ? on : row.closedOn,
    sources: withSources(row.sources, fact.sources),
  });
  if (endsEpisode) fold.episode = undefined;
}

function closed(fold: Fold, fact: Effective<'CaseClosed'>): void {
  if (fold.episode === undefined) return;
  needsNoDecision(fold, fact);
  const row: Row<'referral'> = rowAt(fold, 'referral', fold.episode.referral.key);
  const { on, reason } = fact.data;
  put(fold, {
    ...row,
    closedOn: on,
    closureReason: reason,
    assessedNotInNeed: reason === 'RC8' || reason === 'RC9' ? 1 : 0,
    sources: withSources(row.sources, fact.sources),
  });
  fold.episode = undefined;
}

/** The next working day after the referral (timescales.md T1; evidence V). */
function decisionDue(
  { timescales: { calendar } }: Fold,
  on: PlainDate,
): Pick<Row<'referral'>, 'decisionDueOn' | 'decisionDueKnown'> {
  const due = addWorkingDays(calendar, on, 1);
  return due === 'unknown' ? { decisionDueOn: on, decisionDueKnown: 0 } : { decisionDueOn: due, decisionDueKnown: 1 };
}

/** The case was closed, or the child died, before the decision was due: none is missed for it. */
function needsNoDecision(fold: Fold, fact: Effective<'CaseClosed' | 'ChildDied'>): void {
  if (fold.episode === undefined) return;
  const row = rowAt(fold, 'referral', fold.episode.referral.key);
  if (row.decision !== null || fact.data.on > row.decisionDueOn) return;
  put(fold, { ...row, decisionNeeded: 0, sources: withSources(row.sources, fact.sources) });
}
