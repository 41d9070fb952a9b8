import type { Section47 } from '../../census-records.ts';
import { each, enquiriesIn, episodesIn, fallsIn, isWithin, type ChildRules } from './finding.ts';
import { isWeekend, workingDaysBefore } from './working-days-before.ts';

/** Section 47 enquiries and the conferences they lead to. */
export const enquiryRules: ChildRules = {
  '2884': (child) => {
    const onMoves = child.CINdetails.map(({ DateOfInitialCPC }) => DateOfInitialCPC);
    return each(
      enquiriesIn(child),
      'DateOfInitialCPC',
      ({ DateOfInitialCPC: on }) => on !== undefined && onMoves.includes(on) && `The conference of ${on}.`,
    );
  },
  '2889': (child) =>
    each(
      enquiriesIn(child),
      'S47ActualStartDate',
      ({ S47ActualStartDate: on }, { CINreferralDate: referred }) =>
        on < referred && `Began on ${on}; referred on ${referred}.`,
    ),
  '8615': (child) =>
    each(
      enquiriesIn(child),
      'S47ActualStartDate',
      ({ S47ActualStartDate: on, DateOfInitialCPC: held }) =>
        held !== undefined && on > held && `Began on ${on}; conference on ${held}.`,
    ),
  '8675Q': (child, { calendar, window }) => {
    const earliest = workingDaysBefore(calendar, window.to, 15);
    return each(
      enquiriesIn(child),
      'S47ActualStartDate',
      (one) =>
        awaitsConference(one) &&
        earliest !== 'unknown' &&
        one.S47ActualStartDate < earliest &&
        `Began on ${one.S47ActualStartDate}, and no conference has met.`,
    );
  },
  '8715': (child, { window }) =>
    each(
      enquiriesIn(child),
      'DateOfInitialCPC',
      ({ DateOfInitialCPC: on }) => on !== undefined && !isWithin(on, window) && `The conference met on ${on}.`,
    ),
  '8740': (child, { window }) =>
    each(
      enquiriesIn(child),
      'S47ActualStartDate',
      (one) =>
        awaitsConference(one) &&
        !isWithin(one.S47ActualStartDate, window) &&
        `Began on ${one.S47ActualStartDate}, and no conference has met.`,
    ),
  '8839': (child) =>
    each(
      episodesIn(child),
      'Section47',
      ({ Section47: enquiries = [] }) => enquiries.filter(awaitsConference).length > 1 && 'Two or more are open.',
    ),
  '8868': (child) =>
    each(
      enquiriesIn(child),
      'ICPCnotRequired',
      (one, { CINclosureDate: closed }) => closed !== undefined && awaitsConference(one) && `Closed on ${closed}.`,
    ),
  '8870Q': (child) =>
    each(
      enquiriesIn(child),
      'InitialCPCtarget',
      ({ InitialCPCtarget: on }) => on !== undefined && isWeekend(on) && `The target is ${on}.`,
    ),
  '8890': (child, asked) =>
    each(enquiriesIn(child), 'S47ActualStartDate', (one, { Section47: enquiries = [] }) => {
      const on = one.S47ActualStartDate;
      const other = enquiries.find(
        (another) =>
          another !== one &&
          (awaitsConference(another) || another.DateOfInitialCPC !== undefined) &&
          fallsIn(on, another.S47ActualStartDate, another.DateOfInitialCPC, asked, 'last-day-counts'),
      );
      return other !== undefined && `Began on ${on}, during the one begun on ${other.S47ActualStartDate}.`;
    }),
};

function awaitsConference({ DateOfInitialCPC, ICPCnotRequired }: Section47): boolean {
  return DateOfInitialCPC === undefined && ICPCnotRequired !== true;
}
