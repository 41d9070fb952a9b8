import type { Definition } from './definition.ts';

const received = {
  says: 'Contacts received in the period, whatever came of them.',
  where: [{ is: 'in the period', column: 'receivedOn' }],
} as const;

const eachCounts = {
  says: 'Every contact counts, also several of one day: contacts are never in the census, and DfE has no rule for them.',
  source: 'measures.md, general conventions: the census has none (V); how to count them is a choice made here',
  status: 'R',
} as const;

export const contactMeasures = {
  contacts: {
    version: 1,
    title: 'Contacts',
    asks: 'period',
    counts: 'contact',
    unit: 'contacts',
    polarity: 'neither',
    population: received,
    exclusions: [],
    numerator: null,
    parameters: {},
    conventions: [eachCounts],
    basis: { source: 'published figures F003 (Leicestershire 2017/18) and F357: a local measure', status: 'R' },
  },
  'contacts-to-referral': {
    version: 1,
    title: 'Contacts that led to a referral',
    asks: 'period',
    counts: 'contact',
    unit: 'percent',
    polarity: 'neither',
    population: received,
    exclusions: [],
    numerator: {
      says: 'Those decided to be a referral, or named by one, on whatever day.',
      where: [{ is: 'at least', column: 'ledToReferral', number: 1 }],
    },
    parameters: {},
    conventions: [
      eachCounts,
      {
        says: 'A contact about which nothing is decided yet is in the denominator, and in the numerator once a referral comes of it.',
        source: 'chosen here; no source was seen to say',
        status: 'R',
      },
    ],
    basis: { source: 'published figure F357 (Rutland 2012/13): a local measure', status: 'R' },
  },
} as const satisfies Record<string, Definition>;
