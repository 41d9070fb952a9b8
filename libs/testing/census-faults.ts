import { plainDate } from '#calendar';
import { childStructure, type CensusChild } from '#exchange';
import { linesOf } from './census-files.ts';

/** A deliberate fault: what is done to a good record, and the report it must come to, once and at its line. */
export interface CensusFaultKind {
  readonly name: string;
  readonly of: 'on a plan' | 'closed and open again';
  /** Spoils the lines of a child's record; the index of the line at fault. */
  readonly spoil: (lines: string[]) => number;
  readonly code: string;
  readonly rule: string | undefined;
}

const d = plainDate;

/** A good record of 2025: on a plan since a conference; or closed after a child in need plan and referred again. */
export function goodRecord(of: CensusFaultKind['of'], id: string): CensusChild {
  const who = {
    ChildIdentifiers: { LAchildID: id, UPNunknown: 'UN1', PersonBirthDate: d('2015-02-03'), Sex: 'F' },
    ChildCharacteristics: { Ethnicity: 'WBRI', Disabilities: { Disability: ['NONE'] } },
  } as const;
  const begun = { CINreferralDate: d('2024-05-06'), ReferralSource: '6', PrimaryNeedCode: 'N1' } as const;
  const assessed = {
    AssessmentActualStartDate: d('2024-05-07'),
    AssessmentAuthorisationDate: d('2024-06-20'),
    FactorsIdentifiedAtAssessment: { AssessmentFactors: ['3B', '16A'] },
  } as const;
  if (of === 'on a plan') {
    return {
      ...who,
      CINdetails: [
        {
          ...begun,
          Assessments: [assessed],
          Section47: [
            { S47ActualStartDate: d('2024-05-08'), DateOfInitialCPC: d('2024-05-29'), ICPCnotRequired: false },
          ],
          ReferralNFA: false,
          ChildProtectionPlans: [
            {
              CPPstartDate: d('2024-05-29'),
              InitialCategoryOfAbuse: 'NEG',
              LatestCategoryOfAbuse: 'NEG',
              NumberOfPreviousCPP: 0,
              Reviews: { CPPreviewDate: [d('2024-08-20'), d('2025-02-10')] },
            },
          ],
        },
      ],
    };
  }
  return {
    ...who,
    CINdetails: [
      {
        ...begun,
        CINclosureDate: d('2024-09-10'),
        ReasonForClosure: 'RC7',
        Assessments: [assessed],
        CINPlanDates: [{ CINPlanStartDate: d('2024-06-25'), CINPlanEndDate: d('2024-09-01') }],
        Section47: [{ S47ActualStartDate: d('2024-05-08'), ICPCnotRequired: true }],
        ReferralNFA: false,
      },
      {
        CINreferralDate: d('2024-11-04'),
        ReferralSource: '2A',
        PrimaryNeedCode: 'N4',
        Assessments: [
          { ...assessed, AssessmentActualStartDate: d('2024-11-05'), AssessmentAuthorisationDate: d('2024-12-10') },
        ],
        ReferralNFA: false,
      },
    ],
  };
}

/** A spoilt record's lines, and the index of the line at fault. */
export function spoiltLines(
  { of, spoil }: CensusFaultKind,
  id: string,
): { readonly lines: readonly string[]; readonly at: number } {
  const lines = [...linesOf(goodRecord(of, id), childStructure, 2025)];
  const at = spoil(lines);
  return { lines, at };
}

/** Gives an element another value. */
const put =
  (name: string, value: string, nth = 0) =>
  (lines: string[]): number => {
    const at = placeOf(lines, name, nth);
    lines[at] = `<${name}>${value}</${name}>`;
    return at;
  };
const drop =
  (name: string, at: string) =>
  (lines: string[]): number => {
    lines.splice(placeOf(lines, name, 0), 1);
    return placeOf(lines, at, 0);
  };
/** Adds lines after an element; the fault is at the one of them given. */
const add =
  (after: string, more: readonly string[], fault = 0) =>
  (lines: string[]): number => {
    const at = placeOf(lines, after, 0) + 1;
    lines.splice(at, 0, ...more);
    return at + fault;
  };
const both =
  (first: (lines: string[]) => number, second: (lines: string[]) => number) =>
  (lines: string[]): number => {
    first(lines);
    return second(lines);
  };

function placeOf(lines: readonly string[], name: string, nth: number): number {
  const places = lines.flatMap((line, index) => (line.startsWith(`<${name}>`) || line === `</${name}>` ? [index] : []));
  const at = places[nth];
  if (at === undefined) throw new RangeError(`The record has no ${name}.`);
  return at;
}

const kind = (
  name: string,
  of: CensusFaultKind['of'],
  spoil: CensusFaultKind['spoil'],
  code: string,
  rule?: string,
): CensusFaultKind => ({ name, of, spoil, code, rule });

const plan = 'on a plan';
const closed = 'closed and open again';

/** Every kind of fault that one record can have. */
export const censusFaultKinds: readonly CensusFaultKind[] = [
  kind('no id', plan, (lines) => (drop('LAchildID', 'UPNunknown')(lines), 0), 'missing', '8500'),
  kind('an id too long', plan, put('LAchildID', 'A'.repeat(21)), 'too-long', '1570'),
  kind('an id with other characters', plan, put('LAchildID', 'A-1'), 'not-alphanumeric', '1580'),
  kind('no such sex', plan, put('Sex', 'X'), 'unknown-code', '4180'),
  kind('no such ethnicity', plan, put('Ethnicity', 'ZZZZ'), 'unknown-code', '4220'),
  kind('no such disability', closed, put('Disability', 'XX'), 'unknown-code', '8540'),
  kind('a malformed number', closed, add('LAchildID', ['<UPN>12345</UPN>']), 'malformed', '1540'),
  kind(
    'a sex before the birth',
    plan,
    (lines) => {
      lines[placeOf(lines, 'PersonBirthDate', 0)] = '<ExpectedPersonBirthDate>2025-02-01</ExpectedPersonBirthDate>';
      return placeOf(lines, 'Sex', 0);
    },
    'sex-before-birth',
    '8750',
  ),
  kind('born after the year', closed, put('PersonBirthDate', '2025-05-01'), 'born-after-census-year', '8520'),
  kind(
    'died before birth',
    closed,
    add('Sex', ['<PersonDeathDate>2014-01-01</PersonDeathDate>']),
    'died-before-birth',
    '8535Q',
  ),
  kind(
    'referred long before birth',
    plan,
    both(put('PersonBirthDate', '2025-03-20'), (lines) => placeOf(lines, 'CINreferralDate', 0)),
    'over-40-weeks-before-birth',
    '8606',
  ),
  kind('an element no census has', plan, add('CINreferralDate', ['<Colour>red</Colour>']), 'unknown-element'),
  kind('a day that is none', plan, put('CINreferralDate', '2024-13-01'), 'not-a-date', '8600'),
  kind('referred after the year', plan, put('CINreferralDate', '2025-04-02'), 'after-census-year', '8600'),
  kind('no such source', plan, put('ReferralSource', '99'), 'unknown-code', '8866'),
  kind('no source', plan, drop('ReferralSource', 'CINdetails'), 'missing', '8866'),
  kind('no such need', plan, put('PrimaryNeedCode', 'N99'), 'unknown-code', '8650'),
  kind('closed before the referral', closed, put('CINclosureDate', '2024-05-01'), 'closed-before-referral', '8630'),
  kind('closed on a day that is none', closed, put('CINclosureDate', '10/09/2024'), 'not-a-date', '8620'),
  kind('closed without a reason', closed, drop('ReasonForClosure', 'CINclosureDate'), 'closure-without-reason', '8805'),
  kind(
    'closed after the year',
    plan,
    add('PrimaryNeedCode', ['<CINclosureDate>2025-04-10</CINclosureDate>', '<ReasonForClosure>RC7</ReasonForClosure>']),
    'after-census-year',
    '8620',
  ),
  kind(
    'a reason without a day',
    plan,
    add('PrimaryNeedCode', ['<ReasonForClosure>RC7</ReasonForClosure>']),
    'closure-without-date',
    '8810',
  ),
  kind('no such reason', closed, put('ReasonForClosure', 'RC99'), 'unknown-code', '8640'),
  kind(
    'a reason that contradicts',
    closed,
    put('ReasonForClosure', 'RC8'),
    'closure-reason-contradicts-history',
    '2990',
  ),
  kind('referred while open', closed, put('CINreferralDate', '2024-07-01', 2 - 1), 'case-already-open', '8820'),
  kind('no further action with a plan', plan, put('ReferralNFA', '1'), 'nfa-contradicts-activity', '8832'),
  kind('no further action with an assessment', closed, put('ReferralNFA', '1', 1), 'nfa-contradicts-activity', '8831'),
  kind('a flag that is none', plan, put('ReferralNFA', 'perhaps'), 'not-a-flag', '8568'),
  kind(
    'an assessment before the referral',
    plan,
    put('AssessmentActualStartDate', '2024-05-01'),
    'before-referral',
    '1103',
  ),
  kind(
    'an assessment that ends before it begins',
    plan,
    put('AssessmentAuthorisationDate', '2024-05-06'),
    'ends-before-it-begins',
    '8608',
  ),
  kind(
    'an assessment after the closure',
    closed,
    both(put('AssessmentAuthorisationDate', '2024-09-30'), put('AssessmentActualStartDate', '2024-09-12')),
    'no-open-case',
    '8565',
  ),
  kind(
    'an assessment never completed',
    closed,
    (lines) => {
      for (const name of [
        'AssessmentAuthorisationDate',
        'FactorsIdentifiedAtAssessment',
        'AssessmentFactors',
        'AssessmentFactors',
        'FactorsIdentifiedAtAssessment',
      ])
        drop(name, 'Child')(lines);
      return placeOf(lines, 'AssessmentActualStartDate', 0);
    },
    'still-open',
    '8867',
  ),
  kind(
    'two assessments at once',
    plan,
    add(
      'PrimaryNeedCode',
      [
        '<Assessments>',
        '<AssessmentActualStartDate>2024-05-20</AssessmentActualStartDate>',
        '<AssessmentAuthorisationDate>2024-06-25</AssessmentAuthorisationDate>',
        '</Assessments>',
      ],
      1,
    ),
    'assessment-already-open',
    '8863Q',
  ),
  kind('no such factor', plan, put('AssessmentFactors', '99Z'), 'unknown-code', '8897Q'),
  kind('an enquiry before the referral', plan, put('S47ActualStartDate', '2024-05-01'), 'before-referral', '2889'),
  kind(
    'a conference before its enquiry',
    plan,
    both(put('S47ActualStartDate', '2024-05-30'), (lines) => placeOf(lines, 'DateOfInitialCPC', 0)),
    'ends-before-it-begins',
    '8615',
  ),
  kind('a conference on a day that is none', plan, put('DateOfInitialCPC', '2024-02-30'), 'not-a-date', '8715'),
  kind(
    'an enquiry never concluded',
    closed,
    both(put('ICPCnotRequired', '0'), (lines) => placeOf(lines, 'S47ActualStartDate', 0)),
    'still-open',
    '8868',
  ),
  kind(
    'an enquiry within another',
    plan,
    add(
      'PrimaryNeedCode',
      [
        '<Section47>',
        '<S47ActualStartDate>2024-05-10</S47ActualStartDate>',
        '<ICPCnotRequired>1</ICPCnotRequired>',
        '</Section47>',
      ],
      1,
    ),
    'enquiry-already-open',
    '8890',
  ),
  kind(
    'a conference told twice',
    plan,
    add('PrimaryNeedCode', ['<DateOfInitialCPC>2024-05-29</DateOfInitialCPC>']),
    'conference-told-twice',
    '2884',
  ),
  kind('a plan not from its conference', plan, put('CPPstartDate', '2024-05-30'), 'plan-not-from-conference', '2885'),
  kind(
    'a plan that ends before it begins',
    plan,
    add('CPPstartDate', ['<CPPendDate>2024-05-28</CPPendDate>']),
    'ends-before-it-begins',
    '8925',
  ),
  kind(
    'a plan of no days',
    plan,
    add('CPPstartDate', ['<CPPendDate>2024-05-29</CPPendDate>']),
    'plan-of-no-days',
    '8840',
  ),
  kind(
    'two plans at once',
    plan,
    add(
      'ReferralNFA',
      [
        '<ChildProtectionPlans>',
        '<CPPstartDate>2024-08-01</CPPstartDate>',
        '<InitialCategoryOfAbuse>EMO</InitialCategoryOfAbuse>',
        '<LatestCategoryOfAbuse>EMO</LatestCategoryOfAbuse>',
        '<NumberOfPreviousCPP>1</NumberOfPreviousCPP>',
        '</ChildProtectionPlans>',
      ],
      1,
    ),
    'plan-already-open',
    '8935',
  ),
  kind('no such category', plan, put('InitialCategoryOfAbuse', 'SAL'), 'unknown-code', '8905'),
  kind('a count that is none', plan, put('NumberOfPreviousCPP', 'one'), 'not-a-count', '8730'),
  kind('a review on the plan’s first day', plan, put('CPPreviewDate', '2024-05-29'), 'review-before-plan', '8841'),
  kind('a review on a day that is none', plan, put('CPPreviewDate', 'soon'), 'not-a-date', '8842Q'),
  kind(
    'a child in need plan before the referral',
    closed,
    put('CINPlanStartDate', '2024-05-01'),
    'before-referral',
    '4015',
  ),
  kind(
    'a child in need plan that ends before it begins',
    closed,
    put('CINPlanEndDate', '2024-06-24'),
    'ends-before-it-begins',
    '4011',
  ),
  kind(
    'a child in need plan beside a protection plan',
    plan,
    add(
      'PrimaryNeedCode',
      [
        '<CINPlanDates>',
        '<CINPlanStartDate>2024-07-01</CINPlanStartDate>',
        '<CINPlanEndDate>2024-08-01</CINPlanEndDate>',
        '</CINPlanDates>',
      ],
      1,
    ),
    'protection-plan-open',
    '4016',
  ),
];
