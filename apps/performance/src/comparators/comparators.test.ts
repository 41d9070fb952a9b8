import { readFileSync } from 'node:fs';
import { plainDate } from '#calendar';
import { measureOf, type Measure } from '#measures';
import { besides } from './beside.ts';
import { latestYearOut, type Comparators } from './comparators.ts';
import { comparatorsFrom, ComparatorsUnusable } from './read-comparators.ts';
import { shippedComparators } from './shipped.ts';

function measureNamed(id: string): Measure {
  const measure = measureOf(id);
  if (measure === undefined) throw new Error(`No measure ${id}.`);
  return measure;
}

const beside = (
  measure: string,
  {
    on = '2018-06-30',
    authority = '855',
    comparators = shippedComparators,
  }: { on?: string; authority?: string; comparators?: Comparators } = {},
): ReturnType<typeof besides> => besides(comparators, authority, measureNamed(measure), plainDate(on));

const reading = (content: string, file = 'rows.csv'): Comparators => comparatorsFrom(file, () => content);
const faultsIn = (content: string, file = 'rows.csv'): readonly string[] => {
  try {
    reading(content, file);
    return [];
  } catch (error) {
    if (error instanceof ComparatorsUnusable) return error.faults;
    throw error;
  }
};

describe('what a figure of April to June 2018 is set beside', () => {
  it('is the latest year out: 2017, for 2018 comes out in the autumn', () => {
    expect([latestYearOut(plainDate('2018-10-31')), latestYearOut(plainDate('2018-11-01'))]).toEqual([2017, 2018]);
    expect(beside('re-referrals').national(29)).toMatchObject({
      quartile: 4,
      cutOffs: [16, 20, 23.8],
      year: 2017,
      status: 'D',
    });
    expect(beside('repeat-plans').national(12)).toMatchObject({ quartile: 1, year: 2017 });
    expect(beside('re-referrals').printed()).toMatchObject([
      { authority: 'ENG', year: 2017, value: 21.9 },
      { authority: '855', year: 2017, value: 17 },
    ]);
  });

  it('is the average as it was printed, where no neighbour’s own figure is known', () => {
    expect(beside('re-referrals').neighbours()).toMatchObject({
      average: 24.1,
      used: [],
      source: expect.stringContaining('Leicestershire, performance dashboard for April to June 2018') as string,
    });
  });

  it('is nothing, and says why, where nothing is known', () => {
    expect(beside('reviews-in-timescale').national(95.8)).toEqual({
      quartile: null,
      reason: 'no-cut-offs-known: of 2017 or before',
    });
    expect(beside('re-referrals', { authority: '857' }).neighbours()).toEqual({
      average: null,
      reason: 'no-average-known: of 2017 or before',
    });
    expect(beside('re-referrals', { on: '2012-06-30' }).national(25)).toMatchObject({ quartile: null });
    expect(beside('referrals').national(100)).toMatchObject({
      quartile: null,
      reason: expect.stringContaining('not-ranked') as string,
    });
    expect(beside('re-referrals').national(null)).toEqual({ quartile: null, reason: 'no-value' });
  });
});

const header = 'time_period,geographic_level,old_la_code,la_name,rereferral_percent';
const row = (...cells: readonly (string | number)[]): string => cells.join(',');

describe('DfE’s open data, given as a file', () => {
  it('gives the plain mean of the neighbours that are told, says which are hidden and which are missing', () => {
    const comparators = reading(
      [
        header,
        row(2017, 'Local authority', '803', 'South Gloucestershire', 20),
        row('201617', 'Local authority', '937', 'Warwickshire', 25.1),
        row(2017, 'Local authority', '823', '"Central, Bedfordshire"', 'c'),
        row(2016, 'Local authority', '885', 'Worcestershire', 30),
        row(2017, 'Regional', '', 'East Midlands', 30),
        row(2017, 'National', '', 'England', 21.9),
        '',
      ].join('\r\n'),
    );
    expect(beside('re-referrals', { comparators }).neighbours()).toMatchObject({
      average: 22.6,
      year: 2017,
      used: ['803', '937'],
      hidden: ['823'],
      notKnown: ['885', '850', '881', '938', '802', '860', '895'],
    });
  });

  it('gives cut-offs where it holds the authorities of the country, and not where it holds a few', () => {
    const rows = (count: number): string[] =>
      Array.from({ length: count }, (_, index) =>
        row(2018, 'Local authority', 300 + index, 'Anywhere', 10 + index / 10),
      );
    const on = '2018-12-31';
    const all = reading([header, ...rows(151)].join('\n'));
    expect(beside('re-referrals', { comparators: all, on }).national(29)).toMatchObject({
      quartile: 4,
      year: 2018,
      authorities: 153,
    });
    const few = reading([header, ...rows(20)].join('\n'));
    expect(beside('re-referrals', { comparators: few, on }).national(29)).toMatchObject({
      year: 2017,
      authorities: null,
    });
  });

  it('is refused with every fault and its line', () => {
    const text = [
      header,
      row('2017-18', 'Local authority', '803', 'Somewhere', 20),
      row(2017, 'Ward', '803', 'Somewhere', 20),
      row(2017, 'Local authority', '80', 'Somewhere', 'twenty'),
      row(2017, 'Local authority', '803'),
    ].join('\n');
    expect(faultsIn(text)).toEqual([
      'line 2: time_period "2017-18" is no year: 2018, or 201718',
      'line 3: geographic_level "Ward" is not known',
      'line 4: old_la_code "80" is not 3 digits',
      'line 4: rereferral_percent "twenty" is neither a number nor c, x, z or :',
      'line 5: it has 3 cells, and the header 5',
    ]);
    expect(faultsIn('a,b\n1,2\n')).toHaveLength(4);
    expect(faultsIn(`${header}\n2017,"open`)).toEqual([
      'line 2: a quoted cell that begins in this record is never closed',
    ]);
  });
});

describe('comparators given as JSON', () => {
  it('are read as the example shows', () => {
    const text = readFileSync(new URL('../../../../docs/examples/comparators.example.json', import.meta.url), 'utf8');
    const comparators = reading(text, 'comparators.json');
    expect(beside('re-referrals', { comparators }).neighbours()).toMatchObject({ average: 24.5, used: ['850'] });
    expect(comparators.areas.at(-1)?.source).toContain('comparators.json');
  });

  it('are refused with every fault and its place', () => {
    const text = JSON.stringify({
      areas: [{ measure: 'shoes', authority: 'X', year: 17, value: 'c', source: '' }],
      cutOffs: [{ measure: 're-referrals', year: 2017, cutOffs: [16, 24, 20], source: 'DfE' }],
      groups: [{ authority: '855', neighbours: ['803', '803'], source: 'DfE' }],
      colours: [],
    });
    expect(faultsIn(text, 'comparators.json')).toEqual([
      'colours: this is not known; give areas, cutOffs, groups or averages',
      'areas/0/source: give where it comes from',
      'areas/0/measure: give the id of a measure, as GET /measures lists',
      'areas/0/year: give the year, ending 31 March, as a number',
      'areas/0/authority: give a 3-digit code, or ENG',
      'cutOffs/0/cutOffs: give three numbers, from the best to the worst',
      'groups/0/neighbours: give 3-digit codes, none twice',
    ]);
    expect(faultsIn('{', 'comparators.json')).toHaveLength(1);
  });
});
