import reference from './published/published-figures.json' with { type: 'json' };
import { reckonings } from './reckoned-figures.ts';
import { standings, type Standing } from './figure-standings.ts';
import { publishedTargets, type Targets } from './targets.ts';

/** A published figure, and how it stands to the facts kept here. */
export interface Accounted {
  /** F001… */
  readonly figure: string;
  readonly area: string;
  readonly period: string;
  readonly measure: string;
  readonly value: unknown;
  /** File and line of the document. */
  readonly source: string;
  readonly standing: Standing['standing'] | 'asked for';
  /** The measure it is a figure of, where there is one here. */
  readonly of: string | null;
  readonly why: string;
  /** The contradiction of the documents that it is part of: K01… */
  readonly conflict: string | null;
}

interface Printed {
  readonly id: string;
  readonly area: string;
  readonly period: string;
  readonly measure: string;
  readonly value: unknown;
  readonly conflict?: string;
  /** False where the figure does not come out of the counts printed beside it. */
  readonly consistent?: boolean;
  readonly source: { readonly file: string; readonly line: number };
}

/** Every published figure, none left out: asked for beside the derived one, or why it is not. */
export function figuresAccounted(targets: Targets = publishedTargets): readonly Accounted[] {
  const asked = new Map<string, string>(reckonings.map(({ figure, measure }) => [figure, measure]));
  for (const { measure, figures, conflicts = [] } of targets.targets) {
    for (const { id } of figures) asked.set(id, measure);
    for (const { figure } of conflicts) asked.set(figure, measure);
  }
  return (reference.figures as unknown as readonly Printed[]).map((printed) => {
    const { id, area, period, measure, value, conflict, source } = printed;
    const of = asked.get(id);
    const found = of === undefined ? standingOf(printed) : undefined;
    return {
      figure: id,
      area,
      period,
      measure,
      value,
      source: `${source.file}:${String(source.line)}`,
      standing: found?.standing ?? 'asked for',
      of: of ?? found?.of ?? null,
      why: found?.why ?? 'It is asked for, and stands beside the derived figure above.',
      conflict: conflict ?? contradictionOf(printed),
    };
  });
}

/** How many figures stand in each way, and those that are not asked for with the reason of each, as a table. */
export function accountInWords(accounted: readonly Accounted[]): string {
  const counts = countedBy(accounted, ({ standing }) => standing);
  const reasons = countedBy(
    accounted.filter(({ standing }) => standing !== 'asked for'),
    ({ standing, of, why, conflict }) => [standing, of ?? '–', why, conflict ?? ''].join('\t'),
  );
  const lines = [...reasons].map(([reason, count]) => {
    const [standing = '', of = '', why = '', conflict = ''] = reason.split('\t');
    return `${String(count).padStart(4)}  ${standing}: ${why}${of === '–' ? '' : ` (${of})`}${conflict === '' ? '' : ` ${conflict}`}`;
  });
  const total = [...counts].map(([standing, count]) => `${String(count)} ${standing}`).join(', ');
  return [`Of ${String(accounted.length)} published figures: ${total}.`, ...lines.sort().reverse()].join('\n');
}

/** Of a figure that its own document's counts contradict: the contradiction that names its line. */
function contradictionOf({ id, consistent, source }: Printed): string | null {
  if (consistent !== false && !meansOfMeans.includes(id)) return null;
  const line = `${source.file}:${String(source.line)}`;
  return reference.document_errors.find(({ sources }) => sources.includes(line))?.id ?? null;
}

/** Printed without its counts, and the mean of four percentages all the same (K18). */
const meansOfMeans: readonly string[] = ['F299'];

/** The first of the standings that speaks of the figure. A figure of which none speaks is an error of this list. */
function standingOf({ id, measure, period, area }: Printed): Standing {
  const found = standings.find(({ measures, periods }) => measures.test(measure) && (periods?.test(period) ?? true));
  if (found === undefined) throw new NotAccounted(`${id}, ${measure} of ${area}, ${period}`);
  return found;
}

/** A published figure of which nothing is said. */
export class NotAccounted extends Error {
  constructor(figure: string) {
    super(`Nothing is said of the published figure ${figure}. Say in figure-standings.ts how it stands to the facts.`);
    this.name = 'NotAccounted';
  }
}

function countedBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}
