import type { Definition } from './definition.ts';
import { assessmentDurations } from './duration-bands.ts';

const authorised = {
  says: 'Assessments authorised in the period. Initial and core assessments, made before April 2013, have measures of their own.',
  where: [
    { is: 'in the period', column: 'authorisedOn' },
    { is: 'at least', column: 'single', number: 1 },
  ],
} as const;

const limit = {
  kind: 'number',
  default: 45,
  least: 0,
  most: 400,
  means: 'The most working days that are in time. The next working day after the start is day 1.',
  source: 'DfE, Children in need census guide 2023 to 2024, section 4.9',
  status: 'V',
} as const;

const dayByDay = {
  says: 'In time is on or before the due day. One authorised on a day that is not worked counts as the next working day.',
  source: 'timescales.md, working day; SI 2006/1738 reg 2',
  status: 'V',
} as const;

export const assessmentMeasures = {
  'assessments-in-45-days': {
    version: 1,
    title: 'Assessments within 45 working days of the referral',
    asks: 'period',
    counts: 'assessment',
    unit: 'percent',
    polarity: 'higher is better',
    population: authorised,
    exclusions: [
      {
        reason: 'working-days-not-known',
        says: 'A day it took lies outside the known bank holidays, or its start is not known: left out, never guessed.',
        unless: [{ is: 'at least', column: 'workingDaysKnown', number: 1 }],
      },
    ],
    numerator: {
      says: 'Those authorised within the stated working days of the referral; a later single assessment of the same episode, of its own start.',
      where: [{ is: 'at most', column: 'workingDays', number: { parameter: 'days' } }],
    },
    parameters: { days: limit },
    groups: assessmentDurations('workingDays'),
    spread: { column: 'workingDays', says: 'Working days from the start of its clock to the day it was authorised.' },
    conventions: [
      dayByDay,
      {
        says: 'A later single assessment of an episode has no referral of its own: its clock runs from its own start. An initial or core assessment before it does not make it a later one.',
        source: 'timescales.md T2c',
        status: 'R',
      },
      {
        says: 'The referral that a move into the area comes with starts no such clock: the first assessment of that episode, too, is counted from its own start. It is the referral of the day of the notification, unless it says otherwise.',
        source:
          'timescales.md T6b: that day is the referral’s (V); that it starts no clock of an assessment is chosen here',
        status: 'R',
      },
      {
        says: 'DfE’s table C2 prints a share within 45 working days; from which day it counts was not seen. assessments-in-45-days-from-start is the other reading.',
        source: 'measures.md M3',
        status: 'R',
      },
    ],
    basis: {
      source: 'measures.md M3; DfE, Children in need census guide 2023 to 2024, section 4.9: from the referral',
      status: 'V',
    },
  },
  'assessments-in-45-days-from-start': {
    version: 1,
    title: 'Assessments within 45 working days of their start',
    asks: 'period',
    counts: 'assessment',
    unit: 'percent',
    polarity: 'higher is better',
    population: authorised,
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
    parameters: { days: limit },
    groups: assessmentDurations('workingDaysFromStart'),
    spread: {
      column: 'workingDaysFromStart',
      says: 'Working days from the day it began to the day it was authorised.',
    },
    conventions: [dayByDay],
    basis: { source: 'measures.md M3; DfE rule 8670Q', status: 'V' },
  },
  'assessments-open-over-45-days': {
    version: 1,
    title: 'Assessments open for more than 45 working days',
    asks: 'at',
    counts: 'assessment',
    unit: 'assessments',
    polarity: 'lower is better',
    population: {
      says: 'Single assessments begun, not authorised by the end of the day, and by then past 45 working days of the referral; a later one of the same episode, of its own start.',
      where: [
        { is: 'open at', from: 'overdueFrom', to: 'awaitedUntil' },
        { is: 'at least', column: 'single', number: 1 },
      ],
    },
    exclusions: [
      {
        reason: 'working-days-not-known',
        says: 'Its 45 working days reach beyond the known bank holidays: it is asked for from the day it began, and never guessed.',
        unless: [{ is: 'at least', column: 'overdueKnown', number: 1 }],
      },
    ],
    numerator: null,
    parameters: {},
    conventions: [
      {
        says: 'On its due day an assessment is not over 45 working days; from the next day it is. One authorised on the day is not open.',
        source: 'DfE, Children in need census guide 2023 to 2024, section 4.9',
        status: 'V',
      },
      {
        says: 'Once the case is closed or the child has died, no assessment is open.',
        source: 'timescales.md T2c: the clock is cancelled; a choice made here',
        status: 'R',
      },
    ],
    basis: { source: 'measures.md M3: open assessments are shown apart, as a count', status: 'V' },
  },
} as const satisfies Record<string, Definition>;
