import { moment } from '../page/filters.ts';
import type { View } from '../page/page.ts';
import { addressWith } from './addresses.ts';
import { codeInWords, countInWords, daysInWords, figureInWords, ofWhat, valueInWords } from './in-words.ts';
import { pagesOf, type PagesShown } from './paging.ts';
import { parametersInWords } from './parameter-fields.ts';
import type { CountedAgain, PublishedReceipt, ReceiptsAnswer, ReissuedReceipt } from './receipt-answers.ts';

/** A published figure, issued again: the same, moved by facts recorded since, or by another reading of them. */
export interface ReceiptView extends View {
  readonly id: string;
  readonly verdict: { readonly text: string; readonly classes: string };
  readonly sentence: string;
  readonly readingChanged: readonly string[];
  readonly value: string;
  readonly of: string;
  readonly said: readonly Said[];
  /** As kept, as known then and as known now, side by side; where it could not be counted again, that. */
  readonly again: readonly {
    readonly name: string;
    readonly figure: string;
    readonly of: string;
    readonly out: string;
    readonly same: string;
  }[];
  readonly groups: readonly { readonly label: string; readonly figure: string; readonly of: string }[];
  readonly evidence: readonly Said[];
  /** What moved it, child by child; nothing where nothing did. */
  readonly difference: string | undefined;
  readonly others: readonly { readonly value: string; readonly text: string }[];
  readonly measureHref: string;
}

export interface Said {
  readonly name: string;
  readonly value: string;
}

export function receiptView(receipt: ReissuedReceipt, others: readonly PublishedReceipt[]): ReceiptView {
  const { id, title, unit, verdict, asKnownThen, asKnownNow, note } = receipt;
  const byReason = Object.entries(receipt.excludedByReason).map(
    ([reason, count]) => `${codeInWords(reason).toLowerCase()}: ${countInWords(count)}`,
  );
  const left = byReason.length === 0 ? '' : ` (${byReason.join(', ')})`;
  return {
    title: `Published figure: ${title}`,
    section: 'performance',
    breadcrumbs: [
      { text: 'Performance', href: '/performance' },
      { text: 'Published figures', href: '/performance/receipts' },
    ],
    id,
    verdict: verdicts[verdict] ?? { text: codeInWords(verdict), classes: 'govuk-tag--grey' },
    sentence: receipt.sentence,
    readingChanged: receipt.readingChanged.map((part) => readingParts[part] ?? codeInWords(part)),
    value: valueInWords(receipt.value, unit),
    of: ofWhat(receipt, unit),
    said: [
      { name: 'Days', value: daysInWords(receipt.period) },
      { name: 'Definition', value: `${receipt.measure}, version ${receipt.version}` },
      { name: 'Parameters', value: parametersInWords(receipt.parameters) },
      { name: 'Left out', value: `${countInWords(receipt.excluded)}${left}` },
      { name: 'As known', value: receipt.knownAt === null ? 'before anything was recorded' : moment(receipt.knownAt) },
      {
        name: 'Published',
        value: `${moment(receipt.publishedAt)} by ${receipt.publishedBy.user}, ${receipt.publishedBy.role}`,
      },
      { name: 'Published for', value: note ?? 'nothing said' },
    ],
    again: [
      { name: 'As published', ...againShown({ ...receipt, same: true }, unit), same: '' },
      { name: 'Counted again, as known then', ...againShown(asKnownThen, unit) },
      { name: 'Counted again, as known now', ...againShown(asKnownNow, unit) },
    ],
    groups: (receipt.groups ?? []).map((group) => ({
      label: group.label,
      figure: figureInWords(group, unit),
      of: ofWhat(group, unit),
    })),
    evidence: [
      { name: 'Receipt', value: id },
      { name: 'Place in the ledger', value: `${receipt.evidence.stream}, entry ${receipt.evidence.revision}` },
      { name: 'Digest in the chain', value: receipt.evidence.digest ?? 'none' },
      { name: 'Reading', value: receipt.reading },
      { name: 'Calendar', value: receipt.calendar },
      { name: 'Timescales', value: receipt.timescales },
      { name: 'Rule packs', value: receipt.rulePacks.join(', ') },
      { name: 'Rows kept', value: countInWords(receipt.members.count) },
      ...Object.entries(receipt.digests).map(([part, value]) => ({ name: `Digest of the ${part}`, value })),
    ],
    difference:
      asKnownNow?.same === false ? `/performance/receipts/${encodeURIComponent(id)}/difference/now` : undefined,
    others: others.filter((each) => each.id !== id && each.measure === receipt.measure).map(optionOf),
    measureHref: addressWith(`/performance/measures/${receipt.measure}`, {
      ...receipt.period,
      ...receipt.parameters,
      group: receipt.group,
    }),
  };
}

/** Every published figure of an authority, the latest first. */
export interface ReceiptsView extends View {
  readonly total: number;
  readonly rows: readonly {
    readonly href: string;
    readonly title: string;
    readonly days: string;
    readonly figure: string;
    readonly published: string;
    readonly note: string;
  }[];
  readonly pages: PagesShown;
}

export const receiptsOnPage = 25;

export function receiptsView({ total, receipts }: ReceiptsAnswer, offset: number): ReceiptsView {
  return {
    title: 'Published figures',
    section: 'performance',
    breadcrumbs: [{ text: 'Performance', href: '/performance' }],
    total,
    rows: receipts.map((receipt) => ({
      href: `/performance/receipts/${encodeURIComponent(receipt.id)}`,
      title: receipt.title,
      days: daysInWords(receipt.period),
      figure: figureInWords(receipt, receipt.unit),
      published: `${moment(receipt.publishedAt)}, ${receipt.publishedBy.user}`,
      note: receipt.note ?? '',
    })),
    pages: pagesOf({
      count: total,
      offset,
      size: receiptsOnPage,
      place: (from) => addressWith('/performance/receipts', { offset: from }),
    }),
  };
}

const verdicts: Readonly<Record<string, { readonly text: string; readonly classes: string }>> = {
  same: { text: 'Same', classes: 'govuk-tag--green' },
  'moved-by-facts': { text: 'Moved by facts recorded since', classes: 'govuk-tag--yellow' },
  'moved-by-reading': { text: 'Moved by another reading', classes: 'govuk-tag--orange' },
  'not-recountable': { text: 'Cannot be counted again', classes: 'govuk-tag--red' },
};

const readingParts: Readonly<Record<string, string>> = {
  definition: 'The definition of the measure',
  rows: 'How rows are made of facts',
  calendar: 'The calendar of working days',
  'rule-packs': 'The timescales in force',
};

function againShown(
  again: CountedAgain | null,
  unit: string,
): { readonly figure: string; readonly of: string; readonly out: string; readonly same: string } {
  if (again === null) return { figure: 'not counted', of: '', out: '', same: 'Cannot be counted again' };
  return {
    figure: valueInWords(again.value, unit),
    of: ofWhat(again, unit),
    out: countInWords(again.excluded),
    same: again.same ? 'The same rows' : 'Other rows',
  };
}

function optionOf(receipt: PublishedReceipt): { readonly value: string; readonly text: string } {
  const figure = valueInWords(receipt.value, receipt.unit);
  return {
    value: receipt.id,
    text: `${figure}, ${daysInWords(receipt.period)}, published ${moment(receipt.publishedAt)}`,
  };
}
