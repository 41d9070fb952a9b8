import type { AskMeasure, Line } from './published-beside-derived.ts';
import type { At } from './targets.ts';
import type { Derived } from './verdict.ts';

/** A published figure that is reckoned from figures that are asked for. */
interface Reckoning {
  readonly figure: string;
  readonly authority: string;
  readonly measure: string;
  readonly at: readonly At[];
  /** From what was counted on each of the days, in their order. */
  readonly reckon: (...of: readonly Derived[]) => number;
  readonly published: number;
  readonly decimals: number;
  readonly unit: '%' | 'children';
  readonly source: string;
  /** The contradiction that explains another figure, and the figure that the facts are built to instead. */
  readonly conflict?: { readonly id: string; readonly built: number };
}

const day = (at: string): At => ({ at }) as At;

/** How much more, in per cent, the later count is. */
const change = (before?: Derived, after?: Derived): number =>
  before === undefined || after === undefined ? NaN : (100 * (after.numerator - before.numerator)) / before.numerator;

const rest = (of?: Derived): number => (of === undefined ? NaN : Number(of.denominator) - of.numerator);

export const reckonings: readonly Reckoning[] = [
  {
    figure: 'F121',
    authority: '855',
    measure: 'plans-open',
    at: [day('2017-03-31'), day('2018-03-31')],
    reckon: change,
    published: -7.9,
    decimals: 1,
    unit: '%',
    source: '000_a81d6e74569d7a0f.txt:1554',
  },
  {
    figure: 'F145',
    authority: '855',
    measure: 'reviews-in-timescale',
    at: [day('2018-06-30')],
    reckon: rest,
    published: 11,
    decimals: 0,
    unit: 'children',
    source: '000_a81d6e74569d7a0f.txt:1917',
  },
  {
    figure: 'F325',
    authority: '855',
    measure: 'plans-open',
    at: [day('2012-03-31'), day('2013-03-31')],
    reckon: change,
    published: -25,
    decimals: 0,
    unit: '%',
    source: '004_98f0ab28c3b2a031.txt:1533',
  },
  {
    figure: 'F372',
    authority: '857',
    measure: 'plans-open',
    at: [day('2012-03-31'), day('2013-03-31')],
    reckon: change,
    published: 53,
    decimals: 0,
    unit: '%',
    source: '004_98f0ab28c3b2a031.txt:1591',
    conflict: { id: 'K21', built: 30 },
  },
];

/** Figures that follow from others, each beside what the facts give: changes of a year, and those not in time. */
export async function reckonedBesideDerived(measure: AskMeasure): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const { authority, at, reckon, published, decimals, unit, source, conflict, ...of } of reckonings) {
    const derived: Derived[] = [];
    for (const each of at) {
      const found = await measure(authority, of.measure, { ...each });
      if (found !== undefined) derived.push(found);
    }
    const isKnown = derived.length === at.length;
    const value = halfUp(reckon(...derived), decimals);
    const agrees = value === published;
    lines.push({
      authority,
      measure: `${of.measure}, reckoned`,
      period: at.at(-1) ?? day(''),
      published: `${String(published)} ${unit}`,
      derived: isKnown
        ? `${String(value)} ${unit} (${derived.map(({ numerator }) => numerator).join(', then ')})`
        : '–',
      source,
      verdict: isKnown
        ? agrees
          ? 'agrees'
          : conflict !== undefined && value === conflict.built
            ? `known conflict ${conflict.id}`
            : 'differs'
        : 'not yet a measure',
    });
  }
  return lines;
}

/** Halves away from nought, as −7.94 is printed −7.9 and −24.5 would be −25. */
function halfUp(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return (Math.sign(value) * Math.floor(Math.abs(value) * scale + 0.5 + 1e-9)) / scale;
}
