import { addDays, addWorkingDays, england, plainDate } from '#calendar';
import { recorded, told, type Told } from '#testing';
import { englandTimescales, timescales } from '#timescales';
import { count } from './count.ts';
import { measureOf, type MeasureId } from './measures.ts';
import { questionOf } from './question.ts';
import { stillKnown } from './rows.ts';
import { versions } from './versions.ts';

/** A measure counted over children, each told as a list of facts. */
function asked(
  id: MeasureId,
  query: Record<string, string>,
  children: readonly (readonly Told[])[],
  rules = englandTimescales,
) {
  const measure = measureOf(id);
  const made = questionOf(measure!, query);
  if ('faults' in made) throw new Error(made.faults.map(({ says }) => says).join(' '));
  const rows = children.map((facts, index) => versions(rules, recorded(facts, `child${String(index)}`)));
  const { numerator, denominator, value, excludedRows } = count(made.question, rows, stillKnown - 1);
  return { numerator, denominator, value, excluded: excludedRows.map(({ reason }) => reason) };
}

const may = { from: '2018-05-01', to: '2018-05-31' };
const referred = (on: string): Told => told('ReferralReceived', on);
const unreached = { numerator: 0, denominator: 0, value: null };

describe('contacts', () => {
  const contact = (on: string, contactId: string, outcome?: 'referral' | 'early-help'): Told[] => [
    told('ContactReceived', on, { contactId }),
    ...(outcome === undefined ? [] : [told('ContactDecided', on, { contactId, outcome })]),
  ];

  it('each count, on the first and the last day and several on one day', () => {
    const children = [
      [...contact('2018-05-01', 'a'), ...contact('2018-05-01', 'b')],
      contact('2018-05-31', 'a'),
      contact('2018-04-30', 'a'),
      contact('2018-06-01', 'a'),
    ];
    expect(asked('contacts', may, children)).toEqual({ numerator: 3, denominator: null, value: 3, excluded: [] });
  });

  it('led to a referral where that was decided, or a referral names them, even after the period', () => {
    const children = [
      contact('2018-05-02', 'a', 'referral'),
      contact('2018-05-02', 'a', 'early-help'),
      contact('2018-05-02', 'a'),
      [...contact('2018-05-30', 'a'), told('ReferralReceived', '2018-06-01', { contactId: 'a' })],
    ];
    expect(asked('contacts-to-referral', may, children)).toEqual({
      numerator: 2,
      denominator: 4,
      value: 50,
      excluded: [],
    });
    expect(asked('contacts-to-referral', may, [])).toEqual({ ...unreached, excluded: [] });
  });

  it('led to a referral that names them, also where they were typed after it, for its day or a later one', () => {
    const naming = told('ReferralReceived', '2018-05-10', { contactId: 'a' });
    const children = [
      [naming, ...contact('2018-05-10', 'a', 'early-help')],
      [naming, ...contact('2018-05-11', 'a')],
      [naming, ...contact('2018-05-10', 'b')],
    ];
    expect(asked('contacts-to-referral', may, children)).toMatchObject({ numerator: 2, denominator: 3 });
  });
});

describe('decisions within one working day', () => {
  const decided = (on: string): Told => told('ReferralDecided', on);

  it('are in time on the next working day, over a bank holiday weekend, and late after it', () => {
    // Friday 4 May 2018; Monday 7 May was the early May bank holiday, so Tuesday 8 May is due.
    const on = (day: string): Told[] => [referred('2018-05-04'), decided(day)];
    const figure = asked('referral-decisions-in-1-day', may, [on('2018-05-08'), on('2018-05-09')]);
    expect(figure).toEqual({ numerator: 1, denominator: 2, value: 50, excluded: [] });
  });

  it('count in the period they fell due in, so that none still in time is called late', () => {
    const child = [[referred('2018-05-31')]];
    expect(asked('referral-decisions-in-1-day', may, child).denominator).toBe(0);
    const june = { from: '2018-06-01', to: '2018-06-30' };
    expect(asked('referral-decisions-in-1-day', june, child)).toMatchObject({ numerator: 0, denominator: 1 });
  });

  it('leave out what is not known, and what needed none, with the reason', () => {
    const closed = told('CaseClosed', '2018-05-15');
    const children = [
      [told('ReferralReceived', '2018-05-14', { decision: 'not-known' })],
      [
        told('ReferralReceived', '2018-05-14', { decision: 'not-known' }),
        told('ReferralDecided', '2018-05-14', { decision: 'no-further-action' }),
      ],
      [referred('2018-05-14'), closed],
      [referred('2018-05-14'), told('CaseClosed', '2018-05-16')],
      [referred('2018-05-14'), told('ChildDied', '2018-05-14')],
    ];
    expect(asked('referral-decisions-in-1-day', may, children)).toEqual({
      numerator: 0,
      denominator: 1,
      value: 0,
      excluded: ['decision-not-known', 'decision-not-known', 'no-decision-needed', 'no-decision-needed'],
    });
  });

  it('beyond the known bank holidays are left out', () => {
    const year = { from: '2028-12-01', to: '2029-12-31' };
    expect(asked('referral-decisions-in-1-day', year, [[referred('2028-12-30'), decided('2028-12-30')]])).toEqual({
      ...unreached,
      excluded: ['working-days-not-known'],
    });
  });
});

it.each([
  ['RC8', 1],
  ['RC9', 1],
  ['RC7', 0],
] as const)('a referral closed as %s: %i assessed and not in need', (reason, numerator) => {
  const child = [referred('2018-05-14'), told('CaseClosed', '2018-08-01', { reason })];
  expect(asked('assessed-not-in-need', may, [child, [referred('2018-05-15')]])).toMatchObject({
    numerator,
    denominator: 2,
  });
});

describe('initial and core assessments', () => {
  const year = { from: '2012-04-01', to: '2013-03-31' };
  const assessed = (kind: 'initial' | 'core', from: string, to: string): Told[] => [
    told('AssessmentStarted', from, { kind }),
    told('AssessmentAuthorised', to, { kind }),
  ];
  const workingDaysAfter = (day: string, days: number): string => addWorkingDays(england, plainDate(day), days);

  it('initial ones are in time 10 working days after the referral, 7 where asked so', () => {
    const child = (days: number): Told[] => [
      referred('2012-05-28'),
      ...assessed('initial', '2012-05-30', workingDaysAfter('2012-05-28', days)),
    ];
    // Over the Jubilee: 4 and 5 June 2012 did not count.
    expect(workingDaysAfter('2012-05-28', 10)).toBe('2012-06-13');
    const children = [child(7), child(8), child(10), child(11)];
    expect(asked('initial-assessments-in-10-days', year, children)).toMatchObject({ numerator: 3, denominator: 4 });
    expect(asked('initial-assessments-in-10-days', { ...year, days: '7' }, children).numerator).toBe(1);
  });

  it('core ones are in time 35 working days after their own start, whatever the referral', () => {
    const child = (days: number): Told[] => [
      referred('2012-05-01'),
      ...assessed('core', '2012-08-01', workingDaysAfter('2012-08-01', days)),
    ];
    expect(asked('core-assessments-in-35-days', year, [child(35), child(36)])).toMatchObject({
      numerator: 1,
      denominator: 2,
      value: 50,
    });
  });

  it('are set against referrals and each other without being the same cases, and may pass 100', () => {
    const children = [
      [referred('2012-03-30'), ...assessed('initial', '2012-03-30', '2012-04-10')],
      [referred('2012-05-01'), ...assessed('initial', '2012-05-01', '2012-05-10')],
      [referred('2013-03-28'), ...assessed('initial', '2013-03-28', '2013-04-10')],
      [referred('2012-03-01'), ...assessed('initial', '2012-03-01', '2012-04-02')],
      [referred('2012-03-01'), ...assessed('core', '2012-03-05', '2012-05-02')],
    ];
    expect(asked('referrals-to-initial-assessment', year, children)).toMatchObject({
      numerator: 3,
      denominator: 2,
      value: 150,
    });
    expect(asked('initial-to-core', year, children)).toMatchObject({ numerator: 1, denominator: 3, value: 33.3 });
    const noReferral = [[...assessed('initial', '2012-04-10', '2012-04-12')]];
    expect(asked('referrals-to-initial-assessment', year, noReferral)).toMatchObject({
      numerator: 1,
      denominator: 0,
      value: null,
    });
  });
});

describe('assessments open for more than 45 working days', () => {
  const from = plainDate('2018-04-03');
  const due = addWorkingDays(england, from, 45) as typeof from;
  const open = [referred(from), told('AssessmentStarted', '2018-04-10')];
  const on = (day: string, ...more: Told[]) =>
    asked('assessments-open-over-45-days', { at: day }, [[...open, ...more]]);

  it('count from the day after the due day until they are authorised', () => {
    const after = addDays(due, 1);
    const authorised = told('AssessmentAuthorised', addDays(due, 5));
    expect(on(due).numerator).toBe(0);
    expect(on(after)).toEqual({ numerator: 1, denominator: null, value: 1, excluded: [] });
    expect(on(addDays(due, 4), authorised).numerator).toBe(1);
    expect(on(addDays(due, 5), authorised).numerator).toBe(0);
  });

  it('are not open before they begin, however long ago the referral was', () => {
    const begun = plainDate(addDays(due, 30));
    const child = [[referred(from), told('AssessmentStarted', begun), told('AssessmentAuthorised', addDays(begun, 9))]];
    const at = (day: string) => asked('assessments-open-over-45-days', { at: day }, child).numerator;
    expect([addDays(due, 1), addDays(begun, -1), begun, addDays(begun, 8), addDays(begun, 9)].map(at)).toEqual([
      0, 0, 1, 1, 0,
    ]);
  });

  it('are awaited no more once the child has died', () => {
    const died = told('ChildDied', addDays(due, 3));
    expect(on(addDays(due, 2), died).numerator).toBe(1);
    expect(on(addDays(due, 3), died).numerator).toBe(0);
  });

  it('that reach beyond the known bank holidays are left out and said to be', () => {
    const late = [referred('2028-12-01'), told('AssessmentStarted', '2028-12-04')];
    expect(asked('assessments-open-over-45-days', { at: '2029-06-30' }, [late])).toEqual({
      numerator: 0,
      denominator: null,
      value: 0,
      excluded: ['working-days-not-known'],
    });
  });
});

describe('meetings', () => {
  const discussed = (attended: readonly ('social-care' | 'police' | 'health' | 'education')[] | 'not-known'): Told =>
    told('StrategyDiscussionHeld', '2018-05-10', { attended, decision: 'no-section-47' });

  it('strategy discussions each count, whatever they decided, and are quorate with social care, police and health', () => {
    const children = [
      [discussed(['health', 'police', 'social-care']), discussed(['social-care', 'police', 'education'])],
      [discussed('not-known')],
    ];
    expect(asked('strategy-discussions', may, children).value).toBe(3);
    expect(asked('strategy-discussions-quorate', may, children)).toEqual({
      numerator: 1,
      denominator: 2,
      value: 50,
      excluded: ['attendance-not-known'],
    });
  });

  it('told of by an opening balance are none', () => {
    const balance = told('CaseBroughtForward', '2018-05-20', {
      referral: { on: plainDate('2018-05-01'), source: '2A', awaitsDecision: false },
      enquiry: { startedOn: plainDate('2018-05-10') },
    });
    expect(asked('strategy-discussions', may, [[balance]]).value).toBe(0);
    expect(asked('section-47-enquiries', may, [[balance]]).value).toBe(1);
  });

  it('conferences are judged by the authority’s own quorum while it has one, and by none otherwise', () => {
    const local = timescales(englandTimescales.calendar, englandTimescales.packs, [
      {
        present: ['social-care'],
        others: 2,
        inForce: { from: plainDate('2018-05-10'), to: null },
        source: 'Local procedure.',
      },
    ]);
    const held = (on: string, attended: readonly ('social-care' | 'police' | 'health' | 'family')[] | 'not-known') =>
      told('InitialConferenceHeld', on, { attended });
    const children = [
      [held('2018-05-10', ['social-care', 'police', 'health'])],
      [told('ReviewConferenceHeld', '2018-05-11', { attended: ['social-care', 'police', 'family'] })],
      [held('2018-05-12', 'not-known')],
      [held('2018-05-09', ['social-care'])],
      [told('InitialConferenceHeld', '2018-05-14', { attended: [], outcome: 'adjourned' })],
    ];
    expect(asked('conferences-quorate', may, children, local)).toEqual({
      numerator: 1,
      denominator: 2,
      value: 50,
      excluded: ['attendance-not-known', 'no-quorum', 'adjourned'],
    });
    expect(asked('conferences-quorate', may, children)).toMatchObject(unreached);
  });
});
