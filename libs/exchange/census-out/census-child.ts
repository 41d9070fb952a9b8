import { addMonths, addWorkingDays, type Calendar, type PlainDate } from '#calendar';
import type { Recorded } from '#history';
import { censusCategory, genderOfSex } from '../census-codes.ts';
import type {
  CensusChild,
  ChildCharacteristics,
  ChildIdentifiers,
  ChildProtectionPlan,
  CinDetails,
  Section47,
} from '../census-records.ts';
import { windowOf, type CensusWindow, type CensusYear } from '../census-year.ts';
import type { ChildRecord, Details, Enquiry, Episode, Plan } from '../record/child-record.ts';
import { childRecord } from '../record/read-child.ts';
import { countedEpisodes } from '../record/counted.ts';
import { assessmentsOf, someOf } from './census-assessments.ts';
import { hasElement } from './elements-of-year.ts';
import { asOneEpisode } from './one-day.ts';

/** Something of a child that a census file of this year has no place for, and what to do about it. */
export interface LeftOut {
  readonly child: string;
  /** The id of the fact it begins with. */
  readonly fact: string;
  readonly why: string;
}

export interface CensusChildMade {
  /** Undefined where nothing of the child belongs in the census of this year. */
  readonly child: CensusChild | undefined;
  readonly leftOut: readonly LeftOut[];
}

/** What a census is made of a child's facts for. */
export interface CensusAsked {
  readonly year: CensusYear;
  readonly calendar: Calendar;
}

/**
 * A child as the census of a year returns it: every episode of need open at any time of the year, and every referral of
 * the year that came to no further action, as things stood on 31 March. Who the child is, the primary need and whether a
 * referral came to anything are told as they are known, for they are no activity of a later day.
 */
export function censusChild(child: string, facts: readonly Recorded[], asked: CensusAsked): CensusChildMade {
  const window = windowOf(asked.year);
  const known = childRecord(child, facts);
  if (!known.isRegistered) return { child: undefined, leftOut: [] };
  const then = childRecord(child, facts, window.to);
  const leftOut: LeftOut[] = [];
  const leave = (fact: string, why: string): void => void leftOut.push({ child, fact, why });
  for (const { id, type, on } of then.unplaced)
    if (window.from <= on)
      leave(id, `${type} on ${on} falls in no episode of need. Record the referral it belongs to.`);
  const inYear = then.episodes
    .map((episode) => ({ episode, known: known.episodes.find(({ id }) => id === episode.id) ?? episode }))
    .filter((one) => isOfCensus(one.known, one.episode, window));
  const counted = countedEpisodes(inYear.map((one) => one.known));
  const made: { readonly revision: number; readonly told: CinDetails }[] = [];
  for (const { episode, known: now } of inYear) {
    const { id, referredOn, revision } = episode;
    if (!counted.includes(now)) {
      leave(id, `Another referral of ${referredOn} is returned: those of one day count once (guide §4.4).`);
      continue;
    }
    const told = cinDetails(episode, now, asked, window, leave);
    const before = made.at(-1);
    if (before?.told.CINreferralDate !== referredOn) {
      made.push({ revision, told });
      continue;
    }
    leave(id, `What came of it is returned with the other referral of ${referredOn}: those of one day count once.`);
    const first = before.revision < revision ? before : { revision, told };
    made[made.length - 1] = { ...first, told: asOneEpisode(before.told, told, first.told) };
  }
  const details = made.map(({ told }) => told);
  if (details.length === 0) return { child: undefined, leftOut };
  return { child: { ...personOf(child, known.details, then, asked.year, window), CINdetails: details }, leftOut };
}

type Leave = (fact: string, why: string) => void;

function isOfCensus(known: Episode, then: Episode, { from, to }: CensusWindow): boolean {
  if (known.noFurtherAction) return known.referredOn >= from && known.referredOn <= to;
  return then.closedOn === undefined || then.closedOn >= from;
}

/** Of an unborn child the sex and the ethnicity are not known, whatever was thought (rule 8750; guide). */
function personOf(
  child: string,
  details: Details,
  { diedOn }: ChildRecord,
  year: CensusYear,
  { to }: CensusWindow,
): { readonly ChildIdentifiers: ChildIdentifiers; readonly ChildCharacteristics: ChildCharacteristics } {
  const { dateOfBirth, expectedDateOfBirth, upn, formerUpn, upnUnknownReason, disabilities = [] } = details;
  const isBorn = dateOfBirth !== undefined && dateOfBirth <= to;
  const sex = isBorn ? (details.sex ?? 'U') : 'U';
  return {
    ChildIdentifiers: {
      LAchildID: child,
      UPN: upn,
      FormerUPN: formerUpn,
      UPNunknown: upn === undefined ? upnUnknownReason : undefined,
      PersonBirthDate: isBorn ? dateOfBirth : undefined,
      ExpectedPersonBirthDate: isBorn ? undefined : (expectedDateOfBirth ?? dateOfBirth),
      ...(hasElement(['ChildIdentifiers', 'Sex'], year) ? { Sex: sex } : { GenderCurrent: genderOfSex[sex] }),
      PersonDeathDate: diedOn,
    },
    ChildCharacteristics: {
      Ethnicity: isBorn ? (details.ethnicity ?? 'NOBT') : 'NOBT',
      Disabilities: isBorn && disabilities.length > 0 ? { Disability: [...new Set(disabilities)] } : undefined,
    },
  };
}

function cinDetails(then: Episode, known: Episode, asked: CensusAsked, window: CensusWindow, leave: Leave): CinDetails {
  const { year } = asked;
  const needPlans = hasElement(['CINdetails', 'CINPlanDates'], year)
    ? then.needPlans.filter((plan) => isOpenIn(plan, window))
    : [];
  const enquiries = then.enquiries.filter((enquiry) => isEnquiryOf(enquiry, window));
  const plans = then.plans.filter((plan) => isOpenIn(plan, window));
  return {
    CINreferralDate: then.referredOn,
    ReferralSource: hasElement(['CINdetails', 'ReferralSource'], year) ? then.source : undefined,
    // N0 is the code of a need that is yet to be determined (guide, Appendix B).
    PrimaryNeedCode: known.noFurtherAction ? undefined : (known.primaryNeed ?? 'N0'),
    CINclosureDate: then.closedOn,
    ReasonForClosure: then.closureReason,
    DateOfInitialCPC: transferConference(then, window, leave),
    ...assessmentsOf(then, year, window, leave),
    CINPlanDates: someOf(needPlans.map((plan) => ({ CINPlanStartDate: plan.startedOn, CINPlanEndDate: plan.endedOn }))),
    Section47: someOf(enquiries.map((enquiry) => section47(enquiry, asked.calendar))),
    ReferralNFA: known.noFurtherAction,
    ChildProtectionPlans: someOf(plans.map((plan) => protectionPlan(plan, window))),
  };
}

/** Enquiries begun in the year, and earlier ones whose conference met in it. */
function isEnquiryOf({ startedOn, conferenceOn }: Enquiry, { from }: CensusWindow): boolean {
  return startedOn >= from || (conferenceOn !== undefined && conferenceOn >= from);
}

/**
 * The guide's three cases (p 50): concluded without a conference, the conference held, or not yet held. The target is
 * 15 working days after the strategy discussion that began the enquiry (§4.12.2); beyond the calendar it is left out.
 */
function section47({ startedOn, outcome, conferenceOn }: Enquiry, calendar: Calendar): Section47 {
  const notRequired = outcome === 'conference-not-required' || outcome === 'already-on-plan';
  const isNotNeeded = notRequired && conferenceOn === undefined;
  const target = addWorkingDays(calendar, startedOn, 15);
  return {
    S47ActualStartDate: startedOn,
    InitialCPCtarget: isNotNeeded || target === 'unknown' ? undefined : target,
    DateOfInitialCPC: conferenceOn,
    ICPCnotRequired: isNotNeeded,
  };
}

/** The conference on a move into the area stands with the episode, never with an enquiry (rule 2884). */
function transferConference({ conferences }: Episode, { from }: CensusWindow, leave: Leave): PlainDate | undefined {
  const held = conferences.filter(({ on, outcome }) => on >= from && outcome !== 'adjourned');
  for (const { id, on, heldFor } of held)
    if (heldFor === 'nothing')
      leave(
        id,
        `No enquiry and no move into the area awaited the conference of ${on}. Record the strategy discussion it followed.`,
      );
  const onMoves = held.filter(({ heldFor }) => heldFor === 'transfer-in');
  for (const { id, on } of onMoves.slice(0, -1))
    leave(
      id,
      `The episode has a later conference on a move into the area: the census holds one, not that of ${on} too.`,
    );
  return onMoves.at(-1)?.on;
}

/** Reviews of the year, and the last one of the year before where the plan was open on 1 April (guide §5.5.1). */
function protectionPlan(plan: Plan, { from }: CensusWindow): ChildProtectionPlan {
  const held = plan.reviews.filter(({ outcome }) => outcome !== 'adjourned').map(({ on }) => on);
  const before = held.findLast((on) => on < from);
  const isOfYearBefore = before !== undefined && before >= addMonths(from, -12) && plan.startedOn < from;
  const reviews = [...(isOfYearBefore ? [before] : []), ...held.filter((on) => on >= from)];
  return {
    CPPstartDate: plan.startedOn,
    CPPendDate: plan.endedOn,
    InitialCategoryOfAbuse: censusCategory(plan.initialCategories),
    LatestCategoryOfAbuse: censusCategory(plan.latestCategories),
    NumberOfPreviousCPP: plan.earlierPlans,
    Reviews: reviews.length > 0 ? { CPPreviewDate: reviews } : undefined,
  };
}

function isOpenIn({ endedOn }: { readonly endedOn: PlainDate | undefined }, { from }: CensusWindow): boolean {
  return endedOn === undefined || endedOn >= from;
}
