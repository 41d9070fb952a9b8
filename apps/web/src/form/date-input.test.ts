import { dateIn, dateTyped } from './date-input.ts';

const typed = (day: string, month: string, year: string) =>
  dateIn({ 'on-day': day, 'on-month': month, 'on-year': year }, 'on', 'the date of the visit');

describe('a date typed in three fields', () => {
  it('is a day, whether the month is a number or a name', () => {
    expect(typed('5', '1', '2026').value).toBe('2026-01-05');
    expect(typed(' 05 ', 'January', '2026').value).toBe('2026-01-05');
    expect(typed('29', 'feb', '2024').value).toBe('2024-02-29');
  });

  it('that is none says what to do, at the field to do it in, and keeps what was typed', () => {
    expect(typed('', '', '').fault).toEqual({ field: 'on-day', text: 'Enter the date of the visit' });
    expect(typed('5', '', '2026').fault).toEqual({
      field: 'on-month',
      text: 'The date of the visit must include a month',
    });
    expect(typed('5', '', '').fault?.text).toBe('The date of the visit must include a month and a year');
    expect(typed('5', '1', '26').fault).toEqual({ field: 'on-year', text: 'Year must include 4 numbers' });
    expect(typed('29', '2', '2026')).toMatchObject({
      day: '29',
      month: '2',
      year: '2026',
      value: undefined,
      fault: { field: 'on-day', text: 'The date of the visit must be a real date' },
    });
    expect(typed('1', 'smarch', '2026').fault?.text).toBe('The date of the visit must be a real date');
  });

  it('may be left out where it is not needed', () => {
    expect(dateIn({}, 'on', 'the date', false)).toMatchObject({ value: undefined, fault: undefined });
  });

  it('is shown again from a day', () => {
    expect(dateTyped('2026-01-05' as never)).toMatchObject({ day: '5', month: '1', year: '2026' });
  });
});
