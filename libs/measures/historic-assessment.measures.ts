import type { Definition } from './definition.ts';

const initialAuthorised = {
  says: 'Initial assessments authorised in the period.',
  where: [
    { is: 'in the period', column: 'authorisedOn' },
    { is: 'at least', column: 'initial', number: 1 },
  ],
} as const;

const coreAuthorised = {
  says: 'Core assessments authorised in the period.',
  where: [
    { is: 'in the period', column: 'authorisedOn' },
    { is: 'at least', column: 'core', number: 1 },
  ],
} as const;

const ended = {
  says: 'Initial and core assessments gave way to the single assessment in 2013-14.',
  source: 'timescales.md, T2a and T2b; DfE, PQ 113614',
  status: 'V',
} as const;

const dayByDay = {
  says: 'In time is on or before the due day. One authorised on a day that is not worked counts as the next working day.',
  source: 'timescales.md, working day; SI 2006/1738 reg 2',
  status: 'V',
} as const;

export const historicAssessmentMeasures = {
  'initial-assessments-in-10-days': {
    version: 1,
    title: 'Initial assessments within 10 working days of the referral (NI 59)',
    asks: 'period',
    counts: 'assessment',
    unit: 'percent',
    polarity: 'higher is better',
    population: initialAuthorised,
    exclusions: [
      {
        reason: 'working-days-not-known',
        says: 'A day it took lies outside the known bank holidays, or its start is not known: left out, never guessed.',
        unless: [{ is: 'at least', column: 'workingDaysKnown', number: 1 }],
      },
    ],
    numerator: {
      says: 'Those authorised within the stated working days of the referral; a later initial assessment of the same episode, of its own start.',
      where: [{ is: 'at most', column: 'workingDays', number: { parameter: 'days' } }],
    },
    parameters: {
      days: {
        kind: 'number',
        default: 10,
        least: 0,
        most: 400,
        means:
          'The most working days that are in time: 10 from Working Together 2010, 7 before. The next working day after the start is day 1.',
        source: 'LG Inform metric 2234; Coventry SCB, October 2010',
        status: 'V2',
      },
    },
    spread: { column: 'workingDays', says: 'Working days from the referral to the day it was authorised.' },
    conventions: [
      ended,
      dayByDay,
      {
        says: 'One number of days holds for the whole period asked: for periods before 17 March 2010 ask for 7.',
        source: 'timescales.md T2a: the day the limit changed is recalled',
        status: 'R',
      },
    ],
    basis: { source: 'measures.md M9, NI 59', status: 'V2' },
  },
  'core-assessments-in-35-days': {
    version: 1,
    title: 'Core assessments within 35 working days of their start (NI 60)',
    asks: 'period',
    counts: 'assessment',
    unit: 'percent',
    polarity: 'higher is better',
    population: coreAuthorised,
    exclusions: [
      {
        reason: 'working-days-not-known',
        says: 'A day it took lies outside the known bank holidays, or its start is not known: left out, never guessed.',
        unless: [{ is: 'at least', column: 'workingDaysFromStartKnown', number: 1 }],
      },
    ],
    numerator: {
      says: 'Those authorised within the stated working days of the day they began.',
      where: [{ is: 'at most', column: 'workingDaysFromStart', number: { parameter: 'days' } }],
    },
    parameters: {
      days: {
        kind: 'number',
        default: 35,
        least: 0,
        most: 400,
        means: 'The most working days that are in time. The next working day after the start is day 1.',
        source: 'measures.md M9; timescales.md T2b: a local procedure that states it',
        status: 'V2',
      },
    },
    spread: {
      column: 'workingDaysFromStart',
      says: 'Working days from the day it began to the day it was authorised.',
    },
    conventions: [
      ended,
      dayByDay,
      {
        says: 'A core assessment begins on the day recorded as its start, whatever it began from: the end of an initial assessment, a strategy discussion or new information.',
        source: 'timescales.md T2b',
        status: 'R',
      },
    ],
    basis: { source: 'measures.md M9, NI 60', status: 'V2' },
  },
  'referrals-to-initial-assessment': {
    version: 1,
    title: 'Initial assessments for every hundred referrals (NI 68)',
    asks: 'period',
    counts: 'referral',
    unit: 'percent',
    polarity: 'neither',
    population: {
      says: 'Referrals received in the period, whatever was decided about them.',
      where: [{ is: 'in the period', column: 'receivedOn' }],
    },
    exclusions: [
      {
        reason: 'brought-forward',
        says: 'The referral is told of by an opening balance, from another record: it was counted there.',
        unless: [{ is: 'at most', column: 'broughtForward', number: 0 }],
      },
      {
        reason: 'same-day-referral',
        says: 'Another referral of the child on the same day was recorded first: referrals of one day count once.',
        unless: [{ is: 'at least', column: 'firstOfDay', number: 1 }],
      },
    ],
    numerator: { counts: 'assessment', ...initialAuthorised },
    parameters: {},
    conventions: [
      ended,
      {
        says: 'Numerator and denominator are not the same cases: an assessment counts where it is authorised in the period, whenever its referral was received. So the figure may pass 100.',
        source: 'measures.md M9; Leicestershire 2012/13, printed beside the figure (seed 004, line 1523)',
        status: 'V',
      },
      {
        says: 'Every initial assessment counts, a later one of the same episode too: the number is the one NI 59 is a share of.',
        source: 'measures.md M9: 5,208 in both, Leicestershire 2012/13',
        status: 'D',
      },
    ],
    basis: { source: 'measures.md M9, NI 68', status: 'D' },
  },
  'initial-to-core': {
    version: 1,
    title: 'Core assessments for every hundred initial assessments',
    asks: 'period',
    counts: 'assessment',
    unit: 'percent',
    polarity: 'neither',
    population: initialAuthorised,
    exclusions: [],
    numerator: { counts: 'assessment', ...coreAuthorised },
    parameters: {},
    conventions: [
      ended,
      {
        says: 'Numerator and denominator are not the same cases: each counts where it is authorised in the period. The number of core assessments is the one NI 60 is a share of.',
        source:
          'published figures F206, F211 and F221: 557 escalated of 1,462, and 469 of 557 within 35 working days, Leicestershire, first quarter of 2012/13',
        status: 'D',
      },
    ],
    basis: { source: 'published figure F211: a local measure of before 2013', status: 'D' },
  },
} as const satisfies Record<string, Definition>;
