import { errorAt, type Fault } from '../form/faults.ts';
import { moment } from '../page/filters.ts';
import type { View } from '../page/page.ts';
import { addressWith } from './addresses.ts';
import type { DashboardAnswer } from './answers.ts';
import { named, ratingOf } from './dashboard.view.ts';
import { figureInWords, periodName } from './in-words.ts';

/** What somebody typed to agree a rating. */
export interface RatingTyped {
  readonly measure: string;
  readonly period: string;
  readonly rag: string | undefined;
  readonly reason: string;
}

export interface RatingView extends View {
  readonly measure: string;
  readonly period: string;
  readonly measureTitle: string;
  readonly current: string;
  readonly direction: string;
  readonly proposed: string;
  readonly choices: readonly { readonly value: string; readonly text: string; readonly checked: boolean }[];
  readonly reason: string;
  readonly ragError: { readonly text: string } | undefined;
  readonly reasonError: { readonly text: string } | undefined;
  readonly back: string;
  /** The ratings agreed before, the latest first. */
  readonly earlier: readonly { readonly rating: string; readonly by: string; readonly reason: string }[];
}

/** A measure's rating in a period: what is proposed, what was agreed before, and the form to agree one. */
export function ratingView(answer: DashboardAnswer, typed: RatingTyped, faults: readonly Fault[] = []): RatingView {
  const figure = answer.measures.find(({ measure }) => measure === typed.measure);
  const judged = figure?.rag.judged ?? undefined;
  const back = addressWith('/performance', named(typed.period));
  const given = judged === undefined ? [] : [judged, ...judged.earlier];
  const proposed = figure?.rag.proposed ?? null;
  return {
    title: 'Agree a rating',
    section: 'performance',
    breadcrumbs: [{ text: periodName(typed.period), href: back }],
    measure: typed.measure,
    period: typed.period,
    measureTitle: figure?.title ?? typed.measure,
    current: figure === undefined ? 'not on the dashboard' : figureInWords(figure, figure.unit),
    direction: figure?.direction ?? 'not told',
    proposed: proposed === null ? 'Nothing is proposed' : `${ratingOf(proposed.rag).text}. ${proposed.says}`,
    choices: ['G', 'A', 'R'].map((rag) => ({ value: rag, text: ratingOf(rag).text, checked: rag === typed.rag })),
    reason: typed.reason,
    faults,
    ragError: errorAt(faults, 'rag'),
    reasonError: errorAt(faults, 'reason'),
    back,
    earlier: given.map(({ rag, by = '', at, reason = '' }) => ({
      rating: ratingOf(rag).text,
      by: `${by}, ${moment(at)}`,
      reason,
    })),
  };
}

/** What is to be put right before a rating can be kept. */
export function ratingFaults({ rag, reason }: RatingTyped): readonly Fault[] {
  return [
    ...(rag === undefined ? [{ field: 'rag', text: 'Select a rating' }] : []),
    ...(reason === '' ? [{ field: 'reason', text: 'Enter why this is the rating' }] : []),
  ];
}
