import { addDays, addMonths, type PlainDate } from '#calendar';
import { closureReasons, primaryNeeds, sources } from '#events';
import type { CinDetails } from '../../census-records.ts';
import { said } from './child.rules.ts';
import { each, episodesIn, fallsIn, isWithin, type ChildRules } from './finding.ts';
import { isWeekend, workingDaysBefore } from './working-days-before.ts';

/** Episodes of need: the referral, its closure, and how they lie to each other. */
export const episodeRules: ChildRules = {
  '8555Q': (child) =>
    each(episodesIn(child), 'CINreferralDate', ({ CINreferralDate: on }) => {
      const died = child.ChildIdentifiers.PersonDeathDate;
      return died !== undefined && on > died && `Referred on ${on}; died on ${died}.`;
    }),
  '8565': (child) =>
    each(episodesIn(child), 'CINclosureDate', (episode) => {
      const closed = episode.CINclosureDate;
      const later = closed === undefined ? [] : activityOf(episode).filter(({ on }) => on > closed);
      return (
        later.length > 0 && `Closed on ${closed ?? ''}; ${later.map(({ name, on }) => `${name} ${on}`).join(', ')}.`
      );
    }),
  '8568': (child) =>
    each(episodesIn(child), 'ReferralNFA', ({ ReferralNFA }) => ReferralNFA === undefined && said(undefined)),
  '8569Q': (child, { calendar, window }) => {
    const earliest = workingDaysBefore(calendar, window.from, 1);
    return each(
      episodesIn(child),
      'ReferralNFA',
      ({ CINreferralDate: on, ReferralNFA }) =>
        ReferralNFA === true && earliest !== 'unknown' && on < earliest && `Referred on ${on}.`,
    );
  },
  '8585Q': (child) =>
    each(
      episodesIn(child),
      'ReasonForClosure',
      ({ ReasonForClosure }) =>
        ReasonForClosure === 'RC2' &&
        child.ChildIdentifiers.PersonDeathDate === undefined &&
        'No date of death is given.',
    ),
  '8600': (child, { window }) =>
    each(episodesIn(child), 'CINreferralDate', ({ CINreferralDate: on }) => on > window.to && `Referred on ${on}.`),
  '8606': (child) => {
    const { PersonBirthDate, ExpectedPersonBirthDate } = child.ChildIdentifiers;
    const birth = PersonBirthDate ?? ExpectedPersonBirthDate;
    return each(
      episodesIn(child),
      'CINreferralDate',
      ({ CINreferralDate: on }) =>
        birth !== undefined && on < addDays(birth, -280) && `Referred on ${on}, before a birth of ${birth}.`,
    );
  },
  '8610': (child) =>
    each(
      episodesIn(child),
      'PrimaryNeedCode',
      ({ ReferralNFA, PrimaryNeedCode }) => ReferralNFA === false && PrimaryNeedCode === undefined && said(undefined),
    ),
  '8620': (child, { window }) =>
    each(
      episodesIn(child),
      'CINclosureDate',
      ({ CINclosureDate: on }) => on !== undefined && !isWithin(on, window) && `Closed on ${on}.`,
    ),
  '8630': (child) =>
    each(
      episodesIn(child),
      'CINclosureDate',
      ({ CINclosureDate: closed, CINreferralDate: on }) =>
        closed !== undefined && closed < on && `Referred on ${on}, closed on ${closed}.`,
    ),
  '8640': (child) =>
    each(
      episodesIn(child),
      'ReasonForClosure',
      ({ ReasonForClosure: code }) => code !== undefined && !closureReasons.includes(code) && said(code),
    ),
  '8650': (child) =>
    each(
      episodesIn(child),
      'PrimaryNeedCode',
      ({ PrimaryNeedCode: code }) => code !== undefined && !primaryNeeds.includes(code) && said(code),
    ),
  '8775Q': (child, { window: { to } }) => {
    const born = child.ChildIdentifiers.PersonBirthDate;
    if (born === undefined || born >= addMonths(to, -300)) return [];
    const is25 = addMonths(born, 300);
    return each(
      episodesIn(child),
      'CINclosureDate',
      ({ CINclosureDate: closed }) =>
        (closed === undefined || closed > is25) &&
        `Born on ${born}; ${closed === undefined ? 'open' : `closed on ${closed}`}.`,
    );
  },
  '8805': (child) =>
    each(
      episodesIn(child),
      'ReasonForClosure',
      ({ CINclosureDate: on, ReasonForClosure }) =>
        on !== undefined && ReasonForClosure === undefined && `Closed on ${on}.`,
    ),
  '8810': (child) =>
    each(
      episodesIn(child),
      'CINclosureDate',
      ({ CINclosureDate, ReasonForClosure: code }) => CINclosureDate === undefined && code !== undefined && said(code),
    ),
  '8815': (child) => {
    const open = child.CINdetails.filter(isOpen);
    return each(
      episodesIn(child),
      'CINclosureDate',
      (episode) => isOpen(episode) && open.length > 1 && `${String(open.length)} episodes are open.`,
    );
  },
  '8816': (child) =>
    each(episodesIn(child), 'CINreferralDate', (episode) => {
      const later = child.CINdetails.find(({ CINreferralDate }) => CINreferralDate > episode.CINreferralDate);
      return isOpen(episode) && later !== undefined && `Open, with a later referral on ${later.CINreferralDate}.`;
    }),
  '8820': (child, asked) =>
    each(episodesIn(child), 'CINreferralDate', (episode) => {
      const on = episode.CINreferralDate;
      const other = child.CINdetails.find(
        (one) =>
          one !== episode &&
          (isOpen(one) || one.CINclosureDate !== undefined) &&
          // The rule's note: the day one ends may be the day the next begins.
          fallsIn(on, one.CINreferralDate, one.CINclosureDate, asked, 'last-day-is-free'),
      );
      return other !== undefined && `Referred on ${on}, in the episode begun on ${other.CINreferralDate}.`;
    }),
  '8825Q': (child) =>
    each(
      episodesIn(child),
      'ReasonForClosure',
      (episode) => isAfterAssessment(episode) && !isAssessed(episode) && said(episode.ReasonForClosure),
    ),
  '8831': (child) =>
    each(
      episodesIn(child),
      'ReferralNFA',
      (episode) =>
        episode.ReferralNFA === true &&
        ((episode.Assessments ?? []).length > 0 ||
          (episode.Section47 ?? []).length > 0 ||
          episode.DateOfInitialCPC !== undefined) &&
        'An assessment, an enquiry or a conference is returned with it.',
    ),
  '8832': (child) =>
    each(
      episodesIn(child),
      'ChildProtectionPlans',
      ({ ReferralNFA, ChildProtectionPlans = [] }) =>
        ReferralNFA === true &&
        ChildProtectionPlans.length > 0 &&
        `Begun on ${ChildProtectionPlans[0]?.CPPstartDate ?? ''}.`,
    ),
  '8866': (child) =>
    each(
      episodesIn(child),
      'ReferralSource',
      ({ CINreferralDate: on, ReferralSource: code }) =>
        on >= '2013-04-01' && (code === undefined || !sources.includes(code)) && said(code),
    ),
  '2990': (child) =>
    each(
      episodesIn(child),
      'ReasonForClosure',
      (episode) =>
        isAfterAssessment(episode) &&
        ([episode.Section47, episode.ChildProtectionPlans, episode.CINPlanDates].some((list = []) => list.length > 0) ||
          episode.DateOfInitialCPC !== undefined) &&
        `${episode.ReasonForClosure ?? ''} with an enquiry, a conference or a plan.`,
    ),
  '2991Q': (child) =>
    each(
      episodesIn(child),
      'Section47',
      (episode) =>
        (episode.Section47 ?? []).length > 0 &&
        !isAssessed(episode) &&
        `Begun on ${episode.Section47?.[0]?.S47ActualStartDate ?? ''}, with no assessment.`,
    ),
  '1104': (child) =>
    each(episodesIn(child), 'DateOfInitialCPC', (episode) => {
      const dates = [episode.DateOfInitialCPC, ...(episode.Section47 ?? []).map((one) => one.DateOfInitialCPC)];
      const before = dates.find((on) => on !== undefined && on < episode.CINreferralDate);
      return before !== undefined && `A conference on ${before}; referred on ${episode.CINreferralDate}.`;
    }),
  '8875': (child) =>
    each(episodesIn(child), 'DateOfInitialCPC', (episode) => {
      const dates = [episode.DateOfInitialCPC, ...(episode.Section47 ?? []).map((one) => one.DateOfInitialCPC)];
      const atWeekend = dates.find((on) => on !== undefined && isWeekend(on));
      return atWeekend !== undefined && `The conference met on ${atWeekend}.`;
    }),
};

/** Open, and not a referral with no further action. */
export function isOpen({ CINclosureDate, ReferralNFA }: CinDetails): boolean {
  return CINclosureDate === undefined && ReferralNFA !== true;
}

function isAfterAssessment({ ReasonForClosure }: CinDetails): boolean {
  return ReasonForClosure === 'RC8' || ReasonForClosure === 'RC9';
}

/** Whether any assessment is told of: up to 2014 there are initial and core ones. */
function isAssessed({ Assessments = [], InitialAssessments = [], CoreAssessments = [] }: CinDetails): boolean {
  return [Assessments, InitialAssessments, CoreAssessments].some(({ length }) => length > 0);
}

/** Every day of activity that rule 8565 holds against a closure. */
function activityOf(episode: CinDetails): readonly { readonly name: string; readonly on: PlainDate }[] {
  const { DateOfInitialCPC, Assessments = [], Section47 = [], ChildProtectionPlans = [], CINPlanDates = [] } = episode;
  const days = [
    { DateOfInitialCPC },
    ...Assessments.map(({ AssessmentActualStartDate, AssessmentAuthorisationDate }) => ({
      AssessmentActualStartDate,
      AssessmentAuthorisationDate,
    })),
    ...Section47.map(({ S47ActualStartDate, DateOfInitialCPC: held }) => ({
      S47ActualStartDate,
      DateOfInitialCPC: held,
    })),
    ...ChildProtectionPlans.map(({ CPPendDate }) => ({ CPPendDate })),
    ...CINPlanDates.map(({ CINPlanStartDate, CINPlanEndDate }) => ({ CINPlanStartDate, CINPlanEndDate })),
  ];
  return days.flatMap((one) =>
    Object.entries<PlainDate | undefined>(one).flatMap(([name, on]) => (on === undefined ? [] : [{ name, on }])),
  );
}
