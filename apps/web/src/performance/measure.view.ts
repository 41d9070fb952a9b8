import type { View } from '../page/page.ts';
import { moment } from '../page/filters.ts';
import { addressWith } from './addresses.ts';
import type { FigureAnswer, MeasureDefined, TrendAnswer } from './answers.ts';
import { queryOf, type Typed } from './asked.ts';
import { chartAsked, trendInWords } from './dashboard.view.ts';
import {
  codeInWords,
  countInWords,
  daysInWords,
  evidenceInWords,
  figureInWords,
  ofWhat,
  polarityInWords,
  shortPeriod,
  valueInWords,
} from './in-words.ts';
import type { Offers } from '../page/permitted.ts';
import { parameterFields, parametersInWords, type ParameterField } from './parameter-fields.ts';
import { chartOf, trendChart } from './trend-chart.ts';

/** One measure: what it counts, what it is in a period, and the ways on from it. */
export interface MeasureView extends View {
  readonly asks: string;
  readonly action: string;
  readonly typed: Typed;
  readonly parameters: readonly ParameterField[];
  readonly groupings: readonly { readonly value: string; readonly text: string; readonly selected: boolean }[];
  readonly days: string;
  readonly knownAt: string;
  readonly isPublication: boolean;
  /** Undefined where what was asked has to be put right first. */
  readonly figure: FigureShown | undefined;
  readonly definition: DefinitionShown;
}

export interface FigureShown {
  readonly value: string;
  readonly of: string;
  /** For scripts alone: what a live figure is held against. */
  readonly live: string;
  readonly excluded: string;
  readonly rate: string | undefined;
  readonly spread: readonly { readonly name: string; readonly value: string }[];
  readonly groups: readonly GroupShown[];
  readonly groupTitle: string;
  readonly each: readonly GroupShown[];
  readonly trend: {
    readonly chart: string;
    /** From when to when, and on which scale. */
    readonly caption: string;
    readonly rows: readonly { readonly period: string; readonly figure: string; readonly direction: string }[];
  };
  readonly links: readonly { readonly text: string; readonly href: string }[];
  readonly parametersSaid: string;
  readonly reading: readonly { readonly name: string; readonly value: string }[];
}

export interface GroupShown {
  readonly label: string;
  readonly figure: string;
  readonly of: string;
  readonly href: string | undefined;
}

export interface DefinitionShown {
  readonly numerator: string;
  readonly denominator: string;
  readonly exclusions: readonly string[];
  readonly conventions: readonly { readonly says: string; readonly source: string }[];
  readonly polarity: string;
  readonly source: string;
  readonly version: string;
}

export function measureView(
  measure: MeasureDefined,
  typed: Typed,
  answer: { readonly figure: FigureAnswer; readonly trend: TrendAnswer } | undefined,
  offers: Offers,
): MeasureView {
  const { asked } = typed;
  const path = `/performance/measures/${measure.id}`;
  return {
    title: measure.title,
    section: 'performance',
    breadcrumbs: [
      { text: 'Performance', href: '/performance' },
      { text: 'All measures', href: '/performance/measures' },
    ],
    faults: typed.faults,
    asks: measure.asks,
    action: path,
    typed,
    parameters: parameterFields(measure, asked.parameters),
    groupings: groupingsOf(measure, asked.group),
    days: daysInWords(asked.days),
    knownAt: moment(answer?.figure.receipt.knownAt ?? asked.knownAt),
    isPublication: asked.isPublication,
    figure: answer && figureShown(measure, typed, answer, offers),
    definition: definitionShown(measure),
  };
}

function figureShown(
  measure: MeasureDefined,
  { asked }: Typed,
  { figure, trend }: { readonly figure: FigureAnswer; readonly trend: TrendAnswer },
  offers: Offers,
): FigureShown {
  const { unit, groups = [], each = [], spread, rate, receipt } = figure;
  const series = trend.periods;
  const grouping = asked.group === undefined ? undefined : measure.groups[asked.group];
  const size = { width: 560, height: 160 };
  return {
    value: valueInWords(figure.value, unit),
    of: ofWhat(figure, unit),
    live: JSON.stringify([figure.numerator, figure.denominator, figure.value, figure.excluded]),
    excluded: countInWords(figure.excluded),
    rate: rate?.says,
    spread: spread === undefined ? [] : spreadRows(spread),
    groups: groups.map((group) => ({
      label: group.label,
      figure: figureInWords(group, unit),
      of: ofWhat(group, unit),
      href:
        asked.isPublication || isNothing(group) || !offers('figure-rows')
          ? undefined
          : rowsAddress(measure, asked, { only: group.group }),
    })),
    groupTitle: grouping?.title ?? '',
    each: each.map((choice) => ({
      label: codeInWords(choice.choice),
      figure: figureInWords(choice, unit),
      of: ofWhat(choice, unit),
      href: undefined,
    })),
    trend: {
      chart: trendChart(chartAsked(series, unit, size), trendInWords(series, unit, measure.title), 'trend-of-measure'),
      caption: captionOf(series, unit, size),
      rows: series.map((point) => ({
        period: shortPeriod(point.name),
        figure: figureInWords(point, unit),
        direction: point.direction ?? '',
      })),
    },
    links: linksOf(measure, asked, figure, offers),
    parametersSaid: parametersInWords(receipt.parameters),
    reading: [
      { name: 'Definition', value: `${measure.id}, version ${String(figure.version)}` },
      { name: 'Everything recorded by', value: moment(receipt.lastKnown.at) },
      { name: 'Calendar of working days', value: receipt.calendar },
      { name: 'Timescales', value: receipt.timescales },
      { name: 'Reading (digest)', value: receipt.reading },
    ],
  };
}

/** "Q2 16/17 to Q1 18/19, on a scale from 0.0% to 43.4%." */
function captionOf(
  series: TrendAnswer['periods'],
  unit: string,
  size: { readonly width: number; readonly height: number },
): string {
  const { low, high } = chartOf(chartAsked(series, unit, size)).scale;
  const [first, last] = [series.at(0), series.at(-1)];
  if (first === undefined || last === undefined) return 'No period to show.';
  const scale = `${valueInWords(low, unit)} to ${valueInWords(high, unit)}`;
  const gaps = series.some(({ value }) => typeof value !== 'number')
    ? ' A dash at the foot is a period without a figure.'
    : '';
  return `${shortPeriod(first.name)} to ${shortPeriod(last.name)}, on a scale from ${scale}.${gaps}`;
}

/** The ways on: to the children where there are any, to another definition or moment, to publishing, to a file. */
function linksOf(
  measure: MeasureDefined,
  asked: Typed['asked'],
  figure: FigureAnswer,
  offers: Offers,
): FigureShown['links'] {
  const path = `/performance/measures/${measure.id}`;
  const query = queryOf(asked);
  const csv = { text: 'Download as CSV', href: addressWith(`${path}/figure.csv`, query) };
  if (asked.isPublication) return [csv];
  const isCounted = (count: number | 'c' | null): boolean => count !== null && count !== 0;
  const parts = [
    { part: 'numerator', text: 'Children counted', is: isCounted(figure.numerator) },
    { part: 'denominator', text: 'All children it is of', is: isCounted(figure.denominator) },
    { part: 'excluded', text: 'Children left out, and why', is: isCounted(figure.excluded) },
  ];
  const rows = [
    ...parts.filter(({ is }) => is).map(({ part, text }) => ({ text, href: rowsAddress(measure, asked, { part }) })),
    { text: 'Compare with another definition or moment', href: addressWith(`${path}/comparison`, query) },
  ];
  const publish = { text: 'Publish this figure', href: addressWith(`${path}/publish`, query) };
  return [...(offers('figure-rows') ? rows : []), ...(offers('publish-figure') ? [publish] : []), csv];
}

/** The children behind one part of a figure. */
export function rowsAddress(
  { id }: MeasureDefined,
  asked: Typed['asked'],
  more: { readonly part?: string; readonly only?: string; readonly offset?: number },
): string {
  const { group, for: _, ...query } = queryOf(asked);
  const narrowed = more.only === undefined ? {} : { group };
  return addressWith(`/performance/measures/${id}/rows`, { ...query, ...narrowed, ...more });
}

function groupingsOf(measure: MeasureDefined, asked: string | undefined): MeasureView['groupings'] {
  const named = Object.entries(measure.groups).map(([value, { title }]) => ({ value, text: title }));
  const chosen = Object.entries(measure.parameters)
    .filter(([, { kind }]) => kind === 'choice')
    .map(([name]) => ({ value: `each:${name}`, text: `Each choice of ${codeInWords(name).toLowerCase()}` }));
  return [{ value: '', text: 'Not broken down' }, ...named, ...chosen].map((each) => ({
    ...each,
    selected: each.value === (asked ?? ''),
  }));
}

export function definitionShown(measure: MeasureDefined): DefinitionShown {
  return {
    numerator: measure.numerator,
    denominator: measure.denominator ?? 'It is a count: of nothing else.',
    exclusions: measure.exclusions.map(({ says }) => says),
    conventions: measure.conventions.map(({ says, source, status }) => ({
      says,
      source: `${source} (${evidenceInWords(status)})`,
    })),
    polarity: polarityInWords[measure.polarity] ?? '',
    source: `${measure.source} (${evidenceInWords(measure.status)})`,
    version: `${measure.id}, version ${String(measure.version)}`,
  };
}

function spreadRows(spread: NonNullable<FigureAnswer['spread']>): FigureShown['spread'] {
  const names = {
    least: 'Least',
    lowerQuartile: 'Lower quartile',
    median: 'Median',
    upperQuartile: 'Upper quartile',
    most: 'Most',
  } as const;
  return Object.entries(names).map(([key, name]) => {
    const value = spread[key as keyof typeof names];
    return { name, value: value === null ? 'none' : value === 'c' ? 'hidden' : String(value) };
  });
}

function isNothing({ numerator }: { readonly numerator: number | 'c' }): boolean {
  return numerator === 0;
}
