import { partsOf, type Found } from './count.ts';
import { groupOf, type AnyGrouping } from './grouping.ts';
import type { Question } from './question.ts';
import { stillKnown, type Row, type RowKind } from './rows.ts';

/** In which parts of a figure a row is, and in which group where its rows are told apart. */
export interface Place {
  readonly numerator: boolean;
  readonly denominator: boolean;
  /** The reason it was left out; null for a row that was not. */
  readonly excluded: string | null;
  /** Null where the rows of the figure are not told apart. */
  readonly group: string | null;
}

/** A row that has a part in a figure. */
export interface Member extends Place {
  readonly child: string;
  readonly kind: RowKind;
  readonly key: string;
}

/** A member with its row, as it was just counted. */
export type CountedMember = MemberWith<Row>;

interface MemberWith<R> extends Member {
  readonly row: R;
}

/** The members of one figure, each under its own name. */
export type Members<M extends Member = Member> = ReadonlyMap<string, M>;

/** What names a member: one row is one member, in however many parts of the figure it is. */
export function nameOf({ kind, child, key }: Pick<Member, 'kind' | 'child' | 'key'>): string {
  return `${kind} ${child} ${key}`;
}

/** A row as one part of a figure lists it. */
export interface RowOfChild<R = Row> {
  readonly child: string;
  readonly row: R;
  readonly reason?: string;
  readonly group?: string;
}

/** The members of a figure, from the rows of its parts, or from no more of them than their names. */
export function membersOf<R extends Pick<Row, 'kind' | 'key'>>(parts: {
  readonly numerator: readonly RowOfChild<R>[];
  readonly denominator: readonly RowOfChild<R>[];
  readonly excluded: readonly RowOfChild<R>[];
}): Map<string, MemberWith<R>> {
  const members = new Map<string, MemberWith<R>>();
  const put = ({ child, row, group }: RowOfChild<R>, place: Partial<Place>): void => {
    const { kind, key } = row;
    const name = nameOf({ kind, child, key });
    members.set(name, { child, kind, key, row, ...nowhere, ...members.get(name), group: group ?? null, ...place });
  };
  for (const each of parts.numerator) put(each, { numerator: true });
  for (const each of parts.denominator) put(each, { denominator: true });
  for (const each of parts.excluded) put(each, { excluded: each.reason ?? '' });
  return members;
}

/** The members that one child's rows make: what the whole figure says of this child. */
export function membersOfChild(
  question: Question,
  child: string,
  rows: Iterable<Row>,
  grouping?: AnyGrouping,
): Map<string, CountedMember> {
  const versions = [...rows].map((row) => ({ row, knownFrom: 0, knownTo: stillKnown }));
  const { counted, excluded, numerator } = partsOf(question, [versions], 0);
  const ofChild = ({ row, reader, reason }: Found): RowOfChild => ({
    child,
    row,
    ...(reason !== undefined && { reason }),
    ...(grouping && { group: groupOf(grouping, row, reader) }),
  });
  return membersOf({
    numerator: numerator.map(ofChild),
    denominator: question.measure.numerator === null ? [] : counted.map(ofChild),
    excluded: excluded.map(ofChild),
  });
}

/** A row that stood in one place in a figure and stands in another in the next; undefined where it was or is no part of it. */
export interface Move<M extends Member = Member> {
  readonly name: string;
  readonly before: M | undefined;
  readonly after: M | undefined;
}

/** The rows whose place differs between two figures, in the order of their names. */
export function movesBetween<M extends Member>(before: Members<M>, after: Members<M>): readonly Move<M>[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((name) => ({ name, before: before.get(name), after: after.get(name) }))
    .filter((move) => !samePlace(move.before, move.after));
}

/** The members of the first figure after these moves: those of the second, when all of them are made. */
export function moved<M extends Member>(before: Members<M>, moves: Iterable<Move<M>>): Map<string, M> {
  const members = new Map(before);
  for (const { name, after } of moves) {
    if (after === undefined) members.delete(name);
    else members.set(name, after);
  }
  return members;
}

/** By how much a move changes each part of a figure. */
export interface Change {
  readonly numerator: number;
  readonly denominator: number;
  readonly excluded: number;
}

export function changeOf(before: Place | undefined, after: Place | undefined): Change {
  const by = (part: (place: Place) => boolean): number =>
    Number(after !== undefined && part(after)) - Number(before !== undefined && part(before));
  return {
    numerator: by(({ numerator }) => numerator),
    denominator: by(({ denominator }) => denominator),
    excluded: by(({ excluded }) => excluded !== null),
  };
}

export function samePlace(a: Place | undefined, b: Place | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.numerator === b.numerator && a.denominator === b.denominator && a.excluded === b.excluded && a.group === b.group
  );
}

const nowhere: Place = { numerator: false, denominator: false, excluded: null, group: null };
