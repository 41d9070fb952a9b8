import { rounded, verdictOn, verdictOnContradiction } from './verdict.ts';

const share = (numerator: number, denominator: number): { numerator: number; denominator: number; value: number } => ({
  numerator,
  denominator,
  value: (100 * numerator) / denominator,
});

describe('a derived figure beside the published one', () => {
  const dashboard = { value: 29, decimals: 1, numerator: 415, denominatorRange: [1429, 1433] } as const;

  it.each([1429, 1431, 1433])('agrees with every denominator the printed share allows: %i', (denominator) => {
    expect(verdictOn(dashboard, share(415, denominator))).toBe('agrees');
  });

  it.each([
    ['another numerator', share(414, 1431)],
    ['a denominator outside the range', share(415, 1428)],
    ['no denominator at all', { numerator: 415, denominator: null, value: 415 }],
  ])('differs by %s', (_, derived) => {
    expect(verdictOn(dashboard, derived)).toBe('differs');
  });

  it('compares with the decimals it was printed with, halves up', () => {
    expect(verdictOn({ value: 30, decimals: 0 }, share(2261, 7555))).toBe('agrees');
    expect(verdictOn({ value: 29.9, decimals: 1 }, share(2261, 7555))).toBe('agrees');
    expect(rounded(share(15, 120), 0)).toBe(13);
    expect(rounded(share(1, 800), 1)).toBe(0.1);
    expect(rounded(share(0, 0), 1)).toBeNull();
  });

  it('asserts nothing where the figure is suppressed', () => {
    expect(verdictOn({ suppressed: true }, share(2, 32))).toBe('suppressed');
  });
});

describe('a figure the documents contradict', () => {
  const printed = { conflict: 'K01', figure: 'F005', source: '000_a81d6e74569d7a0f.txt:642' };

  it('is named by its contradiction when it differs', () => {
    expect(
      verdictOnContradiction(
        { ...printed, numerator: 6609 },
        { numerator: 7555, denominator: null, value: 7555 },
        'agrees',
      ),
    ).toBe('known conflict K01');
    expect(verdictOnContradiction({ ...printed, valueRange: [24, 27] }, share(2261, 7555), 'agrees')).toBe(
      'known conflict K01',
    );
    expect(verdictOnContradiction({ ...printed, value: 21 }, share(2, 23), 'suppressed')).toBe('known conflict K01');
  });

  it('is explained by no contradiction where what is derived is not what was built either', () => {
    const derived = { numerator: 12345, denominator: null, value: 12345 };
    expect(verdictOnContradiction({ ...printed, numerator: 6609 }, derived, 'differs')).toBe('differs');
  });

  it('agrees where it is no contradiction', () => {
    expect(verdictOnContradiction({ ...printed, value: 30 }, share(2261, 7555), 'differs')).toBe('agrees');
  });
});
