import { agencies } from '#events';
import type { Definition } from './definition.ts';

const discussions = {
  says: 'Strategy discussions held in the period, once for each child discussed.',
  where: [
    { is: 'in the period', column: 'heldOn' },
    { is: 'at least', column: 'strategyDiscussion', number: 1 },
  ],
} as const;

const conferences = {
  says: 'Initial and review conferences held in the period, once for each child considered.',
  where: [
    { is: 'in the period', column: 'heldOn' },
    { is: 'at most', column: 'strategyDiscussion', number: 0 },
  ],
} as const;

const attendanceNotKnown = {
  reason: 'attendance-not-known',
  says: 'An import does not know who came: left out, never counted as lacking anybody.',
  unless: [{ is: 'at least', column: 'attendanceKnown', number: 1 }],
} as const;

const broughtForward = {
  says: 'A meeting that an opening balance tells of is not counted: who met is not known.',
  source: 'docs/adr/16',
  status: 'R',
} as const;

const agency = {
  kind: 'choice',
  default: 'police',
  choices: agencies,
  means: 'The agency whose attendance is asked for; each=agency answers that of every one.',
  source: 'the agencies meetings are recorded with; the one first asked for is chosen here',
  status: 'R',
} as const;

const came = {
  says: 'Those the agency came to.',
  where: [{ is: 'has the word', column: 'attended', word: { parameter: 'agency' } }],
} as const;

const invitedOrNot = {
  says: 'Every such meeting is in the denominator, whether the agency was asked to it or not: who is asked is not held of a discussion.',
  source: 'chosen here: a local measure',
  status: 'R',
} as const;

export const meetingMeasures = {
  'strategy-discussions': {
    version: 1,
    title: 'Strategy discussions held',
    asks: 'period',
    counts: 'meeting',
    unit: 'discussions',
    polarity: 'neither',
    population: discussions,
    exclusions: [],
    numerator: null,
    parameters: {},
    conventions: [
      {
        says: 'Every discussion counts, whatever it decided, and also one during an enquiry that is under way.',
        source: 'published figure F226 (Leicestershire 2012/13): a local measure; no rule of counting was seen',
        status: 'R',
      },
      broughtForward,
    ],
    basis: { source: 'published figure F226: a local measure', status: 'R' },
  },
  'strategy-discussions-quorate': {
    version: 1,
    title: 'Strategy discussions at which social care, police and health were all present',
    asks: 'period',
    counts: 'meeting',
    unit: 'percent',
    polarity: 'higher is better',
    population: discussions,
    exclusions: [attendanceNotKnown],
    numerator: {
      says: 'Those that social care, police and health all came to.',
      where: [{ is: 'at least', column: 'quorate', number: 1 }],
    },
    parameters: {},
    conventions: [
      {
        says: 'A reason given for meeting without one of them makes no discussion quorate.',
        source: 'timescales.md T5',
        status: 'R',
      },
      {
        says: 'The minimum is of Working Together 2015 and 2023 as local procedures quote them; discussions of before are judged by it too.',
        source: 'timescales.md T5',
        status: 'V2',
      },
      broughtForward,
    ],
    basis: { source: 'timescales.md T5: a local measure', status: 'V2' },
  },
  'strategy-discussion-attendance': {
    version: 1,
    title: 'Strategy discussions an agency came to',
    asks: 'period',
    counts: 'meeting',
    unit: 'percent',
    polarity: 'higher is better',
    population: discussions,
    exclusions: [attendanceNotKnown],
    numerator: came,
    parameters: { agency },
    conventions: [invitedOrNot, broughtForward],
    basis: { source: 'a local measure; no definition was seen', status: 'R' },
  },
  'conference-attendance': {
    version: 1,
    title: 'Conferences an agency came to',
    asks: 'period',
    counts: 'meeting',
    unit: 'percent',
    polarity: 'higher is better',
    population: conferences,
    exclusions: [
      {
        reason: 'adjourned',
        says: 'The conference was adjourned: the one that decided is counted.',
        unless: [{ is: 'at least', column: 'decided', number: 1 }],
      },
      attendanceNotKnown,
    ],
    numerator: came,
    parameters: { agency },
    conventions: [invitedOrNot, broughtForward],
    basis: { source: 'a local measure; no definition was seen', status: 'R' },
  },
  'conferences-quorate': {
    version: 1,
    title: 'Conferences that had the authority’s own quorum',
    asks: 'period',
    counts: 'meeting',
    unit: 'percent',
    polarity: 'higher is better',
    population: conferences,
    exclusions: [
      {
        reason: 'adjourned',
        says: 'The conference was adjourned: the one that decided is counted.',
        unless: [{ is: 'at least', column: 'decided', number: 1 }],
      },
      {
        reason: 'no-quorum',
        says: 'The authority had no quorum of its own on that day, and there is no national one.',
        unless: [{ is: 'at least', column: 'quorumAsked', number: 1 }],
      },
      attendanceNotKnown,
    ],
    numerator: {
      says: 'Those that met the quorum in the authority’s local rules on the day. The family is no agency of it.',
      where: [{ is: 'at least', column: 'quorate', number: 1 }],
    },
    parameters: {},
    conventions: [
      {
        says: 'A reason given for meeting without a quorum makes no conference quorate.',
        source: 'timescales.md T6c',
        status: 'R',
      },
      broughtForward,
    ],
    basis: { source: 'timescales.md T6c: local rules alone', status: 'R' },
  },
} as const satisfies Record<string, Definition>;
