import type { Effective } from '#history';
import { put, rowAt, withSources, type Fold } from './fold.ts';
import { recordedAfter } from './recorded-after.ts';
import { never } from './rows.ts';

/** Contacts, what was decided about each, and the referral that names one. */
export function foldContact(fold: Fold, fact: Effective): void {
  if (fact.type === 'ContactReceived') received(fold, fact);
  else if (fact.type === 'ContactDecided') decided(fold, fact);
  else if (fact.type === 'ReferralReceived') referred(fold, fact);
}

function received(fold: Fold, fact: Effective<'ContactReceived'>): void {
  const { contactId, on, source } = fact.data;
  if (fold.contacts.has(contactId)) return;
  fold.contacts.set(contactId, fact.id);
  const referral = fold.referredBy.get(contactId);
  put(fold, {
    kind: 'contact',
    key: fact.id,
    contactId,
    receivedOn: on,
    source,
    outcome: null,
    decidedOn: never,
    ledToReferral: referral === undefined ? 0 : 1,
    recordedAfter: recordedAfter(fact),
    sources: referral === undefined ? fact.sources : withSources(fact.sources, referral),
  });
}

function decided(fold: Fold, fact: Effective<'ContactDecided'>): void {
  const key = fold.contacts.get(fact.data.contactId);
  if (key === undefined) return;
  const row = rowAt(fold, 'contact', key);
  if (row.outcome !== null) return;
  const { outcome, on } = fact.data;
  put(fold, {
    ...row,
    outcome,
    decidedOn: on,
    ledToReferral: outcome === 'referral' ? 1 : row.ledToReferral,
    sources: withSources(row.sources, fact.sources),
  });
}

/** A contact may be told of after the referral that names it: typed later for the same day, it comes after it. */
function referred(fold: Fold, fact: Effective<'ReferralReceived'>): void {
  const { contactId } = fact.data;
  if (contactId === undefined) return;
  if (!fold.referredBy.has(contactId)) fold.referredBy.set(contactId, fact.sources);
  const key = fold.contacts.get(contactId);
  if (key === undefined) return;
  const row = rowAt(fold, 'contact', key);
  put(fold, { ...row, ledToReferral: 1, sources: withSources(row.sources, fact.sources) });
}
