import type { Group, Grouping } from './grouping.ts';
import type { NumberColumn } from './phrases.ts';

type Days = Extract<NumberColumn<'assessment'>, 'workingDays' | 'workingDaysFromStart'>;

/** DfE's bands of table C2, in working days. */
export function assessmentDurations(column: Days): Readonly<Record<'duration-band', Grouping>> {
  const upTo = (
    days: number,
    group: string,
    label = `${group.replace('-', ' to ')} working days`,
  ): Group<'assessment'> => ({
    group,
    label,
    where: [{ is: 'at most', column, number: days }],
  });
  return {
    'duration-band': {
      title: 'How long it took, in the bands of table C2',
      says: 'Working days from the start of the clock to the day it was authorised; the same day is 0.',
      by: 'the row',
      groups: [
        upTo(0, 'same-day', 'The same day'),
        upTo(10, '1-10'),
        upTo(20, '11-20'),
        upTo(30, '21-30'),
        upTo(40, '31-40'),
        upTo(45, '41-45'),
        upTo(50, '46-50'),
        upTo(60, '51-60'),
        { group: '61-or-more', label: '61 working days or more', where: [{ is: 'at least', column, number: 61 }] },
      ],
      values: null,
      notKnown: 'Duration not known',
      source: 'measures.md M3; DfE table C2',
      status: 'V',
    },
  };
}

/** DfE's bands of table C4, in working days. A transfer-in conference has none of them: no enquiry led to it. */
export const conferenceDurations = conferencesIn(
  'Working days from the start of the section 47 enquiry to the conference. One before the enquiry, or on a transfer in, has no duration.',
  [{ is: 'at most', column: 'transferIn', number: 0 }],
  { source: 'measures.md M4; DfE table C4, from 2012/13', status: 'V' },
);

/** The same bands, of transfer-in conferences, which are told of apart. */
export const transferInDurations = conferencesIn(
  'Working days from the notification of the move to the conference.',
  [{ is: 'at least', column: 'transferIn', number: 1 }],
  { source: 'measures.md M4: told of apart from enquiries (V); that the bands are those of table C4', status: 'R' },
);

function conferencesIn(
  says: string,
  these: Group<'conference'>['where'],
  founded: Pick<Grouping, 'source' | 'status'>,
): Readonly<Record<'duration-band', Grouping>> {
  const band = (group: string, label: string, is: 'at most' | 'at least', days: number): Group<'conference'> => ({
    group,
    label,
    where: [{ is, column: 'workingDays', number: days }, ...these],
  });
  return {
    'duration-band': {
      title: 'How long it took, in the bands of table C4',
      says,
      by: 'the row',
      groups: [
        band('0-10', '0 to 10 working days', 'at most', 10),
        band('11-15', '11 to 15 working days', 'at most', 15),
        band('16-20', '16 to 20 working days', 'at most', 20),
        band('21-or-more', '21 working days or more', 'at least', 21),
      ],
      values: null,
      notKnown: 'No duration',
      ...founded,
    },
  };
}

const planBands = {
  title: 'How long the plan has lasted, in the bands of tables D5 and D7',
  by: 'the row',
  values: null,
  notKnown: 'Duration not known',
  source: 'measures.md M7; DfE tables D5 and D7',
  status: 'V',
} as const;

const bands = [
  ['3-months-or-less', '3 months or less'],
  ['over-3-to-6-months', 'More than 3 months, up to 6 months'],
  ['over-6-months-under-1-year', 'More than 6 months, less than 1 year'],
  ['1-year-under-2-years', '1 year, less than 2 years'],
  ['2-years-or-more', '2 years or more'],
] as const;

/** Table D7: exactly 3 and 6 months fall in the lower band, exactly 1 and 2 years in the upper. */
export const endedPlanDurations: Readonly<Record<'duration-band', Grouping>> = {
  'duration-band': {
    ...planBands,
    says: 'From the day the plan started to the day it ended.',
    groups: [
      named(0, [{ is: 'at most', column: 'monthsToEnd', number: 3 }]),
      named(1, [{ is: 'at most', column: 'monthsToEnd', number: 6 }]),
      named(2, [{ is: 'fewer than', column: 'monthsLasted', number: 12 }]),
      named(3, [{ is: 'fewer than', column: 'monthsLasted', number: 24 }]),
      named(4, [{ is: 'at least', column: 'monthsLasted', number: 24 }]),
    ],
  },
};

/** Table D5: the same bounds, on the day the open plans are counted at. */
export const openPlanDurations: Readonly<Record<'duration-band', Grouping>> = {
  'duration-band': {
    ...planBands,
    says: 'From the day the plan started to the day it is counted at.',
    groups: [
      named(0, [startedAfter(3, 'the day before at')]),
      named(1, [startedAfter(6, 'the day before at')]),
      named(2, [startedAfter(12, 'at')]),
      named(3, [startedAfter(24, 'at')]),
      named(4, []),
    ],
  },
};

function startedAfter(months: number, before: 'at' | 'the day before at'): Group<'plan'>['where'][number] {
  return { is: 'after', column: 'startedOn', day: { months, before } };
}

function named(index: 0 | 1 | 2 | 3 | 4, where: Group<'plan'>['where']): Group<'plan'> {
  const [group, label] = bands[index];
  return { group, label, where };
}
