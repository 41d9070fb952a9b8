import fc from 'fast-check';
import {
  addDays,
  addWorkingDays,
  calendar,
  england,
  explainWorkingDays,
  isWorkingDay,
  NotACalendar,
  plainDate,
  workingDaysBetween,
  workingDaysToReach,
  type Calendar,
  type CountedDay,
  type PlainDate,
} from './index.ts';

const d = plainDate;

/** A short calendar with holidays anywhere in it, weekends included. */
const anyCalendar: fc.Arbitrary<Calendar> = fc
  .record({
    from: daysAfter('2020-01-01', 1000),
    length: fc.integer({ min: 0, max: 60 }),
    off: fc.uniqueArray(fc.nat(60), { maxLength: 12 }),
  })
  .map(({ from, length, off }) =>
    calendar(
      'any',
      from,
      addDays(from, length),
      off.filter((day) => day <= length).map((day) => [addDays(from, day), `holiday ${String(day)}`]),
    ),
  );

/** Any day of England's calendar. */
const englishDate = daysAfter(england.from, 8765);

describe('a working day', () => {
  it.each([
    ['2026-11-20', true], // a Friday
    ['2026-11-21', false],
    ['2026-11-22', false],
    ['2026-04-03', false], // Good Friday
    ['2026-04-06', false],
    ['2026-12-25', false],
    ['2026-12-28', false], // Boxing Day's substitute
    ['2026-12-29', true],
    ['2011-12-27', false], // Christmas Day's substitute
    ['2005-01-01', false],
    ['2028-12-31', false],
    ['2004-12-31', 'unknown'],
    ['2029-01-01', 'unknown'],
  ])('%s: %p', (on, expected) => {
    expect(isWorkingDay(england, d(on))).toBe(expected);
  });
});

describe('counting working days in England', () => {
  it.each([
    ['the day after', '2026-11-16', 1, '2026-11-17'],
    ['over a weekend', '2026-11-20', 1, '2026-11-23'],
    ['from a Saturday', '2026-11-21', 1, '2026-11-23'],
    ['from a Sunday', '2026-11-22', 1, '2026-11-23'],
    ['over Easter', '2026-04-02', 1, '2026-04-07'],
    ['from Good Friday', '2026-04-03', 1, '2026-04-07'],
    ['over Christmas with a substitute day', '2026-12-24', 1, '2026-12-29'],
    ['over Christmas 2005 and New Year 2006', '2005-12-23', 4, '2006-01-03'],
    ['fifteen over Easter and May', '2026-04-20', 15, '2026-05-12'],
    ['over the State Funeral', '2022-09-16', 1, '2022-09-20'],
    ['over the Coronation', '2023-04-28', 5, '2023-05-09'],
    ['forty-five', '2026-01-12', 45, '2026-03-16'],
    ['over a leap day', '2028-02-28', 2, '2028-03-01'],
    ['none', '2026-11-21', 0, '2026-11-21'],
  ])('%s: %s and %i is %s', (_what, from, n, due) => {
    expect(addWorkingDays(england, d(from), n)).toBe(due);
  });

  it.each([
    ['2026-04-20', '2026-05-12', 15],
    ['2026-04-20', '2026-05-13', 16],
    ['2026-11-20', '2026-11-22', 0],
    ['2026-11-20', '2026-11-23', 1],
    ['2026-11-23', '2026-11-20', 0],
    ['2026-11-23', '2026-11-23', 0],
  ])('after %s up to %s there are %i', (a, b, n) => {
    expect(workingDaysBetween(england, d(a), d(b))).toBe(n);
  });

  it('counts no more days to the Saturday after a due Friday, and still reaches it a day late', () => {
    expect(addWorkingDays(england, d('2026-11-19'), 1)).toBe('2026-11-20');
    expect(workingDaysBetween(england, d('2026-11-19'), d('2026-11-21'))).toBe(1);
    expect(workingDaysToReach(england, d('2026-11-19'), d('2026-11-21'))).toBe(2);
  });

  it.each([-1, 0.5, Number.NaN])('refuses to count %p working days', (n) => {
    expect(() => addWorkingDays(england, d('2026-01-01'), n)).toThrow('0 or more');
  });
});

describe('beyond the table', () => {
  it('a due day is unknown, never a guess', () => {
    expect(addWorkingDays(england, d('2028-12-28'), 1)).toBe('2028-12-29');
    expect(addWorkingDays(england, d('2028-12-28'), 2)).toBe('unknown');
    expect(addWorkingDays(england, d('2028-12-31'), 1)).toBe('unknown');
    expect(addWorkingDays(england, d('2030-01-01'), 1)).toBe('unknown');
    expect(addWorkingDays(england, d('2004-12-30'), 1)).toBe('unknown');
    expect(explainWorkingDays(england, d('2028-12-28'), 2)).toBe('unknown');
  });

  it('counts from the day before the table, whose own standing does not matter', () => {
    expect(addWorkingDays(england, d('2004-12-31'), 1)).toBe('2005-01-04');
    expect(workingDaysBetween(england, d('2004-12-31'), d('2005-01-04'))).toBe(1);
    expect(workingDaysBetween(england, d('2004-12-30'), d('2005-01-04'))).toBe('unknown');
  });

  it('a count that ends past the table is unknown, and one that need not begin is none', () => {
    expect(workingDaysBetween(england, d('2028-12-29'), d('2028-12-31'))).toBe(0);
    expect(workingDaysToReach(england, d('2028-12-29'), d('2028-12-31'))).toBe('unknown');
    expect(workingDaysBetween(england, d('2028-12-29'), d('2029-01-01'))).toBe('unknown');
    expect(workingDaysBetween(england, d('2040-01-02'), d('2040-01-01'))).toBe(0);
    expect(addWorkingDays(england, d('2040-01-01'), 0)).toBe('2040-01-01');
  });
});

describe('counting day by day', () => {
  const near = fc.integer({ min: -10, max: 75 });
  const few = fc.nat(50);

  it('gives the same due day, days and count as walking there, in any calendar', () => {
    fc.assert(
      fc.property(anyCalendar, near, few, (cal, offset, n) => {
        const from = addDays(cal.from, offset);
        const walked = walk(cal, from, n);
        expect(explainWorkingDays(cal, from, n)).toEqual(walked);
        const due = addWorkingDays(cal, from, n);
        expect(due).toBe(walked === 'unknown' ? 'unknown' : (walked.at(-1)?.on ?? from));
        if (due !== 'unknown') expect(workingDaysBetween(cal, from, due)).toBe(n);
      }),
      { numRuns: 1000 },
    );
  });

  it('and in England', () => {
    fc.assert(
      fc.property(englishDate, few, (from, n) => {
        expect(explainWorkingDays(england, from, n)).toEqual(walk(england, from, n));
      }),
    );
  });

  it('counts between two days as walking does', () => {
    fc.assert(
      fc.property(anyCalendar, near, near, (cal, x, y) => {
        const [a, b] = [addDays(cal.from, x), addDays(cal.from, y)];
        expect(workingDaysBetween(cal, a, b)).toBe(walkBetween(cal, a, b));
      }),
      { numRuns: 1000 },
    );
  });

  it('being within n working days is a comparison of whole numbers, whatever day it is', () => {
    fc.assert(
      fc.property(anyCalendar, near, near, few, (cal, x, y, n) => {
        const [a, b] = [addDays(cal.from, x), addDays(cal.from, y)];
        const due = addWorkingDays(cal, a, n);
        const reach = workingDaysToReach(cal, a, b);
        const between = workingDaysBetween(cal, a, b);
        fc.pre(due !== 'unknown' && reach !== 'unknown' && between !== 'unknown');
        expect(reach <= n).toBe(b <= due);
        if (b <= due) expect(between <= n).toBe(true);
        if (isWorkingDay(cal, b) === true || b <= a) expect(between).toBe(reach);
        else expect(between).toBe(reach - 1);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a table of bank holidays', () => {
  it.each([
    ['no version', () => calendar(' ', '2026-01-01', '2026-12-31', [])],
    ['not a date', () => calendar('v', '2026-02-30', '2026-12-31', [])],
    ['before it begins', () => calendar('v', '2026-12-31', '2026-01-01', [])],
    ['"2026-04-31" (Feast) is not a date', () => calendar('v', '2026-01-01', '2026-12-31', [['2026-04-31', 'Feast']])],
    ['outside its span', () => calendar('v', '2026-01-01', '2026-12-31', [['2027-01-01', 'New Year']])],
    ['has no name', () => calendar('v', '2026-01-01', '2026-12-31', [['2026-05-04', '']])],
    [
      'listed twice',
      () =>
        calendar('v', '2026-01-01', '2026-12-31', [
          ['2026-05-04', 'May'],
          ['2026-05-04', 'May again'],
        ]),
    ],
  ])('is refused where %s', (fault, make) => {
    expect(make).toThrow(NotACalendar);
    expect(make).toThrow(fault);
  });

  it('is its own: another table of the same days counts differently', () => {
    const plain = calendar('no holidays', '2026-01-01', '2026-12-31', []);
    expect(addWorkingDays(plain, d('2026-04-02'), 1)).toBe('2026-04-03');
    expect(addWorkingDays(england, d('2026-04-02'), 1)).toBe('2026-04-07');
  });
});

/** The reference: one day at a time, each asked of the table, stopping at the first day it cannot answer for. */
function walk(cal: Calendar, from: PlainDate, n: number): CountedDay[] | 'unknown' {
  const days: CountedDay[] = [];
  for (let on = from, number = 0; number < n;) {
    on = addDays(on, 1);
    if (on < cal.from || on > cal.to) return 'unknown';
    const weekday = Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' }).format(Date.parse(on));
    const holiday = cal.holidays.get(on);
    const counts = holiday === undefined && !['Saturday', 'Sunday'].includes(weekday);
    if (counts) number++;
    days.push(
      counts ? { on, counts, number, why: `working day ${String(number)}` } : { on, counts, why: holiday ?? weekday },
    );
  }
  return days;
}

function walkBetween(cal: Calendar, a: PlainDate, b: PlainDate): number | 'unknown' {
  let count = 0;
  for (let on = a; on < b;) {
    on = addDays(on, 1);
    const works = isWorkingDay(cal, on);
    if (works === 'unknown') return 'unknown';
    if (works) count++;
  }
  return count;
}

function daysAfter(from: string, days: number): fc.Arbitrary<PlainDate> {
  return fc.nat(days).map((day) => addDays(plainDate(from), day));
}
