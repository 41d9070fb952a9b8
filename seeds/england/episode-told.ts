import { addDays, type PlainDate } from '#calendar';
import type { AssessmentFactor, PrimaryNeed } from '#events';
import type { Chance } from '../chance.ts';
import { latest, workingDayFrom, workingDaysAfter } from '../days.ts';
import { meeting, tellPlan, visit } from './plan-told.ts';
import { englandRates, factorShares } from './rates.ts';
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
}

const sources = ['6', '6', '6', '2A', '2A', '3A', '3C', '5A', '1A', '1D', '8', '9'] as const;
const needs: readonly PrimaryNeed[] = ['N1', 'N1', 'N1', 'N1', 'N1', 'N2', 'N4', 'N5', 'N5', 'N6'];

/** Tells one episode of need, from the contact to the close, as the facts that would be posted. */
export function tellEpisode(story: Telling, episode: EpisodeTold, chance: Chance): void {
  const { on, course, contactId, until } = episode;
  const source = chance.pick(sources);
  const primaryNeed = chance.pick(needs);
  story.tell(fact('ContactReceived', { on, contactId, source, reason: 'Told to the front door by telephone.' }));
  story.tell(
    fact('ContactDecided', { on, contactId, outcome: 'referral' }),
    fact('ReferralReceived', { on, source, primaryNeed, contactId }),
  );
  const isLate = chance.percent(englandRates.decidedLate.value);
  const decidedOn = workingDaysAfter(on, isLate ? chance.between(2, 5) : chance.between(0, 1));
  const lateReason = isLate ? { lateReason: 'No manager was free to decide.' } : {};
  if (course === 'no-further-action') {
    story.tell(fact('ReferralDecided', { on: decidedOn, decision: 'no-further-action', ...lateReason }));
    return;
  }
  const decision = course === 'plan' ? 'strategy-discussion' : 'assess';
  const worker = `w${chance.between(1, 400)}`;
  const team = `team-${chance.between(1, 24)}`;
  story.tell(
    fact('ReferralDecided', { on: decidedOn, decision, ...lateReason }),
    fact('AssessmentStarted', { on: decidedOn, kind: 'single' }),
    fact('WorkerAllocated', { on: decidedOn, worker, team }),
  );
  const seenOn = workingDaysAfter(decidedOn, chance.between(1, 5));
  if (seenOn < until) story.mention(visit(seenOn, 'assessment', chance));
  const ended = tellResponse(story, { ...episode, decidedOn, primaryNeed }, chance);
  if (ended === undefined) return;
  const closedOn = latest(ended.on, workingDaysAfter(ended.on, chance.between(0, 8)));
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
  const { on, course, decidedOn, primaryNeed, enquiry, by } = responding;
  // Before another referral there is little time; a late assessment takes ten to fifteen weeks.
  const isLate = by === undefined && !chance.percent(englandRates.assessedInTime.value);
  const most = by === undefined ? 45 : 20;
  const took = isLate ? chance.between(46, 72) : chance.between(8, most);
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
    return { on: authorisedOn, reason: chance.percent(70) ? 'RC8' : 'RC9' };
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
  const strategyOn = workingDaysAfter(decidedOn, chance.between(0, 3));
  const concludedOn = workingDaysAfter(strategyOn, chance.between(3, 8));
  const toPlan = course === 'plan';
  // Of the conferences that met, some made no plan.
  const share = englandRates.plansStarted.value / englandRates.conferencesWithPlan.value;
  const toConference = toPlan || (by === undefined && chance.percent(100 * share * 0.5));
  story.tell(
    fact('StrategyDiscussionHeld', {
      on: strategyOn,
      attended: ['social-care', 'police', 'health'],
      decision: chance.pick(['section-47-joint', 'section-47-single']),
    }),
  );
  const outcome = toConference ? 'conference-required' : 'conference-not-required';
  story.tell(
    fact('Section47Concluded', { on: concludedOn, outcome, substantiated: toConference || chance.percent(30) }),
  );
  authorise(toConference ? 'strategy-discussion' : 'child-in-need');
  if (!toConference) return tellNeed(story, latest(concludedOn, authorisedOn), responding, chance);
  const isLate = !chance.percent(englandRates.conferencesInTime.value);
  const startedOn = workingDaysAfter(strategyOn, isLate ? chance.between(16, 24) : chance.between(9, 15));
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

/** A child in need plan with its visits and reviews; where it ended. */
function tellNeed(story: Telling, from: PlainDate, { until, by }: Responding, chance: Chance): Ended {
  const startedOn = workingDayFrom(from);
  const endedOn = workingDaysAfter(startedOn, by === undefined ? chance.between(20, 130) : chance.between(3, 12));
  story.tell(fact('ChildInNeedPlanStarted', { on: startedOn }));
  const last = endedOn < until ? endedOn : until;
  for (let on = workingDaysAfter(startedOn, chance.between(5, 20)); on < last;) {
    story.mention(visit(on, 'child-in-need', chance));
    on = workingDaysAfter(on, chance.between(20, 30));
  }
  let worker: string | undefined;
  if (by === undefined && chance.percent(englandRates.workersChanged.value)) {
    worker = `w${chance.between(1, 400)}`;
    story.tell(fact('WorkerAllocated', { on: startedOn, worker, team: `team-${chance.between(1, 24)}` }));
  }
  for (let on = workingDaysAfter(startedOn, 60); on < endedOn; on = workingDaysAfter(on, 60)) {
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
