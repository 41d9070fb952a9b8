import {
  directionOf,
  proposedRag,
  type Direction,
  type Measure,
  type Proposal,
  type PublishedFigure,
  type Question,
  type Similar,
} from '#measures';
import { besides, type National, type Neighbours, type Printed } from './comparators/beside.ts';
import type { Comparators } from './comparators/comparators.ts';

/** How a figure stands: against the period before, the country, its neighbours, and the key of colours. */
export interface Standing {
  /** Null where either figure is hidden, or the latest has no value: there is nothing to say. */
  readonly direction: Direction | null;
  readonly national: National;
  readonly neighbours: Neighbours;
  readonly printed: readonly Printed[];
  readonly rag: { readonly proposed: Proposal | null; readonly reason?: string };
}

/** How a figure stands. Of one that is hidden nothing is said that would narrow it down. */
export function standingOf(
  of: {
    readonly comparators: Comparators;
    readonly authority: string;
    readonly measure: Measure;
    readonly question: Question;
  },
  figures: {
    readonly latest: PublishedFigure;
    readonly before: PublishedFigure | undefined;
    readonly similar: Similar;
  },
): Standing {
  const { comparators, authority, measure, question } = of;
  const { value } = figures.latest;
  const on = 'at' in question.period ? question.period.at : question.period.to;
  const beside = besides(comparators, authority, measure, on);
  const direction = directionIn(measure, figures);
  const hidden = { quartile: null, reason: 'hidden: the figure itself is not told' } as const;
  const national = value === 'c' ? hidden : beside.national(value);
  return {
    direction,
    national,
    neighbours: beside.neighbours(),
    printed: beside.printed(),
    rag: ragOf(value, national, direction),
  };
}

function directionIn(
  measure: Measure,
  {
    latest,
    before,
    similar,
  }: { readonly latest: PublishedFigure; readonly before: PublishedFigure | undefined; readonly similar: Similar },
): Direction | null {
  const [now, then] = [latest.value, before?.value ?? null];
  if (now === null || now === 'c' || then === 'c') return null;
  return directionOf(measure, { now, before: then }, similar);
}

function ragOf(value: PublishedFigure['value'], national: National, direction: Direction | null): Standing['rag'] {
  if (national.quartile === null) return { proposed: null, reason: `no-quartile: ${national.reason}` };
  if (typeof value !== 'number') return { proposed: null, reason: 'no-value' };
  return { proposed: proposedRag(value, national.cutOffs, direction ?? 'New') };
}
