import type { PlainDate } from '#calendar';
import type { Agency, AssessmentFactor, Category, FactType, Facts, PrimaryNeed, Proposed } from '#events';
import type { Chance } from './chance.ts';
import { inventedChild } from './child-details.ts';
import { latest, workingDaysAfter } from './days.ts';
import type { ChildLine, Episode, ToldPlan } from './episodes.ts';
import { reviewsOf } from './reviews.ts';

/** Single assessments replaced initial and core ones with Working Together 2013. */
const singleSince = '2013-04-15';

/** Tells one child's story as the facts a caseworker would have posted, in the order things happened. */
export function tell(line: ChildLine, chance: Chance): readonly Proposed[] {
  const first = line.episodes[0] as Episode;
  const last = line.episodes.at(-1) as Episode;
  const story = [fact('ChildRegistered', inventedChild(first.on, last.closedOn ?? last.on, line.family, chance))];
  for (const episode of line.episodes) story.push(...inOrder(episodeFacts(episode, chance)));
  return story;
}

function episodeFacts(episode: Episode, chance: Chance): Proposed[] {
  const primaryNeed = chance.pick<PrimaryNeed>(['N1', 'N1', 'N1', 'N2', 'N4', 'N5', 'N5', 'N6']);
  const decidedOn =
    episode.plan?.strategyOn === episode.on ? episode.on : workingDaysAfter(episode.on, chance.between(0, 1));
  const decision = episode.decision === 'assess' ? 'assess' : 'no-further-action';
  return [
    fact('ReferralReceived', {
      on: episode.on,
      source: chance.pick(['1A', '2A', '3A', '3C', '6', '6', '8', '9']),
      primaryNeed,
    }),
    fact('ReferralDecided', { on: decidedOn, decision }),
    ...assessmentFacts(episode, decidedOn, primaryNeed, chance),
    ...(episode.enquiry === undefined ? [] : enquiryFacts(episode.enquiry, chance)),
    ...(episode.plan === undefined ? [] : planFacts(episode.plan, chance)),
    ...(episode.closedOn === undefined
      ? []
      : [fact('CaseClosed', { on: episode.closedOn, reason: episode.closedAs ?? 'RC7' })]),
  ];
}

function assessmentFacts(episode: Episode, decidedOn: PlainDate, primaryNeed: PrimaryNeed, chance: Chance): Proposed[] {
  const { on, authorisedOn, closedAs } = episode;
  if (authorisedOn === undefined) return [];
  const kind = on < singleSince ? 'initial' : 'single';
  const limit = kind === 'single' ? 45 : on < '2010-03-17' ? 7 : 10;
  const lateReason =
    authorisedOn > workingDaysAfter(on, limit) ? { lateReason: chance.pick(whyAssessmentsWereLate) } : {};
  const outcome =
    episode.plan !== undefined ? 'strategy-discussion' : closedAs === 'RC8' ? 'no-further-action' : 'child-in-need';
  const factors = chance.pick<readonly AssessmentFactor[]>([
    ['3B'],
    ['3B', '4B'],
    ['4B'],
    ['2B'],
    ['16A'],
    ['17A', '3B'],
    ['18A'],
    ['4A'],
    ['10A'],
  ]);
  return [
    fact('AssessmentStarted', { on: decidedOn, kind }),
    fact('AssessmentAuthorised', {
      on: latest(authorisedOn, decidedOn),
      kind,
      factors,
      primaryNeed,
      outcome,
      ...lateReason,
    }),
  ];
}

/** An enquiry that led to no plan: concern not borne out, or a conference that found help enough. */
function enquiryFacts(
  { strategyOn, concludedOn, conferenceOn }: NonNullable<Episode['enquiry']>,
  chance: Chance,
): Proposed[] {
  const toConference = conferenceOn !== undefined;
  return [
    fact('StrategyDiscussionHeld', {
      on: strategyOn,
      attended: ['social-care', 'police', 'health'],
      decision: chance.pick(['section-47-joint', 'section-47-single']),
    }),
    fact('Section47Concluded', {
      on: concludedOn,
      outcome: toConference ? 'conference-required' : 'conference-not-required',
      substantiated: toConference,
    }),
    ...(toConference
      ? [fact('InitialConferenceHeld', { on: conferenceOn, ...meeting(chance), outcome: 'child-in-need' })]
      : []),
  ];
}

function planFacts(plan: ToldPlan, chance: Chance): Proposed[] {
  const categories = chance.pick<readonly Category[]>([
    ['NEG'],
    ['NEG'],
    ['EMO'],
    ['EMO'],
    ['EMO', 'PHY'],
    ['EMO', 'NEG'],
    ['PHY'],
    ['SAB'],
  ]);
  const concludedOn = workingDaysAfter(plan.strategyOn, chance.between(2, 6));
  return [
    fact('StrategyDiscussionHeld', {
      on: plan.strategyOn,
      attended: ['social-care', 'police', 'health'],
      decision: 'section-47-joint',
    }),
    fact('Section47Concluded', { on: concludedOn, outcome: 'conference-required', substantiated: true }),
    fact('InitialConferenceHeld', { on: plan.start, ...meeting(chance), outcome: 'plan' }),
    fact('PlanStarted', {
      on: plan.start,
      categories,
      ...(plan.previousPlansHere && { previousPlansHere: plan.previousPlansHere }),
    }),
    firstCoreGroup(plan, chance),
    ...reviewsOf(plan, chance).map(({ on, late }) =>
      fact('ReviewConferenceHeld', {
        on,
        ...meeting(chance),
        outcome: on === plan.end ? 'end' : 'continue',
        ...(late && { lateReason: chance.pick(whyReviewsWereLate) }),
      }),
    ),
    fact('PlanEnded', {
      on: plan.end,
      reason: 'review-decision',
      stepDown: chance.pick(['child-in-need', 'child-in-need', 'early-help', 'none']),
    }),
  ];
}

/** The core group meets within ten working days of the conference, always in time; one in ten uses them all up. */
function firstCoreGroup({ start }: ToldPlan, chance: Chance): Proposed {
  return fact('CoreGroupHeld', {
    on: workingDaysAfter(start, chance.percent(10) ? 10 : chance.between(3, 9)),
    attended: chance.pick<readonly Agency[]>([
      ['social-care', 'health', 'family'],
      ['social-care', 'education', 'family'],
      ['social-care', 'health', 'education', 'family'],
      ['social-care', 'health', 'early-help', 'family'],
    ]),
  });
}

/** Who was asked to a conference, came and reported. Social care, police and health are always there. */
function meeting(
  chance: Chance,
): Pick<Facts['InitialConferenceHeld'], 'invited' | 'attended' | 'reportsReceived' | 'childParticipated'> {
  const came = chance.pick([['education', 'family'], ['family'], ['education']] as const);
  return {
    invited: ['social-care', 'police', 'health', 'education', 'family'],
    attended: ['social-care', 'police', 'health', ...came],
    reportsReceived: ['social-care', 'health'],
    childParticipated: chance.percent(60),
  };
}

const whyAssessmentsWereLate = [
  'Parents could not be seen in time.',
  'Awaited a report from health.',
  'The social worker changed.',
  'The family moved within the county.',
];
const whyReviewsWereLate = [
  'The chair was unwell on the day booked.',
  'Put off so that the parents could come.',
  'The conference first booked could not meet.',
];

/** Facts of one day keep the order they are told in. */
function inOrder(facts: readonly Proposed[]): readonly Proposed[] {
  return facts
    .map((each, place) => ({ each, place, on: 'on' in each.data ? each.data.on : ('' as PlainDate) }))
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : a.place - b.place))
    .map(({ each }) => each);
}

function fact<T extends FactType>(type: T, data: Facts[T]): Proposed {
  return { type, data } as Proposed;
}
