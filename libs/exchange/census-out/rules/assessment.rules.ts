import { assessmentFactors } from '#events';
import type { Assessment, CensusChild } from '../../census-records.ts';
import { assessmentsIn, each, episodesIn, fallsIn, isWithin, type ChildRules, type Finding } from './finding.ts';
import { workingDaysBefore } from './working-days-before.ts';

/** Assessments and the factors found at their end. */
export const assessmentRules: ChildRules = {
  '1103': (child) =>
    each(
      assessmentsIn(child),
      'AssessmentActualStartDate',
      ({ AssessmentActualStartDate: on }, { CINreferralDate: referred }) =>
        on < referred && `Began on ${on}; referred on ${referred}.`,
    ),
  '8608': (child) =>
    each(
      assessmentsIn(child),
      'AssessmentAuthorisationDate',
      ({ AssessmentActualStartDate: on, AssessmentAuthorisationDate: done }) =>
        done !== undefined && done < on && `Began on ${on}, authorised on ${done}.`,
    ),
  '8614': (child) =>
    each(
      assessmentsIn(child),
      'FactorsIdentifiedAtAssessment',
      (one) => one.AssessmentAuthorisationDate === undefined && factorsOf(one).length > 0 && factorsOf(one).join(', '),
    ),
  '8670Q': (child, { calendar, window }) => {
    const earliest = workingDaysBefore(calendar, window.to, 45);
    return each(
      assessmentsIn(child),
      'AssessmentActualStartDate',
      ({ AssessmentActualStartDate: on, AssessmentAuthorisationDate: done }) =>
        done === undefined && earliest !== 'unknown' && on < earliest && `Began on ${on}, and is not authorised.`,
    );
  },
  '8696': (child, { window }) =>
    each(
      assessmentsIn(child),
      'AssessmentAuthorisationDate',
      ({ AssessmentAuthorisationDate: done }) =>
        done !== undefined && !isWithin(done, window) && `Authorised on ${done}.`,
    ),
  '8736': (child, { window }) =>
    each(
      assessmentsIn(child),
      'AssessmentActualStartDate',
      ({ AssessmentActualStartDate: on, AssessmentAuthorisationDate: done }) =>
        done === undefined && !isWithin(on, window) && `Began on ${on}, and is not authorised.`,
    ),
  '8863Q': (child, asked) =>
    each(assessmentsIn(child), 'AssessmentActualStartDate', (one, { Assessments = [] }) => {
      const on = one.AssessmentActualStartDate;
      const other = Assessments.find(
        (each_) =>
          each_ !== one &&
          fallsIn(on, each_.AssessmentActualStartDate, each_.AssessmentAuthorisationDate, asked, 'last-day-counts'),
      );
      return other !== undefined && `Began on ${on}, during the one begun on ${other.AssessmentActualStartDate}.`;
    }),
  '8867': (child) =>
    each(
      assessmentsIn(child),
      'AssessmentAuthorisationDate',
      ({ AssessmentAuthorisationDate: done }, { CINclosureDate: closed }) =>
        closed !== undefined && done === undefined && `Closed on ${closed}.`,
    ),
  '8869': (child) =>
    each(
      assessmentsIn(child),
      'FactorsIdentifiedAtAssessment',
      (one) => factorsOf(one).includes('21') && factorsOf(one).length > 1 && factorsOf(one).join(', '),
    ),
  '8873Q': (child) =>
    each(episodesIn(child), 'ReasonForClosure', ({ Assessments = [], ReasonForClosure: reason }) => {
      const [only] = Assessments;
      const isNone = Assessments.length === 1 && only !== undefined && factorsOf(only).includes('21');
      return isNone && reason !== 'RC8' && reason !== 'RC9' && `Factor 21 alone; closed as ${reason ?? 'not closed'}.`;
    }),
  '8896': (child) =>
    each(
      episodesIn(child),
      'Assessments',
      ({ Assessments = [] }) =>
        Assessments.filter(({ AssessmentAuthorisationDate: done }) => done === undefined).length > 1 &&
        'Two or more are in progress.',
    ),
  '8897Q': (child, { window }) =>
    each(
      assessmentsIn(child),
      'FactorsIdentifiedAtAssessment',
      (one) =>
        one.AssessmentAuthorisationDate !== undefined &&
        one.AssessmentAuthorisationDate >= window.from &&
        !factorsOf(one).some((factor) => assessmentFactors.includes(factor)) &&
        `Authorised on ${one.AssessmentAuthorisationDate}, with no factor.`,
    ),
  '8898': (child) =>
    each(
      assessmentsIn(child),
      'FactorsIdentifiedAtAssessment',
      (one) => new Set(factorsOf(one)).size < factorsOf(one).length && factorsOf(one).join(', '),
    ),
  '8945Q': (child, { year }) => unsplit(child, year, '18A'),
  '8950Q': (child, { year }) => unsplit(child, year, '19A'),
};

/** From the census of 2025 a factor that was split is to be told by its halves. */
function unsplit(child: CensusChild, year: number, factor: '18A' | '19A'): readonly Finding[] {
  return each(
    assessmentsIn(child),
    'FactorsIdentifiedAtAssessment',
    (one) => year >= 2025 && factorsOf(one).includes(factor) && factor,
  );
}

function factorsOf({ FactorsIdentifiedAtAssessment: found }: Assessment) {
  return found?.AssessmentFactors ?? [];
}
