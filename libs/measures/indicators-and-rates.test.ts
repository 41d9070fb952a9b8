import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainDate } from '#calendar';
import { counting, told, type Told } from '#testing';
import { measureOf, measures, type Measure } from './measures.ts';
import { midYearOf, Populations } from './populations.ts';
import { populationsFrom, PopulationsUnusable } from './read-populations.ts';

const d = plainDate;
const year = { from: '2012-04-01', to: '2013-03-31' };

describe('the National Indicators of 2012/13', () => {
  const referred = (on: string): Told => told('ReferralReceived', on);
  const assessed = (start: string, on: string): readonly Told[] => [
    referred(start),
    told('AssessmentStarted', start, { kind: 'initial' }),
    told('AssessmentAuthorised', on, { kind: 'initial' }),
  ];

  it('fix what may be chosen of today’s measures', () => {
    for (const id of ['ni-59', 'ni-60', 'ni-64', 'ni-65', 'ni-68']) expect(measureOf(id)?.parameters).toEqual({});
    expect(Object.keys(measureOf('ni-67')?.parameters ?? {})).toEqual(['counted']);
    expect(JSON.stringify(['ni-59', 'ni-60', 'ni-64', 'ni-65'].map(measureOf))).not.toMatch(/"parameter":|only where/);
  });

  it('are pooled over the year: not the mean of the quarters’ percentages, which is another figure', () => {
    // One of one in the first quarter, one of three in the second: 2 of 4, where the mean of 100 and 33.3 would be 66.7.
    const children = counting([
      assessed('2012-05-01', '2012-05-09'),
      assessed('2012-07-02', '2012-07-10'),
      assessed('2012-07-02', '2012-08-30'),
      assessed('2012-07-02', '2012-08-31'),
    ]);
    expect(children.count('ni-59', year)).toMatchObject({ numerator: 2, denominator: 4, value: 50 });
    expect(children.count('ni-68', year)).toMatchObject({ numerator: 4, denominator: 4, value: 100 });
    expect(measureOf('ni-59')?.conventions[0]?.says).toMatch(/K18/);
  });

  it('give what Leicestershire printed where the counts are those it printed', () => {
    const plan = (from: string, to: string): readonly Told[] => [told('PlanStarted', from), told('PlanEnded', to)];
    const ended = [...Array<readonly Told[]>(31).fill(plan('2010-06-01', '2012-06-01'))].concat(
      Array<readonly Told[]>(636).fill(plan('2010-06-02', '2012-06-01')),
    );
    expect(counting(ended).count('ni-64', year)).toMatchObject({ numerator: 31, denominator: 667, value: 4.6 });
  });

  it('judge reviews over twelve months, and plans of more than three', () => {
    const plan = (on: string): readonly Told[] => [told('PlanStarted', on)];
    const children = counting([plan('2012-12-31'), plan('2012-12-30'), plan('2013-01-01')]);
    expect(children.count('ni-67', { at: '2013-03-31' })).toMatchObject({ numerator: 0, denominator: 1, excluded: 2 });
  });
});

describe('every measure', () => {
  const among = (measure: Measure): boolean => measure.among !== undefined;

  it('says where it comes from and how well that is founded, and so does everything that may be chosen', () => {
    for (const { basis, parameters, conventions } of measures) {
      for (const { source, status } of [basis, ...Object.values(parameters), ...conventions]) {
        expect(source.length).toBeGreaterThan(5);
        expect(['V', 'V2', 'D', 'R']).toContain(status);
      }
    }
  });

  it('is a share that says so, or counts things', () => {
    for (const measure of measures) {
      const isShare = measure.numerator !== null;
      expect([measure.id, measure.unit === 'percent']).toEqual([measure.id, isShare]);
      expect([measure.id, measure.unit === 'children per worker']).toEqual([measure.id, among(measure)]);
    }
  });
});

describe('rates for every 10,000 children', () => {
  const known = new Populations();

  it.each([
    [{ at: d('2018-03-31') }, 2017],
    [{ at: d('2018-04-01') }, 2018],
    [{ from: d('2012-04-01'), to: d('2013-03-31') }, 2012],
    [{ from: d('2018-04-01'), to: d('2018-06-30') }, 2018],
  ])('of %j are set against the children of mid-%i', (period, midYear) => {
    expect(midYearOf(period)).toBe(midYear);
  });

  it('are told with the population, its year and its source', () => {
    const march = { at: d('2018-03-31') };
    // DfE's Leicestershire count of 31 March 2018 over ONS's mid-2017: 2,128 of 136,766.
    expect(known.rate(2128, '855', march)).toMatchObject({
      per: 10_000,
      value: 155.6,
      midYear: 2017,
      population: 136_766,
      status: 'V',
      source: expect.stringContaining('ONS') as string,
    });
    expect(known.rate(394, '855', march).value).toBe(28.8);
    expect(known.rate(0, '855', march).value).toBe(0);
  });

  it('have no value where no population is known, and say so', () => {
    expect(known.rate(2128, '801', { at: d('2018-03-31') })).toMatchObject({
      value: null,
      population: null,
      says: expect.stringMatching(/^No population of children in authority 801 in mid-2017 is known/) as string,
    });
  });

  it('go by an authority’s own population before the one that is shipped', () => {
    const own = new Populations([{ authority: '855', midYear: 2017, children: 10_000, source: 'Own' }]);
    expect(own.rate(5, '855', { at: d('2018-03-31') })).toMatchObject({ value: 5, source: 'Own', status: null });
    expect(own.rate(5, '855', { at: d('2017-03-31') }).population).toBe(135_630);
  });
});

describe('a file of populations', () => {
  const read = (text: string) => populationsFrom('populations.json', ['855'], () => text);

  it('is read as the example shows', () => {
    const example = readFileSync(join(import.meta.dirname, '../../docs/examples/populations.example.json'), 'utf8');
    expect(read(example)).toMatchObject([{ authority: '855', midYear: 2020, children: 139_400 }]);
    expect(populationsFrom('', ['855'], () => 'not read')).toEqual([]);
  });

  it.each([
    ['no JSON', /is not JSON/],
    ['{}', /no list of populations/],
    ['null', /no list of populations/],
    [
      '{"populations":[{"authority":"855","midYear":2020,"children":9,"children":5,"source":"x"}]}',
      /"\/populations\/0\/children" is given twice/,
    ],
    ['{"populations":[7]}', /(\n {2}- populations\[0\].*){4}/],
    ['{"populations":[{"authority":"801","midYear":2020,"children":5,"source":"x"}]}', /authority is "801"/],
    ['{"populations":[{"authority":"855","midYear":"2020","children":5,"source":"x"}]}', /midYear is "2020"/],
    ['{"populations":[{"authority":"855","midYear":2020,"children":0,"source":"x"}]}', /children is 0/],
    ['{"populations":[{"authority":"855","midYear":2020,"children":5,"source":" "}]}', /names no source/],
    ['{"populations":[{"authority":"855","midYear":2020,"children":5,"source":"x","sex":"F"}]}', /no field sex/],
  ])('that says %s is refused with what to do', (text, fault) => {
    expect(() => read(text)).toThrow(PopulationsUnusable);
    expect(() => read(text)).toThrow(fault);
  });

  it('with a year twice, or that is not there, is refused', () => {
    const one = '{"authority":"855","midYear":2020,"children":5,"source":"x"}';
    expect(() => read(`{"populations":[${one},${one}]}`)).toThrow(/mid-2020 is listed twice/);
    const missing = (): string => {
      throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    };
    expect(() => populationsFrom('none.json', ['855'], missing)).toThrow(/cannot be read \(ENOENT\)/);
  });
});
