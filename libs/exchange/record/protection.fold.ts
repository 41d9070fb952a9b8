import type { PlainDate } from '#calendar';
import type { Agency, NotKnown } from '#events';
import type { Effective } from '#history';
import type { InitialConference } from './child-record.ts';
import { episodeFor, openNeedPlan, type Draft, type Folding } from './draft.ts';

/** Section 47 enquiries, initial conferences, plans and their reviews: read as the measures read them. */
export function foldProtectionFacts(folding: Folding, fact: Effective): void {
  switch (fact.type) {
    case 'StrategyDiscussionHeld':
      discuss(folding, fact);
      return;
    case 'Section47Concluded':
      conclude(folding, fact);
      return;
    case 'InitialConferenceHeld':
      confer(folding, fact);
      return;
    case 'TransferInNotified':
      folding.transferIn = fact.data.notifiedOn;
      return;
    case 'TransferInWithdrawn':
      folding.transferIn = undefined;
      return;
    case 'PlanStarted':
      startPlan(folding, fact);
      return;
    case 'PlanCategoriesChanged':
      if (folding.plan !== undefined) folding.plan.plan.latestCategories = [...fact.data.categories];
      return;
    case 'ReviewConferenceHeld':
      review(folding, fact);
      return;
    case 'PlanEnded':
      if (folding.plan === undefined) return;
      folding.plan.plan.endedOn = fact.data.on;
      folding.plan.plan.endReason = fact.data.reason;
      folding.plan = undefined;
      return;
    default:
  }
}

/** A discussion during an enquiry joins it and restarts nothing (timescales.md T6; evidence V). */
function discuss(folding: Folding, fact: Effective<'StrategyDiscussionHeld'>): void {
  const { decision, on } = fact.data;
  const begins = decision === 'section-47-joint' || decision === 'section-47-single';
  if (!begins || folding.enquiry !== undefined) return;
  const episode = episodeFor(folding, fact);
  if (episode === undefined) return;
  const enquiry = {
    id: fact.id,
    startedOn: on,
    concludedOn: undefined,
    outcome: undefined,
    substantiated: undefined,
    conference: undefined,
    conferenceOn: undefined,
  };
  episode.enquiries.push(enquiry);
  folding.enquiry = { enquiry, concluded: false, reviewed: false };
}

function conclude(folding: Folding, { data }: Effective<'Section47Concluded'>): void {
  const open = folding.enquiry;
  if (open === undefined || open.concluded) return;
  open.enquiry.concludedOn = data.on;
  open.enquiry.outcome = data.outcome;
  open.enquiry.substantiated = data.substantiated;
  if (data.outcome === 'conference-required' && !open.reviewed) open.concluded = true;
  else folding.enquiry = undefined;
}

/** One of no said kind is held for the enquiry that awaits one, and else for the move into the area. */
function confer(folding: Folding, fact: Effective<'InitialConferenceHeld'>): void {
  const episode = episodeFor(folding, fact);
  if (episode === undefined) return;
  const { kind, on, outcome, meetingId, attended } = fact.data;
  const { enquiry, transferIn } = folding;
  const forMove = kind === 'transfer-in' || (kind === undefined && enquiry === undefined && transferIn !== undefined);
  const forEnquiry = forMove ? undefined : enquiry?.enquiry;
  const conference: Draft<InitialConference> = {
    id: fact.id,
    on,
    outcome,
    meetingId,
    heldFor: forMove ? 'transfer-in' : forEnquiry === undefined ? 'nothing' : 'enquiry',
    enquiry: forEnquiry?.id,
    dueFrom: forMove ? transferIn : forEnquiry?.startedOn,
    attended: copied(attended),
  };
  episode.conferences.push(conference);
  if (outcome === 'adjourned') return;
  if (forMove) folding.transferIn = undefined;
  if (forEnquiry === undefined) return;
  forEnquiry.conference = conference.id;
  forEnquiry.conferenceOn = on;
  folding.enquiry = undefined;
}

function startPlan(folding: Folding, fact: Effective<'PlanStarted'>): void {
  const { on, categories, previousPlansHere } = fact.data;
  folding.plansToldOf = Math.max(folding.plansToldOf, previousPlansHere?.count ?? 0);
  const earlierPlans = folding.plansStarted + folding.plansToldOf;
  folding.plansStarted += 1;
  const episode = episodeFor(folding, fact);
  if (episode === undefined) return;
  // A protection plan ends the child in need plan that is open (rule 4017).
  const needPlan = openNeedPlan(episode);
  if (needPlan !== undefined) needPlan.endedOn = on;
  const decided = episode.conferences.findLast((one) => one.on === on && one.outcome === 'plan');
  const plan = {
    id: fact.id,
    startedOn: on,
    endedOn: undefined,
    endReason: undefined,
    conference: decided?.id,
    initialCategories: [...categories],
    latestCategories: [...categories],
    earlierPlans,
    reviews: [],
  };
  episode.plans.push(plan);
  folding.plan = { plan, lastMetOn: on, hasBeenReviewed: false };
}

function review(folding: Folding, fact: Effective<'ReviewConferenceHeld'>): void {
  const { plan, enquiry } = folding;
  if (plan === undefined) {
    episodeFor(folding, fact);
    return;
  }
  const { on, outcome, meetingId, attended, childParticipated, categories } = fact.data;
  plan.plan.reviews.push({
    id: fact.id,
    on,
    outcome,
    meetingId,
    attended: copied(attended),
    childParticipated,
    previousOn: plan.lastMetOn,
    isFirst: !plan.hasBeenReviewed,
    broughtForward: false,
  });
  if (categories !== undefined) plan.plan.latestCategories = [...categories];
  if (outcome === 'adjourned') return;
  plan.lastMetOn = on;
  plan.hasBeenReviewed = true;
  // A review takes the conference's place for an enquiry about a child already on a plan.
  if (enquiry?.concluded === true) folding.enquiry = undefined;
  else if (enquiry !== undefined) enquiry.reviewed = true;
}

function copied(attended: readonly Agency[] | NotKnown): Agency[] | NotKnown {
  return attended === 'not-known' ? attended : [...attended];
}

/** The day the first review of a plan brought forward counts from: its conference, which may be before its start. */
export function lastMet(folding: Folding, on: PlainDate): void {
  if (folding.plan !== undefined) folding.plan.lastMetOn = on;
}
