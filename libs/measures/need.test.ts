import { addDays, plainDate } from '#calendar';
import { counting, told, type Told } from '#testing';

const referred = told('ReferralReceived', '2018-01-08');
const closed = (on: string): Told => told('CaseClosed', on);
const plan = told('PlanStarted', '2018-02-01');
const care = (on: string): Told => told('BecameLookedAfter', on);
const at = { at: '2018-03-31' };

describe('children in need', () => {
  const inNeed = (facts: readonly Told[], query: Record<string, string> = at): unknown => {
    const { numerator, denominator, value, excludedRows } = counting([facts]).count('children-in-need', query);
    return [numerator, denominator, value, ...excludedRows.map(({ reason }) => reason)];
  };

  it('are those with an open episode: from the day of the referral until the day it is closed', () => {
    expect(inNeed([referred], { at: '2018-01-07' })).toEqual([0, null, 0]);
    expect(inNeed([referred], { at: '2018-01-08' })).toEqual([1, null, 1]);
    expect(inNeed([referred, closed('2018-03-31')], { at: '2018-03-30' })).toEqual([1, null, 1]);
    expect(inNeed([referred, closed('2018-03-31')])).toEqual([0, null, 0]);
  });

  it('are no more once no further action is decided', () => {
    const none = told('ReferralDecided', '2018-01-09', { decision: 'no-further-action' });
    expect(inNeed([referred, none])).toEqual([0, null, 0]);
  });

  it('count a child once, also one referred again on the day of an ended episode', () => {
    const none = told('ReferralDecided', '2018-01-08', { decision: 'no-further-action' });
    expect(inNeed([referred, none, referred])).toEqual([1, null, 1]);
    expect(inNeed([referred, told('ReferralReceived', '2018-02-08')])).toEqual([1, null, 1, 'open-episode-counted']);
  });

  it('leave out those on a plan or looked after only where that is asked', () => {
    const both = [referred, plan, care('2018-03-31')];
    expect(inNeed(both)).toEqual([1, null, 1]);
    expect(inNeed(both, { ...at, without: 'looked-after' })).toEqual([0, null, 0, 'looked-after']);
    expect(inNeed(both, { ...at, without: 'looked-after,protection-plan' })).toEqual([0, null, 0, 'protection-plan']);
    expect(inNeed([referred, care('2018-04-01')], { ...at, without: 'looked-after' })).toEqual([1, null, 1]);
    const over = [referred, plan, told('PlanEnded', '2018-03-31')];
    expect(inNeed(over, { ...at, without: 'protection-plan' })).toEqual([1, null, 1]);
  });

  it('are counted after they have died until the case is closed: DfE counts open episodes', () => {
    const child = told('ChildRegistered', '2018-01-01', { sex: 'F' });
    const died = [child, referred, told('ChildDied', '2018-03-30')];
    expect(inNeed(died)).toEqual([1, null, 1]);
    expect(inNeed([...died, closed('2018-03-31')])).toEqual([0, null, 0]);
    const diedInCare = [child, referred, care('2018-02-01'), told('ChildDied', '2018-03-30')];
    expect(inNeed(diedInCare, { ...at, without: 'looked-after' })).toEqual([1, null, 1]);
    expect(inNeed(diedInCare, { at: plainDate('2018-03-29'), without: 'looked-after' })).toEqual([
      0,
      null,
      0,
      'looked-after',
    ]);
    expect(counting([died]).count('children-without-worker', at)).toMatchObject({ numerator: 0, denominator: 0 });
    expect(counting([died]).count('caseload-per-worker', at)).toMatchObject({ numerator: 0, excluded: 1 });
  });

  it('are counted where the case was brought forward', () => {
    const opening = told('CaseBroughtForward', '2018-02-01', {
      referral: { on: plainDate('2017-11-10'), source: '2A', awaitsDecision: false },
    });
    expect(inNeed([opening])).toEqual([1, null, 1]);
  });
});

describe('who has the cases', () => {
  const allocated = (worker: string, on = '2018-01-10'): Told => told('WorkerAllocated', on, { worker });
  const children = counting([
    [referred, allocated('W1')],
    [referred, allocated('W1')],
    [referred, allocated('W1')],
    [referred, allocated('W2', '2018-03-31')],
    [referred, allocated('W3'), told('WorkerUnallocated', '2018-03-31', { worker: 'W3' })],
    [referred, allocated('W4'), closed('2018-02-01')],
    [referred],
  ]);

  it('children without a worker are those whom none has at the end of the day', () => {
    expect(children.count('children-without-worker', at)).toMatchObject({ numerator: 2, denominator: 6, value: 33.3 });
    const before = children.count('children-without-worker', { at: '2018-03-30' });
    expect(before).toMatchObject({ numerator: 2, denominator: 6 });
    expect(children.count('children-without-worker', { at: '2018-01-09' })).toMatchObject({ numerator: 7, value: 100 });
  });

  it('the caseload is open children for each worker who has any; a worker of closed cases alone is no part of it', () => {
    expect(children.count('caseload-per-worker', at)).toMatchObject({
      numerator: 4,
      denominator: 2,
      value: 2,
      excluded: 2,
    });
    expect(children.groups('caseload-per-worker', at, 'worker')).toEqual({
      W1: [3, 1, 0],
      W2: [1, 1, 0],
      'not-known': [0, 0, 2],
    });
    expect(children.spread('caseload-per-worker', at)).toMatchObject({ counted: 2, least: 1, most: 3 });
    expect(counting([]).count('caseload-per-worker', at)).toMatchObject({ denominator: 0, value: null });
  });
});

describe('children re-referred', () => {
  const year = { from: '2017-04-01', to: '2018-03-31' };
  const episode = (on: string): readonly Told[] => [told('ReferralReceived', on), closed(on)];
  const reReferred = (facts: readonly Told[], query: Record<string, string> = year): unknown => {
    const { numerator, denominator, excludedRows } = counting([facts]).count('re-referred-children', query);
    return [numerator, denominator, excludedRows.map(({ reason }) => reason)];
  };

  it('count once however often they were referred, where any referral of the year was within twelve months', () => {
    const thrice = [...episode('2017-05-01'), ...episode('2017-08-01'), ...episode('2018-02-01')];
    expect(reReferred(thrice)).toEqual([1, 1, ['child-counted', 'child-counted']]);
    expect(counting([thrice]).count('re-referrals', year)).toMatchObject({ numerator: 2, denominator: 3 });
  });

  it('look back before the year, and not at what came after it', () => {
    expect(reReferred([...episode('2016-05-01'), ...episode('2017-05-01')])).toEqual([1, 1, []]);
    expect(reReferred([...episode('2016-04-30'), ...episode('2017-05-01')])).toEqual([0, 1, []]);
    expect(reReferred([...episode('2018-03-31'), ...episode('2018-04-01')])).toEqual([0, 1, []]);
  });

  it('are not re-referred by another referral of the same day', () => {
    expect(reReferred([...episode('2017-05-01'), ...episode('2017-05-01')])).toEqual([0, 1, ['same-day-referral']]);
  });
});

describe('the twelve months of a re-referral', () => {
  const after = (second: string, query: Record<string, string>): number => {
    const facts = [told('ReferralReceived', '2016-02-29'), closed('2016-03-01'), told('ReferralReceived', second)];
    return counting([facts]).count('re-referrals', { from: '2016-06-01', to: '2018-12-31', ...query }).numerator;
  };

  it.each([
    ['2017-02-27', {}, 1],
    ['2017-02-28', {}, 1],
    ['2017-03-01', {}, 0],
    ['2017-02-27', { anniversary: 'outside' }, 1],
    ['2017-02-28', { anniversary: 'outside' }, 0],
    ['2017-02-28', { counted: 'days' }, 1],
    ['2017-03-01', { counted: 'days' }, 0],
    [addDays(plainDate('2016-02-29'), 366), { counted: 'days', days: '366' }, 1],
  ])('from 29 February 2016 to %s, asked %j: %i', (second, query, within) => {
    expect(after(second, query)).toBe(within);
  });
});

describe('repeat plans', () => {
  it('are of any earlier plan, unless only those within two years are asked for', () => {
    const after = (on: string): readonly Told[] => [
      told('PlanStarted', '2014-01-01'),
      told('PlanEnded', '2015-05-01'),
      told('PlanStarted', on),
    ];
    const told1 = [told('PlanStarted', '2017-06-01', { previousPlansHere: { count: 1 } })];
    const children = counting([after('2017-05-01'), after('2017-05-02'), told1, [told('PlanStarted', '2017-06-01')]]);
    const year = { from: '2017-04-01', to: '2018-03-31' };
    expect(children.count('repeat-plans', year)).toMatchObject({ numerator: 3, denominator: 4, excluded: 0 });
    expect(children.count('repeat-plans', { ...year, within: 'two-years' })).toMatchObject({
      numerator: 1,
      denominator: 3,
      excluded: 1,
    });
    expect(children.count('ni-65', year)).toMatchObject({ numerator: 3, denominator: 4, excluded: 0 });
  });
});
