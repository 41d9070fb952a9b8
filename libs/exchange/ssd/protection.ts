import { addDays, addWorkingDays, type PlainDate } from '#calendar';
import type { Agency, NotKnown } from '#events';
import { isQuorate, quorumsOn, statisticalDays, type Timescales } from '#timescales';
import { censusCategory } from '../census-codes.ts';
import type {
  ChildRecord,
  Enquiry,
  Episode,
  InitialConference,
  OtherPlan,
  Plan,
  Review,
  Visit,
} from '../record/child-record.ts';
import { allocated } from './case.ts';
import type { SsdRow } from './columns.ts';
import { flags, yesNo } from './person.ts';

export function enquiryRow(
  record: ChildRecord,
  episode: Episode,
  { id, startedOn, concludedOn, outcome, conferenceOn }: Enquiry,
  on: PlainDate,
): SsdRow<'ssd_s47_enquiry'> {
  const endedOn = concludedOn ?? conferenceOn;
  const { team, worker } = allocated(record, startedOn, endedOn ?? on);
  const needsConference = conferenceOn !== undefined || outcome === 'conference-required';
  return {
    s47e_s47_enquiry_id: id,
    s47e_referral_id: episode.id,
    s47e_person_id: record.child,
    s47e_s47_start_date: startedOn,
    s47e_s47_end_date: endedOn,
    s47e_s47_nfa: yesNo(endedOn === undefined ? undefined : outcome === 'conference-not-required'),
    s47e_s47_outcome_json:
      endedOn === undefined
        ? undefined
        : flags({
            NFA_FLAG: outcome === 'conference-not-required',
            CP_CONFERENCE_FLAG: needsConference,
            OTHER_OUTCOMES_EXIST_FLAG: outcome === 'already-on-plan',
          }),
    s47e_s47_completed_by_team: team,
    s47e_s47_completed_by_worker_id: worker,
  };
}

/** The target is 15 working days after the enquiry began, or the move was notified; beyond the calendar it is left out. */
export function conferenceRow(
  record: ChildRecord,
  episode: Episode,
  { id, on, outcome, meetingId, heldFor, enquiry, dueFrom }: InitialConference,
  { calendar }: Timescales,
): SsdRow<'ssd_initial_cp_conference'> {
  const target = dueFrom === undefined ? 'unknown' : addWorkingDays(calendar, dueFrom, 15);
  const { team, worker } = allocated(record, on, on);
  return {
    icpc_icpc_id: id,
    icpc_icpc_meeting_id: meetingId,
    icpc_s47_enquiry_id: enquiry,
    icpc_person_id: record.child,
    icpc_cp_plan_id: episode.plans.find(({ conference }) => conference === id)?.id,
    icpc_referral_id: episode.id,
    icpc_icpc_transfer_in: yesNo(heldFor === 'transfer-in'),
    icpc_icpc_target_date: target === 'unknown' ? undefined : target,
    icpc_icpc_date: on,
    icpc_icpc_outcome_cp_flag: yesNo(outcome === 'adjourned' ? undefined : outcome === 'plan'),
    icpc_icpc_outcome_json: flags({
      NFA_FLAG: outcome === 'no-further-action',
      CP_PLAN_FLAG: outcome === 'plan',
      CIN_PLAN_FLAG: outcome === 'child-in-need',
      ADJOURNED_FLAG: outcome === 'adjourned',
    }),
    icpc_icpc_team: team,
    icpc_icpc_worker_id: worker,
  };
}

export function planRow({ child }: ChildRecord, episode: Episode, plan: Plan): SsdRow<'ssd_cp_plans'> {
  return {
    cppl_cp_plan_id: plan.id,
    cppl_referral_id: episode.id,
    cppl_icpc_id: plan.conference,
    cppl_person_id: child,
    cppl_cp_plan_start_date: plan.startedOn,
    cppl_cp_plan_end_date: plan.endedOn,
    cppl_cp_plan_ola: 'N',
    cppl_cp_plan_initial_category: censusCategory(plan.initialCategories),
    cppl_cp_plan_latest_category: censusCategory(plan.latestCategories),
  };
}

/** A temporary plan of another authority is told of as such, so that returns can leave it out. */
export function otherPlanRow({ child }: ChildRecord, { id, categories, from, to }: OtherPlan): SsdRow<'ssd_cp_plans'> {
  return {
    cppl_cp_plan_id: id,
    cppl_person_id: child,
    cppl_cp_plan_start_date: from,
    cppl_cp_plan_end_date: to,
    cppl_cp_plan_ola: 'Y',
    cppl_cp_plan_initial_category: censusCategory(categories),
    cppl_cp_plan_latest_category: censusCategory(categories),
  };
}

/** Due 91 days after the initial conference, or 183 after the review before: the dataset counts days. */
export function reviewRow(
  { child }: ChildRecord,
  plan: Plan,
  review: Review,
  timescales: Timescales,
): SsdRow<'ssd_cp_reviews'> {
  const { id, on, outcome, meetingId, attended, childParticipated, previousOn, isFirst, broughtForward } = review;
  const days = statisticalDays[isFirst ? 'first-review' : 'later-review'];
  return {
    cppr_cp_review_id: id,
    cppr_person_id: child,
    cppr_cp_plan_id: plan.id,
    cppr_cp_review_due: broughtForward ? undefined : addDays(previousOn, days),
    cppr_cp_review_date: on,
    cppr_cp_review_meeting_id: meetingId,
    cppr_cp_review_outcome_continue_cp: yesNo(
      broughtForward || outcome === 'adjourned' ? undefined : outcome === 'continue',
    ),
    cppr_cp_review_quorate: yesNo(broughtForward ? undefined : quorate(attended, on, timescales)),
    cppr_cp_review_participation: yesNo(
      broughtForward || childParticipated === 'not-known' ? undefined : childParticipated,
    ),
  };
}

export function planVisitRow({ child, episodes }: ChildRecord, visit: Visit): SsdRow<'ssd_cp_visits'> {
  const plan = episodes
    .flatMap(({ plans }) => plans)
    .findLast(({ startedOn, endedOn }) => startedOn <= visit.on && (endedOn ?? visit.on) >= visit.on);
  return {
    cppv_cp_visit_id: visit.id,
    cppv_person_id: child,
    cppv_cp_plan_id: plan?.id,
    cppv_cp_visit_date: visit.on,
    cppv_cp_visit_seen: yesNo(visit.seen),
    cppv_cp_visit_seen_alone: yesNo(visit.seenAlone),
    cppv_cp_visit_bedroom: yesNo(visit.bedroomSeen),
  };
}

/** By the authority's own quorum of the day: there is no national one, and without one nothing is claimed. */
function quorate(
  attended: readonly Agency[] | NotKnown,
  on: PlainDate,
  { conferenceQuorum }: Timescales,
): boolean | undefined {
  const quorums = quorumsOn(conferenceQuorum, on);
  if (quorums.length === 0 || attended === 'not-known') return undefined;
  return quorums.every((quorum) => isQuorate(quorum, attended));
}
