import fc from 'fast-check';
import { addDays, daysBetween, isPlainDate, NotADate, plainDate, type PlainDate } from './index.ts';

/** Any day of the years 1900–2199. */
const anyDate = daysAfter('1900-01-01', 109_572);

describe('a plain date', () => {
  it.each(['1900-01-01', '2199-12-31', '2024-02-29', '2000-02-29', '2026-11-22'])('reads %s', (text) => {
    expect(plainDate(text)).toBe(text);
  });

  it.each([
    ['a day that never was', '2026-02-29'],
    ['29 February of a century', '1900-02-29'],
    ['31 April', '2026-04-31'],
    ['day 0', '2026-01-00'],
    ['month 0', '2026-00-10'],
    ['month 13', '2026-13-01'],
    ['before 1900', '1899-12-31'],
    ['after 2199', '2200-01-01'],
    ['a short month', '2026-1-01'],
    ['a time with it', '2026-01-01T00:00:00Z'],
    ['a line after it', '2026-01-01\n'],
    ['space round it', ' 2026-01-01'],
    ['British order', '01/02/2026'],
    ['other digits', '２026-01-01'],
    ['nothing', ''],
  ])('refuses %s and says what is wanted', (_what, text) => {
    expect(isPlainDate(text)).toBe(false);
    expect(() => plainDate(text)).toThrow(NotADate);
    expect(() => plainDate(text)).toThrow('Give a real day of the years 1900 to 2199 as YYYY-MM-DD.');
  });

  it.each([undefined, null, 20260101, {}, ['2026-01-01']])('is not %p', (value) => {
    expect(isPlainDate(value)).toBe(false);
  });

  it('numbers every day of 1900–2199 once, in the order of its text', () => {
    let date = plainDate('1900-01-01');
    let days = 1;
    while (date < '2199-12-31') {
      const next = addDays(date, 1);
      if (!(next > date) || !isPlainDate(next) || daysBetween(date, next) !== 1) throw new Error(`${date} → ${next}`);
      date = next;
      days++;
    }
    expect(days).toBe(300 * 365 + 73);
  });

  it('agrees with the engine about which day a day is', () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        expect(daysBetween(plainDate('1970-01-01'), date) * 86_400_000).toBe(Date.parse(date));
      }),
    );
  });
});

function daysAfter(from: string, days: number): fc.Arbitrary<PlainDate> {
  return fc.nat(days).map((day) => addDays(plainDate(from), day));
}
