import { isOfMoveIn, type Effective } from '#history';
import { episodeFor, openAssessment, openNeedPlan, type Folding } from './draft.ts';

/** Contacts decided, referrals, their decisions and closures, assessments and child in need plans. */
export function foldCase(folding: Folding, fact: Effective): void {
  switch (fact.type) {
    case 'ContactDecided':
      decideContact(folding, fact);
      return;
    case 'ReferralReceived':
      beginEpisode(folding, fact);
      return;
    case 'ReferralDecided':
      decide(folding, fact);
      return;
    case 'CaseClosed':
      close(folding, fact);
      return;
    case 'AssessmentStarted': {
      const { kind, on, internalReviewOn } = fact.data;
      episodeFor(folding, fact)?.assessments.push({ ...begun, id: fact.id, kind, startedOn: on, internalReviewOn });
      return;
    }
    case 'AssessmentAuthorised':
      authorise(folding, fact);
      return;
    case 'ChildInNeedPlanStarted':
      episodeFor(folding, fact)?.needPlans.push({ id: fact.id, startedOn: fact.data.on, endedOn: undefined });
      return;
    case 'ChildInNeedPlanEnded': {
      const plan = folding.episode && openNeedPlan(folding.episode);
      if (plan !== undefined) plan.endedOn = fact.data.on;
      return;
    }
    default:
  }
}

const begun = { internalReviewOn: undefined, authorisedOn: undefined, factors: undefined, outcome: undefined };

/** Each contact is received once and decided once; its facts share an id of the authority's own. */
function decideContact({ record, contactIds }: Folding, { data }: Effective<'ContactDecided'>): void {
  const id = contactIds.get(data.contactId);
  const contact = record.contacts.find((one) => one.id === id);
  if (contact !== undefined) contact.outcome ??= data.outcome;
}

function beginEpisode(folding: Folding, fact: Effective<'ReferralReceived'>): void {
  const { on, source, primaryNeed } = fact.data;
  folding.episode = {
    id: fact.id,
    referredOn: on,
    revision: fact.revision,
    source,
    primaryNeed,
    byTransferIn: isOfMoveIn(fact.data, folding.movesIn),
    decision: undefined,
    decidedOn: undefined,
    noFurtherAction: false,
    closedOn: undefined,
    closureReason: undefined,
    broughtForward: false,
    assessments: [],
    enquiries: [],
    conferences: [],
    needPlans: [],
    plans: [],
  };
  folding.record.episodes.push(folding.episode);
}

function decide(folding: Folding, { data }: Effective<'ReferralDecided'>): void {
  const { episode } = folding;
  if (episode === undefined || episode.decision !== undefined) return;
  const { decision, on, primaryNeed } = data;
  episode.decision = decision;
  episode.decidedOn = on;
  episode.primaryNeed = primaryNeed ?? episode.primaryNeed;
  if (decision !== 'no-further-action' && decision !== 'early-help') return;
  episode.noFurtherAction = true;
  folding.episode = undefined;
}

function close(folding: Folding, { data }: Effective<'CaseClosed'>): void {
  const { episode } = folding;
  if (episode === undefined) return;
  episode.closedOn = data.on;
  episode.closureReason = data.reason;
  folding.episode = undefined;
}

function authorise(folding: Folding, fact: Effective<'AssessmentAuthorised'>): void {
  const { kind, on, factors, outcome, primaryNeed } = fact.data;
  const episode = episodeFor(folding, fact);
  if (episode === undefined) return;
  episode.primaryNeed = primaryNeed ?? episode.primaryNeed;
  const done = {
    authorisedOn: on,
    factors: factors === 'not-known' ? factors : [...factors],
    outcome,
  } as const;
  const open = openAssessment(episode, kind);
  if (open === undefined) episode.assessments.push({ ...begun, id: fact.id, kind, startedOn: undefined, ...done });
  else Object.assign(open, done);
}
