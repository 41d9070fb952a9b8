import { plainDate } from '#calendar';
import { counting, told, type Told } from '#testing';

const d = plainDate;
const year = { from: '2017-04-01', to: '2018-03-31' };
const registered = (details: object): Told => told('ChildRegistered', '2017-04-01', details);
const referred = (on: string): Told => told('ReferralReceived', on);
const plan = (on: string, categories: readonly string[] = ['NEG']): Told =>
  told('PlanStarted', on, { categories: categories as never });
const ended = (on: string): Told => told('PlanEnded', on);

describe('figures told apart by age', () => {
  const bornOn = (day: string, on: string): (readonly Told[])[] => [
    [registered({ sex: 'M', dateOfBirth: d(day) }), referred(on)],
  ];
  const bandOf = (day: string, on: string, by = 'age-band'): string =>
    Object.keys(counting(bornOn(day, on)).groups('referrals', { from: '1950-01-01', to: '2050-12-31' }, by)).join();

  it.each([
    ['2017-05-02', '2017-05-01', 'unborn'],
    ['2017-05-01', '2017-05-01', 'under-1'],
    ['2016-05-02', '2017-05-01', 'under-1'],
    ['2016-05-01', '2017-05-01', '1-4'],
    ['2012-05-02', '2017-05-01', '1-4'],
    ['2012-05-01', '2017-05-01', '5-9'],
    ['2007-05-02', '2017-05-01', '5-9'],
    ['2007-05-01', '2017-05-01', '10-15'],
    ['2001-05-02', '2017-05-01', '10-15'],
    ['2001-05-01', '2017-05-01', '16-and-over'],
    ['1997-05-01', '2017-05-01', '16-and-over'],
    ['2012-02-29', '2017-02-27', '1-4'],
    ['2012-02-29', '2017-02-28', '5-9'],
  ])('born on %s and referred on %s: %s', (day, on, band) => {
    expect(bandOf(day, on)).toBe(band);
  });

  it.each([
    ['2017-05-02', 'unborn'],
    ['2012-05-02', '0-4'],
    ['2012-05-01', '5-9'],
    ['2001-05-01', '16-17'],
    ['1999-05-02', '16-17'],
    ['1999-05-01', '18-and-over'],
  ])('in the bands of the local reports, born on %s and referred on 1 May 2017: %s', (day, band) => {
    expect(bandOf(day, '2017-05-01', 'age-band-local')).toBe(band);
  });

  it('are of the day of the row, and of the day it is counted at for what is open then', () => {
    const children = counting([[registered({ sex: 'F', dateOfBirth: d('2012-10-01') }), plan('2017-09-30')]]);
    expect(children.groups('plans-started', year, 'age-band')).toEqual({ '1-4': [1, null, 0] });
    expect(children.groups('plans-open', { at: '2017-09-30' }, 'age-band')).toEqual({ '1-4': [1, null, 0] });
    expect(children.groups('plans-open', { at: '2017-10-01' }, 'age-band')).toEqual({ '5-9': [1, null, 0] });
  });

  it('do not know the age where no day of birth is told, nor where nobody was registered', () => {
    const children = counting([[registered({ sex: 'F' }), referred('2017-05-01')], [referred('2017-05-01')]]);
    expect(children.groups('referrals', year, 'age-band')).toEqual({ 'not-known': [2, null, 0] });
  });
});

describe('figures told apart by sex', () => {
  it('have the unborn as a third category, until the day of the birth', () => {
    const born = told('ChildBorn', '2017-08-30', { dateOfBirth: d('2017-08-30'), sex: 'F' });
    const unborn = registered({ sex: 'U', expectedDateOfBirth: d('2017-09-01') });
    const children = counting([
      [unborn, referred('2017-05-01'), told('CaseClosed', '2017-06-01'), born, referred('2017-08-30')],
      [unborn, referred('2017-05-01')],
      [registered({ sex: 'M', dateOfBirth: d('2010-01-01') }), referred('2017-05-02')],
      [registered({ sex: 'U', dateOfBirth: d('2010-01-01') }), referred('2017-05-02')],
    ]);
    expect(children.groups('referrals', year, 'sex')).toEqual({
      unborn: [2, null, 0],
      F: [1, null, 0],
      M: [1, null, 0],
      'not-known': [1, null, 0],
    });
    expect(children.groups('re-referrals', year, 'sex')).toMatchObject({ F: [1, 1, 0], unborn: [0, 2, 0] });
  });

  it('name every group, also those without a row, and give none of them a value without a denominator', () => {
    const groups = counting([[referred('2017-05-01')]]).allGroups('re-referrals', year, 'sex');
    expect(groups.map(({ group, denominator, value }) => [group, denominator, value])).toEqual([
      ['unborn', 0, null],
      ['F', 0, null],
      ['M', 0, null],
      ['not-known', 1, 0],
    ]);
  });
});

describe('figures told apart by ethnicity', () => {
  const children = counting(
    ['WBRI', 'BAFR', 'MWAS', 'REFU', 'NOBT', undefined].map((ethnicity) => [
      registered({ sex: 'F', ...(ethnicity !== undefined && { ethnicity }) }),
      referred('2017-05-01'),
    ]),
  );

  it('are by the twenty codes, each listed, and refused is a code', () => {
    const groups = children.allGroups('referrals', year, 'ethnicity');
    expect(groups).toHaveLength(21);
    expect(groups.filter(({ numerator }) => numerator > 0).map(({ group }) => group)).toEqual([
      'WBRI',
      'MWAS',
      'BAFR',
      'REFU',
      'NOBT',
      'not-known',
    ]);
  });

  it('are White British or minority, and refused is not known', () => {
    expect(children.groups('referrals', year, 'ethnicity-group')).toEqual({
      'white-british': [1, null, 0],
      minority: [2, null, 0],
      'not-known': [3, null, 0],
    });
  });
});

describe('figures told apart by who had the case', () => {
  const allocated = (on: string, worker: string, team: string): Told => told('WorkerAllocated', on, { worker, team });
  const children = counting([
    [allocated('2017-04-01', 'W1', 'North'), referred('2017-05-01'), allocated('2017-05-02', 'W2', 'South')],
    [allocated('2017-04-01', 'W1', 'North'), referred('2017-05-02'), allocated('2017-05-02', 'W2', 'South')],
    [referred('2017-05-01'), allocated('2017-05-02', 'W1', 'North')],
  ]);

  it('go by the day of the row: on the day of a hand-over, to the next worker', () => {
    expect(children.groups('referrals', year, 'team')).toEqual({
      North: [1, null, 0],
      South: [1, null, 0],
      'not-known': [1, null, 0],
    });
    expect(children.groups('referrals', year, 'worker')).toEqual({
      W1: [1, null, 0],
      W2: [1, null, 0],
      'not-known': [1, null, 0],
    });
  });

  it('go by the day it is counted at for what is open', () => {
    expect(children.groups('children-in-need', { at: '2017-05-01' }, 'team')).toEqual({
      North: [1, null, 0],
      'not-known': [1, null, 0],
    });
    expect(children.groups('children-in-need', { at: '2017-05-02' }, 'team')).toEqual({
      North: [1, null, 0],
      South: [2, null, 0],
    });
  });
});

describe('figures told apart by family', () => {
  it('count a child of several in the one linked last by the day, and siblings together', () => {
    const linked = (on: string, familyId: string): Told => told('FamilyLinked', on, { familyId });
    const children = counting([
      [linked('2017-04-01', 'F1'), referred('2017-05-01')],
      [linked('2017-04-01', 'F1'), linked('2017-04-20', 'F2'), referred('2017-05-01')],
      [linked('2017-04-01', 'F1'), referred('2017-05-01'), linked('2017-05-02', 'F2')],
      [linked('2017-04-01', 'F1'), told('FamilyUnlinked', '2017-05-01', { familyId: 'F1' }), referred('2017-05-01')],
    ]);
    expect(children.groups('referrals', year, 'family')).toEqual({
      F1: [2, null, 0],
      F2: [1, null, 0],
      'not-known': [1, null, 0],
    });
  });
});

describe('plans told apart', () => {
  const changed = told('PlanCategoriesChanged', '2017-07-01', { categories: ['SAB'] });
  const children = counting([
    [plan('2017-05-01', ['NEG'])],
    [plan('2017-05-01', ['EMO', 'PHY'])],
    [plan('2017-05-01', ['PHY', 'EMO', 'NEG']), changed],
  ]);

  it('by category, are initial where they started and latest where they are open; several are MUL', () => {
    expect(children.groups('plans-started', year, 'category')).toEqual({ NEG: [1, null, 0], MUL: [2, null, 0] });
    expect(children.groups('plans-open', { at: '2018-03-31' }, 'category')).toEqual({
      NEG: [1, null, 0],
      SAB: [1, null, 0],
      MUL: [1, null, 0],
    });
  });

  it.each([
    ['2017-06-30', { NEG: [1, null, 0], MUL: [2, null, 0] }],
    ['2017-07-01', { NEG: [1, null, 0], SAB: [1, null, 0], MUL: [1, null, 0] }],
  ])('by category, a plan open at %s is under what it was under then, whatever it came under later', (at, groups) => {
    expect(children.groups('plans-open', { at }, 'category')).toEqual(groups);
  });

  it('by category, a plan that ended is under what it was under last', () => {
    const review = told('ReviewConferenceHeld', '2018-02-01', { outcome: 'end', categories: ['PHY'] });
    const both = counting([[plan('2017-05-01', ['NEG']), changed, review, ended('2018-02-01')]]);
    expect(both.groups('plans-ended', year, 'category')).toEqual({ PHY: [1, null, 0] });
    expect(both.groups('plans-open', { at: '2018-01-31' }, 'category')).toEqual({ SAB: [1, null, 0] });
  });

  it('by category, one that a census file told of as MUL is MUL; which combination it is, is not known', () => {
    const imported = counting([[plan('2017-05-01', [])]]);
    expect(imported.groups('plans-started', year, 'category')).toEqual({ MUL: [1, null, 0] });
    expect(imported.groups('plans-open', { at: '2018-03-31' }, 'category')).toEqual({ MUL: [1, null, 0] });
    expect(imported.groups('plans-started', year, 'category-combination')).toEqual({ 'not-known': [1, null, 0] });
  });

  it('by combination, keep what the census cannot express, in words', () => {
    expect(children.groups('plans-started', year, 'category-combination')).toEqual({
      NEG: [1, null, 0],
      'EMO PHY': [1, null, 0],
      'EMO NEG PHY': [1, null, 0],
    });
    const labels = children.allGroups('plans-started', year, 'category-combination').map(({ label }) => label);
    expect(labels).toContain('Emotional abuse and Physical abuse');
  });

  it('by the gap since the earlier plan, the anniversary within', () => {
    const after = (on: string): readonly Told[] => [plan('2016-01-01'), ended('2016-05-01'), plan(on)];
    const gaps = counting([
      [plan('2017-05-01')],
      after('2017-04-30'),
      after('2017-05-01'),
      after('2017-05-02'),
      after('2018-03-31'),
      [told('PlanStarted', '2017-05-01', { previousPlansHere: { count: 1 } })],
    ]).groups('plans-started', year, 'gap-since-earlier-plan');
    expect(gaps).toEqual({
      'no-earlier-plan': [1, null, 0],
      'within-1-year': [2, null, 0],
      'within-2-years': [2, null, 0],
      'not-known': [1, null, 0],
    });
  });

  it.each([
    ['2016-03-31', '2016-06-30', '3-months-or-less'],
    ['2016-03-31', '2016-07-01', 'over-3-to-6-months'],
    ['2016-03-31', '2016-09-30', 'over-3-to-6-months'],
    ['2016-03-31', '2016-10-01', 'over-6-months-under-1-year'],
    ['2016-03-31', '2017-03-30', 'over-6-months-under-1-year'],
    ['2016-03-31', '2017-03-31', '1-year-under-2-years'],
    ['2016-03-31', '2018-03-30', '1-year-under-2-years'],
    ['2016-03-31', '2018-03-31', '2-years-or-more'],
    ['2016-02-29', '2018-02-28', '2-years-or-more'],
    ['2016-02-29', '2018-02-27', '1-year-under-2-years'],
    ['2016-11-30', '2017-02-28', '3-months-or-less'],
    ['2016-11-30', '2017-03-01', 'over-3-to-6-months'],
  ])('by duration, from %s to %s: %s, ended or open', (from, to, band) => {
    const always = { from: '2010-01-01', to: '2020-12-31' };
    expect(counting([[plan(from), ended(to)]]).groups('plans-ended', always, 'duration-band')).toEqual({
      [band]: [1, null, 0],
    });
    expect(counting([[plan(from)]]).groups('plans-open', { at: to }, 'duration-band')).toEqual({
      [band]: [1, null, 0],
    });
  });
});

describe('how long assessments and conferences took', () => {
  // From Monday 8 January 2018 there is no bank holiday until 30 March.
  const assessed = (on: string): readonly Told[] => [
    referred('2018-01-08'),
    told('AssessmentStarted', '2018-01-08'),
    told('AssessmentAuthorised', on),
  ];

  it.each([
    ['2018-01-08', 'same-day'],
    ['2018-01-09', '1-10'],
    ['2018-01-22', '1-10'],
    ['2018-01-23', '11-20'],
    ['2018-03-05', '31-40'],
    ['2018-03-12', '41-45'],
    ['2018-03-13', '46-50'],
    ['2018-03-20', '51-60'],
    ['2018-04-04', '51-60'],
    ['2018-04-05', '61-or-more'],
  ])('authorised on %s: %s', (on, band) => {
    const groups = counting([assessed(on)]).groups('assessments-in-45-days', { from: on, to: on }, 'duration-band');
    expect(Object.keys(groups)).toEqual([band]);
  });

  it('have a median and quartiles that are among the durations', () => {
    const days = ['2018-01-08', '2018-01-09', '2018-01-12', '2018-01-15', '2018-01-22'];
    const spread = counting(days.map(assessed)).spread('assessments-in-45-days', {
      from: '2018-01-01',
      to: '2018-12-31',
    });
    expect(spread).toEqual({ counted: 5, least: 0, lowerQuartile: 1, median: 4, upperQuartile: 5, most: 10 });
    expect(counting([]).spread('assessments-in-45-days', year)).toMatchObject({ counted: 0, median: null, most: null });
    expect(counting([]).spread('referrals', year)).toBeUndefined();
  });

  it('to a conference are in the bands of table C4; one before the enquiry has none, and is a conference all the same', () => {
    const begun = told('StrategyDiscussionHeld', '2018-01-08', { decision: 'section-47-joint' });
    const met = (on: string): readonly Told[] => [begun, told('InitialConferenceHeld', on)];
    const children = counting([
      met('2018-01-22'),
      met('2018-01-23'),
      met('2018-01-29'),
      met('2018-01-30'),
      met('2018-02-05'),
      met('2018-02-06'),
      [told('InitialConferenceHeld', '2018-01-05'), begun],
    ]);
    const quarter = { from: '2018-01-01', to: '2018-03-31' };
    expect(children.groups('conferences-in-15-days', quarter, 'duration-band')).toEqual({
      '0-10': [1, 1, 0],
      '11-15': [2, 2, 0],
      '16-20': [0, 2, 0],
      '21-or-more': [0, 1, 0],
      'not-known': [0, 0, 1],
    });
    expect(children.count('initial-conferences', quarter).numerator).toBe(7);
    expect(children.spread('conferences-in-15-days', quarter)).toMatchObject({ counted: 6, median: 15 });
  });

  it('to a transfer-in conference run from the notification, and are in no band of the enquiries', () => {
    const notified = told('TransferInNotified', '2018-01-08', { notifiedOn: d('2018-01-08') });
    const children = counting([[notified, told('InitialConferenceHeld', '2018-01-23')]]);
    const quarter = { from: '2018-01-01', to: '2018-03-31' };
    const bands = (measure: string) => children.groups(measure, quarter, 'duration-band');
    expect(bands('transfer-in-conferences-in-15-days')).toEqual({ '11-15': [1, 1, 0] });
    expect(bands('initial-conferences')).toEqual({ 'not-known': [1, null, 0] });
    expect(bands('conferences-in-15-days')).toEqual({ 'not-known': [0, 0, 1] });
  });
});
