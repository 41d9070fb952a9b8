import type { Definition } from './definition.ts';
import { conferenceDurations, transferInDurations } from './duration-bands.ts';

export const protectionMeasures = {
  'section-47-enquiries': {
    version: 2,
    title: 'Section 47 enquiries begun',
    asks: 'period',
    counts: 'enquiry',
    unit: 'enquiries',
    polarity: 'neither',
    population: {
      says: 'Enquiries whose first strategy discussion was in the period.',
      where: [{ is: 'in the period', column: 'startedOn' }],
    },
    exclusions: [
      {
        reason: 'same-day-enquiry',
        says: 'Another enquiry of the child from the same day was recorded first: enquiries of one day count once.',
        unless: [{ is: 'at least', column: 'firstOfDay', number: 1 }],
      },
    ],
    numerator: null,
    parameters: {},
    rated: true,
    conventions: [
      {
        says: 'Enquiries of one child that began on one day count once; each on a day of its own counts.',
        source: 'measures.md M4; DfE table C4',
        status: 'V',
      },
    ],
    basis: { source: 'measures.md M4; DfE table C4', status: 'V' },
  },
  'initial-conferences': {
    version: 1,
    title: 'Children considered at an initial child protection conference',
    asks: 'period',
    counts: 'conference',
    unit: 'conferences',
    polarity: 'neither',
    population: {
      says: 'Initial conferences held in the period, once for each child considered.',
      where: [{ is: 'in the period', column: 'heldOn' }],
    },
    exclusions: [
      {
        reason: 'adjourned',
        says: 'The conference was adjourned: the one that decided is counted.',
        unless: [{ is: 'at least', column: 'decided', number: 1 }],
      },
    ],
    numerator: null,
    parameters: {},
    conventions: [
      {
        says: 'One held because the child moved here on another authority’s plan counts too: the child was considered. It has no duration here.',
        source:
          'measures.md M4: apart from the timeliness of enquiries (V); that it is among the conferences is chosen here',
        status: 'R',
      },
    ],
    groups: conferenceDurations,
    basis: { source: 'measures.md M4; DfE table C4', status: 'V' },
  },
  'conferences-in-15-days': {
    version: 2,
    title: 'Initial conferences within 15 working days of the strategy discussion that began the enquiry',
    asks: 'period',
    counts: 'conference',
    unit: 'percent',
    polarity: 'higher is better',
    population: {
      says: 'Initial conferences held in the period, once for each child considered.',
      where: [{ is: 'in the period', column: 'heldOn' }],
    },
    exclusions: [
      {
        reason: 'adjourned',
        says: 'The conference was adjourned: the one that decided is counted.',
        unless: [{ is: 'at least', column: 'decided', number: 1 }],
      },
      {
        reason: 'transfer-in',
        says: 'The conference was held because the child moved here on another authority’s plan: no enquiry here led to it.',
        unless: [{ is: 'at most', column: 'transferIn', number: 0 }],
      },
      {
        reason: 'working-days-not-known',
        says: 'No enquiry awaited the conference, or a day lies outside the known bank holidays: it has no duration.',
        unless: [{ is: 'at least', column: 'workingDaysKnown', number: 1 }],
      },
    ],
    numerator: {
      says: 'Those held within the stated working days of the strategy discussion that began the enquiry.',
      where: [{ is: 'at most', column: 'workingDays', number: { parameter: 'days' } }],
    },
    parameters: {
      days: {
        kind: 'number',
        default: 15,
        least: 0,
        most: 400,
        means: 'The most working days that are in time. The next working day after the start is day 1.',
        source: 'DfE, Children in need census guide 2023 to 2024, section 4.12.2',
        status: 'V',
      },
    },
    groups: conferenceDurations,
    spread: { column: 'workingDays', says: 'Working days from the start of the enquiry to the conference.' },
    conventions: [
      {
        says: 'A conference held before its enquiry began has no duration: it is among the initial conferences, and not here.',
        source: 'measures.md M4; LG Inform metric 3217. That it leaves the denominator too is recalled',
        status: 'R',
      },
      {
        says: 'Where there was more than one strategy discussion, the one that began the enquiry starts the clock.',
        source: 'timescales.md T6',
        status: 'V',
      },
    ],
    basis: { source: 'measures.md M4; DfE table C4', status: 'V' },
  },
  'transfer-in-conferences-in-15-days': {
    version: 1,
    title: 'Transfer-in conferences within 15 working days of the notification of the move',
    asks: 'period',
    counts: 'conference',
    unit: 'percent',
    polarity: 'higher is better',
    population: {
      says: 'Transfer-in conferences held in the period, once for each child who moved here on another authority’s plan.',
      where: [
        { is: 'in the period', column: 'heldOn' },
        { is: 'at least', column: 'transferIn', number: 1 },
      ],
    },
    exclusions: [
      {
        reason: 'adjourned',
        says: 'The conference was adjourned: the one that decided is counted.',
        unless: [{ is: 'at least', column: 'decided', number: 1 }],
      },
      {
        reason: 'working-days-not-known',
        says: 'The day of the notification is not known, or a day lies outside the known bank holidays: it has no duration.',
        unless: [{ is: 'at least', column: 'workingDaysKnown', number: 1 }],
      },
    ],
    numerator: {
      says: 'Those held within the stated working days of the day this authority was notified of the move.',
      where: [{ is: 'at most', column: 'workingDays', number: { parameter: 'days' } }],
    },
    parameters: {
      days: {
        kind: 'number',
        default: 15,
        least: 0,
        most: 400,
        means: 'The most working days that are in time. The next working day after the notification is day 1.',
        source: 'timescales.md T6b',
        status: 'V',
      },
    },
    groups: transferInDurations,
    spread: { column: 'workingDays', says: 'Working days from the notification to the conference.' },
    conventions: [
      {
        says: 'Counted in the period the conference was held in, apart from the timeliness of enquiries, as DfE’s own report of them is.',
        source: 'measures.md M4; title of the COLLECT report “Transfer-in ICPC working days summary”',
        status: 'V',
      },
    ],
    basis: { source: 'measures.md M4; timescales.md T6b', status: 'V' },
  },
} as const satisfies Record<string, Definition>;
