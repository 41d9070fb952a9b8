import type { Founded } from './definition.ts';
import { holds, valuesOf, type Reader } from './holds.ts';
import type { Phrase } from './phrases.ts';
import type { ColumnOf, Row, RowKind } from './rows.ts';

/** One of the groups that rows are told apart into: those of which all of this is true, and of no group before it. */
export interface Group<K extends RowKind = RowKind> {
  readonly group: string;
  readonly label: string;
  readonly where: readonly Phrase<K>[];
}

/** Rows of a kind that say something of the child for a time, and the days of that time. */
export const linked = {
  child: { since: undefined, until: undefined },
  allocation: { since: 'fromDay', until: 'untilDay' },
  family: { since: 'linkedOn', until: 'unlinkedOn' },
  'plan-category': { since: 'fromDay', until: 'untilDay' },
} as const satisfies { readonly [K in 'child' | 'allocation' | 'family' | 'plan-category']: Span<K> };

interface Span<K extends RowKind> {
  readonly since: ColumnOf<K> | undefined;
  readonly until: ColumnOf<K> | undefined;
}

export type Linked = keyof typeof linked;

/**
 * How rows are told apart, as data: by their own columns, or by what was so of the child on the day of the row. Every
 * row is in one group, so the groups add up. What a group cannot be told of is a group too, and never dropped.
 */
export type Grouping = {
  [K in RowKind]: Founded & {
    readonly title: string;
    readonly says: string;
    /** Of the row itself, or of another of the child's, in force on the day. */
    readonly by: 'the row' | (K extends Linked ? K : never);
    readonly groups: readonly Group<K>[];
    /** The column whose every further value is a group of its own; null where what is left is not known. */
    readonly values: ColumnOf<K> | null;
    /** What values that are codes mean. */
    readonly labels?: Readonly<Record<string, string>>;
    /** Whether every such code is a group, with rows or without. */
    readonly listsEvery?: true;
    /** What the group of what cannot be told is called. */
    readonly notKnown: string;
  };
}[RowKind];

/** The group of rows of which it is not known, or said, where they belong. */
export const notKnown = 'not-known';

/** A grouping, whatever its kind of row. */
export interface AnyGrouping {
  readonly by: 'the row' | Linked;
  readonly groups: readonly { readonly group: string; readonly label: string; readonly where: readonly Phrase[] }[];
  readonly values: string | null;
  readonly labels?: Readonly<Record<string, string>>;
  readonly listsEvery?: true;
  readonly notKnown: string;
}

/** Which group a row belongs to; `reader.day` is the row's own day, or `at`. */
export function groupOf({ by, groups, values }: AnyGrouping, row: Row, reader: Reader): string {
  const told = by === 'the row' ? row : inForce(by, reader);
  if (told === undefined) return notKnown;
  const found = groups.find(({ where }) => holds(where, told, reader));
  if (found !== undefined) return found.group;
  const value = values === null ? null : valuesOf(told)[values];
  return typeof value === 'string' && value !== '' ? value : notKnown;
}

/** Of several in force on the day, the one that began last; of those of one day, the first by key. */
function inForce(kind: Linked, { ofChild, day }: Reader): Row | undefined {
  const { since, until } = linked[kind];
  const began = (row: Row): string => (since === undefined ? '' : String(valuesOf(row)[since]));
  const found = ofChild.filter(
    (row) =>
      row.kind === kind &&
      (since === undefined || (began(row) <= String(day) && String(valuesOf(row)[until]) > String(day))),
  );
  return found.sort((a, b) => compare(began(b), began(a)) || compare(a.key, b.key))[0];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What a group is called. */
export function labelOf({ groups, labels, notKnown: none }: AnyGrouping, group: string): string {
  if (group === notKnown) return none;
  const named = groups.find((each) => each.group === group);
  if (named !== undefined) return named.label;
  if (labels === undefined) return group;
  return group
    .split(' ')
    .map((code) => labels[code] ?? code)
    .join(' and ');
}

/** Whether rows can be in this group: one that is named, not known, or any value of the column whose values are groups. */
export function isGroupOf({ groups, values }: AnyGrouping, group: string): boolean {
  return values !== null || group === notKnown || groups.some((each) => each.group === group);
}
