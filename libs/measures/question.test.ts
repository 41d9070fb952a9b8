import { percent } from './figure.ts';
import { measureOf } from './measures.ts';
import { quarter } from './period.ts';
import { namesAsked, questionOf } from './question.ts';

const faults = (id: string, query: Record<string, string>): unknown => {
  const made = questionOf(measureOf(id)!, query);
  return 'faults' in made ? made.faults.map(({ name, code }) => `${name} ${code}`) : made.question.period;
};

describe('a question about a measure', () => {
  it('of a period needs its first and last day, real and in order', () => {
    expect(faults('referrals', { from: '2018-04-01', to: '2018-04-01' })).toEqual({
      from: '2018-04-01',
      to: '2018-04-01',
    });
    expect(faults('referrals', {})).toEqual(['from missing', 'to missing']);
    expect(faults('referrals', { from: '2018-02-29', to: 'yesterday' })).toEqual(['from not-a-date', 'to not-a-date']);
    expect(faults('referrals', { from: '2018-04-02', to: '2018-04-01' })).toEqual(['to ends-before-it-begins']);
    expect(faults('referrals', { from: '2018-04-01', to: '2018-04-01', at: '2018-04-01' })).toEqual([
      'at not-asked-for',
    ]);
  });

  it('of a stock needs its day and no period', () => {
    expect(faults('plans-open', { at: '2018-03-31' })).toEqual({ at: '2018-03-31' });
    expect(faults('plans-open', { from: '2018-03-31' })).toEqual(['from not-asked-for', 'at missing']);
  });

  it('lists every fault of its parameters with the rest', () => {
    expect(faults('reviews-in-timescale', { at: 'x', months: '0', counted: 'weeks' })).toEqual([
      'at not-a-date',
      'months out-of-range',
      'counted unknown-choice',
    ]);
    expect(faults('re-referrals', { from: '2018-04-01', to: '2018-06-30', months: '12.5' })).toEqual([
      'months out-of-range',
    ]);
    expect(faults('re-referrals', { from: '2018-04-01', to: '2018-06-30', months: '241' })).toEqual([
      'months out-of-range',
    ]);
  });

  it('takes the values DfE uses where none are given', () => {
    const made = questionOf(measureOf('reviews-in-timescale')!, { at: '2018-03-31' });
    expect(made).toMatchObject({ question: { parameters: { months: 12, counted: 'months' } } });
    expect(namesAsked(measureOf('reviews-in-timescale')!)).toEqual(['at', 'months', 'counted']);
  });
});

describe('a quarter of the financial year', () => {
  it.each([
    ['2018-Q1', '2018-04-01', '2018-06-30'],
    ['2018-Q2', '2018-07-01', '2018-09-30'],
    ['2018-Q3', '2018-10-01', '2018-12-31'],
    ['2018-Q4', '2019-01-01', '2019-03-31'],
  ])('%s is %s to %s', (name, from, to) => {
    expect(quarter(name)).toEqual({ from, to });
  });

  it.each(['2018-Q5', '2018Q1', '18-Q1', '1899-Q1', '2199-Q4', ''])('"%s" is none', (name) => {
    expect(quarter(name)).toBeUndefined();
  });
});

describe('a percentage', () => {
  it.each([
    [668, 879, 76],
    [250, 261, 95.8],
    [1785, 6165, 29],
    [129, 537, 24],
    [63, 536, 11.8],
    [1, 8, 12.5],
    [1, 16, 6.3],
    [1, 2000, 0.1],
    [0, 5, 0],
    [5, 5, 100],
  ])('%i of %i is %d, halves up', (part, whole, value) => {
    expect(percent(part, whole)).toBe(value);
  });

  it('of nothing has no value', () => {
    expect(percent(0, 0)).toBeNull();
  });
});
