import { censusJourneys } from '#testing';

const header = (year: number, authority = '855') =>
  `<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>${String(year)}</Year><ReferenceDate>${String(year)}-03-31</ReferenceDate></CollectionDetails><Source><LEA>${authority}</LEA></Source></Header><Children>`;

const file = (year: number, details: string, of = '<PersonBirthDate>2015-02-03</PersonBirthDate><Sex>F</Sex>') =>
  `${header(year)}<Child><ChildIdentifiers><LAchildID>A1</LAchildID><UPNunknown>UN1</UPNunknown>${of}</ChildIdentifiers>
<ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>${details}</Child></Children></Message>`;

const episode = (more = '', referral = '2024-05-06') => `<CINdetails><CINreferralDate>${referral}</CINreferralDate>
<ReferralSource>6</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode>${more}<ReferralNFA>0</ReferralNFA></CINdetails>`;

const assessment = (from: string, to?: string) =>
  `<Assessments><AssessmentActualStartDate>${from}</AssessmentActualStartDate>${to === undefined ? '' : `<AssessmentAuthorisationDate>${to}</AssessmentAuthorisationDate><FactorsIdentifiedAtAssessment><AssessmentFactors>3B</AssessmentFactors></FactorsIdentifiedAtAssessment>`}</Assessments>`;

const types = (written: readonly { readonly type: string }[]) => written.map(({ type }) => type);

describe('a corrected file of the same year', () => {
  it('corrects a day that changed, and nothing else', () => {
    const into = censusJourneys();
    into.take(file(2025, episode(assessment('2024-05-07', '2024-06-10'))));
    const { written, faults } = into.take(file(2025, episode(assessment('2024-05-07', '2024-06-12'))), 'second.xml');
    expect(faults).toEqual([]);
    expect(written).toMatchObject([
      { type: 'FactCorrected', data: { data: { on: '2024-06-12' }, note: 'Census 2025, second.xml: told otherwise.' } },
    ]);
    expect(into.take(file(2025, episode(assessment('2024-05-07', '2024-06-12'))), 'second.xml').written).toEqual([]);
  });

  it('corrects the day of the referral, and keeps what hangs on it', () => {
    const into = censusJourneys();
    into.take(file(2025, episode(assessment('2024-05-09', '2024-06-10'))));
    const { written } = into.take(file(2025, episode(assessment('2024-05-09', '2024-06-10'), '2024-05-07')));
    expect(types(written)).toEqual(['FactCorrected']);
    expect(into.standing()['A1']?.filter((fact) => fact.startsWith('ReferralReceived'))).toEqual([
      expect.stringContaining('"on":"2024-05-07"'),
    ]);
  });

  it('withdraws what is told no more, and restores it where it is told again', () => {
    const into = censusJourneys();
    const whole = file(2025, episode(assessment('2024-05-07', '2024-06-10')));
    into.take(whole);
    const before = into.standing();
    const { written } = into.take(file(2025, episode()));
    expect(types(written)).toEqual(['FactWithdrawn', 'FactWithdrawn']);
    expect(types(into.take(whole).written)).toEqual(['FactWithdrawn', 'FactWithdrawn']);
    expect(into.standing()).toEqual(before);
    expect(into.take(whole).written).toEqual([]);
  });

  it('records what it tells and the first did not', () => {
    const into = censusJourneys();
    into.take(file(2025, episode(assessment('2024-05-07'))));
    const { written } = into.take(file(2025, episode(assessment('2024-05-07', '2024-06-10'))));
    expect(types(written)).toEqual(['AssessmentAuthorised']);
  });

  it('leaves what somebody has corrected since', () => {
    const into = censusJourneys();
    const first = file(2025, episode(assessment('2024-05-07', '2024-06-10')));
    into.take(first);
    const fact = into.of('A1').find(({ type }) => type === 'AssessmentAuthorised');
    into.record('A1', {
      type: 'FactCorrected',
      data: { fact: fact?.id ?? '', data: { ...fact?.data, on: '2024-06-11' } as never },
    });
    expect(into.take(first).written).toEqual([]);
  });

  it('does not tell again what somebody has withdrawn since', () => {
    const into = censusJourneys();
    const first = file(2025, episode(assessment('2024-05-07', '2024-06-10')));
    into.take(first);
    for (const { id, type } of into.of('A1')) {
      if (type.startsWith('Assessment'))
        into.record('A1', { type: 'FactWithdrawn', data: { fact: id, why: 'recorded-in-error' } });
    }
    expect(into.take(first).written).toEqual([]);
  });

  it('says nothing, the second time, of an assessment it found never completed', () => {
    const into = censusJourneys();
    into.take(file(2025, episode(assessment('2024-05-07'))));
    const closed = file(
      2026,
      episode('<CINclosureDate>2025-06-11</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>'),
    );
    expect(types(into.take(closed).written)).toEqual(['FactWithdrawn', 'CaseClosed']);
    const again = into.take(closed);
    expect([again.faults, again.written]).toEqual([[], []]);
  });

  it('counts a plan of an earlier file, told by its balance, no more among those a later plan only numbers', () => {
    const into = censusJourneys();
    const plan = (from: string, number: number, to = '') =>
      `<ChildProtectionPlans><CPPstartDate>${from}</CPPstartDate>${to}<InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse><LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse><NumberOfPreviousCPP>${String(number)}</NumberOfPreviousCPP></ChildProtectionPlans>`;
    const later = `<Section47><S47ActualStartDate>2025-05-08</S47ActualStartDate><DateOfInitialCPC>2025-05-20</DateOfInitialCPC><ICPCnotRequired>0</ICPCnotRequired></Section47>`;
    into.take(
      file(2026, episode(later, '2025-05-06').replace('</CINdetails>', `${plan('2025-05-20', 1)}</CINdetails>`)),
    );
    const closure = '<CINclosureDate>2024-11-11</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>';
    const earlier = episode(closure, '2023-05-06').replace(
      '</CINdetails>',
      `${plan('2023-06-01', 0, '<CPPendDate>2024-10-01</CPPendDate>')}</CINdetails>`,
    );
    const { written } = into.take(file(2025, earlier));
    expect(types(written)).toContain('FactCorrected');
    expect(into.standing()['A1']?.find((fact) => fact.startsWith('PlanStarted'))).not.toContain('previousPlansHere');
  });

  it('leaves what a later year’s file told', () => {
    const into = censusJourneys();
    const first = file(2024, episode(assessment('2023-05-07', '2023-06-10'), '2023-05-06'));
    into.take(first);
    into.take(
      file(
        2025,
        episode('<CINclosureDate>2024-06-01</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>', '2023-05-06'),
      ),
    );
    expect(into.take(first).written).toEqual([]);
  });
});

describe('a later year’s file that tells the open case from another day', () => {
  const closure = '<CINclosureDate>2025-07-01</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>';
  const next = file(2026, `${episode(closure, '2024-05-07')}${episode('', '2025-09-01')}`);

  it.each([
    ['a referral of that year', '2024-05-08', '2024-05-07'],
    ['one brought forward', '2023-05-08', '2023-05-07'],
  ])('corrects the day of %s, and its history goes on', (_, first, second) => {
    const into = censusJourneys();
    const before = file(2025, episode(assessment('2024-05-09', '2024-06-10'), first));
    into.take(before);
    const told = next.replace('2024-05-07', second);
    const { faults, written } = into.take(told);
    expect(faults).toEqual([]);
    expect(types(written)).toContain('FactCorrected');
    expect(types(written)).toEqual(expect.arrayContaining(['CaseClosed', 'ReferralReceived']));
    expect(into.standing()['A1']?.filter((fact) => fact.includes(`"on":"${second}"`)).length).toBeGreaterThan(0);
    expect(into.take(told).written).toEqual([]);
    const again = into.take(before);
    expect([again.faults, again.written]).toEqual([[], []]);
  });

  it('takes a case closed the year before and one referred later for two', () => {
    const into = censusJourneys();
    into.take(file(2025, episode(closure.replace('2025-07-01', '2024-07-01'), '2024-05-08')));
    const { written } = into.take(next.replace('2024-05-07', '2024-09-02'));
    expect(types(written).filter((type) => type === 'FactCorrected')).toEqual([]);
    expect(types(written).filter((type) => type === 'ReferralReceived')).toHaveLength(2);
  });
});

describe('details of the child', () => {
  it('are amended by a later year’s file, as known by its reference date', () => {
    const into = censusJourneys();
    into.take(
      file(
        2024,
        episode('', '2023-05-06'),
        '<PersonBirthDate>2015-02-03</PersonBirthDate><GenderCurrent>2</GenderCurrent>',
      ),
    );
    const { written } = into.take(
      file(2025, episode('', '2023-05-06'), '<PersonBirthDate>2015-02-04</PersonBirthDate><Sex>F</Sex>'),
    );
    expect(written).toEqual([{ type: 'ChildDetailsAmended', data: { on: '2025-03-31', dateOfBirth: '2015-02-04' } }]);
  });

  it('tell of a birth where the child was registered unborn', () => {
    const into = censusJourneys();
    into.take(
      file(
        2024,
        episode('', '2024-03-06'),
        '<ExpectedPersonBirthDate>2024-05-20</ExpectedPersonBirthDate><GenderCurrent>0</GenderCurrent>',
      ),
    );
    const { written } = into.take(
      file(2025, episode('', '2024-03-06'), '<PersonBirthDate>2024-05-18</PersonBirthDate><Sex>M</Sex>'),
    );
    expect(written).toEqual([{ type: 'ChildBorn', data: { on: '2024-05-18', dateOfBirth: '2024-05-18', sex: 'M' } }]);
    expect(
      into.take(file(2025, episode('', '2024-03-06'), '<PersonBirthDate>2024-05-18</PersonBirthDate><Sex>M</Sex>'))
        .written,
    ).toEqual([]);
  });

  it('leave the sex of an unborn child unknown, whatever an older file expects', () => {
    const into = censusJourneys();
    const expected = '<ExpectedPersonBirthDate>2024-05-20</ExpectedPersonBirthDate><GenderCurrent>2</GenderCurrent>';
    const { faults } = into.take(file(2024, episode('', '2024-03-06'), expected));
    expect(faults).toMatchObject([{ element: 'ChildIdentifiers/GenderCurrent', rule: '8750', leftOut: 'value' }]);
    expect(into.standing()['A1']).toContainEqual(expect.stringContaining('"sex":"U"'));
    const unread = into.take(
      file(2024, episode('', '2024-03-06'), `<PersonBirthDate>soon</PersonBirthDate>${expected}`),
    );
    expect(unread.faults).toMatchObject([{ code: 'not-a-date', alsoLeftOut: [expect.any(Number)] }]);
  });

  it('take a birth back that the same year’s file told and tells no more', () => {
    const into = censusJourneys();
    into.take(file(2025, episode('', '2025-01-06'), '<PersonBirthDate>2025-03-20</PersonBirthDate><Sex>F</Sex>'));
    const unborn = '<ExpectedPersonBirthDate>2025-05-20</ExpectedPersonBirthDate><Sex>U</Sex>';
    into.take(file(2025, episode('', '2025-01-06'), unborn));
    expect(into.standing()['A1']?.filter((fact) => fact.startsWith('Child'))).toEqual([
      expect.stringContaining('"expectedDateOfBirth":"2025-05-20"'),
    ]);
    expect(into.take(file(2025, episode('', '2025-01-06'), unborn)).written).toEqual([]);
  });

  it('do not call the sex not known where an older file already has Sex', () => {
    const into = censusJourneys();
    const { faults } = into.take(
      file(2020, episode('', '2019-05-06'), '<PersonBirthDate>2015-02-03</PersonBirthDate><Sex>F</Sex>'),
    );
    expect(faults).toEqual([]);
  });

  it('of one year are corrected in the registration itself', () => {
    const into = censusJourneys();
    into.take(file(2025, episode()));
    const { written } = into.take(file(2025, episode(), '<PersonBirthDate>2015-02-03</PersonBirthDate><Sex>M</Sex>'));
    expect(written).toMatchObject([{ type: 'FactCorrected', data: { data: { sex: 'M', dateOfBirth: '2015-02-03' } } }]);
  });
});
