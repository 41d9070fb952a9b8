import { figureOf, type Figure } from './figure.ts';
import { groupFigures, type GroupFigure, type Tally } from './group-figures.ts';
import { notKnown, type AnyGrouping } from './grouping.ts';
import { valuesOf } from './holds.ts';
import type { Measure } from './measures.ts';
import type { CountedMember, Place } from './members.ts';
import { spreadAmong, type Spread } from './spread.ts';

/** The figure these members make. Where rows are shared out, by the groups of those counted. */
export function figureOfMembers(measure: Measure, members: Iterable<Place>): Figure {
  const all = [...members];
  const sharers = measure.among === undefined ? undefined : sharersOf(all).size;
  return figureOf(measure, { ...tallyOf(measure, all), sharers });
}

/** Among whom the rows counted are shared out, and how many each has. */
export function sharersOf(members: Iterable<Place>): ReadonlyMap<string, number> {
  const held = new Map<string, number>();
  for (const { numerator, group } of members) {
    if (numerator && group !== null && group !== notKnown) held.set(group, (held.get(group) ?? 0) + 1);
  }
  return held;
}

/** The figures of the groups these members are told apart into. */
export function groupsOfMembers(
  measure: Measure,
  grouping: AnyGrouping,
  members: Iterable<Place>,
): readonly GroupFigure[] {
  const groups = new Map<string, Place[]>();
  for (const member of members) {
    const list = groups.get(member.group ?? notKnown) ?? [];
    list.push(member);
    groups.set(member.group ?? notKnown, list);
  }
  const tallies = [...groups].map(([group, list]): [string, Tally] => [group, tallyOf(measure, list)]);
  return groupFigures(measure, grouping, new Map(tallies));
}

/** The spread a measure tells, over the members it counts; undefined of a measure that tells of none. */
export function spreadOfMembers(measure: Measure, members: Iterable<CountedMember>): Spread | undefined {
  const { spread, among, numerator } = measure;
  if (among !== undefined) return spreadAmong([...sharersOf(members).values()].map((held) => [held, 1]));
  if (spread === undefined) return undefined;
  const counted = [...members].filter((each) => (numerator === null ? each.numerator : each.denominator));
  const values = counted.map(({ row }) => valuesOf(row)[spread.column]);
  return spreadAmong(values.filter((value) => typeof value === 'number').map((value) => [value, 1]));
}

function tallyOf(measure: Measure, members: readonly Place[]): Tally {
  const numerator = members.filter((each) => each.numerator).length;
  const denominator = members.filter((each) => each.denominator).length;
  const excluded = members.filter((each) => each.excluded !== null).length;
  return { counted: measure.numerator === null ? numerator : denominator, numerator, excluded };
}
