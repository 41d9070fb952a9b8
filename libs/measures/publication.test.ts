import fc from 'fast-check';
import { measuresBeside } from './counted-sets.ts';
import { figureOf } from './figure.ts';
import { measureOf, measures, type Measure } from './measures.ts';
import { hide } from './hide.ts';
import { financialYear, namedPeriod, periodBefore, quartersOf, yearWith, type Span } from './period.ts';
import { published, type Outgoing } from './publication.ts';
import { questionOf, type Question } from './question.ts';
import { componentsOf } from './release-components.ts';
import { releaseOf } from './release-of.ts';
import { suppressionRule } from './release.ts';
import { lookAround } from './unsure.ts';

function measureNamed(id: string): Measure {
  const measure = measureOf(id);
  if (measure === undefined) throw new Error(`No measure ${id}.`);
  return measure;
}

function asked(id: string, period: string): Question {
  const measure = measureNamed(id);
  const days = namedPeriod(period);
  if (days === undefined) throw new Error(`No period ${period}.`);
  const made = questionOf(measure, measure.asks === 'at' ? { at: days.to } : { ...days });
  if ('faults' in made) throw new Error(JSON.stringify(made.faults));
  return made.question;
}

const outgoing = (
  id: string,
  period: string,
  counts: { counted: number; numerator?: number; excluded?: number },
  group?: Outgoing['group'],
): Outgoing => {
  const question = asked(id, period);
  return { question, figure: figureOf(question.measure, { numerator: 0, excluded: 0, ...counts }), group };
};

const inShort = (of: readonly Outgoing[]): string[] =>
  published(of).map(({ numerator, denominator, value }) =>
    [numerator, denominator, value].filter((each) => each !== null).join(' '),
  );

describe('figures that leave the service', () => {
  it('tells no share whose count is small, and what it is of all the same', () => {
    expect(inShort([outgoing('repeat-plans', '2017', { counted: 19, numerator: 4 })])).toEqual(['c 19 c']);
    expect(inShort([outgoing('repeat-plans', '2017', { counted: 537, numerator: 129 })])).toEqual(['129 537 24']);
    expect(inShort([outgoing('reviews-in-timescale', '2018-Q1', { counted: 261, numerator: 258 })])).toEqual([
      'c 261 c',
    ]);
    expect(inShort([outgoing('repeat-plans', '2017', { counted: 0 })])).toEqual(['0 0']);
  });

  it('hides a small count of what is left out', () => {
    const [figure] = published([outgoing('referrals', '2017', { counted: 308, excluded: 2 })]);
    expect(figure).toEqual({ numerator: 308, denominator: null, value: 308, excluded: 'c' });
  });

  it('hides a count in every measure that tells it', () => {
    const told = inShort([
      outgoing('plans-started', '2018-Q1', { counted: 4 }),
      outgoing('repeat-plans', '2018-Q1', { counted: 4, numerator: 0 }),
    ]);
    expect(told).toEqual(['c c', '0 c c']);
  });

  it('hides a second quarter where the year would give one away', () => {
    const year = [20, 30, 3, 40].map((counted, index) =>
      outgoing('plans-started', `2018-Q${String(index + 1)}`, { counted }),
    );
    expect(inShort([...year, outgoing('plans-started', '2018', { counted: 93 })])).toEqual([
      'c c',
      '30 30',
      'c c',
      '40 40',
      '93 93',
    ]);
    expect(inShort(year)).toEqual(['20 20', '30 30', 'c c', '40 40']);
  });

  it('hides a second group where the whole would give one away', () => {
    const of = (group: string, counted: number): Outgoing =>
      outgoing('plans-started', '2018', { counted }, { by: 'sex', group });
    const told = inShort([
      outgoing('plans-started', '2018', { counted: 53 }),
      of('unborn', 2),
      of('F', 20),
      of('M', 31),
      of('not-known', 0),
    ]);
    expect(told).toEqual(['53 53', 'c c', 'c c', '31 31', '0 0']);
  });

  it('tells of all beside groups what it tells without them, and hides a group of nobody rather', () => {
    const whole = outgoing('repeat-plans', '2018', { counted: 25, numerator: 10 });
    const of = (group: string, counted: number, numerator: number): Outgoing =>
      outgoing('repeat-plans', '2018', { counted, numerator }, { by: 'sex', group });
    expect(inShort([whole])).toEqual(['10 25 40']);
    expect(inShort([whole, of('F', 13, 10), of('M', 12, 0)])).toEqual(['10 25 40', 'c c c', 'c c c']);
  });

  it('knows which measures could give one another away', () => {
    const beside = (id: string): readonly string[] => measuresBeside(measureNamed(id), measures).map((each) => each.id);
    expect(beside('re-referrals')).toEqual(expect.arrayContaining(['re-referrals', 'referrals']));
    expect(beside('repeat-plans')).toContain('plans-started');
    expect(beside('repeat-plans')).not.toContain('plans-open');
  });

  it('leaves nothing to be worked out of a small authority’s year, and tells its year where it can', () => {
    const few = fc.tuple(fc.nat({ max: 12 }), fc.nat({ max: 4 }));
    fc.assert(
      fc.property(fc.array(few, { minLength: 4, maxLength: 4 }), (quarters) => {
        const figures = quarters.flatMap(([rest, numerator], index) =>
          of(`2018-Q${String(index + 1)}`, rest, numerator),
        );
        const [rest, numerator] = quarters.reduce(([a, b], [c, d]) => [a + c, b + d]);
        const release = releaseOf([...figures, ...of('2018', rest, numerator)]);
        for (const component of componentsOf(release)) {
          const hidden = hide(component, suppressionRule);
          const told = component.counts.filter(({ isTold }, place) => isTold && !hidden.has(place));
          // Where something is still not safe, nothing is told beside it but zeros that give nothing away.
          if (
            lookAround(component, hidden, {
              reading: { rule: suppressionRule, staysAlike: false },
              effort: { left: 20_000 },
              before: [],
            }).givenAway !== undefined
          )
            expect(told.filter(({ count }) => count > 0)).toEqual([]);
          expect(told.filter(({ count }) => count >= 1 && count <= 5)).toEqual([]);
        }
      }),
      { numRuns: 25 },
    );

    function of(period: string, rest: number, numerator: number): Outgoing[] {
      const counted = rest + numerator;
      return [outgoing('plans-started', period, { counted }), outgoing('repeat-plans', period, { counted, numerator })];
    }
  });

  it('tells the rest of a year where children count once in it, so that its quarters do not add up', () => {
    const of = (period: string, counted: number, excluded: number): Outgoing[] => [
      outgoing('referrals', period, { counted: counted + excluded }),
      outgoing('re-referred-children', period, { counted, excluded, numerator: 0 }),
    ];
    const told = published([
      ...of('2012-Q1', 89, 1),
      ...of('2012-Q2', 89, 1),
      ...of('2012-Q3', 83, 2),
      ...of('2012-Q4', 107, 0),
      ...of('2012', 319, 53),
    ]);
    expect(told.filter((_, index) => index % 2 === 0).map(({ value }) => value)).toEqual([90, 90, 85, 107, 372]);
    expect(told.filter((_, index) => index % 2 === 1).map(({ denominator }) => denominator)).toEqual([
      'c',
      'c',
      'c',
      107,
      319,
    ]);
  });

  it('hides three counts of Rutland’s initial assessments for 2012/13, and tells what they are of and the year', () => {
    const shares = [
      ['2012-Q1', 62, 65],
      ['2012-Q2', 57, 57],
      ['2012-Q3', 55, 59],
      ['2012-Q4', 77, 80],
      ['2012', 251, 261],
    ] as const;
    expect(
      inShort(
        shares.flatMap(([period, numerator, counted]) => [
          outgoing('initial-assessments-in-10-days', period, { counted, numerator }),
          outgoing('initial-to-core', period, { counted, numerator: 0 }),
        ]),
      ).filter((_, index) => index % 2 === 0),
    ).toEqual(['c 65 c', '57 57 100', 'c 59 c', 'c 80 c', '251 261 96.2']);
  });

  it('tells everything where every count and every rest is large', () => {
    const large = fc.integer({ min: 30, max: 60 });
    fc.assert(
      fc.property(fc.array(large, { minLength: 4, maxLength: 4 }), (of) => {
        const quarters = of.map((numerator, index) =>
          outgoing('repeat-plans', `2018-Q${String(index + 1)}`, { counted: 100, numerator }),
        );
        const year = outgoing('repeat-plans', '2018', {
          counted: 400,
          numerator: of.reduce((sum, each) => sum + each),
        });
        expect(inShort([...quarters, year]).join(' ')).not.toContain('c');
      }),
      { numRuns: 50 },
    );
  });
});

describe('quarters and financial years', () => {
  it('follow one another', () => {
    expect(['2018-Q1', '2018-Q2', '2018', '1900-Q1', '1900'].map(periodBefore)).toEqual([
      '2017-Q4',
      '2018-Q1',
      '2017',
      undefined,
      undefined,
    ]);
    expect(financialYear('2017')).toEqual({ from: '2017-04-01', to: '2018-03-31' });
  });

  it('are known by their days', () => {
    const named = [...quartersOf('2017'), '2017'].map((name) => namedPeriod(name)).filter((days) => days !== undefined);
    expect(named.map(yearWith)).toEqual(['2017', '2017', '2017', '2017', '2017']);
    expect(yearWith({ from: '2018-01-01', to: '2018-03-30' } as Span)).toBeUndefined();
    expect(yearWith({ from: '2018-01-01', to: '2018-12-31' } as Span)).toBeUndefined();
  });
});
