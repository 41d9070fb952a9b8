import type { CensusCodes } from './census-codes.ts';
import type { CensusYear } from './census-year.ts';

/** An element of the census that holds a value. */
export interface ValueElement {
  readonly name: string;
  readonly is: 'text' | 'date' | 'count' | 'flag' | 'code';
  /** The set a code is of. */
  readonly codes?: CensusCodes;
  readonly times: Times;
  readonly from?: CensusYear;
  readonly to?: CensusYear;
  /** The name of its field in a record, where that is not its own. */
  readonly field?: string;
}

/** An element of the census that holds others, in this order. */
export interface GroupElement {
  readonly name: string;
  readonly holds: readonly CensusElement[];
  readonly times: Times;
  readonly from?: CensusYear;
  readonly to?: CensusYear;
  /** Read past: nothing of it is a fact of a journey. Never written. */
  readonly isPassedOver?: true;
}

export type CensusElement = ValueElement | GroupElement;

/** How often an element stands in the one around it: always once, at most once, any number of times. */
export type Times = 'once' | 'at-most-once' | 'many';

/**
 * The structure of a child's record, in the order of the guide, with the first and last census year of what came or went.
 *
 * Sources: guide of 2023 to 2024 v1.0 (V) and the LIIA schemas of 2024 and 2026 (regional; V as such). Years: `Sex` from
 * 2025 (specification 2024 to 2025 v1.2, V); `CINPlanDates` from 2022 (DfE methodology, V); `ReferralSource` from
 * referrals of April 2013 on (rule 8866, V); single assessments with their factors from 2014, and the elements of initial
 * and core assessments until then (recalled, R). What a file says outside these years is read all the same.
 */
export const childStructure: GroupElement = group('Child', 'many', [
  group('ChildIdentifiers', 'once', [
    text('LAchildID', 'once'),
    text('UPN'),
    text('FormerUPN'),
    code('UPNunknown', 'upn-unknown-reason'),
    date('PersonBirthDate'),
    date('ExpectedPersonBirthDate'),
    { ...code('GenderCurrent', 'gender', 'once'), to: 2024 },
    { ...code('Sex', 'sex', 'once'), from: 2025 },
    date('PersonDeathDate'),
  ]),
  group('ChildCharacteristics', 'once', [
    code('Ethnicity', 'ethnicity', 'once'),
    group('Disabilities', 'at-most-once', [code('Disability', 'disability', 'many')]),
  ]),
  group('CINdetails', 'many', [
    date('CINreferralDate', 'once'),
    { ...code('ReferralSource', 'source', 'once'), from: 2014 },
    code('PrimaryNeedCode', 'primary-need'),
    date('CINclosureDate'),
    code('ReasonForClosure', 'closure-reason'),
    date('DateOfInitialCPC'),
    { ...earlierAssessments('Initial'), to: 2014 },
    { ...earlierAssessments('Core'), to: 2014 },
    {
      ...group('Assessments', 'many', [
        date('AssessmentActualStartDate', 'once'),
        date('AssessmentInternalReviewDate'),
        date('AssessmentAuthorisationDate'),
        group('FactorsIdentifiedAtAssessment', 'at-most-once', [
          code('AssessmentFactors', 'assessment-factor', 'many'),
        ]),
      ]),
      from: 2014,
    },
    { ...group('CINPlanDates', 'many', [date('CINPlanStartDate', 'once'), date('CINPlanEndDate')]), from: 2022 },
    group('Section47', 'many', [
      date('S47ActualStartDate', 'once'),
      date('InitialCPCtarget'),
      date('DateOfInitialCPC'),
      flag('ICPCnotRequired'),
    ]),
    flag('ReferralNFA'),
    group('ChildProtectionPlans', 'many', [
      date('CPPstartDate', 'once'),
      date('CPPendDate'),
      code('InitialCategoryOfAbuse', 'category', 'once'),
      code('LatestCategoryOfAbuse', 'category', 'once'),
      { name: 'NumberOfPreviousCPP', is: 'count', times: 'once' },
      group('Reviews', 'at-most-once', [date('CPPreviewDate', 'many')]),
    ]),
    // Seen only in Data to Insight's sample file of 2026 (V as such); no guide's text was seen.
    { ...group('PreProceedingsandFGDM', 'many', []), from: 2026, isPassedOver: true },
  ]),
]);

/** The elements a file of this year has within a group, in order. What is passed over is not among them. */
export function elementsIn({ holds }: GroupElement, year: CensusYear): readonly CensusElement[] {
  return holds.filter((element) => isOfYear(element, year) && !('isPassedOver' in element));
}

export function isGroup(element: CensusElement): element is GroupElement {
  return 'holds' in element;
}

export function isOfYear({ from, to }: Pick<CensusElement, 'from' | 'to'>, year: CensusYear): boolean {
  return (from === undefined || year >= from) && (to === undefined || year <= to);
}

function earlierAssessments(kind: 'Initial' | 'Core'): GroupElement {
  return group(`${kind}Assessments`, 'many', [
    { ...date(`${kind}AssessmentActualStartDate`, 'once'), field: 'ActualStartDate' },
    { ...date(`${kind}AssessmentActualEndDate`), field: 'ActualEndDate' },
  ]);
}

function group(name: string, times: Times, holds: readonly CensusElement[]): GroupElement {
  return { name, holds, times };
}

function text(name: string, times: Times = 'at-most-once'): ValueElement {
  return { name, is: 'text', times };
}

function date(name: string, times: Times = 'at-most-once'): ValueElement {
  return { name, is: 'date', times };
}

function flag(name: string): ValueElement {
  return { name, is: 'flag', times: 'once' };
}

function code(name: string, codes: CensusCodes, times: Times = 'at-most-once'): ValueElement {
  return { name, is: 'code', codes, times };
}
