import type { DifferenceDto, ReissuedReceiptDto } from '../../../performance/src/receipts/receipts.dto.ts';
import { figureInWords } from './whatif-in-words.ts';

/** A receipt for a person: the figure, what it rests on, and, where it was counted again, what came of it. */
export function receiptInWords(answer: object): string {
  const receipt = answer as Partial<ReissuedReceiptDto> & Pick<ReissuedReceiptDto, 'title' | 'unit'>;
  const {
    unit,
    lastKnown = {},
    publishedBy = {},
    digests = {},
    note,
    verdict,
    sentence,
    asKnownNow,
    asKnownThen,
  } = receipt;
  return [
    `${receipt.title} (${String(receipt.definition)}), authority ${String(receipt.authority)}, ${pairs(receipt.period)}`,
    `  ${figureInWords(receipt, unit)}`,
    ...(receipt.groups ?? []).map((group) => `    ${labelOf(group).padEnd(32)} ${figureInWords(group, unit)}`),
    ...entries(receipt.excludedByReason).map(([reason, count]) => `  left out: ${count} ${reason}`),
    ...(pairs(receipt.parameters) === '' ? [] : [`  asked with ${pairs(receipt.parameters)}`]),
    `  as known at ${String(receipt.knownAt)}; last known fact ${String(lastKnown['fact'])}`,
    `  read with rows ${String(receipt.rows)}, calendar ${String(receipt.calendar)}, timescales ${String(receipt.timescales)}`,
    `  digests of its rows: ${pairs(digests)}`,
    `  receipt ${String(receipt.id)}, published ${String(receipt.publishedAt)} by ${String(publishedBy['user'])}`,
    ...(note === undefined ? [] : [`  ${note}`]),
    ...(verdict === undefined ? [] : ['', `${verdict}: ${sentence ?? ''}`]),
    ...(asKnownThen ? [`  as known then: ${figureInWords(asKnownThen, unit)}`] : []),
    ...(asKnownNow ? [`  as known now:  ${figureInWords(asKnownNow, unit)}`] : []),
  ].join('\n');
}

/** A difference for a person: the sums by cause, then child by child and fact by fact. */
export function differenceInWords(answer: object): string {
  const { measure, from, to, change, byCause, entries: moved } = answer as DifferenceDto;
  const second = to.receipt === null ? 'now' : `in receipt ${to.receipt}`;
  return [
    `${measure}: ${parts(from)} in receipt ${String(from.receipt)}, ${parts(to)} ${second}.`,
    `  change: ${changeInWords(change)}`,
    ...byCause.map((each) => `    ${each.cause.padEnd(20)} ${changeInWords(each)}`),
    ...moved.flatMap(({ child, kind, steps }) =>
      steps.map(({ cause, sentence }) => `  ${child}, ${kind}: ${cause}. ${sentence}`),
    ),
  ].join('\n');
}

function parts({ numerator, denominator }: DifferenceDto['from']): string {
  return denominator === null ? String(numerator) : `${String(numerator)} of ${String(denominator)}`;
}

function changeInWords({ numerator, denominator, excluded }: DifferenceDto['change']): string {
  const signed = (count: number): string => (count > 0 ? `+${String(count)}` : String(count));
  return `${signed(numerator)} numerator, ${signed(denominator)} denominator, ${signed(excluded)} left out`;
}

function labelOf(group: object): string {
  return 'label' in group ? String(group.label) : '';
}

function entries(values: object | undefined): readonly (readonly [string, string])[] {
  return Object.entries(values ?? {}).map(([name, value]) => [name, String(value)]);
}

function pairs(values: object | undefined): string {
  return entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
