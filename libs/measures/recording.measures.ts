import type { Definition } from './definition.ts';

const days = {
  kind: 'number',
  default: 1,
  least: 0,
  most: 400,
  means: 'The most days after it happened that are in time, every day counting: 0 is the same day, 1 the next.',
  source: 'chosen here: no rule of recording was seen',
  status: 'R',
} as const;

const conventions = [
  {
    says: 'Counted on London’s calendar, from the day it happened, as now corrected, to the day it was first recorded: one recorded after midnight in London is a day later.',
    source: 'chosen here',
    status: 'R',
  },
  {
    says: 'It tells how late things are written down, not how late they are done: duties-in-time tells that. What an import brings was recorded on the day of the import.',
    source: 'decisions.md 1 and 6: two times',
    status: 'R',
  },
] as const;

const common = {
  version: 1,
  asks: 'period',
  unit: 'percent',
  polarity: 'higher is better',
  parameters: { days },
  conventions,
  basis: { source: 'a local measure; no definition was seen', status: 'R' },
} as const;

const numerator = {
  says: 'Those recorded within the stated days.',
  where: [{ is: 'at most', column: 'recordedAfter', number: { parameter: 'days' } }],
} as const;

const spread = {
  column: 'recordedAfter',
  says: 'Days from its happening to its being recorded.',
} as const;

export const recordingMeasures = {
  'contacts-recorded-in-time': {
    ...common,
    title: 'Contacts recorded in time',
    counts: 'contact',
    population: { says: 'Contacts received in the period.', where: [{ is: 'in the period', column: 'receivedOn' }] },
    exclusions: [],
    numerator,
    spread,
  },
  'referrals-recorded-in-time': {
    ...common,
    title: 'Referrals recorded in time',
    counts: 'referral',
    population: { says: 'Referrals received in the period.', where: [{ is: 'in the period', column: 'receivedOn' }] },
    exclusions: [
      {
        reason: 'brought-forward',
        says: 'The referral is told of by an opening balance: when it was recorded first is not known.',
        unless: [{ is: 'at most', column: 'broughtForward', number: 0 }],
      },
    ],
    numerator,
    spread,
  },
  'assessments-recorded-in-time': {
    ...common,
    title: 'Assessments whose authorisation was recorded in time',
    counts: 'assessment',
    population: {
      says: 'Assessments of any kind authorised in the period.',
      where: [{ is: 'in the period', column: 'authorisedOn' }],
    },
    exclusions: [],
    numerator,
    spread,
  },
  'meetings-recorded-in-time': {
    ...common,
    title: 'Strategy discussions and conferences recorded in time',
    counts: 'meeting',
    population: {
      says: 'Strategy discussions, initial conferences and review conferences held in the period.',
      where: [{ is: 'in the period', column: 'heldOn' }],
    },
    exclusions: [],
    numerator,
    spread,
    groups: {
      meeting: {
        title: 'Kind of meeting',
        says: 'Strategy discussion, initial conference or review conference.',
        by: 'the row',
        groups: [],
        values: 'meetingKind',
        labels: {
          'strategy-discussion': 'Strategy discussions',
          'initial-conference': 'Initial conferences',
          'review-conference': 'Review conferences',
        },
        listsEvery: true,
        notKnown: 'Not known',
        source: 'chosen here',
        status: 'R',
      },
    },
  },
} as const satisfies Record<string, Definition>;
