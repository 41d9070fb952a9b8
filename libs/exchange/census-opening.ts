import type { PlainDate } from '#calendar';
import type { AssessmentKind, OrdinaryFacts, OrdinaryType } from '#events';
import { singleAssessments } from '#timescales';
import type { Episode, EpisodePlan } from './census-parts.ts';
import type { Item } from './census-item.ts';
import { tellParts } from './census-activity.ts';
import type { Telling } from './census-telling.ts';

/** What was open when the file's year began, as one fact of its first day. */
export function opening(
  t: Telling,
  { record, referredOn, transferInOn, assessments, enquiries, needPlans, plans }: Episode,
): OrdinaryFacts['CaseBroughtForward'] {
  const { from } = t.window;
  const before = <T extends { readonly startedOn: PlainDate; readonly endedOn?: PlainDate | undefined }>(
    list: readonly T[],
  ): T | undefined =>
    list.find(({ startedOn, endedOn }) => startedOn < from && (endedOn === undefined || endedOn >= from));
  const assessment = assessments.find(
    ({ startedOn, authorisedOn }) => startedOn < from && (authorisedOn ?? from) >= from,
  );
  const enquiry = enquiries.find(
    ({ startedOn, conferenceOn, conferenceNotRequired }) =>
      startedOn < from && (conferenceOn ?? from) >= from && !conferenceNotRequired,
  );
  const needPlan = before(needPlans);
  const plan = before(plans);
  return {
    on: from,
    referral: {
      on: referredOn,
      source: record.ReferralSource ?? '10',
      ...(record.PrimaryNeedCode !== undefined && { primaryNeed: record.PrimaryNeedCode }),
      ...(transferInOn !== undefined && { byTransferIn: true }),
      awaitsDecision: false,
    },
    // A census tells of no assessment that was completed before its year; none is awaited of an older case.
    ...(assessment === undefined && { authorised: kindsOn(referredOn) }),
    ...(assessment !== undefined && { assessment: { kind: assessment.kind, startedOn: assessment.startedOn } }),
    ...(enquiry !== undefined && { enquiry: { startedOn: enquiry.startedOn } }),
    ...(needPlan !== undefined && plan === undefined && { childInNeedPlan: { startedOn: needPlan.startedOn } }),
    ...(plan !== undefined && { plan: planBroughtForward(t, plan) }),
  };
}

/** A plan starts on the day of its conference (rule 2885), so that day is told with it. */
function planBroughtForward(
  t: Telling,
  { startedOn, initial, latest, earlier, reviews }: EpisodePlan,
): NonNullable<OrdinaryFacts['CaseBroughtForward']['plan']> {
  const lastReview = reviews.findLast(({ on }) => on < t.window.from);
  return {
    startedOn,
    conferenceOn: startedOn,
    initialCategories: initial,
    latestCategories: latest,
    previousPlansHere: { count: earlier },
    ...(lastReview !== undefined && { lastReviewOn: lastReview.on }),
  };
}

/** What happened from the opening's day on; and of what it tells, its end. */
export function afterOpening(
  t: Telling,
  episode: Episode,
  index: number,
  root: Item,
  episodes: readonly Episode[],
): void {
  const { from } = t.window;
  const opening = t.facts.at(-1);
  const balance = opening?.fact.type === 'CaseBroughtForward' ? opening.fact.data : undefined;
  const isTold = (type: OrdinaryType, on: PlainDate): boolean => {
    switch (type) {
      case 'AssessmentStarted':
        return balance?.assessment?.startedOn === on;
      case 'StrategyDiscussionHeld':
        return balance?.enquiry?.startedOn === on;
      case 'ChildInNeedPlanStarted':
        return balance?.childInNeedPlan?.startedOn === on;
      case 'PlanStarted':
        return balance?.plan?.startedOn === on;
      case 'InitialConferenceHeld':
        return balance?.plan?.conferenceOn === on;
      case 'ReviewConferenceHeld':
        return balance?.plan?.lastReviewOn !== undefined && on <= balance.plan.lastReviewOn;
      default:
        return false;
    }
  };
  const before = t.facts.length;
  tellParts(t, episode, index, root, episodes);
  const parts = t.facts.splice(before);
  const isChange = (type: OrdinaryType): boolean => type === 'PlanCategoriesChanged' && balance?.plan !== undefined;
  t.facts.push(
    ...parts.filter(({ fact: { type, data } }) => !(data.on < from && isTold(type, data.on)) && !isChange(type)),
  );
}

/** The kinds of assessment that a referral of that day could be met by. */
function kindsOn(day: PlainDate): readonly AssessmentKind[] {
  if (day < singleAssessments.earliest) return ['initial'];
  return day < singleAssessments.byDefault ? ['initial', 'single'] : ['single'];
}
