import type { Definition } from './definition.ts';

const openEpisodes = {
  says: 'Children with an open episode of need at the end of the day: referred on or before it, and not closed by it.',
  where: [{ is: 'open at', from: 'receivedOn', to: 'closedOn' }],
} as const;

const died = {
  reason: 'died',
  says: 'The child had died by the end of the day, and the case was not closed yet.',
  unless: [
    {
      is: 'the child has no',
      counts: 'child',
      where: [{ is: 'on or before', column: 'diedOn', day: { months: 0, before: 'at' } }],
    },
  ],
} as const;

const countedAlready = {
  reason: 'open-episode-counted',
  says: 'Another open episode of the child began on an earlier day: a child is counted once.',
  unless: [
    {
      is: 'the child has no',
      counts: 'referral',
      where: [{ is: 'open at', from: 'receivedOn', to: 'closedOn' }],
      before: { theirs: 'receivedOn', own: 'receivedOn' },
    },
  ],
} as const;

const endsOnTheDay = {
  says: 'An episode that is closed on the day is not open at the end of it, as with plans.',
  source:
    'measures.md M5 and M10; DfE table B1: episodes open at 31 March. That it holds of closure too is chosen here',
  status: 'R',
} as const;

const everyOpenCase = {
  says: 'Unborn children, those of 18 and over, children on a plan and looked-after children count; so does an episode whose response is still to be decided, and one brought forward.',
  source: 'measures.md, general conventions; DfE, Children in need census guide, sections 2.6 and 2.7',
  status: 'V',
} as const;

const untilItIsClosed = {
  says: 'Closure alone ends an episode: that of a child who has died counts until the case is closed.',
  source: 'DfE table B1, At31_episodes: episodes without a date of closure. That death is no closure is read so here',
  status: 'R',
} as const;

const ofTheLiving = {
  says: 'A child who has died is no part of it, though the case is not closed yet: nobody is to be allocated. Among children-in-need the open episode still counts.',
  source: 'chosen here: a local measure',
  status: 'R',
} as const;

export const needMeasures = {
  'children-in-need': {
    version: 2,
    title: 'Children in need',
    asks: 'at',
    counts: 'referral',
    unit: 'children',
    polarity: 'neither',
    population: openEpisodes,
    exclusions: [
      countedAlready,
      {
        reason: 'protection-plan',
        says: 'The child was on a child protection plan on the day, and such children were asked to be left out.',
        unless: [
          {
            is: 'only where asked',
            parameter: 'without',
            choice: 'protection-plan',
            phrases: [
              {
                is: 'the child has no',
                counts: 'plan',
                where: [{ is: 'open at', from: 'startedOn', to: 'endedOn' }],
              },
            ],
          },
        ],
      },
      {
        reason: 'looked-after',
        says: 'The child was looked after on the day, and such children were asked to be left out.',
        unless: [
          {
            is: 'only where asked',
            parameter: 'without',
            choice: 'looked-after',
            phrases: [
              {
                is: 'the child has no',
                counts: 'looked-after',
                where: [{ is: 'open at', from: 'fromDay', to: 'untilDay' }],
              },
            ],
          },
        ],
      },
    ],
    numerator: null,
    parameters: {
      without: {
        kind: 'choices',
        default: '',
        choices: ['protection-plan', 'looked-after'],
        means: 'Children to be left out. Unless asked none is: DfE counts every open episode.',
        source: 'measures.md M10; DfE table B1, At31_episodes. Local counts differ (K13)',
        status: 'V',
      },
    },
    conventions: [endsOnTheDay, everyOpenCase, untilItIsClosed],
    rated: true,
    basis: { source: 'measures.md M10; DfE table B1, At31_episodes', status: 'V' },
  },
  'children-without-worker': {
    version: 1,
    title: 'Children with an open case and no allocated worker',
    asks: 'at',
    counts: 'referral',
    unit: 'percent',
    polarity: 'lower is better',
    population: openEpisodes,
    exclusions: [died, countedAlready],
    numerator: {
      says: 'Those whose case no worker had at the end of the day.',
      where: [
        {
          is: 'the child has no',
          counts: 'allocation',
          where: [{ is: 'open at', from: 'fromDay', to: 'untilDay' }],
        },
      ],
    },
    parameters: {},
    conventions: [
      endsOnTheDay,
      everyOpenCase,
      ofTheLiving,
      {
        says: 'The numerator is the number of children without a worker. A case passes from one worker to the next on the day the next takes it on.',
        source: 'chosen here: a local measure',
        status: 'R',
      },
    ],
    basis: { source: 'a local measure; no definition was seen', status: 'R' },
  },
  'caseload-per-worker': {
    version: 1,
    title: 'Caseload: children with an open case for each worker who has one',
    asks: 'at',
    counts: 'referral',
    unit: 'children per worker',
    polarity: 'neither',
    population: openEpisodes,
    exclusions: [
      died,
      countedAlready,
      {
        reason: 'no-worker',
        says: 'No worker had the case at the end of the day: see children-without-worker.',
        unless: [
          {
            is: 'the child has',
            counts: 'allocation',
            where: [{ is: 'open at', from: 'fromDay', to: 'untilDay' }],
          },
        ],
      },
    ],
    numerator: null,
    among: 'worker',
    parameters: {},
    conventions: [
      endsOnTheDay,
      ofTheLiving,
      {
        says: 'Numerator: children; denominator: workers who have at least one of them, in whichever teams. A worker whose cases are all closed is no part of it.',
        source: 'chosen here: a local measure',
        status: 'R',
      },
    ],
    basis: { source: 'a local measure; no definition was seen', status: 'R' },
  },
} as const satisfies Record<string, Definition>;
