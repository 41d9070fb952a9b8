import { england, plainDate } from '#calendar';
import type {
  Assessment,
  CensusChild,
  ChildIdentifiers,
  ChildProtectionPlan,
  CinDetails,
  Section47,
} from '../../census-records.ts';
import { windowOf } from '../../census-year.ts';
import { censusJudge, howJudged } from './judge.ts';
import { ruleCodes, type RuleCode } from './rule-codes.ts';
import { censusRules } from './rule-list.ts';

const d = plainDate;
const header = { Collection: 'CIN', Year: 2026, ReferenceDate: windowOf(2026).to, LEA: '855' } as const;

/** The rules a file of these children breaks, by number; with `of`, those of children alone. */
function broken(children: readonly CensusChild[], year = 2026): RuleCode[] {
  const judge = censusJudge({ ...header, Year: year, ReferenceDate: windowOf(year).to }, england);
  const found = [...children.flatMap(judge.judge), ...judge.close()];
  return [...new Set(found.map(({ rule }) => rule))];
}

const identifiers: ChildIdentifiers = {
  LAchildID: 'L1',
  UPNunknown: 'UN1',
  PersonBirthDate: d('2023-05-04'),
  Sex: 'F',
};
const assessment: Assessment = {
  AssessmentActualStartDate: d('2025-05-07'),
  AssessmentAuthorisationDate: d('2025-06-20'),
  FactorsIdentifiedAtAssessment: { AssessmentFactors: ['3B', '16A'] },
};
const enquiry: Section47 = {
  S47ActualStartDate: d('2025-05-08'),
  InitialCPCtarget: d('2025-05-30'),
  DateOfInitialCPC: d('2025-05-29'),
  ICPCnotRequired: false,
};
const plan: ChildProtectionPlan = {
  CPPstartDate: d('2025-05-29'),
  InitialCategoryOfAbuse: 'NEG',
  LatestCategoryOfAbuse: 'NEG',
  NumberOfPreviousCPP: 0,
  Reviews: { CPPreviewDate: [d('2025-08-20'), d('2026-02-10')] },
};
/** The sector's minimal valid file. */
const details: CinDetails = {
  CINreferralDate: d('2025-05-06'),
  ReferralSource: '6',
  PrimaryNeedCode: 'N1',
  Assessments: [assessment],
  Section47: [enquiry],
  ReferralNFA: false,
  ChildProtectionPlans: [plan],
};
const mini: CensusChild = {
  ChildIdentifiers: identifiers,
  ChildCharacteristics: { Ethnicity: 'WBRI', Disabilities: { Disability: ['NONE'] } },
  CINdetails: [details],
};
/** An episode with nothing but an assessment, closed as one after which nothing was needed. */
const assessed: CinDetails = {
  CINreferralDate: d('2025-05-06'),
  ReferralSource: '6',
  PrimaryNeedCode: 'N1',
  CINclosureDate: d('2025-06-25'),
  ReasonForClosure: 'RC7',
  Assessments: [assessment],
  ReferralNFA: false,
};
const noFurtherAction: CinDetails = { CINreferralDate: d('2025-07-01'), ReferralSource: '6', ReferralNFA: true };

const who = (changed: Partial<ChildIdentifiers>): CensusChild => ({
  ...mini,
  ChildIdentifiers: { ...identifiers, ...changed },
});
const told = (...CINdetails: readonly CinDetails[]): CensusChild => ({ ...mini, CINdetails });
const of = (changed: Partial<CinDetails>): CensusChild => told({ ...details, ...changed });
const assessing = (...Assessments: readonly Partial<Assessment>[]): CensusChild =>
  of({ Assessments: Assessments.map((changed) => ({ ...assessment, ...changed })) });
const open = { AssessmentAuthorisationDate: undefined, FactorsIdentifiedAtAssessment: undefined };
const enquiring = (...Section47: readonly Partial<Section47>[]): CensusChild =>
  of({ Section47: Section47.map((changed) => ({ ...enquiry, ...changed })) });
const awaiting = { DateOfInitialCPC: undefined, ICPCnotRequired: false };
const planned = (...plans: readonly Partial<ChildProtectionPlan>[]): CensusChild =>
  of({ ChildProtectionPlans: plans.map((changed) => ({ ...plan, ...changed })) });
const inNeed = (from: string, to?: string, more: Partial<CinDetails> = {}): CensusChild =>
  of({
    CINPlanDates: [{ CINPlanStartDate: d(from), CINPlanEndDate: to === undefined ? undefined : d(to) }],
    ...more,
  });
const factors = (...AssessmentFactors: readonly ('21' | '3B' | '18A' | '19A')[]) => ({
  FactorsIdentifiedAtAssessment: { AssessmentFactors },
});
const disabled = (...Disability: readonly ('NONE' | 'MOB' | 'HAND')[]): CensusChild => ({
  ...mini,
  ChildCharacteristics: { Ethnicity: 'WBRI', Disabilities: Disability.length > 0 ? { Disability } : undefined },
});
const without = { ChildProtectionPlans: undefined, Section47: undefined };

/** For each rule, a file that breaks it. */
const breaking: Partial<Record<RuleCode, readonly CensusChild[]>> = {
  '1103': [assessing({ AssessmentActualStartDate: d('2025-05-05') })],
  '1104': [enquiring({ S47ActualStartDate: d('2025-05-02'), DateOfInitialCPC: d('2025-05-05') })],
  '1105': [planned({ CPPstartDate: d('2025-05-05') })],
  '1510': [who({ UPN: 'B123456789012' })],
  '1520': [who({ UPN: 'A123456789012' }), { ...who({ UPN: 'A123456789012', LAchildID: 'L2' }) }],
  '1540': [who({ UPN: 'A123X56789012' })],
  '1550': [who({ UPN: 'A12345678901I' })],
  '1560Q': [who({ FormerUPN: 'A12' })],
  '1570': [who({ LAchildID: 'A'.repeat(21) })],
  '1580': [who({ LAchildID: 'L-1' })],
  '2883': [planned({}, { CPPstartDate: d('2025-09-01') })],
  '2884': [of({ DateOfInitialCPC: d('2025-05-29') })],
  '2885': [planned({ CPPstartDate: d('2025-05-30') })],
  '2886Q': [who({ Sex: 'U' })],
  '2887Q': [mini],
  '2888Q': [disabled('MOB')],
  '2889': [enquiring({ S47ActualStartDate: d('2025-05-05') })],
  '2990': [of({ CINclosureDate: d('2026-03-01'), ReasonForClosure: 'RC8' })],
  '2991Q': [of({ Assessments: undefined })],
  '4000': [told({ ...noFurtherAction, CINPlanDates: [{ CINPlanStartDate: d('2025-07-02') }] })],
  '4001': [inNeed('2026-03-01')],
  '4003': [inNeed('2025-08-01', '2025-09-01')],
  '4004': [of({ ...without, CINPlanDates: ['2025-06-01', '2025-07-01'].map((on) => ({ CINPlanStartDate: d(on) })) })],
  '4008': [
    {
      ...inNeed('2026-01-10', undefined, without),
      ChildIdentifiers: { ...identifiers, PersonDeathDate: d('2026-01-09') },
    },
  ],
  '4009Q': [
    {
      ...inNeed('2026-01-02', '2026-01-10', without),
      ChildIdentifiers: { ...identifiers, PersonDeathDate: d('2026-01-09') },
    },
  ],
  '4010': [inNeed('2026-04-01', undefined, without)],
  '4011': [inNeed('2025-09-01', '2025-08-31', without)],
  '4012Q': [inNeed('2025-09-01', '2025-09-01', without)],
  '4013': [inNeed('2025-09-01', '2026-04-01', without)],
  '4014': [of({ ...without, CINPlanDates: ['2025-06-01', '2025-07-01'].map((on) => ({ CINPlanStartDate: d(on) })) })],
  '4015': [inNeed('2025-05-05', '2025-05-20')],
  '4016': [inNeed('2025-06-01', '2025-06-20')],
  '4017': [inNeed('2025-05-10', '2025-05-30')],
  '4180': [who({ Sex: undefined })],
  '4220': [{ ...mini, ChildCharacteristics: { Disabilities: { Disability: ['NONE'] } } }],
  '8500': [who({ LAchildID: '' })],
  '8510': [mini, mini],
  '8520': [who({ PersonBirthDate: d('2026-04-01') })],
  '8525Q': [who({ PersonBirthDate: undefined })],
  '8530Q': [who({ PersonBirthDate: undefined, ExpectedPersonBirthDate: d('2026-02-28'), Sex: 'U' })],
  '8535Q': [who({ PersonDeathDate: d('2023-05-03') })],
  '8540': [disabled()],
  '8545Q': [who({ PersonDeathDate: d('2026-04-01') })],
  '8555Q': [who({ PersonDeathDate: d('2025-05-05') })],
  '8565': [told({ ...assessed, CINclosureDate: d('2025-06-19') })],
  '8568': [of({ ReferralNFA: undefined })],
  '8569Q': [told({ ...noFurtherAction, CINreferralDate: d('2025-03-30') })],
  '8585Q': [told({ ...assessed, ReasonForClosure: 'RC2' })],
  '8590': [told()],
  '8600': [told({ ...noFurtherAction, CINreferralDate: d('2026-04-01') })],
  '8606': [who({ PersonBirthDate: d('2026-02-11') })],
  '8608': [assessing({ AssessmentAuthorisationDate: d('2025-05-06') })],
  '8610': [of({ PrimaryNeedCode: undefined })],
  '8614': [assessing({ AssessmentAuthorisationDate: undefined })],
  '8615': [enquiring({ S47ActualStartDate: d('2025-05-30') })],
  '8620': [told({ ...assessed, CINclosureDate: d('2026-04-01') })],
  '8630': [told({ ...assessed, CINclosureDate: d('2025-05-05') })],
  '8640': [told({ ...assessed, ReasonForClosure: 'RC99' as 'RC1' })],
  '8650': [of({ PrimaryNeedCode: 'N99' as 'N1' })],
  '8670Q': [assessing({ ...open, AssessmentActualStartDate: d('2026-01-22') })],
  '8675Q': [enquiring({ ...awaiting, S47ActualStartDate: d('2026-03-09') })],
  '8696': [assessing({ AssessmentAuthorisationDate: d('2026-04-01') })],
  '8715': [enquiring({ DateOfInitialCPC: d('2026-04-01') })],
  '8720': [planned({ CPPstartDate: d('2026-04-01') })],
  '8730': [planned({ NumberOfPreviousCPP: undefined })],
  '8736': [assessing({ ...open, AssessmentActualStartDate: d('2025-03-31') })],
  '8740': [enquiring({ ...awaiting, S47ActualStartDate: d('2025-03-31') })],
  '8750': [who({ PersonBirthDate: undefined, ExpectedPersonBirthDate: d('2026-05-01') })],
  '8770Q': [who({ PersonBirthDate: d('2022-03-31') })],
  '8772': [who({ UPNunknown: 'UN7' })],
  '8775Q': [who({ PersonBirthDate: d('2001-03-30') })],
  '8790': [disabled('NONE', 'MOB')],
  '8794': [disabled('MOB', 'MOB')],
  '8805': [told({ ...assessed, ReasonForClosure: undefined })],
  '8810': [told({ ...assessed, CINclosureDate: undefined })],
  '8815': [told(details, { ...details, CINreferralDate: d('2025-04-02') })],
  '8816': [told(details, noFurtherAction)],
  '8820': [told(assessed, { ...noFurtherAction, CINreferralDate: d('2025-06-24') })],
  '8825Q': [told({ ...assessed, ReasonForClosure: 'RC9', Assessments: undefined })],
  '8831': [told({ ...noFurtherAction, Section47: [enquiry] })],
  '8832': [told({ ...noFurtherAction, ChildProtectionPlans: [plan] })],
  '8839': [enquiring({ ...awaiting }, { ...awaiting })],
  '8840': [planned({ CPPendDate: d('2025-05-29') })],
  '8841': [planned({ Reviews: { CPPreviewDate: [d('2025-05-29')] } })],
  '8842Q': [planned({ Reviews: { CPPreviewDate: [] } })],
  '8863Q': [assessing({}, { AssessmentActualStartDate: d('2025-06-20') })],
  '8866': [of({ ReferralSource: undefined })],
  '8867': [told({ ...assessed, Assessments: [{ ...assessment, ...open }] })],
  '8868': [told({ ...assessed, Section47: [{ ...enquiry, ...awaiting }] })],
  '8869': [assessing(factors('21', '3B'))],
  '8870Q': [enquiring({ InitialCPCtarget: d('2025-05-31') })],
  '8873Q': [assessing(factors('21'))],
  '8875': [enquiring({ DateOfInitialCPC: d('2025-06-01') })],
  '8890': [enquiring({}, { ...awaiting, S47ActualStartDate: d('2025-05-29') })],
  '8896': [assessing(open, open)],
  '8897Q': [assessing({ FactorsIdentifiedAtAssessment: undefined })],
  '8898': [assessing(factors('3B', '3B'))],
  '8905': [planned({ InitialCategoryOfAbuse: undefined })],
  '8910': [planned({ LatestCategoryOfAbuse: undefined })],
  '8915': [who({ PersonDeathDate: d('2025-05-28') })],
  '8920': [
    {
      ...planned({ CPPendDate: d('2026-03-02') }),
      ChildIdentifiers: { ...identifiers, PersonDeathDate: d('2026-03-01') },
    },
  ],
  '8925': [planned({ CPPendDate: d('2025-05-28') })],
  '8930': [planned({ CPPendDate: d('2026-04-01') })],
  '8935': [planned({}, { CPPstartDate: d('2025-05-29') })],
  '8940': [planned({ CPPendDate: d('2025-09-01') }, { CPPstartDate: d('2025-09-01') })],
  '8945Q': [assessing(factors('18A'))],
  '8950Q': [assessing(factors('19A'))],
};

it('finds no fault with the sector’s minimal valid file, but that one child has few disabilities', () => {
  expect(broken([mini])).toEqual(['2887Q']);
});

describe('every rule', () => {
  const judged = ruleCodes.filter((rule) => howJudged(rule).judged !== 'never' && rule !== '100');

  it.each(judged)('%s is found broken where it is', (rule) => {
    expect(broken(breaking[rule] ?? [])).toContain(rule);
  });

  it('is accounted for: judged, or told why it cannot be', () => {
    expect(ruleCodes).toHaveLength(109);
    expect(ruleCodes.filter((rule) => howJudged(rule).judged === 'never')).toEqual(['1530']);
    for (const rule of ruleCodes) expect(censusRules[rule].message).not.toBe('');
  });
});

it('100: the reference date is 31 March of the year', () => {
  const judge = censusJudge({ ...header, ReferenceDate: d('2025-03-31') }, england);
  expect(judge.close().map(({ rule }) => rule)).toContain('100');
});

describe('where a rule just holds', () => {
  const holds: readonly (readonly [RuleCode, readonly CensusChild[]])[] = [
    // The check letter of A12345678901 2 to 13 is A for this one: 2·1+3·2+4·3+5·4+6·5+7·6+8·7+9·8+10·9+11·0+12·1+13·2 = 368 = 16·23.
    ['1510', [who({ UPN: 'A123456789012' })]],
    ['8820', [told(assessed, { ...noFurtherAction, CINreferralDate: d('2025-06-25') })]],
    ['8569Q', [told({ ...noFurtherAction, CINreferralDate: d('2025-03-31') })]],
    ['8606', [who({ PersonBirthDate: d('2026-02-10') })]],
    ['8670Q', [assessing({ ...open, AssessmentActualStartDate: d('2026-01-27') })]],
    ['8675Q', [enquiring({ ...awaiting, S47ActualStartDate: d('2026-03-10') })]],
    ['8530Q', [who({ PersonBirthDate: undefined, ExpectedPersonBirthDate: d('2026-03-01'), Sex: 'U' })]],
    ['8770Q', [who({ PersonBirthDate: d('2022-04-01') })]],
    ['8775Q', [who({ PersonBirthDate: d('2001-03-31') })]],
    ['4003', [inNeed('2025-07-01', '2025-08-20')]],
    [
      '4016',
      [
        {
          ...inNeed('2025-09-01'),
          CINdetails: [
            {
              ...details,
              CINPlanDates: [{ CINPlanStartDate: d('2025-09-01') }],
              ChildProtectionPlans: [{ ...plan, CPPendDate: d('2025-09-01') }],
            },
          ],
        },
      ],
    ],
    ['4017', [inNeed('2025-05-10', '2025-05-29')]],
    ['8890', [enquiring({}, { ...awaiting, S47ActualStartDate: d('2025-05-30') })]],
    ['8940', [planned({ CPPendDate: d('2025-09-01') }, { CPPstartDate: d('2025-09-02') })]],
    ['8945Q', [mini]],
  ];
  it.each(holds)('%s is not found broken', (rule, children) => {
    expect(broken(children)).not.toContain(rule);
  });

  it.each([
    [2024, 10],
    [2025, 20],
  ])('lets an id in the census of %i have %i characters, and no more', (year, most) => {
    expect(broken([who({ LAchildID: 'A'.repeat(most) })], year)).not.toContain('1570');
    expect(broken([who({ LAchildID: 'A'.repeat(most + 1) })], year)).toContain('1570');
  });

  it('asks for gender instead of sex up to 2024, and for halves of factors from 2025', () => {
    const earlier = { ...who({ Sex: undefined, GenderCurrent: '2' }), CINdetails: [] };
    expect(broken([earlier], 2024)).not.toContain('4180');
    expect(broken([{ ...earlier, ChildIdentifiers: { LAchildID: 'L1' } }], 2024)).toContain('4180');
    expect(broken([assessing(factors('18A'))], 2024)).not.toContain('8945Q');
  });
});

it('says which child, where, and what is there', () => {
  const judge = censusJudge(header, england);
  expect(judge.judge(planned({ CPPstartDate: d('2025-05-30') }))).toContainEqual({
    rule: '2885',
    type: 'Error',
    child: 'L1',
    path: 'CINdetails[1]/ChildProtectionPlans[1]/CPPstartDate',
    what: 'Began on 2025-05-30, and no conference met that day.',
    why: 'Child protection plan shown as starting a different day to the initial child protection conference.',
  });
});
