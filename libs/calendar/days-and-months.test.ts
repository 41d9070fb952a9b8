import fc from 'fast-check';
import {
  addDays,
  addMonths,
  DateOutOfRange,
  daysBetween,
  latestStartWithMonths,
  monthsToReach,
  plainDate,
  wholeMonthsBetween,
  type PlainDate,
} from './index.ts';

const d = plainDate;
const months = fc.integer({ min: -1100, max: 1100 });
const monthsOn = fc.nat(1100);

/** Any day far enough inside 1900–2199 to add a hundred years to, either way. */
const middlingDate = daysAfter('2000-01-01', 36_524);

describe('adding days', () => {
  it.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2024-02-29', 1, '2024-03-01'],
    ['2026-02-28', 1, '2026-03-01'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2027-01-01', -1, '2026-12-31'],
    ['2026-03-28', 2, '2026-03-30'],
    ['2026-01-01', 0, '2026-01-01'],
  ])('%s and %i days is %s', (from, days, to) => {
    expect(addDays(d(from), days)).toBe(to);
    expect(daysBetween(d(from), d(to))).toBe(days);
  });

  it.each([
    ['2199-12-31', 1],
    ['1900-01-01', -1],
  ])('%s and %i days leaves the years it knows', (from, days) => {
    expect(() => addDays(d(from), days)).toThrow(DateOutOfRange);
  });

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY])('%p is no number of days or months', (count) => {
    expect(() => addDays(d('2026-01-01'), count)).toThrow(RangeError);
    expect(() => addMonths(d('2026-01-01'), count)).toThrow(RangeError);
    expect(() => latestStartWithMonths(d('2026-01-01'), count)).toThrow(RangeError);
  });
});

describe('adding months', () => {
  it.each([
    ['2026-08-31', 6, '2027-02-28'],
    ['2027-08-31', 6, '2028-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-29', 48, '2028-02-29'],
    ['2026-01-31', 3, '2026-04-30'],
    ['2026-11-30', 3, '2027-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-01-15', -1, '2025-12-15'],
    ['2026-12-15', 1, '2027-01-15'],
    ['2026-05-04', 0, '2026-05-04'],
  ])('%s and %i months is %s', (from, count, to) => {
    expect(addMonths(d(from), count)).toBe(to);
  });

  it.each([
    ['2199-12-01', 1],
    ['1900-01-31', -1],
    ['2026-01-01', 1e9],
  ])('%s and %d months leaves the years it knows', (from, count) => {
    expect(() => addMonths(d(from), count)).toThrow(DateOutOfRange);
  });

  it('never puts a later day before an earlier one', () => {
    fc.assert(
      fc.property(middlingDate, fc.nat(40), months, (a, apart, count) => {
        expect(addMonths(a, count) <= addMonths(addDays(a, apart), count)).toBe(true);
      }),
    );
  });

  it('reaches the named month, and its last day whenever the day is not there', () => {
    fc.assert(
      fc.property(middlingDate, months, (a, count) => {
        const sum = addMonths(a, count);
        const month = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
        expect(month(sum) - month(a)).toBe(count);
        if (sum.slice(8) !== a.slice(8)) {
          expect(sum.slice(8) < a.slice(8)).toBe(true);
          expect(addDays(sum, 1).slice(8)).toBe('01');
        }
      }),
    );
  });
});

describe('counting months', () => {
  it.each([
    ['2026-01-31', '2026-02-27', 0, 1],
    ['2026-01-31', '2026-02-28', 1, 1],
    ['2026-01-31', '2026-03-01', 1, 2],
    ['2026-01-15', '2027-01-14', 11, 12],
    ['2026-01-15', '2027-01-15', 12, 12],
    ['2026-01-15', '2027-01-16', 12, 13],
    ['2024-02-29', '2025-02-28', 12, 12],
    ['2024-02-29', '2025-03-01', 12, 13],
    ['2026-05-05', '2026-05-05', 0, 0],
    ['2026-05-05', '2026-05-04', 0, 0],
    ['2026-05-31', '2020-01-01', 0, 0],
  ])('from %s to %s: %i whole months have passed, and it is reached in %i', (a, b, whole, reach) => {
    expect(wholeMonthsBetween(d(a), d(b))).toBe(whole);
    expect(monthsToReach(d(a), d(b))).toBe(reach);
  });

  it('the whole months passed are the greatest number that does not overshoot', () => {
    fc.assert(
      fc.property(middlingDate, fc.nat(30_000), (a, later) => {
        const b = addDays(a, later);
        const whole = wholeMonthsBetween(a, b);
        expect(addMonths(a, whole) <= b).toBe(true);
        expect(addMonths(a, whole + 1) > b).toBe(true);
      }),
    );
  });

  it('a day is within so many months exactly when the months to reach it are no more', () => {
    fc.assert(
      fc.property(middlingDate, fc.integer({ min: -400, max: 1200 }), fc.nat(48), (a, later, count) => {
        const b = addDays(a, later);
        expect(monthsToReach(a, b) <= count).toBe(b <= addMonths(a, count));
      }),
    );
  });
});

describe('the latest start for at least so many months', () => {
  it.each([
    ['2026-03-31', 24, '2024-03-31'],
    ['2026-02-28', 24, '2024-02-29'],
    ['2025-02-28', 12, '2024-02-29'],
    ['2026-04-30', 3, '2026-01-31'],
    ['2028-02-29', 24, '2026-02-28'],
    ['2028-02-28', 24, '2026-02-28'],
    ['2026-03-30', 1, '2026-02-28'],
    ['2026-06-15', 0, '2026-06-15'],
  ])('by %s, at least %i months: started on or before %s', (at, count, start) => {
    expect(latestStartWithMonths(d(at), count)).toBe(start);
  });

  it('a start is on or before it exactly when its months have come', () => {
    fc.assert(
      fc.property(middlingDate, monthsOn, fc.integer({ min: -5, max: 5 }), (at, count, near) => {
        const start = latestStartWithMonths(at, count);
        expect(addMonths(start, count) <= at).toBe(true);
        expect(addMonths(addDays(start, 1), count) > at).toBe(true);
        const other = addDays(start, near);
        expect(other <= start).toBe(addMonths(other, count) <= at);
      }),
      { numRuns: 1000 },
    );
  });
});

function daysAfter(from: string, days: number): fc.Arbitrary<PlainDate> {
  return fc.nat(days).map((day) => addDays(plainDate(from), day));
}
