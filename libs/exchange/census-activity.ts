import type { PlainDate } from '#calendar';
import type { Facts } from '#events';
import type { At } from './census-child.ts';
import type { CensusFault } from './census-fault.ts';
import type { Episode, EpisodePlan } from './census-parts.ts';
import type { Item } from './census-item.ts';
import { endsOn, rank, sameSet, tell, unknownMeeting, type Telling } from './census-telling.ts';

/** Tells what was done in an episode: assessments, enquiries, conferences, plans. */
export function tellParts(
  t: Telling,
  episode: Episode,
  index: number,
  referral: Item,
  episodes: readonly Episode[],
): void {
  const { notes } = t;
  const { record, transferInOn, plans } = episode;
  const starts = new Set(plans.map(({ startedOn }) => startedOn));
  for (const {
    record: group,
    kind,
    fields,
    startedOn,
    authorisedOn,
    internalReviewOn,
    factors,
  } of episode.assessments) {
    const at = notes.at(group, fields.start);
    const item: Item = { kind: 'assessment', at, of: referral };
    const review = internalReviewOn === undefined ? {} : { internalReviewOn };
    tell(t, 'AssessmentStarted', { on: startedOn, kind, ...review }, item, at, index, rank.begins, true);
    if (authorisedOn === undefined) continue;
    const data = { on: authorisedOn, kind, factors: factors ?? 'not-known', outcome: 'not-known' } as const;
    tell(t, 'AssessmentAuthorised', data, item, notes.at(group, fields.end), index, endsOn(authorisedOn, startedOn));
  }
  for (const { record: group, startedOn, conferenceOn, conferenceNotRequired, isLeftOut } of episode.enquiries) {
    const at = notes.at(group, 'S47ActualStartDate');
    const item: Item = isLeftOut === true ? referral : { kind: 'enquiry', at, of: referral };
    if (isLeftOut !== true) {
      const data = { on: startedOn, attended: 'not-known', decision: 'section-47-single' } as const;
      tell(t, 'StrategyDiscussionHeld', data, item, at, index, rank.begins, true);
    }
    if (conferenceNotRequired) {
      const here = notes.at(group, 'ICPCnotRequired');
      tell(
        t,
        'Section47Concluded',
        { on: startedOn, outcome: 'conference-not-required', substantiated: 'not-known' },
        item,
        here,
        index,
        rank.conference,
      );
    }
    if (conferenceOn !== undefined)
      tellConference(t, conferenceOn, starts, 'following-enquiry', item, notes.at(group, 'DateOfInitialCPC'), index);
  }
  if (transferInOn !== undefined) {
    tellConference(t, transferInOn, starts, 'transfer-in', referral, notes.at(record, 'DateOfInitialCPC'), index);
  }
  for (const { record: group, startedOn, endedOn } of episode.needPlans) {
    const at = notes.at(group, 'CINPlanStartDate');
    const item: Item = { kind: 'need-plan', at, of: referral };
    tell(t, 'ChildInNeedPlanStarted', { on: startedOn }, item, at, index, rank.needPlan, true);
    if (endedOn === undefined) continue;
    tell(
      t,
      'ChildInNeedPlanEnded',
      { on: endedOn },
      item,
      notes.at(group, 'CINPlanEndDate'),
      index,
      endsOn(endedOn, startedOn),
    );
  }
  for (const plan of plans) tellPlan(t, plan, index, referral, episodes, episode);
}

function tellConference(
  t: Telling,
  on: PlainDate,
  planStarts: ReadonlySet<PlainDate>,
  kind: 'following-enquiry' | 'transfer-in',
  of: Item,
  at: At,
  index: number,
): void {
  const outcome = planStarts.has(on) ? 'plan' : 'child-in-need';
  const said = kind === 'transfer-in' ? { kind } : {};
  const data: Facts['InitialConferenceHeld'] = { on, ...said, ...unknownMeeting, coreGroup: 'not-known', outcome };
  tell(t, 'InitialConferenceHeld', data, { kind: 'conference', at, of }, at, index, rank.conference);
}

/** Whether a fault of an episode is that the day of a conference could not be read. */
function hidesConference(episode: string): (fault: CensusFault) => boolean {
  return ({ element }) =>
    element.startsWith(`${episode}/`) && (element.endsWith('/DateOfInitialCPC') || element.includes('/Section47['));
}

function tellPlan(
  t: Telling,
  plan: EpisodePlan,
  index: number,
  referral: Item,
  episodes: readonly Episode[],
  episode: Episode,
): void {
  const { notes, known, window } = t;
  const { record, startedOn, endedOn, initial, latest, earlier, reviews } = plan;
  const at = notes.at(record, 'CPPstartDate');
  const item: Item = { kind: 'plan', at, of: referral };
  const isKnown = known.plansStartedOn.includes(startedOn);
  const hasConference = [...episode.enquiries.map(({ conferenceOn }) => conferenceOn), episode.transferInOn].includes(
    startedOn,
  );
  if (!hasConference && !isKnown) {
    if (startedOn >= window.from) {
      if (notes.follows(hidesConference(notes.at(episode.record).path), at)) return;
      const reason = `No initial conference met on ${startedOn}, the day this plan started.`;
      notes.note(at, '2885', 'plan-not-from-conference', reason, 'item');
      return;
    }
    // Before the file's year its conference is told by nothing but the plan's own start (rule 2885).
    tellConference(t, startedOn, new Set([startedOn]), 'following-enquiry', item, at, index);
  }
  const before = new Set(
    [...known.plansStartedOn, ...episodes.flatMap(({ plans }) => plans.map((each) => each.startedOn))].filter(
      (day) => day < startedOn,
    ),
  );
  const count = earlier - before.size;
  const previous = count > 0 ? { previousPlansHere: { count } } : {};
  tell(t, 'PlanStarted', { on: startedOn, categories: initial, ...previous }, item, at, index, rank.plan, true);
  for (const { on, index: which } of reviews) {
    const here = notes.at(record.Reviews ?? record, 'CPPreviewDate', which);
    const data: Facts['ReviewConferenceHeld'] = {
      on,
      ...unknownMeeting,
      outcome: on === endedOn ? 'end' : 'continue',
    };
    tell(t, 'ReviewConferenceHeld', data, { kind: 'review', at: here, of: item }, here, index, rank.ends);
  }
  tellCategories(t, plan, item, index, known.categoriesBefore(startedOn) ?? initial, latest);
  if (endedOn !== undefined) {
    const here = notes.at(record, 'CPPendDate');
    tell(
      t,
      'PlanEnded',
      { on: endedOn, reason: 'not-known', stepDown: 'not-known' },
      { kind: 'plan-end', at: here, of: item },
      here,
      index,
      endsOn(endedOn, startedOn),
    );
  }
}

/** A census does not say when the categories changed: the day of the last review, or of the plan's end, or the reference date. */
function tellCategories(
  t: Telling,
  { record, startedOn, endedOn, reviews }: EpisodePlan,
  item: Item,
  index: number,
  before: readonly string[],
  latest: EpisodePlan['latest'],
): void {
  if (sameSet(before, latest)) return;
  const on = t.known.changeTold(startedOn, latest) ?? reviews.at(-1)?.on ?? endedOn ?? t.window.to;
  const at = t.notes.at(record, 'LatestCategoryOfAbuse');
  tell(t, 'PlanCategoriesChanged', { on, categories: latest }, { kind: 'review', at, of: item }, at, index, rank.ends);
}
