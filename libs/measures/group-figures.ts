import { figureOf, type Figure } from './figure.ts';
import { labelOf, notKnown, type AnyGrouping } from './grouping.ts';
import type { Measure } from './measures.ts';

/** How many rows of one group there are in each part of a figure. */
export interface Tally {
  readonly counted: number;
  readonly numerator: number;
  readonly excluded: number;
}

/** The figure of one group. */
export interface GroupFigure extends Figure {
  readonly group: string;
  readonly label: string;
}

/**
 * The figures of all groups: first those that the grouping names, in its order and also where they are empty, then every
 * other value in the order of its code, and last what is not known.
 */
export function groupFigures(
  measure: Measure,
  grouping: AnyGrouping,
  tallies: ReadonlyMap<string, Tally>,
): readonly GroupFigure[] {
  const named = [...new Set([...grouping.groups.map(({ group }) => group), ...codesOf(grouping)])];
  const others = [...tallies.keys()].filter((group) => group !== notKnown && !named.includes(group)).sort();
  return [...named.filter((group) => group !== notKnown), ...others, notKnown].map((group) => {
    const tally = tallies.get(group) ?? { counted: 0, numerator: 0, excluded: 0 };
    const sharers = measure.among === undefined ? undefined : sharersIn(group, tally);
    return { group, label: labelOf(grouping, group), ...figureOf(measure, { ...tally, sharers }) };
  });
}

/** Codes that stand alone are groups whether or not there is a row of them; sets of codes are not all listed. */
function codesOf({ labels, listsEvery }: AnyGrouping): readonly string[] {
  return listsEvery === true ? Object.keys(labels ?? {}) : [];
}

/** A measure shared among workers is told apart by worker alone: of each group there is one. */
function sharersIn(group: string, { counted }: Tally): number {
  return group !== notKnown && counted > 0 ? 1 : 0;
}
