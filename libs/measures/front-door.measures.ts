import type { Definition } from './definition.ts';

const oncePerDay = {
  reason: 'same-day-referral',
  says: 'Another referral of the child on the same day was recorded first: referrals of one day count once.',
  unless: [{ is: 'at least', column: 'firstOfDay', number: 1 }],
} as const;

const toldOnly = {
  reason: 'brought-forward',
  says: 'The referral is told of by an opening balance, from another record: it was counted there, and what came before it is not known.',
  unless: [{ is: 'at most', column: 'broughtForward', number: 0 }],
} as const;

const received = {
  says: 'Referrals received in the period, whatever was decided about them.',
  where: [{ is: 'in the period', column: 'receivedOn' }],
} as const;

const census = 'DfE, Children in need census guide 2023 to 2024';

const sameDayRule = {
  says: 'Referrals of one child on one day count once, the first recorded.',
  source: `${census}, section 4.4`,
  status: 'V',
} as const;

const lookBack = {
  months: {
    kind: 'number',
    default: 12,
    least: 1,
    most: 240,
    means: 'How many months back an earlier referral counts.',
    source: 'DfE, Characteristics of children in need; measures.md M2',
    status: 'V',
  },
  anniversary: {
    kind: 'choice',
    default: 'within',
    choices: ['within', 'outside'],
    means: 'Whether a referral on the anniversary itself is still within the months.',
    source: 'measures.md M2: DfE does not say; within is chosen here',
    status: 'R',
  },
  counted: {
    kind: 'choice',
    default: 'months',
    choices: ['months', 'days'],
    means: 'Whether the time is counted in calendar months, or in days as the parameter days gives them.',
    source: 'measures.md M2: DfE does not say',
    status: 'R',
  },
  days: {
    kind: 'number',
    default: 365,
    least: 1,
    most: 7300,
    means: 'How many days back an earlier referral counts, where days are counted; the last of them is within.',
    source: 'measures.md M2: 365 is the other reading of 12 months',
    status: 'R',
  },
} as const;

const withinTheTime = [
  {
    is: 'only where asked',
    parameter: 'counted',
    choice: 'months',
    phrases: [
      {
        is: 'only where asked',
        parameter: 'anniversary',
        choice: 'within',
        phrases: [{ is: 'within months of', column: 'monthsSincePrevious', months: { parameter: 'months' } }],
      },
      {
        is: 'only where asked',
        parameter: 'anniversary',
        choice: 'outside',
        phrases: [{ is: 'fewer than', column: 'wholeMonthsSincePrevious', number: { parameter: 'months' } }],
      },
    ],
  },
  {
    is: 'only where asked',
    parameter: 'counted',
    choice: 'days',
    phrases: [{ is: 'at most', column: 'daysSincePrevious', number: { parameter: 'days' } }],
  },
] as const;

const countedOfTheChild = [
  { is: 'in the period', column: 'receivedOn' },
  { is: 'at most', column: 'broughtForward', number: 0 },
  { is: 'at least', column: 'firstOfDay', number: 1 },
] as const;

export const frontDoorMeasures = {
  referrals: {
    version: 2,
    title: 'Referrals',
    asks: 'period',
    counts: 'referral',
    unit: 'referrals',
    polarity: 'neither',
    population: received,
    exclusions: [toldOnly, oncePerDay],
    numerator: null,
    parameters: {},
    rated: true,
    conventions: [sameDayRule],
    basis: { source: 'measures.md M1; DfE table C1', status: 'V' },
  },
  're-referrals': {
    version: 2,
    title: 'Re-referrals: referrals within 12 months of an earlier referral of the same child',
    asks: 'period',
    counts: 'referral',
    unit: 'percent',
    polarity: 'lower is better',
    population: received,
    exclusions: [toldOnly, oncePerDay],
    numerator: {
      says: 'Those within the stated months of the child’s last referral on an earlier day, from the day of the one to the day of the other.',
      where: withinTheTime,
    },
    parameters: lookBack,
    conventions: [
      sameDayRule,
      {
        says: 'The anniversary itself is within: 5 January to 5 January is within 12 months.',
        source: 'measures.md M2: DfE does not say',
        status: 'R',
      },
      {
        says: 'Referrals with no further action are in the denominator, and every re-referral of a child counts.',
        source: 'measures.md M2: Leicestershire 2013 and 2018, Rutland 2018',
        status: 'D',
      },
      {
        says: 'The earlier referral is of the same authority, and is looked for before the period too, as far as the store reaches.',
        source: 'measures.md M2',
        status: 'R',
      },
    ],
    basis: { source: 'measures.md M2; DfE table C1', status: 'D' },
  },
  're-referred-children': {
    version: 1,
    title: 'Children re-referred: of the children referred, those with a referral within 12 months of an earlier one',
    asks: 'period',
    counts: 'referral',
    unit: 'percent',
    polarity: 'lower is better',
    population: {
      says: 'Children referred in the period, each once, by the first of the child’s referrals in it.',
      where: [{ is: 'in the period', column: 'receivedOn' }],
    },
    exclusions: [
      toldOnly,
      oncePerDay,
      {
        reason: 'child-counted',
        says: 'A referral of the child on an earlier day of the period was counted: a child counts once.',
        unless: [
          {
            is: 'the child has no',
            counts: 'referral',
            where: countedOfTheChild,
            before: { theirs: 'receivedOn', own: 'receivedOn' },
          },
        ],
      },
    ],
    numerator: {
      says: 'Those any of whose referrals in the period was within the stated months of the child’s last referral on an earlier day.',
      where: [{ is: 'the child has', counts: 'referral', where: [...countedOfTheChild, ...withinTheTime] }],
    },
    parameters: lookBack,
    conventions: [
      sameDayRule,
      {
        says: 'Told apart by age, team or the like, a child is where the first of its referrals in the period was.',
        source: 'chosen here',
        status: 'R',
      },
    ],
    basis: { source: 'measures.md M2; DfE table C1, rereferral_child_count and referral_child_count', status: 'V' },
  },
  'referrals-no-further-action': {
    version: 2,
    title: 'Referrals with no further action',
    asks: 'period',
    counts: 'referral',
    unit: 'percent',
    polarity: 'neither',
    population: received,
    exclusions: [toldOnly, oncePerDay],
    numerator: {
      says: 'Those decided as no further action or early help, which ended the episode.',
      where: [{ is: 'at least', column: 'noFurtherAction', number: 1 }],
    },
    parameters: {},
    conventions: [
      sameDayRule,
      {
        says: 'Early help is counted as no further action: either decision ends the episode, and nothing further is done under it.',
        source: 'measures.md M1: DfE was not seen to say whether early help is no further action',
        status: 'R',
      },
    ],
    basis: { source: 'measures.md M1; DfE table C1', status: 'V' },
  },
  'assessed-not-in-need': {
    version: 1,
    title: 'Referrals assessed and found not to be in need',
    asks: 'period',
    counts: 'referral',
    unit: 'percent',
    polarity: 'neither',
    population: received,
    exclusions: [toldOnly, oncePerDay],
    numerator: {
      says: 'Those whose episode was closed after assessment with no further action (RC8) or with early help (RC9), on whatever day.',
      where: [{ is: 'at least', column: 'assessedNotInNeed', number: 1 }],
    },
    parameters: {},
    conventions: [
      sameDayRule,
      {
        says: 'The reason of closure alone decides, as the codes say it: DfE’s exact filter was not seen.',
        source: 'measures.md M1',
        status: 'R',
      },
    ],
    basis: { source: 'measures.md M1; DfE table C1', status: 'R' },
  },
  'referral-decisions-in-1-day': {
    version: 1,
    title: 'Referrals whose response was decided within one working day',
    asks: 'period',
    counts: 'referral',
    unit: 'percent',
    polarity: 'higher is better',
    population: {
      says: 'Referrals whose decision fell due in the period: on the next working day after they were received.',
      where: [{ is: 'in the period', column: 'decisionDueOn' }],
    },
    exclusions: [
      toldOnly,
      oncePerDay,
      {
        reason: 'decision-not-known',
        says: 'An import does not know what was decided and when: left out, never counted as late.',
        unless: [{ is: 'at least', column: 'decisionKnown', number: 1 }],
      },
      {
        reason: 'no-decision-needed',
        says: 'The case was closed, or the child died, while a decision was still in time.',
        unless: [{ is: 'at least', column: 'decisionNeeded', number: 1 }],
      },
      {
        reason: 'working-days-not-known',
        says: 'The day it was due lies outside the known bank holidays. It is asked for by the day of the referral.',
        unless: [{ is: 'at least', column: 'decisionDueKnown', number: 1 }],
      },
    ],
    numerator: {
      says: 'Those decided on or before that day.',
      where: [{ is: 'at most', column: 'decisionWorkingDays', number: 1 }],
    },
    parameters: {},
    conventions: [
      sameDayRule,
      {
        says: 'A referral counts in the period its decision fell due in, decided or not, so that none still in time is counted as late, and none never decided is left out.',
        source: 'chosen here; DfE publishes no such figure',
        status: 'R',
      },
      {
        says: 'The working day is counted for referrals of any year, though no limit was seen in the edition of 2006.',
        source: 'timescales.md T1',
        status: 'R',
      },
    ],
    basis: { source: 'timescales.md T1; DfE, Children in need census guide 2023 to 2024, section 4.9', status: 'V' },
  },
} as const satisfies Record<string, Definition>;
