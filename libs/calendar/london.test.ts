import fc from 'fast-check';
import {
  DateOutOfRange,
  isTimeOfDay,
  londonDate,
  londonTimeToInstant,
  NotATimeOfDay,
  plainDate,
  addDays,
  type PlainDate,
} from './index.ts';

const d = plainDate;
const timeOfDay = fc
  .record({ h: fc.nat(23), m: fc.nat(59) })
  .map(({ h, m }) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);

/** Any day of the years 1900–2199. */
const anyDate = daysAfter('1900-01-01', 109_572);

/** Any day far enough inside 1900–2199 to add a hundred years to, either way. */
const middlingDate = daysAfter('2000-01-01', 36_524);

describe('the day in London', () => {
  it.each([
    ['winter, a moment before midnight', '2026-01-14T23:59:59.999Z', '2026-01-14'],
    ['winter, midnight', '2026-01-15T00:00:00.000Z', '2026-01-15'],
    ['summer, a moment before midnight', '2026-07-14T22:59:59.999Z', '2026-07-14'],
    ['summer, midnight', '2026-07-14T23:00:00.000Z', '2026-07-15'],
    ['the last evening before the clocks go forward', '2026-03-28T23:30:00.000Z', '2026-03-28'],
    ['the first evening after', '2026-03-29T23:30:00.000Z', '2026-03-30'],
    ['the last evening before the clocks go back', '2026-10-24T23:30:00.000Z', '2026-10-25'],
    ['the first evening after', '2026-10-25T23:30:00.000Z', '2026-10-25'],
    ['before 1970', '1969-12-31T23:30:00.000Z', '1970-01-01'],
    ['double summer time', '1943-07-14T22:00:00.000Z', '1943-07-15'],
    ['the first', '1900-01-01T00:00:00.000Z', '1900-01-01'],
    ['the last', '2199-12-31T23:59:59.999Z', '2199-12-31'],
  ])('%s: %s is %s', (_what, instant, on) => {
    expect(londonDate(Date.parse(instant))).toBe(on);
  });

  it.each(['1899-12-31T23:59:59.999Z', '2200-01-01T00:00:00.000Z'])('%s is out of range', (instant) => {
    expect(() => londonDate(Date.parse(instant))).toThrow(DateOutOfRange);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e300])('%p is no instant', (instant) => {
    expect(() => londonDate(instant)).toThrow(DateOutOfRange);
  });
});

describe('a London time', () => {
  it.each([
    ['winter', '2026-01-15', '09:30', '2026-01-15T09:30:00.000Z'],
    ['summer', '2026-07-15', '09:30', '2026-07-15T08:30:00.000Z'],
    ['summer midnight', '2026-07-15', '00:00', '2026-07-14T23:00:00.000Z'],
    ['before the clocks go forward', '2026-03-29', '00:59', '2026-03-29T00:59:00.000Z'],
    ['an hour no clock shows', '2026-03-29', '01:00', '2026-03-29T01:00:00.000Z'],
    ['an hour no clock shows', '2026-03-29', '01:30', '2026-03-29T01:30:00.000Z'],
    ['after the clocks go forward', '2026-03-29', '02:00', '2026-03-29T01:00:00.000Z'],
    ['before the clocks go back', '2026-10-25', '00:59', '2026-10-24T23:59:00.000Z'],
    ['the first of an hour shown twice', '2026-10-25', '01:00', '2026-10-25T00:00:00.000Z'],
    ['the first of an hour shown twice', '2026-10-25', '01:59', '2026-10-25T00:59:00.000Z'],
    ['after the clocks go back', '2026-10-25', '02:00', '2026-10-25T02:00:00.000Z'],
    ['summer time all winter', '1970-01-15', '09:30', '1970-01-15T08:30:00.000Z'],
    ['the first day there is', '1900-01-01', '00:00', '1900-01-01T00:00:00.000Z'],
    ['the last day there is', '2199-12-31', '23:59', '2199-12-31T23:59:00.000Z'],
  ])('%s: %s at %s is %s', (_what, on, at, instant) => {
    expect(londonTimeToInstant(d(on), at)).toBe(Date.parse(instant));
  });

  it('72 elapsed hours over the clocks going forward show one hour more', () => {
    const due = londonTimeToInstant(d('2026-03-27'), '18:00') + 72 * 3_600_000;
    expect(due).toBe(londonTimeToInstant(d('2026-03-30'), '19:00'));
  });

  it('is of the day it names', () => {
    fc.assert(
      fc.property(anyDate, timeOfDay, (on, at) => {
        expect(londonDate(londonTimeToInstant(on, at))).toBe(on);
      }),
    );
  });

  it('is shown by the clock again, unless the clocks skipped it, and then an hour later', () => {
    fc.assert(
      fc.property(middlingDate, timeOfDay, (on, at) => {
        const shown = shownAt(londonTimeToInstant(on, at));
        const skipped = at.startsWith('01:') && shownAt(londonTimeToInstant(on, '01:00')) === '02:00';
        expect(shown).toBe(skipped ? at.replace(/^01/, '02') : at);
      }),
    );
  });

  it.each(['24:00', '9:30', '09:60', '09:30:00', '', '0９:30', '09:30\n'])('%p is not a time of day', (at) => {
    expect(isTimeOfDay(at)).toBe(false);
    expect(() => londonTimeToInstant(d('2026-01-01'), at)).toThrow(NotATimeOfDay);
  });
});

function shownAt(instant: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', timeStyle: 'short' }).format(instant);
}

function daysAfter(from: string, days: number): fc.Arbitrary<PlainDate> {
  return fc.nat(days).map((day) => addDays(plainDate(from), day));
}
