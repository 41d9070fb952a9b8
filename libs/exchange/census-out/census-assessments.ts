import type { Assessment, CinDetails, EarlierAssessment } from '../census-records.ts';
import type { CensusWindow, CensusYear } from '../census-year.ts';
import type { Assessment as Assessed, Episode } from '../record/child-record.ts';
import { hasElement } from './elements-of-year.ts';

/** Where the census has assessments of a kind: initial and core ones ended with the census of 2014. */
const elements = { single: 'Assessments', initial: 'InitialAssessments', core: 'CoreAssessments' } as const;

/** Assessments authorised in the year, and those in progress on its last day. */
export function assessmentsOf(
  { assessments }: Episode,
  year: CensusYear,
  { from }: CensusWindow,
  leave: (fact: string, why: string) => void,
): Pick<CinDetails, 'Assessments' | 'InitialAssessments' | 'CoreAssessments'> {
  const told = assessments.filter(({ authorisedOn }) => authorisedOn === undefined || authorisedOn >= from);
  const placed = told.filter(({ id, kind, startedOn }) => {
    const hasPlace = hasElement(['CINdetails', elements[kind]], year);
    if (!hasPlace) leave(id, `The census of ${String(year)} has no place for a ${kind} assessment.`);
    else if (startedOn === undefined)
      leave(id, `The day the ${kind} assessment began is not recorded, and the census needs it. Record it.`);
    return hasPlace && startedOn !== undefined;
  });
  const of = (kind: Assessed['kind']): readonly Assessed[] => placed.filter((one) => one.kind === kind);
  return {
    InitialAssessments: someOf(of('initial').flatMap(earlier)),
    CoreAssessments: someOf(of('core').flatMap(earlier)),
    Assessments: someOf(of('single').flatMap(single)),
  };
}

function earlier({ startedOn, authorisedOn }: Assessed): readonly EarlierAssessment[] {
  return startedOn === undefined ? [] : [{ ActualStartDate: startedOn, ActualEndDate: authorisedOn }];
}

function single({ startedOn, internalReviewOn, authorisedOn, factors }: Assessed): readonly Assessment[] {
  if (startedOn === undefined) return [];
  const known = factors === undefined || factors === 'not-known' ? [] : [...new Set(factors)];
  return [
    {
      AssessmentActualStartDate: startedOn,
      AssessmentInternalReviewDate: internalReviewOn,
      AssessmentAuthorisationDate: authorisedOn,
      FactorsIdentifiedAtAssessment: known.length > 0 ? { AssessmentFactors: known } : undefined,
    },
  ];
}

export function someOf<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}
