import type { View } from '../page/page.ts';
import { isPlainDate } from '#calendar';
import { always } from '#measures';
import { day, one } from '../page/filters.ts';
import { addressWith, aRestrictedRecord, recordOf } from './addresses.ts';
import type { MeasureDefined, RowsAnswer } from './answers.ts';
import { queryOf, type Asked } from './asked.ts';
import { codeInWords, daysInWords } from './in-words.ts';
import { rowsAddress } from './measure.view.ts';
import type { Offers } from '../page/permitted.ts';
import { pagesOf, type PagesShown } from './paging.ts';

/** The children behind one part of a figure, and the facts behind each. */
export interface RowsView extends View {
  readonly intro: string;
  readonly count: number;
  readonly rows: readonly RowShown[];
  readonly reasons: boolean;
  readonly pages: PagesShown;
  readonly csv: string;
  readonly back: string;
  readonly empty: string;
}

export interface RowShown {
  readonly child: string;
  /** Where the child's record is, for whoever may open it. */
  readonly href: string | undefined;
  readonly reason: string;
  /** The days the row tells of, and then whatever else it says. */
  readonly days: readonly Said[];
  readonly more: readonly Said[];
  /** Each where it is looked up, for whoever may; and how many there are. */
  readonly facts: readonly { readonly text: string; readonly href: string }[];
  readonly factCount: string;
}

export interface Said {
  readonly name: string;
  readonly value: string;
}

/** So many rows stand on a page: a look at a page is a look at so many children. */
export const rowsOnPage = 25;

export function rowsView(
  measure: MeasureDefined,
  asked: Asked,
  {
    part,
    only,
    offset,
    offers,
  }: {
    readonly part: string;
    readonly only: string | undefined;
    readonly offset: number;
    readonly offers: Offers;
  },
  answer: RowsAnswer,
): RowsView {
  const narrowed = { part, ...(only !== undefined && { only }) };
  const back = addressWith(`/performance/measures/${measure.id}`, queryOf(asked));
  const place = (from: number): string => rowsAddress(measure, asked, { ...narrowed, offset: from });
  const why = new Map(measure.exclusions.map(({ reason, says }) => [reason, says]));
  return {
    title: titles[part] ?? 'Children',
    section: 'performance',
    breadcrumbs: [
      { text: 'Performance', href: '/performance' },
      { text: measure.title, href: back },
    ],
    intro: `${measure.title}, ${daysInWords(asked.days)}.`,
    count: answer.count,
    rows: answer.rows.map(({ child, reason, facts, row }) => {
      const { href, factAt } = recordOf(offers, answer.authority, child);
      return {
        child: child ?? aRestrictedRecord,
        href,
        reason: reason === undefined ? '' : (why.get(reason) ?? codeInWords(reason)),
        ...saidBy(row),
        facts: facts.flatMap((fact, index) => {
          const at = factAt(fact);
          return at === undefined ? [] : [{ text: `Fact ${String(index + 1)} of ${String(facts.length)}`, href: at }];
        }),
        factCount: facts.length === 0 ? '' : one(facts.length, 'fact'),
      };
    }),
    reasons: part === 'excluded',
    pages: pagesOf({ count: answer.count, offset, size: rowsOnPage, place }),
    csv: place(0).replace('/rows', '/rows.csv'),
    back,
    empty: 'Nobody is in this part of the figure.',
  };
}

const titles: Readonly<Record<string, string>> = {
  numerator: 'Children counted',
  denominator: 'All children it is of',
  excluded: 'Children left out, and why',
};

/** What a row says, in words: its days first. What has not happened, is not known, or was ever so, is not said. */
function saidBy(row: Readonly<Record<string, unknown>>): {
  readonly days: readonly Said[];
  readonly more: readonly Said[];
} {
  const known = Object.entries(row).filter(([, value]) => value !== null && value !== '' && value !== always);
  const days = known
    .filter(([, value]) => isPlainDate(value))
    .map(([name, value]) => ({ name: codeInWords(name), value: day(value) }));
  const more = known
    .filter(([, value]) => !isPlainDate(value))
    .map(([name, value]) => ({ name: codeInWords(name), value: valueSaid(value) }));
  return { days, more };
}

function valueSaid(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}
