import type { Definition } from './definition.ts';
import { endedPlanDurations, openPlanDurations } from './duration-bands.ts';

const startedInPeriod = {
  says: 'Child protection plans that started in the period.',
  where: [{ is: 'in the period', column: 'startedOn' }],
} as const;

const endedInPeriod = {
  says: 'Child protection plans that ended in the period.',
  where: [{ is: 'in the period', column: 'endedOn' }],
} as const;

const openOnTheDay = {
  says: 'Child protection plans open at the end of the day: started on or before it, and not ended by it.',
  where: [{ is: 'open at', from: 'startedOn', to: 'endedOn' }],
} as const;

const endsOnTheDay = {
  says: 'A plan that ends on the day is not open at the end of it.',
  source: 'measures.md M5; DfE table D5',
  status: 'V',
} as const;

const toldOfBefore = {
  says: 'Earlier plans that the start of a plan tells of are from before those recorded here: of recorded plans the last one’s end counts.',
  source: 'measures.md M6: plans of this authority alone count. Which of them is the last is chosen here',
  status: 'R',
} as const;

const twoYears = {
  kind: 'number',
  default: 24,
  least: 1,
  most: 240,
  means: 'How many months a plan must have lasted.',
  source: 'measures.md M7; DfE tables D5 and D7',
  status: 'V',
} as const;

const anniversaryCounts = {
  says: 'A plan has lasted two years on the second anniversary of its start: 5 January 2016 to 5 January 2018.',
  source: 'measures.md M7: DfE does not say',
  status: 'R',
} as const;

export const planMeasures = {
  'plans-started': {
    version: 1,
    title: 'Child protection plans started',
    asks: 'period',
    counts: 'plan',
    unit: 'plans',
    polarity: 'neither',
    population: startedInPeriod,
    exclusions: [],
    numerator: null,
    parameters: {},
    conventions: [],
    basis: { source: 'measures.md M5; DfE table D1', status: 'V' },
  },
  'plans-ended': {
    version: 1,
    title: 'Child protection plans ended',
    asks: 'period',
    counts: 'plan',
    unit: 'plans',
    polarity: 'neither',
    population: endedInPeriod,
    exclusions: [],
    numerator: null,
    parameters: {},
    groups: endedPlanDurations,
    conventions: [],
    basis: { source: 'measures.md M5; DfE table D1', status: 'V' },
  },
  'plans-open': {
    version: 2,
    title: 'Child protection plans open',
    asks: 'at',
    counts: 'plan',
    unit: 'plans',
    polarity: 'neither',
    population: openOnTheDay,
    exclusions: [],
    numerator: null,
    parameters: {},
    groups: openPlanDurations,
    rated: true,
    conventions: [endsOnTheDay],
    basis: { source: 'measures.md M5; DfE table D2', status: 'V' },
  },
  'repeat-plans': {
    version: 1,
    title: 'Plans that are a child’s second or later',
    asks: 'period',
    counts: 'plan',
    unit: 'percent',
    polarity: 'lower is better',
    population: startedInPeriod,
    exclusions: [
      {
        reason: 'earlier-plan-end-not-known',
        says: 'There was an earlier plan, the day it ended is not known, and only those of two years were asked for.',
        unless: [
          {
            is: 'only where asked',
            parameter: 'within',
            choice: 'two-years',
            phrases: [{ is: 'at least', column: 'previousEndKnown', number: 1 }],
          },
        ],
      },
    ],
    numerator: {
      says: 'Those of children who had been on a plan of this authority before: however long ago, unless only those within two years are asked for.',
      where: [
        { is: 'at least', column: 'earlierPlans', number: 1 },
        {
          is: 'only where asked',
          parameter: 'within',
          choice: 'two-years',
          phrases: [{ is: 'within months of', column: 'monthsSincePreviousEnd', months: 24 }],
        },
      ],
    },
    parameters: {
      within: {
        kind: 'choice',
        default: 'ever',
        choices: ['ever', 'two-years'],
        means:
          'Whether an earlier plan counts however long ago it ended, as DfE has it, or only within two years of the start.',
        source: 'measures.md M6; DfE, Children in need census guide, section 5.4; LG Inform metric 100',
        status: 'V',
      },
    },
    conventions: [
      {
        says: 'Plans of another authority are told of and never counted.',
        source: 'measures.md M6; DfE, Children in need census guide, section 5.4',
        status: 'V',
      },
      toldOfBefore,
    ],
    basis: { source: 'measures.md M6, NI 65; DfE table D3', status: 'V' },
  },
  'repeat-plans-within-two-years': {
    version: 1,
    title: 'Plans within two years of the end of the child’s earlier plan',
    asks: 'period',
    counts: 'plan',
    unit: 'percent',
    polarity: 'lower is better',
    population: startedInPeriod,
    exclusions: [
      {
        reason: 'earlier-plan-end-not-known',
        says: 'There was an earlier plan, and the day it ended is not known.',
        unless: [{ is: 'at least', column: 'previousEndKnown', number: 1 }],
      },
    ],
    numerator: {
      says: 'Those that started within the stated months of the end of the child’s earlier plan.',
      where: [{ is: 'within months of', column: 'monthsSincePreviousEnd', months: { parameter: 'months' } }],
    },
    parameters: {
      months: {
        kind: 'number',
        default: 24,
        least: 1,
        most: 240,
        means: 'How many months after the earlier plan’s end a plan still counts.',
        source: 'measures.md M6: a common local measure, not one of DfE’s',
        status: 'R',
      },
    },
    conventions: [
      {
        says: 'Counted from the earlier plan’s end to the new plan’s start; the anniversary is within.',
        source: 'measures.md M6',
        status: 'R',
      },
      toldOfBefore,
    ],
    basis: { source: 'measures.md M6', status: 'V2' },
  },
  'plans-ended-after-two-years': {
    version: 1,
    title: 'Plans ended that had lasted two years or more',
    asks: 'period',
    counts: 'plan',
    unit: 'percent',
    polarity: 'lower is better',
    population: endedInPeriod,
    exclusions: [],
    numerator: {
      says: 'Those that had lasted the stated months or more when they ended.',
      where: [{ is: 'at least', column: 'monthsLasted', number: { parameter: 'months' } }],
    },
    parameters: { months: twoYears },
    groups: endedPlanDurations,
    conventions: [anniversaryCounts],
    basis: { source: 'measures.md M7, NI 64; DfE table D7', status: 'D' },
  },
  'plans-open-over-two-years': {
    version: 2,
    title: 'Plans open that have lasted two years or more',
    asks: 'at',
    counts: 'plan',
    unit: 'percent',
    polarity: 'lower is better',
    population: openOnTheDay,
    exclusions: [],
    numerator: {
      says: 'Those that had been open the stated months or more on the day.',
      where: [{ is: 'on or before', column: 'startedOn', day: { months: { parameter: 'months' }, before: 'at' } }],
    },
    parameters: { months: twoYears },
    groups: openPlanDurations,
    conventions: [endsOnTheDay, anniversaryCounts],
    basis: { source: 'measures.md M7; DfE table D5', status: 'D' },
  },
  'reviews-in-timescale': {
    version: 3,
    title: 'Children on a plan whose every review was held in time',
    asks: 'at',
    counts: 'plan',
    unit: 'percent',
    polarity: 'higher is better',
    population: openOnTheDay,
    exclusions: [
      {
        reason: 'three-months-or-less',
        says: 'The plan had been open three months or less on the day: exactly three months is not more than three.',
        unless: [{ is: 'on or before', column: 'startedOn', day: { months: 3, before: 'the day before at' } }],
      },
      {
        reason: 'brought-forward',
        says: 'The plan was brought forward within the stated months before the day: its reviews until then are not all known.',
        unless: [
          { is: 'on or before', column: 'reviewsKnownFrom', day: { months: { parameter: 'months' }, before: 'at' } },
        ],
      },
    ],
    numerator: {
      says: 'Those with no review overdue on any day of the stated months up to the day: each held on or before its due day, and none awaited past it.',
      where: [
        {
          is: 'no linked clock overdue at',
          inTheLast: { parameter: 'months' },
          due: { parameter: 'counted', columns: { months: 'dueOn', days: 'dueOnDays' } },
        },
      ],
    },
    parameters: {
      months: {
        kind: 'number',
        default: 12,
        least: 1,
        most: 240,
        means: 'How many months up to the day are judged.',
        source: 'measures.md M8; DfE, Children in need census guide, section 5.5.1',
        status: 'V',
      },
      counted: {
        kind: 'choice',
        default: 'months',
        choices: ['months', 'days'],
        means: 'Whether reviews fall due after 3 and 6 calendar months, or after 91 and 183 days.',
        source: 'measures.md M8; timescales.md T8 and T9: DfE’s own constant was not seen',
        status: 'R',
      },
    },
    groups: openPlanDurations,
    conventions: [
      endsOnTheDay,
      {
        says: 'It is a test of each child, all or nothing, at one point in time; a review never held fails it once it is overdue.',
        source: 'measures.md M8, NI 67; DfE table D6',
        status: 'D',
      },
    ],
    basis: { source: 'measures.md M8, NI 67; DfE table D6', status: 'D' },
  },
} as const satisfies Record<string, Definition>;
