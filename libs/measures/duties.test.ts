import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainDate } from '#calendar';
import { counting, day, dayZero, correcting, told, type Told } from '#testing';
import { readLocalRules, rulebook } from '#timescales';

const d = plainDate;
const quarter = { from: '2018-04-01', to: '2018-06-30' };
const conference = (on: string): Told => told('InitialConferenceHeld', on);
const group = (on: string): Told => told('CoreGroupHeld', on);

describe('first core groups in ten working days', () => {
  // Thursday 19 April 2018; ten working days on, past the bank holiday of 7 May only from 4 May: due 3 May.
  const begun: readonly Told[] = [conference('2018-04-19'), told('PlanStarted', '2018-04-19')];
  const inTime = (facts: readonly Told[], query = quarter): unknown => {
    const { numerator, denominator, excluded } = counting([facts]).count('core-groups-in-10-days', query);
    return [numerator, denominator, excluded];
  };

  it('are in time on the due day, late the day after, and late where none was ever held', () => {
    expect(inTime([...begun, group('2018-05-03')])).toEqual([1, 1, 0]);
    expect(inTime([...begun, group('2018-05-04')])).toEqual([0, 1, 0]);
    expect(inTime(begun)).toEqual([0, 1, 0]);
  });

  it('count in the period they fell due in, whenever they were held', () => {
    const facts = [...begun, group('2018-04-25')];
    expect(inTime(facts, { from: '2018-05-03', to: '2018-05-03' })).toEqual([1, 1, 0]);
    expect(inTime(facts, { from: '2018-04-01', to: '2018-05-02' })).toEqual([0, 0, 0]);
  });

  it('are none where the plan ended while one was still in time, and missed where it ended after', () => {
    expect(inTime([...begun, told('PlanEnded', '2018-05-03')])).toEqual([0, 0, 1]);
    expect(inTime([...begun, told('PlanEnded', '2018-05-04')])).toEqual([0, 1, 0]);
  });

  it('are awaited once: a later core group is another duty', () => {
    expect(inTime([...begun, group('2018-05-01'), group('2018-06-20')])).toEqual([1, 1, 0]);
  });
});

describe('transfer-in conferences in fifteen working days', () => {
  const moved = told('TransferInNotified', '2018-04-10', { notifiedOn: d('2018-04-09') });
  const inTime = (facts: readonly Told[], id = 'transfer-in-conferences-in-15-days'): unknown => {
    const { numerator, denominator, excludedRows } = counting([facts]).count(id, quarter);
    return [numerator, denominator, ...excludedRows.map(({ reason }) => reason)];
  };

  it('run from the day of the notification: Monday 9 April to Monday 30 April 2018', () => {
    expect(inTime([moved, conference('2018-04-30')])).toEqual([1, 1]);
    expect(inTime([moved, conference('2018-05-01')])).toEqual([0, 1]);
  });

  it('are apart from the timeliness of enquiries, and its conferences are no part of these', () => {
    expect(inTime([moved, conference('2018-04-30')], 'conferences-in-15-days')).toEqual([0, 0, 'transfer-in']);
    expect(inTime([told('StrategyDiscussionHeld', '2018-04-09'), conference('2018-04-30')])).toEqual([0, 0]);
  });

  it('that were adjourned, or whose notification is not known, are left out and said to be', () => {
    const adjourned = told('InitialConferenceHeld', '2018-04-20', { outcome: 'adjourned' });
    expect(inTime([moved, adjourned, conference('2018-05-01')])).toEqual([0, 1, 'adjourned']);
    const unannounced = told('InitialConferenceHeld', '2018-04-20', { kind: 'transfer-in' });
    expect(inTime([unannounced])).toEqual([0, 0, 'working-days-not-known']);
  });
});

describe('visits in time', () => {
  const file = readFileSync(join(import.meta.dirname, '../../docs/examples/local-rules.example.json'), 'utf8');
  const read = readLocalRules(file);
  const rules = rulebook(read.ok ? read.local : []).of('855');
  const seen = (on: string, isSeen = true): Told => told('ChildVisited', on, { seen: isSeen, seenAlone: isSeen });
  const spring = { from: '2024-04-01', to: '2024-06-30' };

  it('are due every ten working days of a plan by the rule of the example, and met where the child was seen', () => {
    // Monday 3 June 2024, no bank holiday until 26 August: due 17 June, then ten working days from each visit.
    const facts = [told('PlanStarted', '2024-06-03'), seen('2024-06-17'), seen('2024-06-28', false)];
    expect(counting([facts], { rules }).count('visits-in-time', spring)).toMatchObject({
      numerator: 1,
      denominator: 1,
    });
    const summer = { from: '2024-04-01', to: '2024-07-01' };
    expect(counting([facts], { rules }).count('visits-in-time', summer)).toMatchObject({
      numerator: 1,
      denominator: 2,
    });
    expect(counting([facts], { rules }).count('visits-in-time', { ...summer, purpose: 'assessment' })).toMatchObject({
      denominator: 0,
      value: null,
    });
    expect(counting([facts], { rules }).groups('visits-in-time', summer, 'duty')).toEqual({
      'protection-plan-visit': [1, 2, 0],
    });
  });

  it('are due after each visit of an assessment tried as a single one before April 2013, under a rule of that time', () => {
    const row = {
      duty: 'assessment-visit',
      from: '2012-04-01',
      limit: { weeks: 6 },
      source: 'Protocol of the trial, 3',
    };
    const trial = readLocalRules(JSON.stringify({ authorities: [{ authority: '855', rules: [row] }] }));
    const ofTrial = rulebook(trial.ok ? trial.local : []).of('855');
    const visited = (on: string): Told => told('ChildVisited', on, { purpose: 'assessment' });
    // Wednesday 2 May 2012: six weeks to 13 June, when the child is seen; the next is due on 25 July, and none is made.
    const begun = [told('AssessmentStarted', '2012-05-02'), visited('2012-06-13')];
    const duties = (facts: readonly Told[], to: string): unknown => {
      const query = { from: '2012-04-01', to };
      const { numerator, denominator, excluded } = counting([facts], { rules: ofTrial }).count('visits-in-time', query);
      return [numerator, denominator, excluded];
    };
    expect(duties(begun, '2012-07-24')).toEqual([1, 1, 0]);
    expect(duties(begun, '2012-07-25')).toEqual([1, 2, 0]);
    expect(duties([...begun, visited('2012-07-25')], '2012-07-25')).toEqual([2, 2, 0]);
    const authorised = told('AssessmentAuthorised', '2012-06-20');
    expect(duties([...begun, authorised], '2012-12-31')).toEqual([1, 1, 1]);
    expect(duties([...begun, authorised, visited('2012-06-27')], '2012-12-31')).toEqual([1, 1, 1]);
  });

  it('are none where the authority has no rule of its own', () => {
    const facts = [told('PlanStarted', '2024-06-03')];
    expect(counting([facts]).count('visits-in-time', spring)).toMatchObject({ denominator: 0, value: null });
  });
});

describe('late practice and late recording', () => {
  const london = (iso: string): number => Date.parse(iso);
  const referred = (recordedAt: number): Told => ({ ...told('ReferralReceived', '2018-06-29'), recordedAt });

  it('are told apart: what was done in time and written down late is in time as practice', () => {
    const late = london('2018-07-20T10:00:00Z');
    const facts = [referred(late), { ...told('ReferralDecided', '2018-07-02'), recordedAt: late }];
    const children = counting([facts]);
    const july = { from: '2018-07-01', to: '2018-07-31' };
    expect(children.groups('duties-in-time', july, 'duty')).toMatchObject({ decision: [1, 1, 0] });
    expect(children.count('referrals-recorded-in-time', quarter)).toMatchObject({ numerator: 0, denominator: 1 });
    expect(children.spread('referrals-recorded-in-time', quarter)).toMatchObject({ median: 21 });
  });

  it.each([
    ['2018-06-29T22:59:59Z', 0, 1],
    ['2018-06-29T23:00:00Z', 0, 0],
    ['2018-06-29T23:00:00Z', 1, 1],
    ['2018-06-30T22:59:59Z', 1, 1],
    ['2018-06-30T23:00:00Z', 1, 0],
  ])('what is recorded at %s of 29 June is within %i days: %i, by London’s midnight', (at, days, within) => {
    const children = counting([[referred(london(at))]]);
    expect(children.count('referrals-recorded-in-time', { ...quarter, days: String(days) }).numerator).toBe(within);
  });

  it('is from the day as now corrected, to the day it was first recorded', () => {
    const first = {
      ...told('ReferralReceived', '2018-06-29', {}, 'first'),
      recordedAt: london('2018-06-29T12:00:00Z'),
    };
    const moved = correcting('first', told('ReferralReceived', '2018-06-20'));
    const children = counting([[first, { ...moved, recordedAt: dayZero + 400 * day }]]);
    expect(children.spread('referrals-recorded-in-time', quarter)).toMatchObject({ median: 9 });
  });
});

describe('who came', () => {
  const discussed = (attended: 'not-known' | readonly string[]): readonly Told[] => [
    told('StrategyDiscussionHeld', '2018-05-01', { attended: attended as never }),
  ];
  const children = counting([
    discussed(['social-care', 'police', 'health']),
    discussed(['social-care', 'health']),
    discussed(['early-help', 'police']),
    discussed('not-known'),
  ]);

  it.each([
    ['police', 2],
    ['health', 2],
    ['early-help', 1],
    ['housing', 0],
  ])('%s came to %i of three discussions, and one whose attendance is not known is left out', (agency, came) => {
    expect(children.count('strategy-discussion-attendance', { ...quarter, agency })).toMatchObject({
      numerator: came,
      denominator: 3,
      excluded: 1,
    });
  });

  it('conferences are asked of apart, and an adjourned one is left out', () => {
    const facts = [
      told('InitialConferenceHeld', '2018-05-01', { outcome: 'adjourned', attended: ['police'] }),
      told('InitialConferenceHeld', '2018-05-08', { attended: ['health', 'police'] }),
      told('ReviewConferenceHeld', '2018-06-08', { attended: ['health'] }),
    ];
    expect(counting([facts]).count('conference-attendance', quarter)).toMatchObject({
      numerator: 1,
      denominator: 2,
      excluded: 1,
    });
  });
});
