import {
  count,
  countGroups,
  groupingsOf,
  measureOf,
  questionOf,
  spreadOf,
  stillKnown,
  versions,
  type Count,
  type GroupFigure,
  type Question,
  type RowVersion,
  type Spread,
} from '#measures';
import { englandTimescales, type Timescales } from '#timescales';
import { recorded, type Told } from './children.ts';

/** A measure, and what is asked of it. */
export type Query = Readonly<Record<string, string>>;

interface Circumstances {
  readonly rules?: Timescales;
  readonly knownAt?: number;
}

/** Counts a measure in memory over children, each told as a list of facts. */
export function counting(children: readonly (readonly Told[])[], circumstances: Circumstances = {}) {
  const { rules = englandTimescales, knownAt = stillKnown - 1 } = circumstances;
  const rows: readonly (readonly RowVersion[])[] = children.map((facts, index) =>
    versions(rules, recorded(facts, `child${String(index)}`)),
  );
  return {
    count: (id: string, query: Query): Count => count(question(id, query), rows, knownAt),
    /** The groups that have rows, by their codes: numerator, denominator and excluded of each. */
    groups: (id: string, query: Query, by: string): Record<string, readonly (number | null)[]> =>
      Object.fromEntries(
        groupsOf(id, query, by)
          .filter(({ numerator, denominator, excluded }) => numerator + (denominator ?? 0) + excluded > 0)
          .map(({ group, numerator, denominator, excluded }) => [group, [numerator, denominator, excluded]]),
      ),
    allGroups: groupsOf,
    spread: (id: string, query: Query): Spread | undefined => spreadOf(question(id, query), rows, knownAt),
  };

  function groupsOf(id: string, query: Query, by: string): readonly GroupFigure[] {
    const asked = question(id, query);
    const grouping = groupingsOf(asked.measure)[by];
    if (grouping === undefined) throw new Error(`${id} is not told apart by ${by}`);
    return countGroups(asked, grouping, rows, knownAt);
  }
}

function question(id: string, query: Query): Question {
  const measure = measureOf(id);
  if (measure === undefined) throw new Error(`There is no measure ${id}`);
  const made = questionOf(measure, query);
  if ('faults' in made) throw new Error(made.faults.map(({ says }) => says).join(' '));
  return made.question;
}
