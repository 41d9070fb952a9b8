import type { Measure } from './measures.ts';

/** How a figure moved since the period before. Where neither way is better, it is only higher or lower. */
export type Direction = 'Better' | 'Worse' | 'Similar' | 'Higher' | 'Lower' | 'New';

/** How little a figure may move and be called similar: percentage points of a share, per cent of a count. */
export interface Similar {
  readonly points: number;
  readonly percent: number;
}

/** The documents do not say what they call similar: 829 families after 831 is (000_a81d6e74569d7a0f.txt:2052 and 1938). */
export const similarByDefault: Similar = { points: 0.5, percent: 1 };

/** Better or worse than before, by what the measure counts as better. New where there is no figure before. */
export function directionOf(
  { polarity, unit }: Pick<Measure, 'polarity' | 'unit'>,
  { now, before }: { readonly now: number; readonly before: number | null },
  similar: Similar = similarByDefault,
): Direction {
  if (before === null) return 'New';
  const tenths = Math.round((now - before) * 10);
  const allowed = unit === 'percent' ? similar.points * 10 : (Math.abs(before) * 10 * similar.percent) / 100;
  if (Math.abs(tenths) <= allowed) return 'Similar';
  if (polarity === 'neither') return tenths > 0 ? 'Higher' : 'Lower';
  return tenths > 0 === (polarity === 'higher is better') ? 'Better' : 'Worse';
}

/** Where the quarters of all authorities meet, from the best to the worst: 16.0, 20.0, 23.8 where lower is better. */
export type CutOffs = readonly [best: number, middle: number, worst: number];

export type Quartile = 1 | 2 | 3 | 4;

/** The quarter of authorities a value would be among: 1 is the best. On a cut-off it is in the better one. */
export function quartileOf(value: number, [best, middle, worst]: CutOffs): Quartile {
  const isLowerBetter = best <= worst;
  const reaches = (cutOff: number): boolean => (isLowerBetter ? value <= cutOff : value >= cutOff);
  if (reaches(best)) return 1;
  if (reaches(middle)) return 2;
  return reaches(worst) ? 3 : 4;
}

/** Cut-offs of the values of authorities: the median, and the medians of either half beside it, as they are ranked. */
export function cutOffsOf(values: readonly number[], polarity: 'higher is better' | 'lower is better'): CutOffs {
  const ranked = [...values].sort((a, b) => (polarity === 'lower is better' ? a - b : b - a));
  const at = (share: number): number => {
    const place = (ranked.length - 1) * share;
    const [below, above] = [Number(ranked[Math.floor(place)]), Number(ranked[Math.ceil(place)])];
    return oneDecimal(below + (above - below) * (place - Math.floor(place)));
  };
  return [at(0.25), at(0.5), at(0.75)];
}

/** The plain mean of percentages, each area counting once whatever its size; null of none (measures.md M11: D). */
export function unweightedMean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const tenths = values.reduce((sum, value) => sum + Math.round(value * 10), 0);
  return Math.floor((tenths * 2 + values.length) / (values.length * 2)) / 10;
}

export type Rag = 'G' | 'A' | 'R';

/** A colour that the key proposes, and by which of its rules. */
export interface Proposal {
  readonly rag: Rag;
  readonly rule: RagRule;
  readonly says: string;
}

export type RagRule =
  | 'top-quartile'
  | 'high-in-second-and-improving'
  | 'room-for-improvement'
  | 'fourth-quartile'
  | 'low-in-third-and-declining';

/** The key of a published dashboard (000_a81d6e74569d7a0f.txt:2085–2087), read: G, A and R in its order. */
export const ragRules: Readonly<Record<RagRule, { readonly rag: Rag; readonly says: string }>> = {
  'top-quartile': { rag: 'G', says: 'In the top quartile.' },
  'high-in-second-and-improving': {
    rag: 'G',
    says: 'In the better half of the second quartile, and better than before.',
  },
  'room-for-improvement': { rag: 'A', says: 'In the second or third quartile, with room for improvement.' },
  'fourth-quartile': { rag: 'R', says: 'In the fourth quartile.' },
  'low-in-third-and-declining': { rag: 'R', says: 'In the worse half of the third quartile, and worse than before.' },
};

/**
 * What the key proposes. It says "high in the second" and "low in the third": read here as the half of the quartile that
 * is nearer the first, and nearer the fourth (R). What was printed does not follow the key (K27), so this is a proposal
 * beside the judgement of a person and never in its place.
 */
export function proposedRag(value: number, cutOffs: CutOffs, direction: Direction): Proposal {
  const rule = ruleFor(value, cutOffs, direction);
  return { rule, ...ragRules[rule] };
}

function ruleFor(value: number, cutOffs: CutOffs, direction: Direction): RagRule {
  const [best, middle, worst] = cutOffs;
  const isOnTheBetterSide = (of: number): boolean => (best <= worst ? value <= of : value >= of);
  const quartile = quartileOf(value, cutOffs);
  if (quartile === 1) return 'top-quartile';
  if (quartile === 4) return 'fourth-quartile';
  const isHigh = quartile === 2 && isOnTheBetterSide((best + middle) / 2);
  if (isHigh && direction === 'Better') return 'high-in-second-and-improving';
  const isLow = quartile === 3 && !isOnTheBetterSide((middle + worst) / 2);
  return isLow && direction === 'Worse' ? 'low-in-third-and-declining' : 'room-for-improvement';
}

function oneDecimal(value: number): number {
  return Math.floor(value * 10 + 0.5 + 1e-9) / 10;
}
