import { censusJourneys } from '#testing';

const file = (year: number, details: string) =>
  `<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>${String(year)}</Year><ReferenceDate>${String(year)}-03-31</ReferenceDate></CollectionDetails><Source><LEA>855</LEA></Source></Header><Children><Child><ChildIdentifiers><LAchildID>A1</LAchildID><UPNunknown>UN1</UPNunknown><PersonBirthDate>2015-02-03</PersonBirthDate><Sex>F</Sex></ChildIdentifiers><ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>${details}</Child></Children></Message>`;

const episode = (referral: string, more: string) =>
  `<CINdetails><CINreferralDate>${referral}</CINreferralDate><ReferralSource>6</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode>${more}<ReferralNFA>0</ReferralNFA></CINdetails>`;

const plan = (start: string, more: string, latest = 'EMO', earlier = 2) =>
  `<ChildProtectionPlans><CPPstartDate>${start}</CPPstartDate>${more.includes('CPPendDate') ? more : ''}<InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse><LatestCategoryOfAbuse>${latest}</LatestCategoryOfAbuse><NumberOfPreviousCPP>${String(earlier)}</NumberOfPreviousCPP>${more.includes('CPPendDate') ? '' : more}</ChildProtectionPlans>`;

const reviews = (...days: readonly string[]) =>
  `<Reviews>${days.map((day) => `<CPPreviewDate>${day}</CPPreviewDate>`).join('')}</Reviews>`;

describe('a case begun before the first file', () => {
  const into = censusJourneys();
  const first = file(
    2025,
    episode('2023-10-02', plan('2023-11-06', reviews('2024-02-01', '2024-07-01', '2025-01-06'))),
  );
  const { faults, written } = into.take(first);

  it('is brought forward on the first day of the file’s year, with its plan, its earlier plans and its last review', () => {
    expect(faults).toEqual([]);
    expect(written.find(({ type }) => type === 'CaseBroughtForward')?.data).toEqual({
      on: '2024-04-01',
      referral: { on: '2023-10-02', source: '6', primaryNeed: 'N1', awaitsDecision: false },
      authorised: ['single'],
      plan: {
        startedOn: '2023-11-06',
        conferenceOn: '2023-11-06',
        initialCategories: ['NEG'],
        latestCategories: ['EMO'],
        previousPlansHere: { count: 2 },
        lastReviewOn: '2024-02-01',
      },
    });
    expect(written.map(({ type }) => type)).toEqual([
      'ChildRegistered',
      'CaseBroughtForward',
      'ReviewConferenceHeld',
      'ReviewConferenceHeld',
    ]);
    expect(into.take(first).written).toEqual([]);
  });

  it('goes on in the next year’s file', () => {
    const next = file(
      2026,
      episode(
        '2023-10-02',
        `<CINclosureDate>2025-09-01</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>${plan('2023-11-06', '<CPPendDate>2025-06-30</CPPendDate>')}`,
      ),
    );
    const answer = into.take(next);
    expect(answer.faults).toEqual([]);
    expect(answer.written.map(({ type }) => type)).toEqual(['PlanEnded', 'CaseClosed']);
  });

  it('is told anew where an earlier year’s file comes later', () => {
    const earlier = file(
      2024,
      episode(
        '2023-10-02',
        `<Assessments><AssessmentActualStartDate>2023-10-03</AssessmentActualStartDate><AssessmentAuthorisationDate>2023-11-01</AssessmentAuthorisationDate></Assessments><Section47><S47ActualStartDate>2023-10-20</S47ActualStartDate><DateOfInitialCPC>2023-11-06</DateOfInitialCPC><ICPCnotRequired>0</ICPCnotRequired></Section47>${plan('2023-11-06', reviews('2024-02-01'), 'NEG')}`,
      ),
    );
    const answer = into.take(earlier);
    expect(answer.faults).toEqual([]);
    const standing = into.standing()['A1'] ?? [];
    expect(standing.filter((fact) => fact.startsWith('CaseBroughtForward'))).toEqual([]);
    expect(standing.filter((fact) => fact.startsWith('PlanStarted'))).toEqual([
      'PlanStarted {"on":"2023-11-06","categories":["NEG"],"previousPlansHere":{"count":2}}',
    ]);
    expect(into.take(earlier).written).toEqual([]);
  });
});

it('a transfer-in conference is told as one, its referral begins no assessment’s clock, and no move is invented', () => {
  const into = censusJourneys();
  const { faults, written } = into.take(
    file(
      2025,
      episode('2024-05-06', `<DateOfInitialCPC>2024-05-20</DateOfInitialCPC>${plan('2024-05-20', '', 'NEG', 0)}`),
    ),
  );
  expect(faults).toEqual([]);
  expect(written).toMatchObject([
    { type: 'ChildRegistered' },
    { type: 'ReferralReceived', data: { byTransferIn: true } },
    { type: 'InitialConferenceHeld', data: { kind: 'transfer-in', outcome: 'plan' } },
    { type: 'PlanStarted', data: { on: '2024-05-20' } },
  ]);
});

it('one Reviews element with many dates is read as one for each date', () => {
  const [one, many] = [censusJourneys(), censusJourneys()];
  const days = ['2024-08-20', '2025-02-10'];
  const conference =
    '<Section47><S47ActualStartDate>2024-05-08</S47ActualStartDate><DateOfInitialCPC>2024-05-20</DateOfInitialCPC><ICPCnotRequired>0</ICPCnotRequired></Section47>';
  one.take(file(2025, episode('2024-05-06', `${conference}${plan('2024-05-20', reviews(...days), 'NEG', 0)}`)));
  many.take(
    file(
      2025,
      episode('2024-05-06', `${conference}${plan('2024-05-20', days.map((day) => reviews(day)).join(''), 'NEG', 0)}`),
    ),
  );
  expect(many.standing()).toEqual(one.standing());
  expect(one.standing()['A1']?.filter((fact) => fact.startsWith('Review'))).toHaveLength(2);
});

it('a birth after the referral is told on its own day', () => {
  const into = censusJourneys();
  const born = file(2025, episode('2024-05-06', '')).replace('2015-02-03', '2024-08-09');
  expect(into.take(born).faults).toEqual([]);
  expect(into.standing()['A1']).toEqual(
    expect.arrayContaining(['ChildBorn {"on":"2024-08-09","dateOfBirth":"2024-08-09","sex":"F"}']),
  );
  expect(into.take(born).written).toEqual([]);
});
