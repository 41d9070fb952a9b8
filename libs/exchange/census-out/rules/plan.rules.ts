import { isCensusCode } from '../../census-codes.ts';
import { said } from './child.rules.ts';
import { each, fallsIn, isWithin, needPlansIn, plansIn, type ChildRules } from './finding.ts';

/** Child protection plans and their reviews. */
export const planRules: ChildRules = {
  '1105': (child) =>
    each(
      plansIn(child),
      'CPPstartDate',
      ({ CPPstartDate: on }, { CINreferralDate: referred }) =>
        on < referred && `Began on ${on}; referred on ${referred}.`,
    ),
  '2885': (child, { window }) =>
    each(plansIn(child), 'CPPstartDate', ({ CPPstartDate: on }, { DateOfInitialCPC: onMove, Section47 = [] }) => {
      const conferences = [onMove, ...Section47.map(({ DateOfInitialCPC }) => DateOfInitialCPC)];
      return isWithin(on, window) && !conferences.includes(on) && `Began on ${on}, and no conference met that day.`;
    }),
  '8720': (child, { window }) =>
    each(plansIn(child), 'CPPstartDate', ({ CPPstartDate: on }) => on > window.to && `Began on ${on}.`),
  '8730': (child) =>
    each(
      plansIn(child),
      'NumberOfPreviousCPP',
      ({ NumberOfPreviousCPP: count }) =>
        (count === undefined || count < 0) && said(count === undefined ? undefined : String(count)),
    ),
  '8840': (child) =>
    each(
      plansIn(child),
      'CPPendDate',
      ({ CPPstartDate: on, CPPendDate: end }) => on === end && `Began and ended on ${on}.`,
    ),
  '8841': (child) =>
    each(plansIn(child), 'Reviews', ({ CPPstartDate: on, Reviews }) => {
      const early = Reviews?.CPPreviewDate.find((held) => held <= on);
      return early !== undefined && `Began on ${on}; reviewed on ${early}.`;
    }),
  '8842Q': (child) =>
    each(
      plansIn(child),
      'Reviews',
      ({ Reviews }) => Reviews?.CPPreviewDate.length === 0 && 'It tells of reviews and gives no date.',
    ),
  '8905': (child) =>
    each(
      plansIn(child),
      'InitialCategoryOfAbuse',
      ({ InitialCategoryOfAbuse: code }) => (code === undefined || !isCensusCode('category', code)) && said(code),
    ),
  '8910': (child) =>
    each(
      plansIn(child),
      'LatestCategoryOfAbuse',
      ({ LatestCategoryOfAbuse: code }) => (code === undefined || !isCensusCode('category', code)) && said(code),
    ),
  '8915': (child) =>
    each(plansIn(child), 'CPPstartDate', ({ CPPstartDate: on }) => {
      const died = child.ChildIdentifiers.PersonDeathDate;
      return died !== undefined && on > died && `Began on ${on}; died on ${died}.`;
    }),
  '8920': (child) =>
    each(plansIn(child), 'CPPendDate', ({ CPPendDate: end }) => {
      const died = child.ChildIdentifiers.PersonDeathDate;
      return died !== undefined && end !== undefined && end > died && `Ended on ${end}; died on ${died}.`;
    }),
  '8925': (child) =>
    each(
      plansIn(child),
      'CPPendDate',
      ({ CPPstartDate: on, CPPendDate: end }) => end !== undefined && end < on && `Began on ${on}, ended on ${end}.`,
    ),
  '8930': (child, { window }) =>
    each(
      plansIn(child),
      'CPPendDate',
      ({ CPPendDate: end }) => end !== undefined && !isWithin(end, window) && `Ended on ${end}.`,
    ),
  '8935': (child) => {
    const open = plansIn(child).filter(({ it }) => it.CPPendDate === undefined);
    return each(
      plansIn(child),
      'CPPendDate',
      ({ CPPendDate: end }) => end === undefined && open.length > 1 && `${String(open.length)} plans have no end.`,
    );
  },
  '8940': (child, asked) =>
    each(plansIn(child), 'CPPstartDate', (plan) => {
      const on = plan.CPPstartDate;
      const other = plansIn(child).find(
        ({ it }) => it !== plan && fallsIn(on, it.CPPstartDate, it.CPPendDate, asked, 'last-day-counts'),
      );
      return other !== undefined && `Began on ${on}, during the one begun on ${other.it.CPPstartDate}.`;
    }),
  '4003': (child, asked) =>
    each(plansIn(child), 'Reviews', ({ Reviews, CPPendDate: end }) => {
      const during = Reviews?.CPPreviewDate.find(
        (held) =>
          held !== end &&
          needPlansIn(child).some(({ it }) =>
            fallsIn(held, it.CINPlanStartDate, it.CINPlanEndDate, asked, 'last-day-is-free'),
          ),
      );
      return during !== undefined && `Reviewed on ${during}, during a child in need plan.`;
    }),
};
