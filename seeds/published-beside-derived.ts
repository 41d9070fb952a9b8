import { publishedTargets, type At, type Contradiction, type Span, type Target, type Targets } from './targets.ts';
import { verdictOn, verdictOnContradiction, type Derived, type Verdict } from './verdict.ts';

/** One published figure beside what the facts give. */
export interface Line {
  readonly authority: string;
  readonly measure: string;
  readonly period: Span | At;
  /** As printed: the share and its counts, or `c`. */
  readonly published: string;
  /** As derived, with its counts; `c` beside a suppressed figure; why not, where there is none. */
  readonly derived: string;
  /** File and line of the document, or DfE's table, year and field. */
  readonly source: string;
  readonly verdict: Verdict | 'not yet a measure';
}

/** How a figure is asked for: `GET /authorities/{authority}/measures/{id}?…`. `undefined` where there is no such measure. */
export type AskMeasure = (
  authority: string,
  id: string,
  query: Readonly<Record<string, string>>,
) => Promise<Derived | undefined>;

/** Every published figure the demonstration is built to, beside the same figure derived from the facts. */
export async function publishedBesideDerived({
  measure,
  targets = publishedTargets,
}: {
  readonly measure: AskMeasure;
  readonly targets?: Targets;
}): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const target of targets.targets) {
    const derived = await measure(target.authority, target.measure, { ...target.period });
    lines.push(lineOf(target, derived));
    for (const printed of target.conflicts ?? []) {
      const period = printed.at === undefined ? target.period : { at: printed.at };
      const beside =
        printed.at === undefined ? derived : await measure(target.authority, target.measure, { at: printed.at });
      lines.push(contradictionLine(target, printed, period, beside));
    }
  }
  return lines;
}

/** The lines as a table for a terminal, and a last line that counts the verdicts. */
export function printLines(lines: readonly Line[]): string {
  const rows = lines.map(({ authority, measure, period, published, derived, verdict, source }) => [
    authority,
    inWords(period),
    measure,
    published,
    derived,
    verdict,
    source,
  ]);
  const table = [['area', 'period', 'measure', 'published', 'derived', 'verdict', 'source'], ...rows];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const printed = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const verdicts = new Map<string, number>();
  for (const { verdict } of lines)
    verdicts.set(verdict.replace(/ K.*| F.*/, ''), (verdicts.get(verdict.replace(/ K.*| F.*/, '')) ?? 0) + 1);
  return [...printed, '', [...verdicts].map(([verdict, count]) => `${String(count)} ${verdict}`).join(', ')].join('\n');
}

function lineOf(target: Target, derived: Derived | undefined): Line {
  const { authority, measure, period, published } = target;
  const { value, numerator, denominator, denominatorRange, decimals } = published;
  const share = value === undefined ? '' : `${value.toFixed(decimals ?? 0)} %`;
  const of =
    denominator === undefined
      ? denominatorRange === undefined
        ? ''
        : ` of ${denominatorRange.join('–')}`
      : ` of ${String(denominator)}`;
  const counts = `${numerator === undefined ? (denominator === undefined ? '' : '?') : String(numerator)}${of}`;
  return {
    authority,
    measure,
    period,
    published:
      published.suppressed === true
        ? 'c'
        : [share, share !== '' && counts !== '' ? `(${counts})` : counts].filter(Boolean).join(' '),
    derived: derived === undefined ? '–' : published.suppressed === true ? 'c' : derivedInWords(derived),
    source: sourceOf(target),
    verdict: derived === undefined ? 'not yet a measure' : verdictOn(published, derived),
  };
}

function contradictionLine(
  { authority, measure, published }: Target,
  printed: Contradiction,
  period: Span | At,
  derived: Derived | undefined,
): Line {
  const { numerator, numeratorRange, value, valueRange } = printed;
  const share = value === undefined ? valueRange?.join('–') : String(value);
  return {
    authority,
    measure,
    period,
    published:
      share === undefined
        ? numeratorRange === undefined
          ? String(numerator)
          : [...new Set(numeratorRange)].join('–')
        : `${share} %`,
    derived: derived === undefined ? '–' : published.suppressed === true ? 'c' : derivedInWords(derived),
    source: printed.source,
    verdict:
      derived === undefined
        ? 'not yet a measure'
        : verdictOnContradiction(printed, derived, verdictOn(printed.built ?? published, derived)),
  };
}

function derivedInWords({ numerator, denominator, value }: Derived): string {
  if (denominator === null) return String(numerator);
  return `${value === null ? 'no share' : `${value.toFixed(1)} %`} (${String(numerator)} of ${String(denominator)})`;
}

function sourceOf({ figures, dfe }: Target): string {
  const documents = figures.map(({ source }) => source);
  const table = dfe === undefined ? [] : [`DfE ${dfe.table} ${String(dfe.year)} ${dfe.numerator ?? dfe.value ?? ''}`];
  return [...new Set(documents), ...table].join('; ');
}

function inWords(period: Span | At): string {
  return 'at' in period ? `at ${period.at}` : `${period.from} to ${period.to}`;
}
