import { periodBefore } from '#measures';
import type { View } from '../page/page.ts';
import { moment } from '../page/filters.ts';
import type { DashboardAnswer, DashboardFigure, NamedFigure, RagGiven } from './answers.ts';
import { addressWith } from './addresses.ts';
import { daysInWords, figureInWords, periodName, polarityInWords, shortPeriod, valueInWords } from './in-words.ts';
import type { Offers } from '../page/permitted.ts';
import { periodChoices, type PeriodChoices } from './periods.ts';
import { trendChart } from './trend-chart.ts';

/** The dashboard of a quarter or a year, as seed 000's appendix A has it. */
export interface DashboardView extends View {
  readonly authority: string;
  readonly period: string;
  readonly days: string;
  readonly isPublication: boolean;
  readonly choices: PeriodChoices;
  readonly before: { readonly text: string; readonly href: string } | undefined;
  readonly after: { readonly text: string; readonly href: string } | undefined;
  readonly csv: string;
  /** Told where the quarter shown was not asked for, or where colours may be missing. */
  readonly notes: readonly string[];
  readonly knownAt: string;
  readonly groups: readonly { readonly title: string; readonly rows: readonly DashboardRow[] }[];
}

export interface DashboardRow {
  readonly measure: string;
  readonly title: string;
  readonly polarity: string;
  readonly href: string;
  readonly update: string;
  readonly current: string;
  readonly previous: string;
  readonly previousName: string;
  readonly direction: string;
  readonly chart: string;
  readonly trend: readonly { readonly period: string; readonly figure: string }[];
  readonly quartile: string;
  readonly quartileNote: string;
  readonly neighbours: string;
  readonly neighboursNote: string;
  readonly england: string;
  readonly englandNote: string;
  readonly agreed: (Rating & { readonly by: string; readonly reason: string; readonly earlier: number }) | undefined;
  readonly proposed: (Rating & { readonly says: string }) | undefined;
  readonly notProposed: string;
  /** Where a rating is agreed; nothing where figures are for publication, or hidden. */
  readonly agree: string | undefined;
}

export interface Rating {
  readonly text: string;
  readonly classes: string;
}

/** Whose dashboard, and what is to be told about how it was chosen. */
export interface DashboardAsked {
  readonly knownAt: string | undefined;
  readonly today: string;
  readonly notes: readonly string[];
  readonly offers: Offers;
}

export function dashboardView(
  answer: DashboardAnswer,
  { knownAt, today, notes, offers }: DashboardAsked,
): DashboardView {
  const name = answer.quarter ?? answer.year ?? '';
  const isPublication = answer.for === 'publication';
  const shared = { for: isPublication ? 'publication' : undefined, knownAt };
  const link = (other: string | undefined) =>
    other === undefined
      ? undefined
      : { text: periodName(other), href: addressWith('/performance', { ...named(other), ...shared }) };
  const missing = answer.judgementsKnown ? [] : ['Ratings agreed lately may be missing: where they are kept is away.'];
  const rowOf = (figure: DashboardFigure): DashboardRow =>
    dashboardRow(figure, name, { isPublication, knownAt, offers });
  return {
    title: `Performance: ${periodName(name)}`,
    section: 'performance',
    authority: answer.authority,
    period: name,
    days: daysInWords({ from: answer.from, to: answer.to }),
    isPublication,
    choices: periodChoices(name, today),
    before: link(periodBefore(name)),
    after: link(periodAfter(name, today)),
    csv: addressWith('/performance/dashboard.csv', { ...named(name), ...shared }),
    notes: [...notes, ...missing],
    knownAt: answer.knownAt === null ? 'before anything was recorded' : moment(answer.knownAt),
    groups: inGroups(answer.measures).map(({ title, measures }) => ({ title, rows: measures.map(rowOf) })),
  };
}

function dashboardRow(
  figure: DashboardFigure,
  name: string,
  {
    isPublication,
    knownAt,
    offers,
  }: { readonly isPublication: boolean; readonly knownAt: string | undefined; readonly offers: Offers },
): DashboardRow {
  const { measure, title, unit, polarity, previous, national, neighbours, printed, rag } = figure;
  const query = { ...figure.period, for: isPublication ? 'publication' : undefined, knownAt };
  const series: readonly NamedFigure[] = [...figure.trend, { ...figure, name }];
  const england = printed.find(({ authority }) => authority === 'ENG');
  const isHidden = figure.value === 'c';
  return {
    measure,
    title,
    polarity: polarityInWords[polarity] ?? '',
    href: addressWith(`/performance/measures/${measure}`, query),
    update: shortPeriod(name),
    current: figureInWords(figure, unit),
    previous: previous === null ? 'none' : figureInWords(previous, unit),
    previousName: previous === null ? '' : shortPeriod(previous.name),
    direction: figure.direction ?? 'not told',
    chart: smallChart(series, unit, title, `trend-${measure}`),
    trend: series.map((each) => ({ period: shortPeriod(each.name), figure: figureInWords(each, unit) })),
    quartile: national.quartile === null ? 'n/a' : String(national.quartile),
    quartileNote: national.quartile === null ? reasonInWords(national.reason) : yearNote(national.year),
    neighbours: neighbours.average === null ? 'n/a' : valueInWords(neighbours.average, unit),
    neighboursNote: neighbours.average === null ? reasonInWords(neighbours.reason) : yearNote(neighbours.year),
    england: england === undefined ? 'n/a' : valueInWords(england.value, unit),
    englandNote: england === undefined ? 'nothing printed is known' : yearNote(england.year),
    agreed: agreedOf(rag.judged),
    proposed: rag.proposed === null ? undefined : { ...ratingOf(rag.proposed.rag), says: rag.proposed.says },
    notProposed: rag.proposed === null ? reasonInWords(rag.reason) : '',
    agree:
      isPublication || isHidden || !offers('judge-figure')
        ? undefined
        : addressWith('/performance/ratings', { ...named(name), measure }),
  };
}

/** A rating in words: colour never says it alone. */
export function ratingOf(rag: string): Rating {
  return ratings[rag] ?? { text: rag, classes: 'govuk-tag--grey' };
}

const ratings: Readonly<Record<string, Rating>> = {
  G: { text: 'Green', classes: 'govuk-tag--green' },
  A: { text: 'Amber', classes: 'govuk-tag--orange' },
  R: { text: 'Red', classes: 'govuk-tag--red' },
};

function agreedOf(judged: (RagGiven & { readonly earlier: readonly RagGiven[] }) | null): DashboardRow['agreed'] {
  if (judged === null) return undefined;
  const { rag, by, at, reason = '', earlier } = judged;
  return {
    ...ratingOf(rag),
    by: by === undefined ? '' : `${by}, ${moment(at)}`,
    reason,
    earlier: earlier.length,
  };
}

/** The trend of a measure, small enough for a cell. */
function smallChart(series: readonly NamedFigure[], unit: string, title: string, id: string): string {
  return trendChart(chartAsked(series, unit, { width: 140, height: 36 }), trendInWords(series, unit, title), id);
}

/** A trend as it is drawn: a count from 0, a share on a scale of at least ten points. */
export function chartAsked(
  series: readonly NamedFigure[],
  unit: string,
  size: { readonly width: number; readonly height: number },
): Parameters<typeof trendChart>[0] {
  const points = series.map(({ name, value }) => ({ label: shortPeriod(name), value }));
  const isShare = unit === 'percent';
  return { points, ...size, fromZero: !isShare, most: isShare ? 100 : undefined };
}

/** What a chart shows, for whoever does not see it: where it began and where it ended. The table behind tells the rest. */
export function trendInWords(series: readonly NamedFigure[], unit: string, title: string): string {
  const [first, last] = [series.at(0), series.at(-1)];
  if (first === undefined || last === undefined) return `Trend of ${title}: no periods.`;
  const said = (figure: NamedFigure): string => `${valueInWords(figure.value, unit)} in ${shortPeriod(figure.name)}`;
  return series.length === 1 ? `${title}: ${said(first)}.` : `Trend of ${title}: ${said(first)}, ${said(last)}.`;
}

/** The measures that the published dashboard has, in its order; then those that stand behind them. */
const headlines = [
  'reviews-in-timescale',
  'repeat-plans',
  're-referrals',
  'assessments-in-45-days',
  'plans-open-over-two-years',
];

function inGroups(
  measures: readonly DashboardFigure[],
): readonly { readonly title: string; readonly measures: readonly DashboardFigure[] }[] {
  const first = headlines.flatMap((id) => measures.filter(({ measure }) => measure === id));
  const others = measures.filter(({ measure }) => !headlines.includes(measure));
  return [
    { title: 'Children at most risk are protected from harm and kept safe', measures: first },
    { title: 'What stands behind them', measures: others },
  ].filter((group) => group.measures.length > 0);
}

/** The next quarter or year, where it has begun. */
export function periodAfter(name: string, today: string): string | undefined {
  const [, year, quarter] = /^([0-9]{4})(?:-Q([1-4]))?$/.exec(name) ?? [];
  if (year === undefined) return undefined;
  const next = String(Number(year) + 1);
  const after =
    quarter === undefined ? next : quarter === '4' ? `${next}-Q1` : `${year}-Q${String(Number(quarter) + 1)}`;
  return periodChoices(after, today).isBegun ? after : undefined;
}

/** A period under the name the services ask it by. */
export function named(name: string): { readonly quarter?: string; readonly year?: string } {
  return name.includes('-') ? { quarter: name } : { year: name };
}

function yearNote(year: number | undefined): string {
  return year === undefined ? '' : `year ending March ${String(year)}`;
}

/** The code of a reason stands before its words: "no-cut-offs-known: of 2017 or before". */
function reasonInWords(reason: string | undefined): string {
  if (reason === undefined) return '';
  const said = Object.entries(reasons).find(([code]) => reason.startsWith(code))?.[1];
  return said ?? reason.replaceAll('-', ' ');
}

const reasons: Readonly<Record<string, string>> = {
  'no-quartile: not-ranked': 'neither high nor low is good',
  'no-quartile: no-cut-offs-known': 'no national quartiles are known',
  'no-quartile: no-value': 'there are no cases',
  'no-quartile: hidden': 'the figure is hidden',
  'no-value': 'there are no cases',
  hidden: 'the figure is hidden',
  'not-ranked': 'neither high nor low is good',
  'no-cut-offs-known': 'no national quartiles are known',
  'no-average-known': 'no average is known',
};
