import { effectiveHistory, type Recorded } from '#history';
import type { Timescales } from '#timescales';
import { foldRows } from './fold-rows.ts';
import type { AnyGrouping } from './grouping.ts';
import { membersOfChild, samePlace, type CountedMember, type Member, type Members } from './members.ts';
import type { Question } from './question.ts';

/** A fact that moved a row to another place in a figure, or into it, or out of it. */
export interface FactMove {
  readonly fact: Recorded;
  /** The child's facts when it was learned, itself the last. */
  readonly facts: readonly Recorded[];
  readonly before: Member | undefined;
  readonly after: Member | undefined;
}

/**
 * Which of a child's later facts moved which of its rows in a figure, by the rows' names, in the order the facts became
 * known. The first `known` facts were known before. Each fact is learned by itself and the figure counted anew, so that
 * what moved a row is found out and not guessed from what the row rests on.
 */
export function movedByFacts(
  timescales: Timescales,
  question: Question,
  child: string,
  facts: readonly Recorded[],
  known: number,
  grouping?: AnyGrouping,
): ReadonlyMap<string, readonly FactMove[]> {
  const moves = new Map<string, FactMove[]>();
  let before = membersKnown(timescales, question, child, facts.slice(0, known), grouping);
  for (const [index, fact] of facts.entries()) {
    if (index < known) continue;
    const learned = facts.slice(0, index + 1);
    const after = membersKnown(timescales, question, child, learned, grouping);
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      const move = { fact, facts: learned, before: before.get(name), after: after.get(name) };
      if (samePlace(move.before, move.after)) continue;
      const list = moves.get(name) ?? [];
      list.push(move);
      moves.set(name, list);
    }
    before = after;
  }
  return moves;
}

/** The members a child's rows make when these facts, whole up to a moment, are what is known. */
export function membersKnown(
  timescales: Timescales,
  question: Question,
  child: string,
  facts: readonly Recorded[],
  grouping?: AnyGrouping,
): Members<CountedMember> {
  return membersOfChild(question, child, foldRows(timescales, effectiveHistory(facts)).rows.values(), grouping);
}
