import type { PlainDate } from '#calendar';
import type { Recorded } from '#history';
import { countedEpisodes } from '../record/counted.ts';
import type { Assessment, ChildRecord, Details, Enquiry, Episode } from '../record/child-record.ts';
import { childRecord } from '../record/read-child.ts';
import { endOf } from '../record/as-of.ts';

/**
 * A payload of DfE's Children's Social Care API, by the specification as Data to Insight reads it, v0.7 (evidence V as
 * such; DfE's own was not seen). What nobody records here, such as placements and addresses, is left out, never empty.
 */
export interface Payload {
  readonly la_code: number;
  readonly Children: PayloadChild;
}

export interface PayloadChild extends Purgeable {
  readonly la_child_id: string;
  readonly mis_child_id: string;
  readonly child_details?: PayloadDetails;
  readonly social_care_episodes?: readonly PayloadEpisode[];
}

/** `true` takes the thing back: it was told of before, and is recorded no more. */
interface Purgeable {
  readonly purge: boolean;
}

export interface PayloadDetails extends Purgeable {
  readonly unique_pupil_number?: string;
  readonly former_unique_pupil_number?: string;
  readonly unique_pupil_number_unknown_reason?: string;
  readonly first_name?: string;
  readonly surname?: string;
  readonly date_of_birth?: PlainDate;
  readonly expected_date_of_birth?: PlainDate;
  readonly sex?: string;
  readonly ethnicity?: string;
  readonly disabilities?: readonly string[];
}

/** A part of an episode, by the name of its id; its other values are days, codes and flags. */
export type PayloadPart = Purgeable & Readonly<Record<string, unknown>>;

export interface PayloadEpisode extends Purgeable {
  readonly social_care_episode_id: string;
  readonly referral_date?: PlainDate;
  readonly referral_source?: string;
  readonly referral_no_further_action_flag?: boolean;
  readonly closure_date?: PlainDate;
  readonly closure_reason?: string;
  readonly care_worker_details?: readonly object[];
  readonly child_and_family_assessments?: readonly PayloadPart[];
  readonly child_in_need_plans?: readonly PayloadPart[];
  readonly section_47_assessments?: readonly PayloadPart[];
  readonly child_protection_plans?: readonly PayloadPart[];
}

/** The parts of an episode, and the name of the id of each. */
export const payloadParts = {
  child_and_family_assessments: 'child_and_family_assessment_id',
  child_in_need_plans: 'child_in_need_plan_id',
  section_47_assessments: 'section_47_assessment_id',
  child_protection_plans: 'child_protection_plan_id',
} as const;

/** What is told of a child, whole; undefined of one who has no episode of need. */
export function payloadOf(authority: string, child: string, facts: readonly Recorded[]): Payload | undefined {
  const record = childRecord(child, facts);
  const episodes = countedEpisodes(record.episodes);
  if (!record.isRegistered || episodes.length === 0) return undefined;
  return {
    la_code: Number(authority),
    Children: {
      la_child_id: child,
      mis_child_id: child,
      purge: false,
      child_details: detailsOf(record.details),
      social_care_episodes: episodes.map((episode) => episodeOf(record, episode)),
    },
  };
}

function detailsOf(details: Details): PayloadDetails {
  const { upn, formerUpn, upnUnknownReason, dateOfBirth, expectedDateOfBirth, sex, ethnicity, disabilities } = details;
  return told({
    unique_pupil_number: upn,
    former_unique_pupil_number: formerUpn,
    unique_pupil_number_unknown_reason: upn === undefined ? upnUnknownReason : undefined,
    ...namesIn(details.name),
    date_of_birth: dateOfBirth,
    expected_date_of_birth: dateOfBirth === undefined ? expectedDateOfBirth : undefined,
    sex,
    ethnicity,
    disabilities,
    purge: false,
  });
}

/**
 * A name is recorded as one text. It is parted where nobody can doubt how: two words, or the surname, a comma and the
 * rest. Any other is not told at all: a wrong surname is worse than none.
 */
export function namesIn(name: string | undefined): { first_name?: string; surname?: string } {
  const text = name?.trim() ?? '';
  const [surname, rest, ...more] = text.split(',').map((part) => part.trim());
  if (surname !== undefined && rest !== undefined && more.length === 0 && surname !== '' && rest !== '')
    return { first_name: rest, surname };
  const words = text.split(/\s+/);
  const [first, last] = words;
  return words.length === 2 && first !== undefined && last !== undefined && !text.includes(',')
    ? { first_name: first, surname: last }
    : {};
}

function episodeOf(record: ChildRecord, episode: Episode): PayloadEpisode {
  return told({
    social_care_episode_id: episode.id,
    referral_date: episode.referredOn,
    referral_source: episode.source,
    referral_no_further_action_flag: episode.noFurtherAction,
    closure_date: episode.closedOn,
    closure_reason: episode.closureReason,
    care_worker_details: workersOf(record, episode),
    child_and_family_assessments: episode.assessments.map(assessmentOf),
    child_in_need_plans: episode.needPlans.map(({ id, startedOn, endedOn }) =>
      told({ child_in_need_plan_id: id, start_date: startedOn, end_date: endedOn, purge: false }),
    ),
    section_47_assessments: episode.enquiries.map(enquiryOf),
    child_protection_plans: episode.plans.map(({ id, startedOn, endedOn }) =>
      told({ child_protection_plan_id: id, start_date: startedOn, end_date: endedOn, purge: false }),
    ),
    purge: false,
  });
}

/** Those who had the case during the episode. */
function workersOf({ allocations }: ChildRecord, episode: Episode): readonly object[] {
  const endedOn = endOf(episode);
  return allocations
    .filter(
      ({ from, to }) => (endedOn === undefined || from <= endedOn) && (to === undefined || to >= episode.referredOn),
    )
    .map(({ worker, from, to }) => told({ worker_id: worker, start_date: from, end_date: to }));
}

function assessmentOf({ id, startedOn, authorisedOn, factors }: Assessment): PayloadPart {
  return told({
    child_and_family_assessment_id: id,
    start_date: startedOn,
    authorisation_date: authorisedOn,
    factors: factors === 'not-known' ? undefined : factors,
    purge: false,
  });
}

/** The flag is the census's turned round: that a conference is required, not that it is not. */
function enquiryOf({ id, startedOn, concludedOn, outcome, conferenceOn }: Enquiry): PayloadPart {
  const notRequired = outcome === 'conference-not-required' || outcome === 'already-on-plan';
  return told({
    section_47_assessment_id: id,
    start_date: startedOn,
    icpc_required_flag: conferenceOn !== undefined || !notRequired,
    icpc_date: conferenceOn,
    end_date: concludedOn ?? conferenceOn,
    purge: false,
  });
}

/** The same without what is not known. */
function told<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
