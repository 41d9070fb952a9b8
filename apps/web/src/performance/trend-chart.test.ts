import fc from 'fast-check';
import { chartOf, margin, trendChart, type ChartAsked, type TrendPoint } from './trend-chart.ts';

const figure = fc.oneof(
  fc.integer({ min: 0, max: 100_000 }),
  fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10),
  fc.constantFrom(null, 'c' as const),
);
const trend = fc
  .array(figure, { maxLength: 20 })
  .map((values) => values.map((value, index): TrendPoint => ({ label: `Q${String(index)}`, value })));
const asked = fc.record({
  points: trend,
  width: fc.integer({ min: 20, max: 900 }),
  height: fc.integer({ min: 15, max: 400 }),
  fromZero: fc.boolean(),
  most: fc.constantFrom(undefined, 100),
});
const box = { width: 160, height: 40, fromZero: true };
const of = (values: readonly TrendPoint['value'][], more: Partial<ChartAsked> = {}) =>
  chartOf({ ...box, ...more, points: values.map((value, index) => ({ label: String(index), value })) });

describe('a trend chart', () => {
  it('keeps every point inside its box', () => {
    fc.assert(
      fc.property(asked, (chart) => {
        const { runs, gaps } = chartOf(chart);
        for (const { x, y } of runs.flat()) {
          expect(x).toBeGreaterThanOrEqual(margin - 0.05);
          expect(x).toBeLessThanOrEqual(chart.width - margin + 0.05);
          expect(y).toBeGreaterThanOrEqual(margin - 0.05);
          expect(y).toBeLessThanOrEqual(chart.height - margin + 0.05);
        }
        for (const { x } of gaps) expect(x >= 0 && x <= chart.width).toBe(true);
      }),
    );
  });

  it('has every period once, as a point or as a gap, in their order', () => {
    fc.assert(
      fc.property(asked, (chart) => {
        const { runs, gaps } = chartOf(chart);
        const drawn = runs.flat();
        expect([...drawn, ...gaps].map(({ index }) => index).sort((a, b) => a - b)).toEqual(
          chart.points.map((_, index) => index),
        );
        expect(drawn.map(({ value }) => value)).toEqual(
          chart.points.map(({ value }) => value).filter((value) => typeof value === 'number'),
        );
        for (const [at, { x }] of drawn.entries()) if (at > 0) expect(x).toBeGreaterThanOrEqual(drawn[at - 1]!.x);
      }),
    );
  });

  it('draws no line across a period without a figure, and never takes one for zero', () => {
    fc.assert(
      fc.property(asked, (chart) => {
        for (const run of chartOf(chart).runs) {
          const indexes = run.map(({ index }) => index);
          expect(indexes).toEqual(indexes.map((_, step) => indexes[0]! + step));
        }
      }),
    );
    const { runs, gaps } = of([4, null, 6, 'c', 8]);
    expect(runs.map((run) => run.map(({ value }) => value))).toEqual([[4], [6], [8]]);
    expect(gaps).toMatchObject([
      { index: 1, isHidden: false },
      { index: 3, isHidden: true },
    ]);
  });

  it('puts a higher figure never below a lower one', () => {
    fc.assert(
      fc.property(asked, (chart) => {
        const points = chartOf(chart).runs.flat();
        for (const one of points)
          for (const other of points) if (one.value > other.value) expect(one.y).toBeLessThanOrEqual(other.y);
      }),
    );
  });

  it('has zero on the scale of a count, whatever its figures', () => {
    fc.assert(
      fc.property(asked, (chart) => {
        const { scale } = chartOf({ ...chart, fromZero: true });
        expect(scale.low).toBe(0);
        expect(scale.high).toBeGreaterThan(0);
      }),
    );
    expect(of([950, 1000]).scale).toEqual({ low: 0, high: 1000 });
  });

  it('has every figure on its scale, and spreads shares over ten points at least', () => {
    fc.assert(
      fc.property(asked, (chart) => {
        const { scale, runs } = chartOf(chart);
        expect(scale.high).toBeGreaterThan(scale.low);
        for (const { value } of runs.flat()) expect(value >= scale.low && value <= scale.high).toBe(true);
      }),
    );
    expect(of([75.8, 76], { fromZero: false, most: 100 }).scale).toEqual({ low: 70.9, high: 80.9 });
    expect(of([99.5, 100], { fromZero: false, most: 100 }).scale).toEqual({ low: 90, high: 100 });
    expect(of([0, 0.4], { fromZero: false, most: 100 }).scale.low).toBe(0);
  });

  it('stands one period alone in the middle, and has none to draw of none', () => {
    expect(of([7]).runs).toEqual([[{ x: 80, y: margin, index: 0, value: 7 }]]);
    expect(of([]).runs).toEqual([]);
    expect(of([null]).gaps).toEqual([{ x: 80, index: 0, isHidden: false }]);
    expect(trendChart({ ...box, points: [] }, 'No figures.', 't')).not.toMatch(/polyline|circle|NaN|Infinity/);
  });

  it('is SVG of numbers and classes alone, and says in words what it shows', () => {
    fc.assert(
      fc.property(asked, fc.string(), (chart, described) => {
        const svg = trendChart(chart, described, 'trend-1');
        expect(svg).toMatch(/^<svg class="trend" [^>]*role="img" aria-labelledby="trend-1"><title id="trend-1">/);
        expect(svg).not.toMatch(/NaN|Infinity|style=|undefined/);
        expect(svg.match(/<title /g)).toHaveLength(1);
      }),
    );
    expect(trendChart({ ...box, points: [] }, '<script>&"', 't')).toContain('&lt;script&gt;&amp;&quot;');
  });
});
