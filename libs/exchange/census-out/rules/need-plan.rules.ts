import { each, episodesIn, fallsIn, isWithin, needPlansIn, plansIn, type ChildRules } from './finding.ts';

/** Child in need plans, and how they lie to child protection plans. */
export const needPlanRules: ChildRules = {
  '4000': (child) =>
    each(
      episodesIn(child),
      'ReferralNFA',
      ({ ReferralNFA, CINPlanDates = [] }) =>
        ReferralNFA === true && CINPlanDates.length > 0 && `A plan from ${CINPlanDates[0]?.CINPlanStartDate ?? ''}.`,
    ),
  '4001': (child) =>
    each(
      episodesIn(child),
      'CINPlanDates',
      ({ CINPlanDates = [], ChildProtectionPlans = [] }) =>
        CINPlanDates.some(({ CINPlanEndDate: end }) => end === undefined) &&
        ChildProtectionPlans.some(({ CPPendDate: end }) => end === undefined) &&
        'A plan of either kind has no end.',
    ),
  '4004': (child) =>
    each(
      episodesIn(child),
      'CINPlanDates',
      ({ CINPlanDates = [] }) =>
        CINPlanDates.filter(({ CINPlanEndDate: end }) => end === undefined).length > 1 && 'Two or more have no end.',
    ),
  '4008': (child) =>
    each(needPlansIn(child), 'CINPlanStartDate', ({ CINPlanStartDate: on }) => {
      const died = child.ChildIdentifiers.PersonDeathDate;
      return died !== undefined && on > died && `Began on ${on}; died on ${died}.`;
    }),
  '4009Q': (child) =>
    each(needPlansIn(child), 'CINPlanEndDate', ({ CINPlanEndDate: end }) => {
      const died = child.ChildIdentifiers.PersonDeathDate;
      return died !== undefined && end !== undefined && end > died && `Ended on ${end}; died on ${died}.`;
    }),
  '4010': (child, { window }) =>
    each(needPlansIn(child), 'CINPlanStartDate', ({ CINPlanStartDate: on }) => on > window.to && `Began on ${on}.`),
  '4011': (child) =>
    each(
      needPlansIn(child),
      'CINPlanEndDate',
      ({ CINPlanStartDate: on, CINPlanEndDate: end }) =>
        end !== undefined && end < on && `Began on ${on}, ended on ${end}.`,
    ),
  '4012Q': (child) =>
    each(
      needPlansIn(child),
      'CINPlanEndDate',
      ({ CINPlanStartDate: on, CINPlanEndDate: end }) => on === end && `Began and ended on ${on}.`,
    ),
  '4013': (child, { window }) =>
    each(
      needPlansIn(child),
      'CINPlanEndDate',
      ({ CINPlanEndDate: end }) => end !== undefined && !isWithin(end, window) && `Ended on ${end}.`,
    ),
  '4014': (child, asked) =>
    each(needPlansIn(child), 'CINPlanStartDate', (plan) => {
      const on = plan.CINPlanStartDate;
      const other = needPlansIn(child).find(
        ({ it }) => it !== plan && fallsIn(on, it.CINPlanStartDate, it.CINPlanEndDate, asked, 'last-day-counts'),
      );
      return other !== undefined && `Began on ${on}, during the one begun on ${other.it.CINPlanStartDate}.`;
    }),
  '4015': (child) =>
    each(
      needPlansIn(child),
      'CINPlanStartDate',
      ({ CINPlanStartDate: on }, { CINreferralDate: referred }) =>
        on < referred && `Began on ${on}; referred on ${referred}.`,
    ),
  '4016': (child, asked) =>
    each(needPlansIn(child), 'CINPlanStartDate', ({ CINPlanStartDate: on }) => {
      const other = plansIn(child).find(({ it }) =>
        // The last day of the one may be the first of the other.
        fallsIn(on, it.CPPstartDate, it.CPPendDate, asked, 'last-day-is-free'),
      );
      return other !== undefined && `Began on ${on}, during the protection plan begun on ${other.it.CPPstartDate}.`;
    }),
  '4017': (child, asked) =>
    each(plansIn(child), 'CPPstartDate', ({ CPPstartDate: on }) => {
      const other = needPlansIn(child).find(({ it }) =>
        fallsIn(on, it.CINPlanStartDate, it.CINPlanEndDate, asked, 'last-day-is-free'),
      );
      return (
        other !== undefined && `Began on ${on}, during the child in need plan begun on ${other.it.CINPlanStartDate}.`
      );
    }),
};
