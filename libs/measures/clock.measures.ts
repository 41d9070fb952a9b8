import { duties, shownDuties } from '#timescales';
import type { Definition } from './definition.ts';
import type { Grouping } from './grouping.ts';

const noLongerNeeded = {
  reason: 'no-longer-needed',
  says: 'The duty came to an end while it was still in time, or another was meant: there was nothing to be late for.',
  unless: [{ is: 'at least', column: 'needed', number: 1 }],
} as const;

const metInTime = [
  { is: 'is one of', column: 'how', texts: ['met'] },
  { is: 'at most', column: 'late', number: 0 },
] as const;

const dueInPeriod = {
  says: 'A duty counts in the period it fell due in, met or not, so that none still in time is counted as late, and none never done is left out.',
  source: 'chosen here; DfE publishes no such figure',
  status: 'R',
} as const;

const dueKnown = {
  says: 'A due day beyond the known bank holidays falls in no period: it is never guessed.',
  source: 'chosen here',
  status: 'R',
} as const;

const asRuled = {
  says: 'In time is on or before the due day by the rule in force when the duty began; of a duty counted in hours, by the instant.',
  source: 'timescales.md; docs/generated/timescales.md says each rule’s evidence',
  status: 'R',
} as const;

const localOnly = {
  says: 'Only an authority’s own rules time visits: without such a rule no visit falls due, and the figure has no value.',
  source: 'timescales.md T11',
  status: 'R',
} as const;

const byDuty: Readonly<Record<string, Grouping>> = {
  duty: {
    title: 'Duty',
    says: 'What was to be done in time.',
    by: 'the row',
    groups: [],
    values: 'duty',
    labels: Object.fromEntries(shownDuties.map((duty) => [duty, duties[duty].title])),
    notKnown: 'Not known',
    source: 'timescales.md',
    status: 'R',
  },
};

export const clockMeasures = {
  'core-groups-in-10-days': {
    version: 1,
    title: 'First core groups held in time: within 10 working days of the initial conference',
    asks: 'period',
    counts: 'clock',
    unit: 'percent',
    polarity: 'higher is better',
    population: {
      says: 'Initial conferences that decided on a plan, whose first core group fell due in the period.',
      where: [
        { is: 'in the period', column: 'dueOn' },
        { is: 'is one of', column: 'duty', texts: ['core-group'] },
      ],
    },
    exclusions: [noLongerNeeded],
    numerator: { says: 'Those whose first core group met on or before that day.', where: metInTime },
    parameters: {},
    conventions: [
      dueInPeriod,
      dueKnown,
      {
        says: 'Ten working days of the conference are the rule of the editions that have one; where an authority’s own is shorter, that one is judged by.',
        source: 'timescales.md T7',
        status: 'V2',
      },
      {
        says: 'Where an import does not know of core groups none is awaited, and the conference is not counted.',
        source: 'chosen here',
        status: 'R',
      },
    ],
    basis: { source: 'timescales.md T7; a local measure', status: 'V2' },
  },
  'visits-in-time': {
    version: 1,
    title: 'Visits at which the child was seen in time',
    asks: 'period',
    counts: 'clock',
    unit: 'percent',
    polarity: 'higher is better',
    population: {
      says: 'Visits to children that fell due in the period: on a child protection plan, on a child in need plan, or during an assessment.',
      where: [
        { is: 'in the period', column: 'dueOn' },
        {
          is: 'is one of',
          column: 'duty',
          texts: ['protection-plan-visit', 'child-in-need-visit', 'assessment-visit'],
        },
        {
          is: 'only where asked',
          parameter: 'purpose',
          choice: 'protection-plan',
          phrases: [{ is: 'is one of', column: 'duty', texts: ['protection-plan-visit'] }],
        },
        {
          is: 'only where asked',
          parameter: 'purpose',
          choice: 'child-in-need',
          phrases: [{ is: 'is one of', column: 'duty', texts: ['child-in-need-visit'] }],
        },
        {
          is: 'only where asked',
          parameter: 'purpose',
          choice: 'assessment',
          phrases: [{ is: 'is one of', column: 'duty', texts: ['assessment-visit'] }],
        },
      ],
    },
    exclusions: [noLongerNeeded],
    numerator: {
      says: 'Those at which the child was seen on or before that day. A visit that did not see the child meets nothing.',
      where: metInTime,
    },
    parameters: {
      purpose: {
        kind: 'choice',
        default: 'all',
        choices: ['all', 'protection-plan', 'child-in-need', 'assessment'],
        means: 'Which visits are counted.',
        source: 'timescales.md T11',
        status: 'R',
      },
    },
    groups: byDuty,
    conventions: [localOnly, dueInPeriod, dueKnown],
    basis: { source: 'timescales.md T11: local rules alone', status: 'R' },
  },
  'duties-in-time': {
    version: 1,
    title: 'Duties done in time, of every kind: how late practice is',
    asks: 'period',
    counts: 'clock',
    unit: 'percent',
    polarity: 'higher is better',
    population: {
      says: 'Every duty with a time limit that fell due in the period.',
      where: [{ is: 'in the period', column: 'dueOn' }],
    },
    exclusions: [noLongerNeeded],
    numerator: { says: 'Those met on or before the due day.', where: metInTime },
    parameters: {},
    groups: byDuty,
    conventions: [
      asRuled,
      dueInPeriod,
      dueKnown,
      {
        says: 'It compares the day a thing was done with the day it was due, whenever either was recorded. How late things are recorded is told by the measures whose names end in -recorded-in-time.',
        source: 'decisions.md 1 and 6: two times',
        status: 'R',
      },
    ],
    basis: { source: 'timescales.md; a local measure', status: 'R' },
  },
} as const satisfies Record<string, Definition>;
