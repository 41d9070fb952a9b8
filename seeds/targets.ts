import { isPlainDate, type PlainDate } from '#calendar';
import data from './targets.json' with { type: 'json' };

/** The span a flow is counted over, both days included. */
export interface Span {
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/** The day a stock is counted on. */
export interface At {
  readonly at: PlainDate;
}

/** A figure as printed. What is absent was not printed; a range holds every denominator the printed figure allows. */
export interface Published {
  readonly value?: number;
  /** How many decimals the value is printed with. */
  readonly decimals?: number;
  readonly numerator?: number;
  readonly denominator?: number;
  readonly denominatorRange?: readonly [number, number];
  /** Printed as 'c': a small number nobody may be told. */
  readonly suppressed?: boolean;
}

/** Where a figure of a document stands in `published/published-figures.json`, and which part of the target it gives. */
export interface FigureSource {
  readonly id: string;
  readonly gives: 'share' | 'numerator' | 'denominator';
  /** File and line of the document. */
  readonly source: string;
}

/** Where a figure stands in DfE's published rows, `published/dfe-published-2013-2018.json`. */
export interface DfeSource {
  readonly table: string;
  /** The year ending on 31 March. */
  readonly year: number;
  readonly numerator?: string;
  readonly denominator?: string;
  readonly value?: string;
}

/** Another printed figure for the same thing, which cannot also be true. */
export interface Contradiction {
  /** The number of the contradiction in the list of document errors. */
  readonly conflict: string;
  readonly figure: string;
  readonly source: string;
  readonly value?: number;
  readonly valueRange?: readonly number[];
  readonly numerator?: number;
  readonly numeratorRange?: readonly number[];
  /** The day it speaks of, where that is not the target's own. */
  readonly at?: PlainDate;
  /** What the facts are built to on that day, where no target says so. */
  readonly built?: Published;
  readonly note?: string;
}

/** One published figure the demonstration journeys must give. */
export interface Target {
  readonly authority: string;
  /** An id of `GET /measures`. */
  readonly measure: string;
  readonly period: Span | At;
  readonly published: Published;
  readonly figures: readonly FigureSource[];
  readonly dfe?: DfeSource;
  readonly conflicts?: readonly Contradiction[];
  readonly note?: string;
}

/** One stretch of one authority's history that is told: the plans it opens with, and the spans that follow. */
export interface Story {
  readonly authority: string;
  /** Child ids are this letter and a number of so many digits. */
  readonly prefix: string;
  readonly digits: number;
  /** What is assessed: initial assessments before April 2013, single ones since. */
  readonly assessments: 'initial' | 'single';
  /** The day whose open plans the story begins with. */
  readonly openingStock: PlainDate;
  /** Spans that follow one another without a gap. */
  readonly years: readonly Span[];
}

/** Published figures that no measure gives, but that shape the journeys. */
export interface Shapes {
  /** Open plans by how long: to 3 months, to 6, under 1 year, under 2 years, longer. `null` is suppressed. */
  readonly planDurations: readonly {
    readonly authority: string;
    readonly at: PlainDate;
    readonly bands: readonly (number | null)[];
    readonly dfe: DfeSource;
  }[];
  /** How many different children the referrals and re-referrals of a span were for. */
  readonly referredChildren: readonly {
    readonly authority: string;
    readonly period: Span;
    readonly children: number;
    readonly reReferredChildren: number;
    readonly dfe: DfeSource;
  }[];
}

export interface Targets {
  readonly version: number;
  readonly stories: readonly Story[];
  readonly targets: readonly Target[];
  readonly shapes: Shapes;
}

/** The targets the project ships. Throws `NotTargets` on a fault in the file. */
export const publishedTargets: Targets = readTargets(data);

/** Reads targets from their file's content. Throws `NotTargets`, naming every fault. */
export function readTargets(content: unknown): Targets {
  const targets = content as Targets;
  const faults = targets.targets.flatMap((target, index) =>
    faultsOf(target).map((fault) => `targets/${String(index)}: ${fault}`),
  );
  if (faults.length > 0) throw new NotTargets(faults);
  return targets;
}

/** The file of targets cannot be built to. */
export class NotTargets extends Error {
  constructor(faults: readonly string[]) {
    super(`The targets cannot be used: ${faults.join('; ')}. Correct seeds/targets.json.`);
    this.name = 'NotTargets';
  }
}

/** A small number that may not be told is built as this one: within what `c` allows, and never asserted. */
export const suppressedCount = 2;

/** What is published of a measure over just this span, or on just this day; the first entry where there are several. */
export function published(
  targets: Targets,
  authority: string,
  measure: string,
  period: Span | At,
): Published | undefined {
  return targets.targets.find(
    (target) => target.authority === authority && target.measure === measure && samePeriod(target.period, period),
  )?.published;
}

/** Every target of a measure whose span lies within this one, the widest last. */
export function publishedWithin(
  targets: Targets,
  authority: string,
  measure: string,
  span: Span,
): readonly (Published & Span)[] {
  return targets.targets
    .filter((target) => target.authority === authority && target.measure === measure)
    .flatMap(({ period, published: figure }) => ('from' in period ? [{ ...figure, ...period }] : []))
    .filter((target) => target.from >= span.from && target.to <= span.to);
}

function samePeriod(a: Span | At, b: Span | At): boolean {
  if ('at' in a || 'at' in b) return 'at' in a && 'at' in b && a.at === b.at;
  return a.from === b.from && a.to === b.to;
}

function faultsOf({ authority, measure, period, published: figure, figures, dfe }: Target): string[] {
  const days: readonly string[] = 'at' in period ? [period.at] : [period.from, period.to];
  return [
    ...(/^\d{3}$/.test(authority) ? [] : [`"${authority}" is not a DfE code of three digits`]),
    ...(/^[a-z0-9-]+$/.test(measure) ? [] : [`"${measure}" is not a measure's id`]),
    ...days.filter((day) => !isPlainDate(day)).map((day) => `"${day}" is not a date`),
    ...(figure.value === undefined || figure.decimals !== undefined
      ? []
      : ['its value does not say how many decimals it is printed with']),
    ...(figures.length > 0 || dfe !== undefined ? [] : ['it has no source']),
  ];
}
