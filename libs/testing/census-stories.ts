import { addDays, isWorkingDay, england, type PlainDate } from '#calendar';
import type { AssessmentFactor, ClosureReason, Ethnicity, PrimaryNeed, Source } from '#events';
import type { CensusCategory } from '#exchange';
import { drawn, type Drawn } from './drawn.ts';

/** One invented child's whole story as an authority's own system would hold it, from which the file of any year is drawn. */
export interface CensusStory {
  readonly id: string;
  readonly bornOn: PlainDate;
  readonly sex: 'F' | 'M';
  readonly ethnicity: Ethnicity;
  readonly episodes: readonly StoryEpisode[];
}

export interface StoryEpisode {
  readonly referredOn: PlainDate;
  readonly source: Source;
  readonly need: PrimaryNeed;
  readonly noFurtherAction: boolean;
  readonly closedOn?: PlainDate;
  readonly reason?: ClosureReason;
  readonly assessments: readonly {
    readonly startedOn: PlainDate;
    readonly authorisedOn: PlainDate;
    readonly factors: readonly AssessmentFactor[];
  }[];
  readonly needPlan?: { readonly startedOn: PlainDate; readonly endedOn: PlainDate };
  readonly enquiries: readonly {
    readonly startedOn: PlainDate;
    readonly concludedOn: PlainDate;
    readonly conferenceOn?: PlainDate;
  }[];
  readonly plan?: StoryPlan;
}

export interface StoryPlan {
  readonly startedOn: PlainDate;
  readonly endedOn: PlainDate;
  readonly initial: CensusCategory;
  readonly latest: CensusCategory;
  /** The day the categories changed: a review's. */
  readonly changedOn: PlainDate;
  readonly earlier: number;
  readonly reviewsOn: readonly PlainDate[];
}

/** The stories of so many children, from referrals of this span on. The same seed gives the same stories. */
export function* censusStories(seed: number, children: number, from: PlainDate, to: PlainDate): Generator<CensusStory> {
  for (let number = 1; number <= children; number++) yield story(drawn(seed * 1_000_003 + number), number, from, to);
}

function story(choice: Drawn, number: number, from: PlainDate, to: PlainDate): CensusStory {
  const episodes: StoryEpisode[] = [];
  let day = addDays(from, choice.between(0, 3000));
  if (day > to) day = addDays(from, choice.between(0, 300));
  let plans = 0;
  const born = addDays(day, -choice.between(40, 5500));
  while (day <= to && episodes.length < 5) {
    const episode = episodeFrom(workingDay(day), choice, plans);
    episodes.push(episode);
    if (episode.plan !== undefined) plans++;
    day = addDays(episode.closedOn ?? episode.referredOn, choice.between(20, 900));
    if (choice.percent(35)) break;
  }
  return {
    id: `L${String(number).padStart(7, '0')}`,
    bornOn: born,
    sex: choice.pick(['F', 'M']),
    ethnicity: choice.pick(['WBRI', 'WBRI', 'WBRI', 'AIND', 'BAFR', 'MWBC', 'NOBT']),
    episodes,
  };
}

function episodeFrom(referredOn: PlainDate, choice: Drawn, earlier: number): StoryEpisode {
  const base = {
    referredOn,
    source: choice.pick<Source>(['1A', '2A', '3A', '3E', '5B', '6', '8']),
    need: choice.pick<PrimaryNeed>(['N1', 'N1', 'N2', 'N4', 'N5']),
    noFurtherAction: false,
    assessments: [],
    enquiries: [],
  };
  if (choice.percent(20)) return { ...base, noFurtherAction: true };
  const startedOn = addDays(referredOn, choice.between(0, 4));
  const authorisedOn = addDays(startedOn, choice.between(8, 70));
  const factors = choice.pick<readonly AssessmentFactor[]>([['3B'], ['3B', '4B'], ['16A'], ['17A', '2B'], ['10A']]);
  const assessed = { ...base, assessments: [{ startedOn, authorisedOn, factors }] };
  const way = choice.between(1, 100);
  if (way <= 45) {
    return {
      ...assessed,
      closedOn: addDays(authorisedOn, choice.between(0, 10)),
      reason: choice.pick<ClosureReason>(['RC8', 'RC8', 'RC7']),
    };
  }
  if (way <= 65) {
    const begins = addDays(authorisedOn, choice.between(0, 10));
    const ends = addDays(begins, choice.between(30, 400));
    return {
      ...assessed,
      needPlan: { startedOn: begins, endedOn: ends },
      closedOn: addDays(ends, choice.between(0, 20)),
      reason: 'RC7',
    };
  }
  return withEnquiry(assessed, choice, earlier, authorisedOn);
}

function withEnquiry(episode: StoryEpisode, choice: Drawn, earlier: number, authorisedOn: PlainDate): StoryEpisode {
  const startedOn = addDays(episode.referredOn, choice.between(0, 20));
  const concludedOn = addDays(startedOn, choice.between(1, 12));
  if (choice.percent(40)) {
    const end = later(authorisedOn, concludedOn);
    return {
      ...episode,
      enquiries: [{ startedOn, concludedOn }],
      closedOn: addDays(end, choice.between(1, 30)),
      reason: 'RC7',
    };
  }
  const conferenceOn = workingDay(addDays(startedOn, choice.between(10, 26)));
  const enquiries = [{ startedOn, concludedOn: conferenceOn, conferenceOn }];
  if (choice.percent(25)) {
    return {
      ...episode,
      enquiries,
      closedOn: addDays(later(authorisedOn, conferenceOn), choice.between(20, 90)),
      reason: 'RC7',
    };
  }
  const reviewsOn = [workingDay(addDays(conferenceOn, choice.between(60, 95)))];
  for (let more = choice.between(0, 4); more > 0; more--) {
    reviewsOn.push(workingDay(addDays(reviewsOn.at(-1) as PlainDate, choice.between(120, 190))));
  }
  const endedOn = reviewsOn.at(-1) as PlainDate;
  const initial = choice.pick<CensusCategory>(['NEG', 'NEG', 'EMO', 'PHY', 'SAB', 'MUL']);
  const changes = choice.percent(20) && reviewsOn.length > 1;
  const plan = {
    startedOn: conferenceOn,
    endedOn,
    initial,
    latest: changes ? (initial === 'EMO' ? 'NEG' : 'EMO') : initial,
    changedOn: reviewsOn[0] as PlainDate,
    earlier,
    reviewsOn,
  } as const;
  return {
    ...episode,
    enquiries,
    plan,
    closedOn: addDays(later(endedOn, authorisedOn), choice.between(0, 90)),
    reason: 'RC7',
  };
}

function workingDay(day: PlainDate): PlainDate {
  let on = day;
  while (isWorkingDay(england, on) !== true) on = addDays(on, 1);
  return on;
}

function later(a: PlainDate, b: PlainDate): PlainDate {
  return a > b ? a : b;
}
