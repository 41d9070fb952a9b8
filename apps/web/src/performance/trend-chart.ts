import type { Told } from './answers.ts';

/** One period of a trend: what it is called, and its figure. `c` is hidden, null is a share of nothing. */
export interface TrendPoint {
  readonly label: string;
  readonly value: Told;
}

export interface ChartAsked {
  readonly points: readonly TrendPoint[];
  readonly width: number;
  readonly height: number;
  /** Whether the scale begins at 0: that of a count does. */
  readonly fromZero: boolean;
  /** The most a value can be: 100 of a percentage. */
  readonly most?: number | undefined;
}

/** A point of the chart in its own units, from the upper left corner. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly index: number;
  readonly value: number;
}

/** Where everything of a chart is: what the SVG draws, and what tests hold to its laws. */
export interface Chart {
  readonly width: number;
  readonly height: number;
  /** The span of values from the lower edge to the upper. */
  readonly scale: { readonly low: number; readonly high: number };
  /** Runs of periods that have a figure: a period without one parts the line, and is no zero. */
  readonly runs: readonly (readonly Placed[])[];
  /** Where the periods without a figure would be. */
  readonly gaps: readonly { readonly x: number; readonly index: number; readonly isHidden: boolean }[];
}

/** What is kept free round the points, so that half a dot is never cut off. */
export const margin = 5;

/** Places a trend in a box. Periods stand at equal distances; one alone in the middle. */
export function chartOf({ points, width, height, fromZero, most }: ChartAsked): Chart {
  const known = points.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  const scale = scaleOf(known, fromZero, most);
  const inner = { width: width - 2 * margin, height: height - 2 * margin };
  const xOf = (index: number): number =>
    points.length === 1 ? width / 2 : margin + (index * inner.width) / (points.length - 1);
  const yOf = (value: number): number => margin + inner.height * (1 - (value - scale.low) / (scale.high - scale.low));
  const runs: Placed[][] = [];
  const gaps: Chart['gaps'][number][] = [];
  let isOpen = false;
  points.forEach(({ value }, index) => {
    const x = tenth(xOf(index));
    if (typeof value !== 'number') {
      gaps.push({ x, index, isHidden: value === 'c' });
      isOpen = false;
      return;
    }
    const placed = { x, y: tenth(yOf(value)), index, value };
    if (isOpen) runs.at(-1)?.push(placed);
    else runs.push([placed]);
    isOpen = true;
  });
  return { width, height, scale, runs, gaps };
}

/**
 * A trend as SVG, drawn here by hand: a line for each run of periods with a figure, a dot for each period, the last one
 * larger, and a short dash at the foot for a period that has none. It carries no colours: the stylesheet gives them.
 * `described` is read out in its place; the same figures stand in a table behind it.
 */
export function trendChart(asked: ChartAsked, described: string, id: string): string {
  const chart = chartOf(asked);
  const { width, height, runs, gaps } = chart;
  const last = asked.points.length - 1;
  const lines = runs
    .filter((run) => run.length > 1)
    .map((run) => `<polyline class="trend-line" points="${run.map(({ x, y }) => `${x},${y}`).join(' ')}"/>`);
  const dots = runs
    .flat()
    .map(({ x, y, index }) =>
      index === last
        ? `<circle class="trend-last" cx="${x}" cy="${y}" r="3.5"/>`
        : `<circle class="trend-dot" cx="${x}" cy="${y}" r="1.8"/>`,
    );
  const foot = height - margin;
  const dashes = gaps.map(({ x }) => {
    const [from, to] = [Math.max(0, x - 2.5), Math.min(width, x + 2.5)];
    return `<line class="trend-gap" x1="${tenth(from)}" y1="${foot}" x2="${tenth(to)}" y2="${foot}"/>`;
  });
  const zero = zeroLine(chart);
  return (
    `<svg class="trend" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" ` +
    `aria-labelledby="${id}"><title id="${id}">${escaped(described)}</title>${zero}${lines.join('')}${dashes.join('')}` +
    `${dots.join('')}</svg>`
  );
}

/** A thin line where nothing would be, where the scale reaches so far. */
function zeroLine({ width, height, scale }: Chart): string {
  if (scale.low > 0) return '';
  const y = tenth(margin + (height - 2 * margin) * (scale.high / (scale.high - scale.low)));
  return `<line class="trend-zero" x1="0" y1="${y}" x2="${width}" y2="${y}"/>`;
}

/** From 0 where it is a count; otherwise of at least ten points, so that a small move does not look like a large one. */
function scaleOf(known: readonly number[], fromZero: boolean, most: number | undefined): Chart['scale'] {
  if (fromZero || known.length === 0) {
    const low = Math.min(0, ...known);
    const high = Math.max(0, ...known);
    return { low, high: high > low ? high : (most ?? 1) };
  }
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const missing = Math.max(0, leastSpan - (high - low));
  const raised = Math.min(high + missing / 2, Math.max(high, most ?? Infinity));
  const lowered = Math.max(Math.min(0, low), raised - Math.max(leastSpan, high - low));
  return { low: Math.min(low, lowered), high: Math.max(raised, lowered + leastSpan) };
}

const leastSpan = 10;

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
