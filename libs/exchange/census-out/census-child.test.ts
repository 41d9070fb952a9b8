import { england, plainDate } from '#calendar';
import { correcting, recorded, told, withdrawing, type Told } from '#testing';
import { censusChild } from './census-child.ts';

const of = (facts: readonly Told[], year = 2026) => censusChild('L1', recorded(facts), { year, calendar: england });
const made = (facts: readonly Told[], year = 2026) => of(facts, year).child;
const episodes = (facts: readonly Told[], year = 2026) => made(facts, year)?.CINdetails ?? [];

const registered = told('ChildRegistered', '2025-05-06', {
  dateOfBirth: plainDate('2023-05-04'),
  sex: 'F',
  ethnicity: 'WBRI',
  disabilities: ['NONE'],
  upnUnknownReason: 'UN1',
});
const referred = (on: string, id?: string) => told('ReferralReceived', on, { source: '6', primaryNeed: 'N1' }, id);
const assess = (on: string) => told('ReferralDecided', on, { decision: 'assess' });
const noFurtherAction = (on: string) => told('ReferralDecided', on, { decision: 'no-further-action' });

/** The journey that the sector's minimal valid file tells of. */
const mini: readonly Told[] = [
  registered,
  referred('2025-05-06'),
  assess('2025-05-06'),
  told('AssessmentStarted', '2025-05-07'),
  told('StrategyDiscussionHeld', '2025-05-08'),
  told('Section47Concluded', '2025-05-20', { outcome: 'conference-required' }),
  told('InitialConferenceHeld', '2025-05-29', { outcome: 'plan' }),
  told('PlanStarted', '2025-05-29', { categories: ['NEG'] }),
  told('AssessmentAuthorised', '2025-06-20', { factors: ['3B', '16A'] }),
  told('ReviewConferenceHeld', '2025-08-20'),
  told('ReviewConferenceHeld', '2026-02-10'),
];

describe('a child in the census of a year', () => {
  it('is told of as the sector’s minimal valid file tells', () => {
    expect(made(mini)).toEqual({
      ChildIdentifiers: { LAchildID: 'L1', UPNunknown: 'UN1', PersonBirthDate: '2023-05-04', Sex: 'F' },
      ChildCharacteristics: { Ethnicity: 'WBRI', Disabilities: { Disability: ['NONE'] } },
      CINdetails: [
        {
          CINreferralDate: '2025-05-06',
          ReferralSource: '6',
          PrimaryNeedCode: 'N1',
          Assessments: [
            {
              AssessmentActualStartDate: '2025-05-07',
              AssessmentAuthorisationDate: '2025-06-20',
              FactorsIdentifiedAtAssessment: { AssessmentFactors: ['3B', '16A'] },
            },
          ],
          Section47: [
            {
              S47ActualStartDate: '2025-05-08',
              InitialCPCtarget: '2025-05-30',
              DateOfInitialCPC: '2025-05-29',
              ICPCnotRequired: false,
            },
          ],
          ReferralNFA: false,
          ChildProtectionPlans: [
            {
              CPPstartDate: '2025-05-29',
              InitialCategoryOfAbuse: 'NEG',
              LatestCategoryOfAbuse: 'NEG',
              NumberOfPreviousCPP: 0,
              Reviews: { CPPreviewDate: ['2025-08-20', '2026-02-10'] },
            },
          ],
        },
      ],
    });
  });

  it('is in every year an episode is open in, from the day it begins to the day it is closed', () => {
    const facts = [
      registered,
      referred('2024-03-31'),
      assess('2024-03-31'),
      told('CaseClosed', '2025-04-01', { reason: 'RC7' }),
    ];
    expect([2023, 2024, 2025, 2026, 2027].map((year) => episodes(facts, year).length)).toEqual([0, 1, 1, 1, 0]);
    expect(episodes(facts, 2025)[0]).not.toHaveProperty('CINclosureDate', '2025-04-01');
    expect(episodes(facts, 2026)[0]).toMatchObject({ CINclosureDate: '2025-04-01', ReasonForClosure: 'RC7' });
  });

  it('is told of as things stood on 31 March, whatever happened since', () => {
    const facts = [
      ...mini,
      told('PlanCategoriesChanged', '2026-04-01', { categories: ['EMO', 'NEG'] }),
      told('ReviewConferenceHeld', '2026-04-02', { outcome: 'end' }),
      told('PlanEnded', '2026-04-02'),
      told('CaseClosed', '2026-04-03', { reason: 'RC7' }),
    ];
    expect(made(facts)).toEqual(made(mini));
    expect(episodes(facts, 2027)[0]?.ChildProtectionPlans?.[0]).toEqual({
      CPPstartDate: '2025-05-29',
      CPPendDate: '2026-04-02',
      InitialCategoryOfAbuse: 'NEG',
      LatestCategoryOfAbuse: 'MUL',
      NumberOfPreviousCPP: 0,
      // The last of the year before, for the plan was open on 1 April, and those of the year.
      Reviews: { CPPreviewDate: ['2026-02-10', '2026-04-02'] },
    });
  });
});

describe('referrals with no further action', () => {
  it('are returned in the year they were received, with nothing else', () => {
    const facts = [registered, referred('2026-03-31'), noFurtherAction('2026-04-01')];
    expect(episodes(facts, 2026)).toEqual([{ CINreferralDate: '2026-03-31', ReferralSource: '6', ReferralNFA: true }]);
    expect(made(facts, 2027)).toBeUndefined();
  });

  it('of one day count once: the first recorded, or the one that came to something', () => {
    const both = [
      registered,
      referred('2025-06-02', 'r1'),
      noFurtherAction('2025-06-02'),
      referred('2025-06-02', 'r2'),
    ];
    const twice = of([...both, noFurtherAction('2025-06-02')]);
    expect(twice.child?.CINdetails).toHaveLength(1);
    expect(twice.leftOut).toMatchObject([{ child: 'L1', fact: 'r2' }]);
    const [only] = episodes([...both, assess('2025-06-02'), told('AssessmentStarted', '2025-06-03')]);
    expect(only).toMatchObject({ ReferralNFA: false, Assessments: [{ AssessmentActualStartDate: '2025-06-03' }] });
  });
});

describe('two referrals of one day that both came to something', () => {
  const both = [
    registered,
    referred('2025-06-02', 'r1'),
    assess('2025-06-02'),
    told('AssessmentStarted', '2025-06-02'),
    told('AssessmentAuthorised', '2025-06-02', { factors: ['3B'] }),
    told('CaseClosed', '2025-06-02', { reason: 'RC8' }),
    told('ReferralReceived', '2025-06-02', { source: '3A', primaryNeed: 'N4' }, 'r2'),
    assess('2025-06-02'),
    told('AssessmentStarted', '2025-06-03'),
  ];

  it('are one episode, the first recorded, with all that came of either', () => {
    expect(episodes(both)).toEqual([
      {
        CINreferralDate: '2025-06-02',
        ReferralSource: '6',
        PrimaryNeedCode: 'N4',
        Assessments: [
          {
            AssessmentActualStartDate: '2025-06-02',
            AssessmentAuthorisationDate: '2025-06-02',
            FactorsIdentifiedAtAssessment: { AssessmentFactors: ['3B'] },
          },
          { AssessmentActualStartDate: '2025-06-03' },
        ],
        ReferralNFA: false,
      },
    ]);
    expect(of(both).leftOut).toMatchObject([{ child: 'L1', fact: 'r2' }]);
  });

  it('overlap no more than they count twice, and end as the later one ended', () => {
    const ended = [...both, told('CaseClosed', '2025-07-01', { reason: 'RC7' }), referred('2025-07-01', 'r3')];
    expect(episodes(ended).map(({ CINreferralDate, CINclosureDate }) => [CINreferralDate, CINclosureDate])).toEqual([
      ['2025-06-02', '2025-07-01'],
      ['2025-07-01', undefined],
    ]);
  });
});

describe('enquiries and conferences', () => {
  const begun = [
    registered,
    referred('2025-03-03'),
    assess('2025-03-03'),
    told('StrategyDiscussionHeld', '2025-03-20'),
  ];

  it('are of the year they begin in, and of the year their conference meets in', () => {
    const held = [...begun, told('InitialConferenceHeld', '2025-04-09', { outcome: 'no-further-action' })];
    expect(episodes(held, 2025)[0]?.Section47).toEqual([
      { S47ActualStartDate: '2025-03-20', InitialCPCtarget: '2025-04-10', ICPCnotRequired: false },
    ]);
    expect(episodes(held, 2026)[0]?.Section47).toMatchObject([{ DateOfInitialCPC: '2025-04-09' }]);
    const ended = [...begun, told('Section47Concluded', '2025-04-09', { outcome: 'conference-not-required' })];
    expect(episodes(ended, 2026)[0]?.Section47).toBeUndefined();
  });

  it('need no conference, and then have no target', () => {
    const ended = [...begun, told('Section47Concluded', '2025-03-28', { outcome: 'conference-not-required' })];
    expect(episodes(ended, 2025)[0]?.Section47).toEqual([{ S47ActualStartDate: '2025-03-20', ICPCnotRequired: true }]);
  });

  it('tell of the conference that decided, where one before was adjourned', () => {
    const twice = [
      ...begun,
      told('InitialConferenceHeld', '2025-04-07', { outcome: 'adjourned' }),
      told('InitialConferenceHeld', '2025-04-14', { outcome: 'plan' }),
    ];
    expect(episodes(twice, 2026)[0]?.Section47).toMatchObject([{ DateOfInitialCPC: '2025-04-14' }]);
  });

  it('stand with the episode where the conference was on a move into the area', () => {
    const moved = [
      registered,
      told('TransferInNotified', '2025-06-02', { notifiedOn: plainDate('2025-06-02') }),
      referred('2025-06-02'),
      told('InitialConferenceHeld', '2025-06-20', { kind: 'transfer-in', outcome: 'plan' }),
      told('PlanStarted', '2025-06-20', { categories: ['EMO', 'NEG'] }),
    ];
    expect(episodes(moved)[0]).toMatchObject({
      DateOfInitialCPC: '2025-06-20',
      ChildProtectionPlans: [{ CPPstartDate: '2025-06-20', InitialCategoryOfAbuse: 'MUL' }],
    });
    expect(episodes(moved)[0]?.Section47).toBeUndefined();
  });

  it('that nothing awaited have no place in the census, and are told of', () => {
    const alone = told('InitialConferenceHeld', '2025-06-20', { outcome: 'plan' }, 'c1');
    const { child, leftOut } = of([registered, referred('2025-06-02'), assess('2025-06-02'), alone]);
    expect(child?.CINdetails[0]).not.toMatchObject({ DateOfInitialCPC: '2025-06-20' });
    expect(leftOut).toMatchObject([{ fact: 'c1' }]);
  });
});

describe('plans', () => {
  it('count the child’s earlier ones, recorded here or told of, and never another authority’s', () => {
    const first = told('PlanStarted', '2025-05-01', {
      previousPlansHere: { count: 2 },
      previousPlansElsewhere: { count: 5 },
    });
    const facts = [registered, referred('2025-04-01'), assess('2025-04-01'), first, told('PlanEnded', '2025-06-01')];
    const plans = episodes([...facts, told('PlanStarted', '2025-07-01')])[0]?.ChildProtectionPlans;
    expect(plans?.map(({ NumberOfPreviousCPP }) => NumberOfPreviousCPP)).toEqual([2, 3]);
  });

  it('end the child in need plan that is open', () => {
    const facts = [
      registered,
      referred('2025-04-01'),
      assess('2025-04-01'),
      told('ChildInNeedPlanStarted', '2025-04-10'),
    ];
    expect(episodes([...facts, told('PlanStarted', '2025-05-01')])[0]?.CINPlanDates).toEqual([
      { CINPlanStartDate: '2025-04-10', CINPlanEndDate: '2025-05-01' },
    ]);
    // Collected from the census of 2022 on.
    const earlier = [registered, referred('2020-04-01'), told('ChildInNeedPlanStarted', '2020-04-10')];
    expect(episodes(earlier, 2021)[0]?.CINPlanDates).toBeUndefined();
    expect(episodes(earlier, 2022)[0]?.CINPlanDates).toEqual([{ CINPlanStartDate: '2020-04-10' }]);
  });

  it('leave out an adjourned review, and a last review of more than a year before', () => {
    const facts = [
      registered,
      referred('2023-01-02'),
      told('PlanStarted', '2023-02-01'),
      told('ReviewConferenceHeld', '2024-03-31'),
      told('ReviewConferenceHeld', '2025-05-01', { outcome: 'adjourned' }),
    ];
    expect(episodes(facts)[0]?.ChildProtectionPlans?.[0]?.Reviews).toBeUndefined();
    expect(episodes(facts, 2025)[0]?.ChildProtectionPlans?.[0]?.Reviews).toEqual({ CPPreviewDate: ['2024-03-31'] });
  });
});

describe('who the child is', () => {
  const unborn = told('ChildRegistered', '2026-01-05', {
    expectedDateOfBirth: plainDate('2026-05-20'),
    sex: 'F',
    ethnicity: 'WBRI',
  });
  const born = told('ChildBorn', '2026-05-14', { dateOfBirth: plainDate('2026-05-14'), sex: 'M' });

  it('is not known of a child unborn on 31 March, even where it is by now', () => {
    const facts = [unborn, referred('2026-01-06'), assess('2026-01-06'), born];
    expect(made(facts)).toMatchObject({
      ChildIdentifiers: { LAchildID: 'L1', ExpectedPersonBirthDate: '2026-05-20', Sex: 'U' },
      ChildCharacteristics: { Ethnicity: 'NOBT' },
    });
    expect(made(facts)?.ChildIdentifiers.PersonBirthDate).toBeUndefined();
    expect(made(facts, 2027)?.ChildIdentifiers).toMatchObject({ PersonBirthDate: '2026-05-14', Sex: 'M' });
  });

  it('is told by gender up to 2024, and by sex since', () => {
    const facts = [registered, referred('2023-05-06'), assess('2023-05-06')];
    expect(made(facts, 2024)?.ChildIdentifiers).toMatchObject({ GenderCurrent: '2' });
    expect(made(facts, 2025)?.ChildIdentifiers).toMatchObject({ Sex: 'F' });
  });

  it('has a need yet to be determined where none was recorded', () => {
    const facts = [registered, told('ReferralReceived', '2025-05-06', { source: '6' }, 'r')];
    expect(episodes(facts)[0]).toMatchObject({ PrimaryNeedCode: 'N0' });
    const late = told('ReferralDecided', '2026-04-07', { decision: 'assess', primaryNeed: 'N4' });
    expect(episodes([...facts, late])[0]).toMatchObject({ PrimaryNeedCode: 'N4' });
  });

  it('never shows a text that is sealed', () => {
    const sealed = told('ChildRegistered', '2025-05-06', {
      sex: 'F',
      upn: { sealed: 'x', key: 1 },
      upnUnknownReason: 'UN2',
    });
    expect(made([sealed, referred('2025-05-06')])?.ChildIdentifiers).toMatchObject({ UPNunknown: 'UN2' });
    expect(JSON.stringify(made([sealed, referred('2025-05-06')]))).not.toContain('sealed');
  });

  it('is nobody’s once the registration was recorded in error', () => {
    expect(
      made([{ ...registered, id: 'c' }, referred('2025-05-06', 'r'), withdrawing('c'), withdrawing('r')]),
    ).toBeUndefined();
  });
});

it('is as the facts were corrected', () => {
  const facts = [registered, referred('2025-05-06', 'r'), correcting('r', referred('2025-05-07'))];
  expect(episodes(facts)).toMatchObject([{ CINreferralDate: '2025-05-07' }]);
});

it('has initial and core assessments up to 2014, and single ones since', () => {
  const facts = [
    registered,
    referred('2013-03-01'),
    told('AssessmentStarted', '2013-03-01', { kind: 'initial' }),
    told('AssessmentAuthorised', '2013-03-08', { kind: 'initial' }),
    told('AssessmentStarted', '2013-03-11', { kind: 'core' }),
    told('AssessmentAuthorised', '2013-04-26', { kind: 'core' }),
  ];
  expect(episodes(facts, 2013)[0]).toMatchObject({
    InitialAssessments: [{ ActualStartDate: '2013-03-01', ActualEndDate: '2013-03-08' }],
    CoreAssessments: [{ ActualStartDate: '2013-03-11' }],
  });
  expect(episodes(facts, 2013)[0]?.ReferralSource).toBeUndefined();
  expect(episodes(facts, 2014)[0]).toMatchObject({ CoreAssessments: [{ ActualEndDate: '2013-04-26' }] });
});
