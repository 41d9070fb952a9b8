import fc from 'fast-check';
import { namedPeriod } from '#measures';
import type { DashboardAnswer, DashboardFigure, MeasureDefined, NamedFigure } from './answers.ts';
import { askedIn, knownIn, queryOf } from './asked.ts';
import { dashboardView, periodAfter } from './dashboard.view.ts';
import { changeInWords, differenceView } from './difference.view.ts';
import { evidenceInWords, figureInWords, ofWhat, periodName, valueInWords } from './in-words.ts';
import { pagesOf } from './paging.ts';
import { lastQuarter, periodIn, periodWith, quarterOf } from './periods.ts';
import { noteFaults } from './publish.view.ts';
import { ratingFaults } from './rating.view.ts';
import { rowsView } from './rows.view.ts';

const figure = (numerator: number | 'c', denominator: number | 'c' | null, value: number | 'c' | null) => {
  return { numerator, denominator, value, excluded: 0 };
};

describe('a figure in words', () => {
  it('is printed as the published dashboard prints it', () => {
    expect(figureInWords(figure(250, 261, 95.8), 'percent')).toBe('95.8% (250)');
    expect(figureInWords(figure(415, 1431, 29), 'percent')).toBe('29.0% (415)');
    expect(figureInWords(figure(1431, null, 1431), 'referrals')).toBe('1,431');
  });

  it('never takes what is hidden, or a share of nothing, for a number', () => {
    expect(figureInWords(figure(0, 0, null), 'percent')).toBe('no cases');
    expect(figureInWords(figure('c', 40, 'c'), 'percent')).toBe('hidden');
    expect(valueInWords(0, 'percent')).toBe('0.0%');
    expect(ofWhat(figure('c', 'c', 'c'), 'percent')).toBe('hidden of hidden');
  });

  it('counts one of a thing as one', () => {
    const said = (count: number, unit: string): string => ofWhat(figure(count, null, count), unit);
    expect([said(1, 'enquiries'), said(1, 'children'), said(2, 'plans'), said(0, 'referrals')]).toEqual([
      '1 enquiry',
      '1 child',
      '2 plans',
      '0 referrals',
    ]);
  });

  it('never calls what is recalled read', () => {
    expect(evidenceInWords('R')).toMatch(/not read in any published text/);
    expect(evidenceInWords('X')).toMatch(/nobody has said/);
  });

  it('tells a change by its sign, and nothing that did not change', () => {
    expect(changeInWords({ numerator: 1, denominator: -2, excluded: 0 }, true)).toBe('Counted +1, of −2');
    expect(changeInWords({ numerator: 0, denominator: 0, excluded: 3 }, false)).toBe('Left out +3');
  });
});

describe('a period', () => {
  it('is called by its financial year, whichever side of a century or of New Year it is on', () => {
    expect([periodName('2018-Q1'), periodName('2017'), periodName('1999-Q4')]).toEqual([
      'Quarter 1 2018/19',
      '2017/18',
      'Quarter 4 1999/00',
    ]);
  });

  it('that a day is in begins on or before it and ends on or after it', () => {
    const days = fc.date({ min: new Date('2006-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (date) => {
        const day = date.toISOString().slice(0, 10);
        const { from, to } = namedPeriod(quarterOf(day as never))!;
        expect(from <= day && day <= to).toBe(true);
        expect(namedPeriod(lastQuarter(day))!.to < day).toBe(true);
      }),
    );
  });

  it('is read from an address or from two lists', () => {
    expect(periodIn({ quarter: '2018-Q1' })).toBe('2018-Q1');
    expect(periodIn({ of: '2018', part: 'Q3' })).toBe('2018-Q3');
    expect(periodIn({ of: '2018', part: 'year' })).toBe('2018');
    expect(periodIn({})).toBeUndefined();
  });

  it('a trend leads up to is the year where the days are one, otherwise the quarter of the last of them', () => {
    expect(periodWith({ from: '2017-04-01', to: '2018-03-31' })).toBe('2017');
    expect(periodWith({ from: '2018-01-01', to: '2018-03-31' })).toBe('2017-Q4');
    expect(periodWith({ at: '2018-06-30' })).toBe('2018-Q1');
  });

  it('after another is offered only once it has begun', () => {
    expect(periodAfter('2025-Q4', '2026-04-01')).toBe('2026-Q1');
    expect(periodAfter('2025-Q4', '2026-03-31')).toBeUndefined();
    expect(periodAfter('2024', '2025-04-01')).toBe('2025');
  });
});

const measure: MeasureDefined = {
  id: 're-referrals',
  version: 2,
  title: 'Re-referrals',
  asks: 'period',
  unit: 'percent',
  polarity: 'lower-is-better',
  counts: 'referral',
  numerator: 'Those within 12 months.',
  denominator: 'Referrals.',
  exclusions: [],
  parameters: {
    months: { kind: 'number', default: 12, least: 1, most: 240, means: 'Months.', source: 'DfE', status: 'V' },
  },
  conventions: [],
  groups: {},
  source: 'DfE',
  status: 'V',
};
const usual = { from: '2026-01-01', to: '2026-03-31' };

describe('what is asked of a measure', () => {
  const read = (query: Record<string, string>) => askedIn(query, measure, usual, '2026-06-15');

  it('is the usual days where none are given, and the days given otherwise', () => {
    expect(read({}).asked.days).toEqual(usual);
    const typed = { 'from-day': '1', 'from-month': '4', 'from-year': '2018', to: '2018-06-30' };
    expect(read(typed).asked.days).toEqual({ from: '2018-04-01', to: '2018-06-30' });
  });

  it('says which date is none, or in the wrong order', () => {
    expect(read({ 'from-day': '31', 'from-month': '2', 'from-year': '2018' }).faults).toMatchObject([
      { field: 'from-day', text: 'The first day must be a real date' },
    ]);
    expect(read({ from: '2018-06-30', to: '2018-04-01' }).faults).toMatchObject([{ field: 'to-day' }]);
  });

  it('hands on only what is not as it is by default', () => {
    expect(queryOf(read({ months: '12', group: '' }).asked)).toEqual({ ...usual });
    expect(queryOf(read({ months: '24', for: 'publication' }).asked)).toEqual({
      ...usual,
      months: '24',
      for: 'publication',
    });
  });

  it('is known by the end of the day in London, on either side of the clock changes; by today is now', () => {
    const by = (day: string, month: string): string | undefined =>
      knownIn({ 'known-day': day, 'known-month': month, 'known-year': '2026' }, '2026-11-29').knownAt;
    expect(by('28', '3')).toBe('2026-03-28T23:59:59.999Z');
    expect(by('29', '3')).toBe('2026-03-29T22:59:59.999Z');
    expect(by('25', '10')).toBe('2026-10-25T23:59:59.999Z');
    expect(by('29', '11')).toBeUndefined();
    const tomorrow = { 'known-day': '30', 'known-month': '11', 'known-year': '2026' };
    expect(knownIn(tomorrow, '2026-11-29').typed.fault?.text).toMatch(/today or in the past/);
  });
});

describe('the pages of a list', () => {
  it('show every row once, in order, whatever their number', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.integer({ min: 1, max: 60 }), (count, size) => {
        const seen: number[] = [];
        for (let offset = 0; offset < count; offset += size) {
          const { said } = pagesOf({ count, offset, size, place: String });
          const [, first, last] = /^([0-9]+) to ([0-9]+) of/.exec(said)!;
          for (let row = Number(first); row <= Number(last); row += 1) seen.push(row);
        }
        expect(seen).toEqual(Array.from({ length: count }, (_, index) => index + 1));
      }),
    );
  });

  it('are not numbered where one holds all', () => {
    expect(pagesOf({ count: 25, offset: 0, size: 25, place: String }).pagination).toBeUndefined();
    expect(pagesOf({ count: 26, offset: 25, size: 25, place: String })).toMatchObject({
      said: '26 to 26 of 26',
      pagination: {
        items: [
          { number: 1, href: '0' },
          { number: 2, current: true },
        ],
        previous: { href: '0' },
      },
    });
  });
});

describe('a row of whose child the reader may not know', () => {
  const masked = { child: null, key: '' };
  const called = { child: 'A restricted record', href: undefined };

  it('is counted among the children of a figure, and leads nowhere', () => {
    const { asked } = askedIn({}, measure, usual, '2026-06-15');
    const view = rowsView(
      measure,
      asked,
      { part: 'numerator', only: undefined, offset: 0, offers: () => true },
      { authority: '855', part: 'numerator', count: 1, next: null, rows: [{ ...masked, facts: [], row: {} }] },
    );
    expect(view.rows).toEqual([{ ...called, reason: '', days: [], more: [], facts: [], factCount: '' }]);
  });

  it('is told of by how far it moved a figure alone', () => {
    const none = { numerator: 0, denominator: 0, excluded: 0 };
    const steps = [{ cause: 'restricted', sentence: 'What moved it is kept to named people.' }];
    const side = {
      numerator: 1,
      denominator: 1,
      excluded: 0,
      receipt: null,
      period: usual,
      parameters: {},
      knownAt: null,
    };
    const view = differenceView(
      {
        authority: '855',
        measure: measure.id,
        from: side,
        to: side,
        change: none,
        byCause: [],
        entries: [{ ...masked, before: null, after: null, change: none, steps }],
      },
      { title: 'Receipt', a: '1', b: '2', offset: 0, offers: () => true },
    );
    expect(view.entries).toMatchObject([{ ...called, steps: [{ href: undefined }] }]);
  });
});

describe('the dashboard', () => {
  const named = (name: string, value: NamedFigure['value']): NamedFigure => ({ name, ...figure(1, 4, value) });
  const row = (id: string, more: Partial<DashboardFigure> = {}): DashboardFigure => ({
    measure: id,
    title: id,
    period: usual,
    unit: 'percent',
    polarity: 'lower-is-better',
    ...figure(1, 4, 25),
    direction: 'Better',
    previous: named('2025-Q3', null),
    trend: [named('2025-Q2', 'c'), named('2025-Q3', null)],
    national: { quartile: null, reason: 'no-cut-offs-known: of 2025 or before' },
    neighbours: { average: null, reason: 'no-average-known: of 2025 or before' },
    printed: [],
    rag: { proposed: null, reason: 'no-quartile: no-cut-offs-known: of 2025 or before', judged: null },
    ...more,
  });
  const answer = (measures: readonly DashboardFigure[], whom = 'service'): DashboardAnswer => ({
    authority: '855',
    quarter: '2025-Q4',
    ...usual,
    for: whom,
    knownAt: null,
    judgementsKnown: true,
    measures,
  });
  const shown = (of: DashboardAnswer, may = true) =>
    dashboardView(of, { knownAt: undefined, today: '2026-06-15', notes: [], offers: () => may });

  it('begins with the measures of the published one, in its order', () => {
    const { groups } = shown(
      answer(['referrals', 're-referrals', 'reviews-in-timescale', 'repeat-plans'].map((id) => row(id))),
    );
    expect(groups.map(({ rows }) => rows.map(({ measure: id }) => id))).toEqual([
      ['reviews-in-timescale', 'repeat-plans', 're-referrals'],
      ['referrals'],
    ]);
  });

  it('tells a hidden or missing figure of the trend in words, and why nothing stands beside it', () => {
    const [first] = shown(answer([row('re-referrals')])).groups[0]!.rows;
    expect(first!.trend.map(({ figure: said }) => said)).toEqual(['hidden', 'no cases', '25.0% (1)']);
    expect([first!.quartile, first!.quartileNote, first!.neighboursNote, first!.previous]).toEqual([
      'n/a',
      'no national quartiles are known',
      'no average is known',
      'no cases',
    ]);
  });

  it('offers a rating to whoever may agree one, and never of what is hidden', () => {
    const agree = (of: DashboardAnswer, may = true) => shown(of, may).groups[0]!.rows[0]!.agree;
    expect(agree(answer([row('re-referrals')]))).toBe('/performance/ratings?quarter=2025-Q4&measure=re-referrals');
    expect(agree(answer([row('re-referrals')]), false)).toBeUndefined();
    expect(agree(answer([row('re-referrals', figure('c', 'c', 'c'))], 'publication'))).toBeUndefined();
  });
});

it('a rating needs a colour and a reason, and a note has an end', () => {
  const typed = { measure: 're-referrals', period: '2025-Q4', rag: undefined, reason: '' };
  expect(ratingFaults(typed).map(({ field }) => field)).toEqual(['rag', 'reason']);
  expect([noteFaults('x'.repeat(500)), noteFaults('x'.repeat(501)).length]).toEqual([[], 1]);
});
