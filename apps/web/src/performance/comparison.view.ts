import { dateTyped, type DateTyped } from '../form/date-input.ts';
import type { Fault } from '../form/faults.ts';
import { moment } from '../page/filters.ts';
import type { View } from '../page/page.ts';
import type { Offers } from '../page/permitted.ts';
import { addressWith, aRestrictedRecord, recordOf } from './addresses.ts';
import type { ComparisonAnswer, MeasureDefined, PlaceTold, SideTold } from './answers.ts';
import { queryOf, type Asked } from './asked.ts';
import { codeInWords, countInWords, daysInWords, valueInWords } from './in-words.ts';
import { pagesOf, type PagesShown } from './paging.ts';
import { parameterFields, parametersInWords, type ParameterField } from './parameter-fields.ts';

/** What is said of the second figure alone goes under this name. */
export const otherPrefix = 'other.';

/** The second figure as it was asked: its own parameters, and the moment it is known at. */
export interface OtherAsked {
  readonly parameters: Readonly<Record<string, string>>;
  readonly known: DateTyped;
  readonly knownAt: string | undefined;
  readonly faults: readonly Fault[];
}

/** Two definitions, or two moments, side by side, with the children who differ. */
export interface ComparisonView extends View {
  readonly intro: string;
  readonly action: string;
  /** What the first figure is asked with, for the form to hand on. */
  readonly kept: readonly { readonly name: string; readonly value: string }[];
  readonly parameters: readonly ParameterField[];
  readonly known: DateTyped;
  readonly compared: ComparedShown | undefined;
}

export interface ComparedShown {
  readonly sides: readonly { readonly name: string; readonly first: string; readonly second: string }[];
  readonly count: number;
  readonly rows: readonly {
    readonly child: string;
    /** Where the record is; nothing where it is kept from the reader. */
    readonly href: string | undefined;
    readonly audit: string | undefined;
    readonly before: string;
    readonly after: string;
  }[];
  readonly pages: PagesShown;
  readonly csv: string;
}

export function comparisonView(
  measure: MeasureDefined,
  asked: Asked,
  other: OtherAsked,
  answer: ComparisonAnswer | undefined,
  { offset, offers }: { readonly offset: number; readonly offers: Offers },
): ComparisonView {
  const path = `/performance/measures/${measure.id}`;
  const { group: _, for: __, ...query } = queryOf(asked);
  const kept = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
  return {
    title: 'Compare two definitions or moments',
    section: 'performance',
    breadcrumbs: [
      { text: 'Performance', href: '/performance' },
      { text: measure.title, href: addressWith(path, queryOf(asked)) },
    ],
    faults: other.faults,
    intro: `${measure.title}, ${daysInWords(asked.days)}`,
    action: `${path}/comparison`,
    kept,
    parameters: parameterFields(measure, { ...asked.parameters, ...other.parameters }, otherPrefix),
    known: other.known.fault === undefined ? dateTyped(other.known.value) : other.known,
    compared: answer && comparedShown(answer, { path, query: { ...query, ...otherQuery(other) }, offset, offers }),
  };
}

/** What is asked of the second figure alone. */
export function otherQuery({ parameters, knownAt }: OtherAsked): Record<string, string | undefined> {
  const own = Object.entries(parameters).map(([name, value]) => [`${otherPrefix}${name}`, value]);
  return { ...(Object.fromEntries(own) as Record<string, string>), [`${otherPrefix}knownAt`]: knownAt };
}

/** So many children stand on a page. */
export const comparedOnPage = 25;

function comparedShown(
  { authority, unit, first, second, count, rows }: ComparisonAnswer,
  asked: {
    readonly path: string;
    readonly query: Readonly<Record<string, string | undefined>>;
    readonly offset: number;
    readonly offers: Offers;
  },
): ComparedShown {
  const { path, query, offset, offers } = asked;
  const place = (from: number): string => addressWith(`${path}/comparison`, { ...query, compare: 'yes', offset: from });
  return {
    sides: sidesOf(first, second, unit),
    count,
    rows: rows.map(({ child, key, before, after }) => {
      const { href, factAt } = recordOf(offers, authority, child);
      return {
        child: child ?? aRestrictedRecord,
        href,
        audit: factAt(key),
        before: placeInWords(before),
        after: placeInWords(after),
      };
    }),
    pages: pagesOf({ count, offset, size: comparedOnPage, place }),
    csv: addressWith(`${path}/comparison.csv`, query),
  };
}

function sidesOf(first: SideTold, second: SideTold, unit: string): ComparedShown['sides'] {
  const row = (name: string, of: (side: SideTold) => string) => ({ name, first: of(first), second: of(second) });
  const denominator = first.denominator === null ? [] : [row('Of', (side) => countInWords(side.denominator ?? 0))];
  return [
    row('Figure', ({ value }) => valueInWords(value, unit)),
    row('Counted', ({ numerator }) => countInWords(numerator)),
    ...denominator,
    row('Left out', ({ excluded }) => countInWords(excluded)),
    row('Days', ({ period }) => daysInWords(period)),
    row('Parameters', ({ parameters }) => parametersInWords(parameters)),
    row('As known', ({ knownAt }) => (knownAt === null ? 'before anything was recorded' : moment(knownAt))),
  ];
}

/** Where a row stands in a figure, in words. */
export function placeInWords(place: PlaceTold | null): string {
  if (place === null) return 'Not in the figure';
  if (place.excluded !== null) return `Left out: ${codeInWords(place.excluded).toLowerCase()}`;
  if (place.numerator) return 'Counted';
  return place.denominator ? 'In the total, not counted' : 'Not in the figure';
}
