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
      where: [{ is: 'within months of', column: 'monthsSincePrevious', months: { parameter: 'months' } }],
    },
    parameters: {
      months: {
        kind: 'number',
        default: 12,
        least: 1,
        most: 240,
        means: 'How many months back an earlier referral counts.',
        source: 'DfE, Characteristics of children in need; measures.md M2',
        status: 'V',
      },
    },
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
} as const satisfies Record<string, Definition>;
