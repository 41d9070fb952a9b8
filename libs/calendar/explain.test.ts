import { england, explainEachDay, explainEachMonth, explainMonths, explainWorkingDays, plainDate } from './index.ts';

describe('explaining working days', () => {
  it('names each day passed and why it counted or did not', () => {
    expect(explainWorkingDays(england, plainDate('2026-04-01'), 3)).toEqual([
      { on: '2026-04-02', counts: true, number: 1, why: 'working day 1' },
      { on: '2026-04-03', counts: false, why: 'Good Friday' },
      { on: '2026-04-04', counts: false, why: 'Saturday' },
      { on: '2026-04-05', counts: false, why: 'Sunday' },
      { on: '2026-04-06', counts: false, why: 'Easter Monday' },
      { on: '2026-04-07', counts: true, number: 2, why: 'working day 2' },
      { on: '2026-04-08', counts: true, number: 3, why: 'working day 3' },
    ]);
  });

  it('has nothing to name for no working days', () => {
    expect(explainWorkingDays(england, plainDate('2026-04-04'), 0)).toEqual([]);
  });
});

describe('explaining days', () => {
  it('counts every one, whatever day it is', () => {
    expect(explainEachDay(plainDate('2026-04-03'), 2)).toEqual([
      { on: '2026-04-04', counts: true, number: 1, why: 'day 1, a Saturday' },
      { on: '2026-04-05', counts: true, number: 2, why: 'day 2, a Sunday' },
    ]);
  });
});

describe('explaining months', () => {
  it('names each month stepped, and the short one, which shortens no later one', () => {
    expect(explainEachMonth(plainDate('2026-01-31'), 2)).toEqual([
      { on: '2026-02-28', number: 1, why: 'month 1, whose last day was taken: it has no day 31' },
      { on: '2026-03-31', number: 2, why: 'month 2' },
    ]);
  });

  it.each([
    ['2026-08-31', 6, '31 August 2026 + 6 months = 28 February 2027, the last day of the month'],
    ['2027-08-31', 6, '31 August 2027 + 6 months = 29 February 2028, the last day of the month'],
    ['2026-01-15', 3, '15 January 2026 + 3 months = 15 April 2026'],
    ['2026-11-30', 1, '30 November 2026 + 1 month = 30 December 2026'],
    ['2026-03-31', -1, '31 March 2026 − 1 month = 28 February 2026, the last day of the month'],
  ])('%s and %i months', (from, months, why) => {
    const explained = explainMonths(plainDate(from), months);
    expect(explained).toMatchObject({ from, months, why, clamped: why.endsWith('month') });
  });
});
