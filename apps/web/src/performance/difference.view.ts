import { moment } from '../page/filters.ts';
import type { View } from '../page/page.ts';
import type { Offers } from '../page/permitted.ts';
import { addressWith, aRestrictedRecord, recordOf } from './addresses.ts';
import { placeInWords } from './comparison.view.ts';
import { countInWords, daysInWords } from './in-words.ts';
import { pagesOf, type PagesShown } from './paging.ts';
import { parametersInWords } from './parameter-fields.ts';
import type { ChangeTold, DifferenceAnswer, DifferenceSide } from './receipt-answers.ts';

/** What leads from one published figure to another, or to what it is now: child by child, fact by fact. */
export interface DifferenceView extends View {
  readonly intro: string;
  readonly sides: readonly {
    readonly name: string;
    readonly first: string;
    readonly second: string;
    readonly change: string;
  }[];
  readonly causes: readonly { readonly sentence: string; readonly steps: number; readonly change: string }[];
  readonly count: number;
  readonly entries: readonly {
    readonly child: string;
    readonly href: string | undefined;
    readonly before: string;
    readonly after: string;
    readonly steps: readonly { readonly sentence: string; readonly by: string; readonly href: string | undefined }[];
  }[];
  readonly pages: PagesShown;
  readonly csv: string;
}

export const entriesOnPage = 25;

export function differenceView(
  answer: DifferenceAnswer,
  {
    title,
    a,
    b,
    offset,
    offers,
  }: {
    readonly title: string;
    readonly a: string;
    readonly b: string;
    readonly offset: number;
    readonly offers: Offers;
  },
): DifferenceView {
  const { authority, from, to, change, byCause, entries } = answer;
  const path = `/performance/receipts/${encodeURIComponent(a)}/difference/${encodeURIComponent(b)}`;
  const isShare = from.denominator !== null || to.denominator !== null;
  return {
    title: 'What moved the figure',
    section: 'performance',
    breadcrumbs: [
      { text: 'Performance', href: '/performance' },
      { text: 'Published figures', href: '/performance/receipts' },
      { text: title, href: `/performance/receipts/${encodeURIComponent(a)}` },
    ],
    intro: to.receipt === null ? 'From what was published to what it is now.' : 'From one published figure to another.',
    sides: sidesOf(from, to, change),
    causes: byCause.map((cause) => ({
      sentence: cause.sentence,
      steps: cause.steps,
      change: changeInWords(cause, isShare),
    })),
    count: entries.length,
    entries: entries.slice(offset, offset + entriesOnPage).map((entry) => {
      const { href, factAt } = recordOf(offers, authority, entry.child);
      return {
        child: entry.child ?? aRestrictedRecord,
        href,
        before: placeInWords(entry.before),
        after: placeInWords(entry.after),
        steps: entry.steps.map(({ sentence, fact }) => ({
          sentence,
          by: fact?.recordedBy === undefined ? '' : `Recorded by ${fact.recordedBy}.`,
          href: fact && factAt(fact.id),
        })),
      };
    }),
    pages: pagesOf({
      count: entries.length,
      offset,
      size: entriesOnPage,
      place: (next) => addressWith(path, { offset: next }),
    }),
    csv: `${path}/table.csv`,
  };
}

function sidesOf(first: DifferenceSide, second: DifferenceSide, change: ChangeTold): DifferenceView['sides'] {
  const text = (name: string, of: (side: DifferenceSide) => string) => {
    return { name, first: of(first), second: of(second), change: of(first) === of(second) ? '' : 'other' };
  };
  const count = (name: string, of: (side: DifferenceSide) => number | null, by: number) => ({
    name,
    first: countInWords(of(first) ?? 0),
    second: countInWords(of(second) ?? 0),
    change: signed(by),
  });
  const denominator = first.denominator === null ? [] : [count('Of', (side) => side.denominator, change.denominator)];
  return [
    count('Counted', ({ numerator }) => numerator, change.numerator),
    ...denominator,
    count('Left out', ({ excluded }) => excluded, change.excluded),
    text('Days', ({ period }) => daysInWords(period)),
    text('Parameters', ({ parameters }) => parametersInWords(parameters)),
    text('As known', ({ knownAt }) => (knownAt === null ? 'before anything was recorded' : moment(knownAt))),
  ];
}

/** "Counted +1, of −2": only what changed. */
export function changeInWords({ numerator, denominator, excluded }: ChangeTold, isShare: boolean): string {
  const parts = [
    { name: 'counted', by: numerator },
    ...(isShare ? [{ name: 'of', by: denominator }] : []),
    { name: 'left out', by: excluded },
  ].filter(({ by }) => by !== 0);
  const said = parts.map(({ name, by }) => `${name} ${signed(by)}`).join(', ');
  return said === '' ? 'nothing in sum' : said.slice(0, 1).toUpperCase() + said.slice(1);
}

function signed(by: number): string {
  if (by === 0) return '0';
  return `${by > 0 ? '+' : '−'}${countInWords(Math.abs(by))}`;
}
