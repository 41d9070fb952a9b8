import { count, day, mojDate, moment, one, shortDay } from './filters.ts';

describe('days and times on pages', () => {
  it('are written as GOV.UK writes them', () => {
    expect(day('2026-01-05')).toBe('5 January 2026');
    expect(shortDay('2026-09-05')).toBe('5 Sept 2026');
    expect(day('2024-02-29')).toBe('29 February 2024');
    expect(moment('2026-01-05T09:05:00Z')).toBe('5 January 2026 at 9:05am');
    expect(moment('2026-01-05T12:00:00Z')).toBe('5 January 2026 at 12:00pm');
    expect(moment('2026-01-05T00:30:00Z')).toBe('5 January 2026 at 12:30am');
    expect(moment('2026-01-05')).toBe('5 January 2026');
  });

  it('are those of London, on either side of midnight and of both clock changes', () => {
    expect(day('2026-06-14T22:59:59Z')).toBe('14 June 2026');
    expect(day('2026-06-14T23:00:00Z')).toBe('15 June 2026');
    expect(moment('2026-03-29T00:59:00Z')).toBe('29 March 2026 at 12:59am');
    expect(moment('2026-03-29T01:00:00Z')).toBe('29 March 2026 at 2:00am');
    expect(moment('2026-10-25T00:30:00Z')).toBe('25 October 2026 at 1:30am');
    expect(moment('2026-10-25T01:30:00Z')).toBe('25 October 2026 at 1:30am');
    expect(mojDate('2026-06-14T23:00:00Z', 'shortdatetime')).toBe('15 Jun 2026 at 12:00am');
    expect(mojDate('2026-06-15', 'datetime')).toBe('15 June 2026');
  });

  it('show what is no date as it came, and nothing for nothing', () => {
    expect([day('unknown'), day(null), moment(undefined)]).toEqual(['unknown', '', '']);
    expect([count(1234567), one(1, 'day'), one(0, 'day'), one(2, 'enquiry', 'enquiries')]).toEqual([
      '1,234,567',
      '1 day',
      '0 days',
      '2 enquiries',
    ]);
  });
});
