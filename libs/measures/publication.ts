import { nameOf, setsOf } from './counted-sets.ts';
import type { Figure } from './figure.ts';
import type { Question } from './question.ts';
import { between, placeOf, releaseOf, sharersOf } from './release-of.ts';
import { suppressionRule, type SuppressionRule } from './release.ts';
import { hiddenCounts } from './suppress.ts';

/** A figure that leaves the service with others: of all, or of one group of all. */
export interface Outgoing {
  readonly question: Question;
  readonly figure: Figure;
  /** The grouping and the group, where it is of one; the groups of a grouping add up to the figure of all. */
  readonly group?: { readonly by: string; readonly group: string } | undefined;
}

/** What stands in place of a count that is not told, and of what rests on it: as in DfE's open data. */
export const hiddenMark = 'c';

export type Told<T> = T | typeof hiddenMark;

/** A figure as it may be told. */
export interface PublishedFigure {
  readonly numerator: Told<number>;
  readonly denominator: Told<number> | null;
  readonly value: Told<number> | null;
  readonly excluded: Told<number>;
}

/**
 * Figures as they may be told together: what is small is hidden, what would give it away is hidden, and a share is told
 * only where both its counts are. In the order given.
 */
export function published(
  outgoing: readonly Outgoing[],
  rule: SuppressionRule = suppressionRule,
): readonly PublishedFigure[] {
  const hidden = hiddenCounts(releaseOf(outgoing), rule);
  return outgoing.map((each) => {
    const { question, figure } = each;
    const { population, counted, numerator: inNumerator } = setsOf(question);
    const isHidden = (name: string): boolean => hidden.has(`${placeOf(each)} ${name}`);
    const isNumeratorHidden = isHidden(nameOf(inNumerator ?? counted));
    const isDenominatorHidden =
      figure.denominator !== null &&
      isHidden(question.measure.among === undefined ? nameOf(counted) : sharersOf(counted));
    return {
      numerator: isNumeratorHidden ? hiddenMark : figure.numerator,
      denominator: isDenominatorHidden ? hiddenMark : figure.denominator,
      value: isNumeratorHidden || isDenominatorHidden ? hiddenMark : figure.value,
      excluded: isHidden(between(counted, population)) ? hiddenMark : figure.excluded,
    };
  });
}
