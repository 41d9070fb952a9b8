import { addDays, type PlainDate } from '#calendar';
import type { AssessmentFactor, PrimaryNeed } from '#events';
import type { Chance } from '../chance.ts';
import { latest, workingDayFrom, workingDaysAfter } from '../days.ts';
import { meeting, tellPlan, visit } from './plan-told.ts';
import { englandMixes, factorShares } from './mixes.ts';
import { englandRates } from './rates.ts';
import { drawn, englandSpans } from './spans.ts';
import { fact, type Telling } from './telling.ts';

/** What comes of a referral. */
export type Course = 'no-further-action' | 'not-in-need' | 'in-need' | 'plan';

export interface EpisodeTold {
  readonly on: PlainDate;
  readonly course: Course;
  /** The contact that led to it. */
  readonly contactId: string;
  /** Whether a section 47 enquiry is made: always before a plan. */
  readonly enquiry: boolean;
  /** By this day it has ended, where another referral follows. */
  readonly by: PlainDate | undefined;
  /** The last day anything is told of. */
  readonly until: PlainDate;
  /** In a hundred assessments that no other referral followed, those that are late. */
  readonly assessedLate: number;
}

/** Tells one episode of need, from the contact to the close, as the facts that would be posted. */
export function tellEpisode(story: Telling, episode: EpisodeTold, chance: Chance): void {
  const { on, course, contactId, until } = episode;
  const source = chance.pick(englandMixes.referralSources.from);
  const primaryNeed = chance.pick(englandMixes.primaryNeeds.from);
  story.tell(fact('ContactReceived', { on, contactId, source, reason: 'Told to the front door by telephone.' }));
  story.tell(
    fact('ContactDecided', { on, contactId, outcome: 'referral' }),
    fact('ReferralReceived', { on, source, primaryNeed, contactId }),
  );
  const isLate = chance.percent(englandRates.decidedLate.value);
  const decidedOn = workingDaysAfter(on, drawn(chance, isLate ? englandSpans.decidedLate : englandSpans.decidedInTime));
  const lateReason = isLate ? { lateReason: 'No manager was free to decide.' } : {};
  if (course === 'no-further-action') {
    story.tell(fact('ReferralDecided', { on: decidedOn, decision: 'no-further-action', ...lateReason }));
    return;
  }
  const decision = course === 'plan' ? 'strategy-discussion' : 'assess';
  const worker = `w${chance.between(1, englandRates.workers.value)}`;
  const team = `team-${chance.between(1, englandRates.teams.value)}`;
  story.tell(
    fact('ReferralDecided', { on: decidedOn, decision, ...lateReason }),
    fact('AssessmentStarted', { on: decidedOn, kind: 'single' }),
    fact('WorkerAllocated', { on: decidedOn, worker, team }),
  );
  const seenOn = workingDaysAfter(decidedOn, drawn(chance, englandSpans.firstSeen));
  if (seenOn < until) story.mention(visit(seenOn, 'assessment', chance));
  const ended = tellResponse(story, { ...episode, decidedOn, primaryNeed }, chance);
  if (ended === undefined) return;
  const closedOn = latest(ended.on, workingDaysAfter(ended.on, drawn(chance, englandSpans.closing)));
  story.tell(
    fact('CaseClosed', { on: closedOn, reason: ended.reason }),
    fact('WorkerUnallocated', { on: closedOn, worker: ended.worker ?? worker }),
  );
}

interface Responding extends EpisodeTold {
  readonly decidedOn: PlainDate;
  readonly primaryNeed: PrimaryNeed;
}

interface Ended {
  readonly on: PlainDate;
  readonly reason: 'RC7' | 'RC8' | 'RC9';
  readonly worker?: string;
}

/** Assessment, enquiry, conference, plan and help in need; where it ended, if it did. */
function tellResponse(story: Telling, responding: Responding, chance: Chance): Ended | undefined {
  const { on, course, decidedOn, primaryNeed, enquiry, by, assessedLate } = responding;
  // Before another referral there is little time; a late assessment takes ten to fifteen weeks.
  const isLate = by === undefined && chance.percent(assessedLate);
  const took = drawn(
    chance,
    isLate
      ? englandSpans.assessedLate
      : by === undefined
        ? englandSpans.assessedInTime
        : englandSpans.assessedBeforeNext,
  );
  const authorisedOn = latest(workingDaysAfter(on, took), decidedOn);
  const authorise = (outcome: 'no-further-action' | 'child-in-need' | 'strategy-discussion'): void =>
    story.tell(
      fact('AssessmentAuthorised', {
        on: authorisedOn,
        kind: 'single',
        factors: factors(chance),
        primaryNeed,
        outcome,
        ...(took > 45 && { lateReason: 'Parents could not be seen in time.' }),
      }),
    );
  if (course === 'not-in-need') {
    authorise('no-further-action');
    return { on: authorisedOn, reason: chance.percent(englandRates.closedNotInNeed.value) ? 'RC8' : 'RC9' };
  }
  if (!enquiry) {
    authorise('child-in-need');
    return tellNeed(story, authorisedOn, responding, chance);
  }
  return tellEnquiry(story, { ...responding, authorisedOn }, authorise, chance);
}

function tellEnquiry(
  story: Telling,
  responding: Responding & { readonly authorisedOn: PlainDate },
  authorise: (outcome: 'child-in-need' | 'strategy-discussion') => void,
  chance: Chance,
): Ended | undefined {
  const { course, decidedOn, authorisedOn, until, by } = responding;
  const strategyOn = workingDaysAfter(decidedOn, drawn(chance, englandSpans.strategy));
  const concludedOn = workingDaysAfter(strategyOn, drawn(chance, englandSpans.enquiry));
  const toPlan = course === 'plan';
  const toConference = toPlan || (by === undefined && chance.percent(conferencesWithoutPlan));
  story.tell(
    fact('StrategyDiscussionHeld', {
      on: strategyOn,
      attended: ['social-care', 'police', 'health'],
      decision: chance.pick(englandMixes.enquiries.from),
    }),
  );
  const outcome = toConference ? 'conference-required' : 'conference-not-required';
  story.tell(
    fact('Section47Concluded', {
      on: concludedOn,
      outcome,
      substantiated: toConference || chance.percent(englandRates.substantiated.value),
    }),
  );
  authorise(toConference ? 'strategy-discussion' : 'child-in-need');
  if (!toConference) return tellNeed(story, latest(concludedOn, authorisedOn), responding, chance);
  const isLate = !chance.percent(englandRates.conferencesInTime.value);
  const startedOn = workingDaysAfter(
    strategyOn,
    drawn(chance, isLate ? englandSpans.conferenceLate : englandSpans.conferenceInTime),
  );
  const lateReason = isLate ? { lateReason: 'The conference first booked could not meet.' } : {};
  if (!toPlan) {
    const outcome = 'child-in-need';
    story.tell(fact('InitialConferenceHeld', { on: startedOn, ...meeting(chance), outcome, ...lateReason }));
    return tellNeed(story, latest(startedOn, authorisedOn), responding, chance);
  }
  const ended = tellPlan(story, { startedOn, until, lateReason }, chance);
  if (ended >= until) return undefined;
  if (!chance.percent(englandRates.stepDownToNeed.value)) return { on: latest(ended, authorisedOn), reason: 'RC7' };
  return tellNeed(story, latest(addDays(ended, 1), authorisedOn), responding, chance);
}

/** In a hundred enquiries that led to no plan, conferences that met and made none: so that the published share of all made one. */
const conferencesWithoutPlan = ((): number => {
  const { plansStarted, conferencesWithPlan, enquiries } = englandRates;
  const without = plansStarted.value * (100 / conferencesWithPlan.value - 1);
  return (100 * without) / (enquiries.value - plansStarted.value);
})();

/** A child in need plan with its visits and reviews; where it ended. */
function tellNeed(story: Telling, from: PlainDate, { until, by }: Responding, chance: Chance): Ended {
  const startedOn = workingDayFrom(from);
  const endedOn = workingDaysAfter(
    startedOn,
    drawn(chance, by === undefined ? englandSpans.needPlan : englandSpans.needPlanBeforeNext),
  );
  story.tell(fact('ChildInNeedPlanStarted', { on: startedOn }));
  const last = endedOn < until ? endedOn : until;
  for (let on = workingDaysAfter(startedOn, drawn(chance, englandSpans.needVisitFirst)); on < last;) {
    story.mention(visit(on, 'child-in-need', chance));
    on = workingDaysAfter(on, drawn(chance, englandSpans.needVisitNext));
  }
  let worker: string | undefined;
  if (by === undefined && chance.percent(englandRates.workersChanged.value)) {
    worker = `w${chance.between(1, englandRates.workers.value)}`;
    story.tell(
      fact('WorkerAllocated', { on: startedOn, worker, team: `team-${chance.between(1, englandRates.teams.value)}` }),
    );
  }
  const apart = englandSpans.needReviewNext.low;
  for (let on = workingDaysAfter(startedOn, apart); on < endedOn; on = workingDaysAfter(on, apart)) {
    story.tell(fact('ChildInNeedPlanReviewed', { on }));
  }
  story.tell(fact('ChildInNeedPlanEnded', { on: endedOn }));
  return { on: endedOn, reason: 'RC7', ...(worker !== undefined && { worker }) };
}

function factors(chance: Chance): readonly AssessmentFactor[] {
  const found = (Object.keys(factorShares) as (keyof typeof factorShares)[]).filter((code) =>
    chance.percent(factorShares[code]),
  );
  return found.length > 0 ? found : ['3B'];
}
