import type { PlainDate } from '#calendar';
import type { Assessment, ChildRecord, Episode, Visit } from '../record/child-record.ts';
import { allocatedIn, endOf, wasSeen } from '../record/as-of.ts';
import type { SsdRow } from './columns.ts';
import { flags, sourceDescribed, yesNo } from './person.ts';

export function episodeRow(record: ChildRecord, episode: Episode, on: PlainDate): SsdRow<'ssd_cin_episodes'> {
  const { id, referredOn, primaryNeed, source, decision, noFurtherAction, closedOn, closureReason } = episode;
  const { team, worker } = allocated(record, referredOn, endOf(episode) ?? on);
  return {
    cine_referral_id: id,
    cine_person_id: record.child,
    cine_referral_date: referredOn,
    cine_cin_primary_need_code: primaryNeed,
    cine_referral_source_code: source,
    cine_referral_source_desc: sourceDescribed(source),
    cine_referral_outcome_json:
      decision === undefined
        ? undefined
        : flags({
            SINGLE_ASSESSMENT_FLAG: decision === 'assess',
            STRATEGY_DISCUSSION_FLAG: decision === 'strategy-discussion',
            NFA_FLAG: decision === 'no-further-action',
            OTHER_OUTCOMES_EXIST_FLAG: decision === 'early-help',
          }),
    cine_referral_nfa: yesNo(decision === undefined ? undefined : noFurtherAction),
    cine_close_reason: closureReason,
    cine_close_date: closedOn,
    cine_referral_team: team,
    cine_referral_worker_id: worker,
  };
}

export function assessmentRow(
  record: ChildRecord,
  episode: Episode,
  { id, startedOn, authorisedOn, outcome }: Assessment,
  on: PlainDate,
): SsdRow<'ssd_cin_assessments'> {
  const { team, worker } = allocated(record, startedOn ?? authorisedOn ?? on, authorisedOn ?? on);
  const isKnown = outcome !== undefined && outcome !== 'not-known' && outcome !== 'other';
  return {
    cina_assessment_id: id,
    cina_person_id: record.child,
    cina_referral_id: episode.id,
    cina_assessment_start_date: startedOn,
    cina_assessment_child_seen: yesNo(wasSeen(record, startedOn, authorisedOn ?? on)),
    cina_assessment_auth_date: authorisedOn,
    cina_assessment_outcome_json: isKnown
      ? flags({
          NFA_FLAG: outcome === 'no-further-action' || outcome === 'close',
          CIN_PLAN_FLAG: outcome === 'child-in-need',
          STRATEGY_DISCUSSION_FLAG: outcome === 'strategy-discussion',
          OTHER_OUTCOMES_EXIST_FLAG: outcome === 'early-help',
        })
      : undefined,
    cina_assessment_outcome_nfa: yesNo(isKnown ? outcome === 'no-further-action' || outcome === 'close' : undefined),
    cina_assessment_team: team,
    cina_assessment_worker_id: worker,
  };
}

/** The factors found, as one JSON object with a Y for each. */
export function factorsRow({ id, factors }: Assessment): readonly SsdRow<'ssd_assessment_factors'>[] {
  if (factors === undefined || factors === 'not-known' || factors.length === 0) return [];
  return [
    {
      cinf_table_id: `${id}-factors`,
      cinf_assessment_id: id,
      cinf_assessment_factors_json: flags(Object.fromEntries(factors.map((factor) => [factor, true]))),
    },
  ];
}

export function needPlanRows(record: ChildRecord, episode: Episode, on: PlainDate): readonly SsdRow<'ssd_cin_plans'>[] {
  return episode.needPlans.map(({ id, startedOn, endedOn }) => {
    const { team, worker } = allocated(record, startedOn, endedOn ?? on);
    return {
      cinp_cin_plan_id: id,
      cinp_referral_id: episode.id,
      cinp_person_id: record.child,
      cinp_cin_plan_start_date: startedOn,
      cinp_cin_plan_end_date: endedOn,
      cinp_cin_plan_team: team,
      cinp_cin_plan_worker_id: worker,
    };
  });
}

export function needVisitRow({ child, episodes }: ChildRecord, visit: Visit): SsdRow<'ssd_cin_visits'> {
  const plan = episodes
    .flatMap(({ needPlans }) => needPlans)
    .findLast(({ startedOn, endedOn }) => startedOn <= visit.on && (endedOn ?? visit.on) >= visit.on);
  return {
    cinv_cin_visit_id: visit.id,
    cinv_person_id: child,
    cinv_cin_plan_id: plan?.id,
    cinv_cin_visit_date: visit.on,
    cinv_cin_visit_seen: yesNo(visit.seen),
    cinv_cin_visit_seen_alone: yesNo(visit.seenAlone),
    cinv_cin_visit_bedroom: yesNo(visit.bedroomSeen),
  };
}

export function allocated(
  record: ChildRecord,
  from: PlainDate,
  to: PlainDate,
): { readonly team: string | undefined; readonly worker: string | undefined } {
  const { team, worker } = allocatedIn(record, from, to) ?? {};
  return { team, worker };
}
