import fc from 'fast-check';
import {
  cutOffsOf,
  directionOf,
  proposedRag,
  quartileOf,
  ragRules,
  unweightedMean,
  type CutOffs,
  type Direction,
} from './standing.ts';

const lower = { polarity: 'lower is better', unit: 'percent' } as const;
const higher = { polarity: 'higher is better', unit: 'percent' } as const;
const neither = { polarity: 'neither', unit: 'referrals' } as const;

describe('which way a figure moved', () => {
  it.each([
    ['15 % repeat plans, then 12 %: fewer is better', lower, 15, 12, 'Better'],
    ['24.6 % re-referrals, then 29.0 %', lower, 24.6, 29, 'Worse'],
    ['reviews 95.8 % after 95.3 %: half a point is similar', higher, 95.3, 95.8, 'Similar'],
    ['reviews 95.9 % after 95.3 %', higher, 95.3, 95.9, 'Better'],
    ['829 after 831 is similar', neither, 831, 829, 'Similar'],
    ['81 after 68 has no better or worse', neither, 68, 81, 'Higher'],
    ['1,352 referrals after 1,723', neither, 1723, 1352, 'Lower'],
    ['a first figure', lower, null, 29, 'New'],
    ['none after none', neither, 0, 0, 'Similar'],
    ['one after none', neither, 0, 1, 'Higher'],
  ] as const)('%s', (_, measure, before, now, direction) => {
    expect(directionOf(measure, { now, before })).toBe(direction);
  });

  it('is what whoever asks calls similar', () => {
    expect(directionOf(lower, { now: 12, before: 15 }, { points: 3, percent: 0 })).toBe('Similar');
    expect(directionOf(lower, { now: 11.9, before: 15 }, { points: 3, percent: 0 })).toBe('Better');
    expect(directionOf(neither, { now: 105, before: 100 }, { points: 0, percent: 5 })).toBe('Similar');
    expect(directionOf(neither, { now: 106, before: 100 }, { points: 0, percent: 5 })).toBe('Higher');
  });

  it('is the other way when seen from the other side', () => {
    const opposite: Readonly<Record<string, Direction>> = { Better: 'Worse', Worse: 'Better', Similar: 'Similar' };
    const share = fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10);
    fc.assert(
      fc.property(share, share, (now, before) => {
        expect(directionOf(lower, { now: before, before: now })).toBe(opposite[directionOf(lower, { now, before })]);
        expect(directionOf(higher, { now, before })).toBe(opposite[directionOf(lower, { now, before })]);
      }),
    );
  });
});

const reReferrals: CutOffs = [16.0, 20.0, 23.8];
const reviews: CutOffs = [98, 95, 90];

describe('where a figure stands among all authorities', () => {
  it.each([
    [29.0, reReferrals, 4],
    [23.8, reReferrals, 3],
    [20.0, reReferrals, 2],
    [16.0, reReferrals, 1],
    [16.1, reReferrals, 2],
    [12, [14.7, 18.4, 22.0], 1],
    [95.8, reviews, 2],
    [89.9, reviews, 4],
    [98, reviews, 1],
  ] as const)('%s against %j is in quartile %i', (value, cutOffs, quartile) => {
    expect(quartileOf(value, cutOffs)).toBe(quartile);
  });

  it('is by cut-offs that leave a quarter of the authorities on either side', () => {
    const values = Array.from({ length: 151 }, (_, index) => index / 10);
    expect(cutOffsOf(values, 'lower is better')).toEqual([3.8, 7.5, 11.3]);
    expect(cutOffsOf(values, 'higher is better')).toEqual([11.3, 7.5, 3.8]);
  });

  it('and among neighbours by the plain mean of their percentages, whatever their size', () => {
    expect(unweightedMean([24.0, 24.1])).toBe(24.1);
    expect(unweightedMean([20, 21.1])).toBe(20.6);
    expect(unweightedMean([])).toBeNull();
  });
});

describe('the colour the key proposes', () => {
  it.each([
    [12, [14.7, 18.4, 22.0], 'Better', 'G', 'top-quartile'],
    [16.5, reReferrals, 'Better', 'G', 'high-in-second-and-improving'],
    [16.5, reReferrals, 'Similar', 'A', 'room-for-improvement'],
    [19.5, reReferrals, 'Better', 'A', 'room-for-improvement'],
    [21.0, reReferrals, 'Worse', 'A', 'room-for-improvement'],
    [23.0, reReferrals, 'Worse', 'R', 'low-in-third-and-declining'],
    [23.0, reReferrals, 'New', 'A', 'room-for-improvement'],
    [29.0, reReferrals, 'New', 'R', 'fourth-quartile'],
    [97, reviews, 'Better', 'G', 'high-in-second-and-improving'],
    [91, reviews, 'Worse', 'R', 'low-in-third-and-declining'],
  ] as const)('%s against %j and %s: %s by %s', (value, cutOffs, direction, rag, rule) => {
    expect(proposedRag(value, cutOffs, direction)).toEqual({ rag, rule, says: ragRules[rule].says });
  });
});
