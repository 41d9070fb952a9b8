import { addMonths, type PlainDate } from '#calendar';
import type { Recorded } from '#history';
import type { Cell } from '../csv.ts';
import type { Assessment, ChildRecord, Enquiry, Episode, Plan } from '../record/child-record.ts';
import { countedEpisodes } from '../record/counted.ts';
import { childRecord } from '../record/read-child.ts';
import { ageOn, allocatedIn, endOf, wasSeen } from '../record/as-of.ts';
import type { AnnexList } from './columns.ts';
import {
  categoryInWords,
  closureInWords,
  ethnicityInWords,
  genderInWords,
  needInWords,
  sourceInWords,
  yesOrNo,
} from './wording.ts';

export type AnnexRow = readonly Cell[];

/** The six months that end on the day of the inspection, both ends of them counted. */
interface Window {
  readonly from: PlainDate;
  readonly on: PlainDate;
}

/**
 * A child's lines in one list for an inspection on a day, as things stood at its end. Who the child is, is told as it is
 * known: that is no activity of a later day.
 */
export function annexRows(
  list: AnnexList,
  child: string,
  facts: readonly Recorded[],
  on: PlainDate,
): readonly AnnexRow[] {
  const { isRegistered, details } = childRecord(child, facts);
  if (!isRegistered) return [];
  const record = { ...childRecord(child, facts, on), details };
  const rows = makers[list](record, { from: addMonths(on, -6), on });
  return rows.map((row) => [...who(record, on), ...row]);
}

const makers: Readonly<Record<AnnexList, (record: ChildRecord, window: Window) => readonly AnnexRow[]>> = {
  1: contacts,
  3: referrals,
  4: assessments,
  5: enquiries,
  6: childrenInNeed,
  7: protectionPlans,
};

function who({ child, details }: ChildRecord, on: PlainDate): AnnexRow {
  const { dateOfBirth, sex, ethnicity } = details;
  const isBorn = dateOfBirth !== undefined && dateOfBirth <= on;
  return [
    child,
    genderInWords[isBorn ? (sex ?? 'U') : 'U'],
    ethnicityInWords(isBorn ? ethnicity : undefined),
    isBorn ? dateOfBirth : undefined,
    ageOn(dateOfBirth, on),
  ];
}

function contacts(record: ChildRecord, { from }: Window): readonly AnnexRow[] {
  return record.contacts.filter(({ on }) => on >= from).map(({ on, source }) => [on, sourceInWords(source)]);
}

/** The number of referrals before is that of the twelve months before the child's latest, which is not among them. */
function referrals(record: ChildRecord, { from, on }: Window): readonly AnnexRow[] {
  const counted = countedEpisodes(record.episodes);
  const before = inTheYearBefore(counted.map(({ referredOn }) => referredOn));
  return counted
    .filter(({ referredOn }) => referredOn >= from)
    .map((episode) => [
      episode.referredOn,
      sourceInWords(episode.source),
      yesOrNo(episode.noFurtherAction),
      before,
      ...workerIn(record, episode.referredOn, endOf(episode) ?? on),
    ]);
}

/** Assessments authorised in the six months, and those in progress. */
function assessments(record: ChildRecord, { from, on }: Window): readonly AnnexRow[] {
  const told = record.episodes.flatMap((episode) => episode.assessments);
  return told
    .filter(({ authorisedOn }) => authorisedOn === undefined || authorisedOn >= from)
    .map((assessment) => {
      const { startedOn, authorisedOn } = assessment;
      return [
        hasDisability(record),
        startedOn,
        yesOrNo(wasSeen(record, startedOn, authorisedOn ?? on)),
        authorisedOn,
        yesOrNo(needsSupport(assessment)),
        ...workerIn(record, startedOn ?? authorisedOn ?? on, authorisedOn ?? on),
      ];
    });
}

/** Whether support was found to be needed; undefined while nothing is authorised, or where the outcome does not say. */
function needsSupport({ outcome }: Assessment): boolean | undefined {
  switch (outcome) {
    case 'child-in-need':
    case 'strategy-discussion':
      return true;
    case 'no-further-action':
    case 'early-help':
    case 'close':
      return false;
    case 'other':
    case 'not-known':
    case undefined:
      return undefined;
  }
}

/** Enquiries that went on in the six months, until they were concluded or their conference met: one line for each. */
function enquiries(record: ChildRecord, { from, on }: Window): readonly AnnexRow[] {
  const all = record.episodes.flatMap((episode) => episode.enquiries.map((enquiry) => ({ episode, enquiry })));
  const latest = all.map(({ enquiry }) => enquiry.startedOn).reduce((a, b) => (a > b ? a : b), from);
  const before = inTheYearBefore(all.map(({ enquiry }) => enquiry.startedOn));
  const met = record.episodes
    .flatMap(({ conferences }) => conferences)
    .filter(({ outcome }) => outcome !== 'adjourned');
  const conferencesBefore = met.filter((one) => one.on >= addMonths(latest, -12) && one.on < latest).length;
  return all
    .filter(({ enquiry }) => (enquiryEnd(enquiry) ?? on) >= from)
    .map(({ episode, enquiry }) => {
      const held = episode.conferences.find(({ id }) => id === enquiry.conference);
      return [
        hasDisability(record),
        enquiry.startedOn,
        yesOrNo(isUnnecessary(enquiry)),
        enquiry.conferenceOn,
        held && yesOrNo(held.outcome === 'plan'),
        before,
        conferencesBefore,
        ...workerIn(record, enquiry.startedOn, enquiryEnd(enquiry) ?? on),
      ];
    });
}

function isUnnecessary({ outcome, conferenceOn }: Enquiry): boolean | undefined {
  if (conferenceOn !== undefined) return false;
  return outcome === undefined ? undefined : outcome !== 'conference-required';
}

/** The day an enquiry was over: its conference, where one was needed, and else its conclusion. */
function enquiryEnd({ outcome, concludedOn, conferenceOn }: Enquiry): PlainDate | undefined {
  return conferenceOn ?? (outcome === 'conference-required' ? undefined : concludedOn);
}

/** Episodes open in the six months, but for those that were a referral and nothing more. */
function childrenInNeed(record: ChildRecord, { from, on }: Window): readonly AnnexRow[] {
  return record.episodes
    .filter((episode) => (endOf(episode) ?? on) >= from && !isOnlyAReferral(episode))
    .map((episode) => {
      const { referredOn, closedOn } = episode;
      const seen = record.visits.filter((one) => one.seen && one.on >= referredOn && one.on <= (closedOn ?? on));
      return [
        hasDisability(record),
        referredOn,
        needInWords(episode.primaryNeed),
        latestOf(seen),
        closedOn,
        closureInWords(episode.closureReason),
        caseStatus(record, episode),
        ...workerIn(record, referredOn, closedOn ?? on),
      ];
    });
}

function isOnlyAReferral({
  noFurtherAction,
  decision,
  assessments: assessed,
  enquiries: begun,
  needPlans,
  plans,
}: Episode) {
  const activity = [assessed, begun, needPlans, plans].some(({ length }) => length > 0);
  return noFurtherAction || (decision === undefined && !activity);
}

/** Undefined of an open case that is none of these: D2I calls it a child in need plan, which it may not be. */
function caseStatus({ care }: ChildRecord, episode: Episode): string | undefined {
  const isOpen = ({ endedOn }: { readonly endedOn: PlainDate | undefined }): boolean => endedOn === undefined;
  if (episode.closedOn !== undefined) return 'e) Closed episode';
  if (care.some(({ to }) => to === undefined)) return 'a) Looked after child';
  if (episode.plans.some(isOpen)) return 'b) Child Protection plan';
  if (episode.needPlans.some(isOpen)) return 'c) Child in need plan';
  return episode.assessments.some(({ authorisedOn }) => authorisedOn === undefined) ? 'd) Open assessment' : undefined;
}

/** Plans of this authority open in the six months: a temporary plan of another is not among a record's plans. */
function protectionPlans(record: ChildRecord, { from, on }: Window): readonly AnnexRow[] {
  const isProtected = record.protections.some((one) => one.to >= from && one.from <= on);
  return record.episodes
    .flatMap(({ plans }) => plans)
    .filter(({ endedOn }) => (endedOn ?? on) >= from)
    .map((plan) => {
      const visit = statutoryVisits(record, plan, on).at(-1);
      return [
        hasDisability(record),
        plan.startedOn,
        categoryInWords(plan.initialCategories),
        categoryInWords(plan.latestCategories),
        visit?.on,
        yesOrNo(visit?.seenAlone),
        latestOf(plan.reviews.filter(({ outcome }) => outcome !== 'adjourned')),
        plan.endedOn,
        yesOrNo(isProtected),
        plan.earlierPlans,
        ...workerIn(record, plan.startedOn, plan.endedOn ?? on),
      ];
    });
}

function statutoryVisits({ visits }: ChildRecord, { startedOn, endedOn }: Plan, on: PlainDate) {
  return visits.filter((one) => one.purpose === 'protection-plan' && one.on >= startedOn && one.on <= (endedOn ?? on));
}

function hasDisability({ details: { disabilities = [] } }: ChildRecord): Cell {
  return yesOrNo(disabilities.length === 0 ? undefined : disabilities.some((code) => code !== 'NONE'));
}

function workerIn(record: ChildRecord, from: PlainDate, to: PlainDate): readonly [Cell, Cell] {
  const allocated = allocatedIn(record, from, to);
  return [allocated?.team, allocated?.worker];
}

/** How many of these days are in the twelve months before the latest of them, which is not counted itself. */
function inTheYearBefore(days: readonly PlainDate[]): number {
  const latest = days.reduce<PlainDate | undefined>((a, b) => (a !== undefined && a > b ? a : b), undefined);
  if (latest === undefined) return 0;
  return days.filter((on) => on >= addMonths(latest, -12)).length - 1;
}

function latestOf(told: readonly { readonly on: PlainDate }[]): PlainDate | undefined {
  return told
    .map(({ on }) => on)
    .reduce<PlainDate | undefined>((a, b) => (a !== undefined && a > b ? a : b), undefined);
}
