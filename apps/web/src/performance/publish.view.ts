import type { Fault } from '../form/faults.ts';
import { errorAt } from '../form/faults.ts';
import { moment } from '../page/filters.ts';
import type { View } from '../page/page.ts';
import { addressWith } from './addresses.ts';
import type { FigureAnswer, MeasureDefined } from './answers.ts';
import { queryOf, type Asked } from './asked.ts';
import { countInWords, daysInWords, ofWhat, valueInWords } from './in-words.ts';
import { parametersInWords } from './parameter-fields.ts';

/** A figure about to be published: first why, then everything to be checked once more. */
export interface PublishView extends View {
  readonly action: string;
  readonly measureId: string;
  readonly cancel: string;
  readonly note: string;
  readonly noteError: { readonly text: string } | undefined;
  readonly kept: readonly { readonly name: string; readonly value: string }[];
  readonly answers: readonly { readonly name: string; readonly value: string; readonly change?: string }[];
  /** Makes a form that is sent twice publish once. */
  readonly key: string | undefined;
}

/** What a receipt is published with, from the first page to the last. */
export interface ToPublish {
  readonly measure: MeasureDefined;
  readonly asked: Asked;
  readonly note: string;
  readonly faults: readonly Fault[];
}

/** The most a note may have, which stands with the receipt for ever. */
const longestNote = 500;

export function noteFaults(note: string): readonly Fault[] {
  if (note.length <= longestNote) return [];
  return [{ field: 'note', text: `The note must be ${longestNote} characters or fewer` }];
}

/** Asks what the figure is published for. */
export function publishView({ measure, asked, note, faults }: ToPublish): PublishView {
  return {
    ...common({ measure, asked, note, faults }),
    title: 'Publish a figure',
    action: `/performance/measures/${measure.id}/publish/check`,
    answers: [],
    key: undefined,
  };
}

/** Everything the receipt will say, before it is kept for ever. */
export function checkView(toPublish: ToPublish, figure: FigureAnswer, key: string): PublishView {
  const { measure, asked, note } = toPublish;
  const path = `/performance/measures/${measure.id}`;
  const query = queryOf(asked);
  const again = addressWith(path, query);
  const group = asked.group === undefined ? undefined : measure.groups[asked.group]?.title;
  return {
    ...common(toPublish),
    title: 'Check the figure before you publish it',
    action: '/performance/receipts',
    key,
    answers: [
      { name: 'Measure', value: measure.title },
      { name: 'Figure', value: `${valueInWords(figure.value, figure.unit)}: ${ofWhat(figure, figure.unit)}` },
      { name: 'Left out', value: countInWords(figure.excluded) },
      { name: 'Days', value: daysInWords(asked.days), change: again },
      { name: 'Parameters', value: parametersInWords(figure.receipt.parameters), change: again },
      { name: 'Broken down by', value: group ?? 'nothing', change: again },
      { name: 'As known', value: moment(figure.receipt.knownAt), change: again },
      {
        name: 'Published for',
        value: note === '' ? 'nothing said' : note,
        change: addressWith(`${path}/publish`, { ...query, note }),
      },
    ],
  };
}

function common({
  measure,
  asked,
  note,
  faults,
}: ToPublish): Omit<PublishView, 'title' | 'action' | 'answers' | 'key'> {
  const query = queryOf(asked);
  const back = addressWith(`/performance/measures/${measure.id}`, query);
  return {
    section: 'performance',
    breadcrumbs: [
      { text: 'Performance', href: '/performance' },
      { text: measure.title, href: back },
    ],
    faults,
    measureId: measure.id,
    cancel: back,
    note,
    noteError: errorAt(faults, 'note'),
    kept: Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
  };
}
