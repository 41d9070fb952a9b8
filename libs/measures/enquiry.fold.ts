import { workingDaysToReach } from '#calendar';
import type { NotKnown } from '#events';
import type { Effective } from '#history';
import { firstOfDay, put, rowAt, withSources, type Fold } from './fold.ts';
import { never, type Flag } from './rows.ts';

/** Section 47 enquiries and the conferences that end them. */
export function foldEnquiry(fold: Fold, fact: Effective): void {
  if (fact.type === 'StrategyDiscussionHeld') discussed(fold, fact);
  else if (fact.type === 'Section47Concluded') concluded(fold, fact);
  else if (fact.type === 'InitialConferenceHeld') conferred(fold, fact);
  else if (fact.type === 'ReviewConferenceHeld') reviewed(fold, fact);
  else if (fact.type === 'TransferInNotified')
    fold.transferIn = { notifiedOn: fact.data.notifiedOn, sources: fact.sources };
  else if (fact.type === 'TransferInWithdrawn') fold.transferIn = undefined;
}

/** A discussion during an enquiry joins it and restarts nothing (timescales.md T6; evidence V). */
function discussed(fold: Fold, fact: Effective<'StrategyDiscussionHeld'>): void {
  const { decision, on } = fact.data;
  const begins = decision === 'section-47-joint' || decision === 'section-47-single';
  if (!begins || fold.enquiry !== undefined) return;
  const begun = { key: fact.id, on, revision: fact.revision };
  const first = firstOfDay(fold, 'enquiry', fold.enquiries, begun);
  fold.enquiries.push(begun);
  fold.enquiry = { key: fact.id, startedOn: on, sources: fact.sources, concluded: false, reviewed: false };
  put(fold, {
    kind: 'enquiry',
    key: fact.id,
    startedOn: on,
    firstOfDay: first,
    concludedOn: never,
    outcome: null,
    substantiated: null,
    conferenceOn: never,
    sources: fact.sources,
  });
}

function concluded(fold: Fold, fact: Effective<'Section47Concluded'>): void {
  const { enquiry } = fold;
  if (enquiry === undefined || enquiry.concluded) return;
  const row = rowAt(fold, 'enquiry', enquiry.key);
  const { on, outcome, substantiated } = fact.data;
  const sources = withSources(row.sources, fact.sources);
  put(fold, { ...row, concludedOn: on, outcome, substantiated: flag(substantiated), sources });
  const awaitsConference = outcome === 'conference-required' && !enquiry.reviewed;
  fold.enquiry = awaitsConference ? { ...enquiry, concluded: true } : undefined;
}

/** What an import left unknown stays unknown. */
function flag(value: boolean | NotKnown): Flag | null {
  return value === 'not-known' ? null : value ? 1 : 0;
}

/**
 * Where the child is already on a plan, a review takes the conference's place: it ends an enquiry that is concluded, and
 * one still going on ends with its conclusion, whatever that is. No initial conference met, so the row tells of none.
 */
function reviewed(fold: Fold, fact: Effective<'ReviewConferenceHeld'>): void {
  const { enquiry } = fold;
  if (enquiry === undefined || fold.plan === undefined || fact.data.outcome === 'adjourned') return;
  fold.enquiry = enquiry.concluded ? undefined : { ...enquiry, reviewed: true };
}

function conferred(fold: Fold, fact: Effective<'InitialConferenceHeld'>): void {
  if (isForTransferIn(fold, fact)) {
    conferredOnTransferIn(fold, fact);
    return;
  }
  const { on, outcome } = fact.data;
  const { enquiry } = fold;
  const days = enquiry === undefined ? 'unknown' : workingDaysToReach(fold.timescales.calendar, enquiry.startedOn, on);
  put(fold, {
    kind: 'conference',
    key: fact.id,
    heldOn: on,
    outcome,
    decided: outcome === 'adjourned' ? 0 : 1,
    enquiryStartedOn: enquiry?.startedOn ?? null,
    transferIn: 0,
    workingDays: days === 'unknown' ? null : days,
    workingDaysKnown: days === 'unknown' ? 0 : 1,
    sources: enquiry === undefined ? fact.sources : withSources(fact.sources, enquiry.sources),
  });
  if (enquiry === undefined || outcome === 'adjourned') return;
  const row = rowAt(fold, 'enquiry', enquiry.key);
  put(fold, { ...row, conferenceOn: on, sources: withSources(row.sources, fact.sources) });
  fold.enquiry = undefined;
}

/** One of no said kind is held for the enquiry that awaits one, and else for the transfer in, as the journey reads it. */
function isForTransferIn(fold: Fold, { data: { kind } }: Effective<'InitialConferenceHeld'>): boolean {
  return kind === 'transfer-in' || (kind === undefined && fold.enquiry === undefined && fold.transferIn !== undefined);
}

/** Kept apart from the enquiry, whose conference it is not (rule 2884) and whose timeliness it does not count in (M4). */
function conferredOnTransferIn(fold: Fold, fact: Effective<'InitialConferenceHeld'>): void {
  const { on, outcome } = fact.data;
  const { transferIn } = fold;
  const days =
    transferIn === undefined ? 'unknown' : workingDaysToReach(fold.timescales.calendar, transferIn.notifiedOn, on);
  put(fold, {
    kind: 'conference',
    key: fact.id,
    heldOn: on,
    outcome,
    decided: outcome === 'adjourned' ? 0 : 1,
    enquiryStartedOn: null,
    transferIn: 1,
    workingDays: days === 'unknown' ? null : days,
    workingDaysKnown: days === 'unknown' ? 0 : 1,
    sources: transferIn === undefined ? fact.sources : withSources(fact.sources, transferIn.sources),
  });
  if (outcome !== 'adjourned') fold.transferIn = undefined;
}
