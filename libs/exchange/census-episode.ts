import type { Noting } from './census-item.ts';
import { assessmentsOf, enquiriesOf, needPlansOf } from './census-needs.ts';
import type { Episode } from './census-parts.ts';
import { plansOf, transferOf } from './census-plans.ts';
import type { CinDetails } from './census-records.ts';
import { after, type Bounds, type Span } from './census-span.ts';

/**
 * Holds an episode against itself and its year, and notes each contradiction at the element that makes it. The largest part
 * without one is kept: of an item whose end is before its start the item goes; what was never finished in a closed episode
 * goes, and the closure stays; a day after the reference date is left for the next year's file.
 */
export function episodeOf(record: CinDetails, bounds: Bounds, noting: Noting): Episode | undefined {
  const { window } = bounds;
  const { at, note } = noting;
  const referredOn = record.CINreferralDate;
  if (referredOn > window.to) {
    note(at(record, 'CINreferralDate'), '8600', 'after-census-year', `The referral is dated ${after(window)}.`, 'item');
    return undefined;
  }
  const closed = closureOf(record, bounds, noting);
  const span: Span = { referredOn, closedOn: closed?.on, ...bounds };
  const parts = {
    assessments: assessmentsOf(record, span, noting),
    enquiries: enquiriesOf(record, span, noting),
    needPlans: needPlansOf(record, span, noting),
    plans: plansOf(record, span, noting),
  };
  const transferInOn = transferOf(record, span, parts, noting);
  const isActive = Object.values(parts).some((list) => list.length > 0) || transferInOn !== undefined;
  if (record.ReferralNFA === true && isActive) {
    const rule =
      parts.plans.length > 0
        ? '8832'
        : parts.needPlans.length > 0 && parts.assessments.length + parts.enquiries.length === 0
          ? '4000'
          : '8831';
    const reason =
      'The referral is said to have needed no further action, and has activity. It is taken as one that led to further action.';
    note(at(record, 'ReferralNFA'), rule, 'nfa-contradicts-activity', reason, 'value');
  }
  const { enquiries, plans, needPlans } = parts;
  const hasMore = enquiries.length + plans.length + needPlans.length > 0 || transferInOn !== undefined;
  return {
    record,
    referredOn,
    noFurtherAction: record.ReferralNFA === true && !isActive,
    closed: closed && (hasMore ? afterMoreThanAssessment(record, closed, noting) : closed),
    transferInOn,
    ...parts,
  };
}

/** Closed after assessment (RC8, RC9) cannot be the reason where the episode had more than that. */
function afterMoreThanAssessment(
  record: CinDetails,
  closed: NonNullable<Episode['closed']>,
  { at, note }: Noting,
): Episode['closed'] {
  if (closed.reason !== 'RC8' && closed.reason !== 'RC9') return closed;
  const reason =
    'Closed after assessment cannot be the reason: the episode had an enquiry, conference or plan. It is taken over as RC7, any other reason.';
  note(at(record, 'ReasonForClosure'), '2990', 'closure-reason-contradicts-history', reason, 'value');
  return { ...closed, reason: 'RC7' };
}

function closureOf(record: CinDetails, { window }: Bounds, { at, note }: Noting): Episode['closed'] {
  const { CINclosureDate: on, ReasonForClosure: reason, CINreferralDate: referredOn } = record;
  const isBad = (field: string): boolean => at(record, field) !== at(record);
  if (on === undefined) {
    if (reason !== undefined && !isBad('CINclosureDate')) {
      note(
        at(record, 'ReasonForClosure'),
        '8810',
        'closure-without-date',
        'A reason for closure is given and no date. The case is taken as open.',
        'value',
      );
    }
    return undefined;
  }
  const here = at(record, 'CINclosureDate');
  if (on < referredOn) {
    note(
      here,
      '8630',
      'closed-before-referral',
      `The case is closed on ${on}, before its referral on ${referredOn}. It is taken as open.`,
      'value',
    );
    return undefined;
  }
  if (on > window.to) {
    note(here, '8620', 'after-census-year', `The closure is dated ${after(window)}.`, 'value');
    return undefined;
  }
  if (reason === undefined && record.ReferralNFA !== true && !isBad('ReasonForClosure')) {
    note(
      here,
      '8805',
      'closure-without-reason',
      'The case is closed without a reason. It is taken over as RC7, any other reason.',
      'nothing',
    );
  }
  return { on, reason: reason ?? 'RC7' };
}
