import { nameOf, setsOf } from './counted-sets.ts';
import type { Figure } from './figure.ts';
import type { Question } from './question.ts';
import { between, placeOf, releaseOf, sharersOf } from './release-of.ts';
import { suppressionRule, type Release, type SuppressionRule } from './release.ts';
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
 * only where both its counts are. In the order given. What was settled for the same figures without groups may be given.
 */
export function published(
  outgoing: readonly Outgoing[],
  rule: SuppressionRule = suppressionRule,
  settled: Settled = settledOf(outgoing, rule),
): readonly PublishedFigure[] {
  const isOfAll = outgoing.every(({ group }) => group === undefined);
  const hidden = isOfAll ? hiddenBy(settled) : hiddenCounts(withSettled(releaseOf(outgoing, rule), settled), rule);
  return outgoing.map((each) => {
    const { question, figure } = each;
    const { population, counted, numerator: inNumerator } = setsOf(question);
    const place = placeOf({ period: question.period, group: each.group });
    const isHidden = (name: string): boolean => hidden.has(`${place} ${name}`);
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

/** The counts of figures that are told without groups, and whether each is told or hidden. */
export type Settled = ReadonlyMap<string, 'told' | 'hidden'>;

/** What is told or hidden of all stays so beside groups: whoever asks without them would else be told what they hide. */
export function settledOf(outgoing: readonly Outgoing[], rule: SuppressionRule = suppressionRule): Settled {
  const release = releaseOf(
    outgoing.filter(({ group }) => group === undefined),
    rule,
  );
  const hidden = hiddenCounts(release, rule);
  return new Map(
    release.counts.flatMap(({ id, isTold }) => (isTold ? [[id, hidden.has(id) ? 'hidden' : 'told'] as const] : [])),
  );
}

function hiddenBy(settled: Settled): ReadonlySet<string> {
  return new Set([...settled].flatMap(([id, as]) => (as === 'hidden' ? [id] : [])));
}

function withSettled({ counts, sums }: Release, settled: Settled): Release {
  return {
    sums,
    counts: counts.map((count) => {
      const as = settled.get(count.id);
      return as === undefined ? count : { ...count, settled: as };
    }),
  };
}

/** Marks what is hidden of a group in any of several periods as hidden in this one: else their sum would tell it. */
export function hiddenAlike(own: PublishedFigure, others: readonly PublishedFigure[]): PublishedFigure {
  const all = [own, ...others];
  const [numerator, denominator, excluded] = (['numerator', 'denominator', 'excluded'] as const).map((part) =>
    all.some((each) => each[part] === hiddenMark),
  );
  return {
    numerator: numerator ? hiddenMark : own.numerator,
    denominator: denominator && own.denominator !== null ? hiddenMark : own.denominator,
    value: numerator || denominator ? hiddenMark : own.value,
    excluded: excluded ? hiddenMark : own.excluded,
  };
}
