import type { Recorded } from './recorded.ts';

/** What has become of a fact: the ids of the standing facts that withdrew it or gave it other data. */
export interface Standing {
  readonly withdrawnBy?: string;
  readonly correctedBy?: string;
}

/** The standing correction and withdrawal of each fact, by the fact's place in the list. */
export interface Corrections {
  readonly withdrawnBy: ReadonlyMap<number, Recorded<'FactWithdrawn'>>;
  readonly correctedBy: ReadonlyMap<number, Recorded<'FactCorrected'>>;
}

/**
 * What became of each fact, by its id; facts that stand as recorded are not listed. `facts` are one child's, whole,
 * in the order recorded.
 */
export function standings(facts: readonly Recorded[]): ReadonlyMap<string, Standing> {
  const { withdrawnBy, correctedBy } = corrections(facts);
  const marks = new Map<string, Standing>();
  for (const [index, fact] of facts.entries()) {
    const withdrawal = withdrawnBy.get(index);
    const correction = correctedBy.get(index);
    if (withdrawal === undefined && correction === undefined) continue;
    marks.set(fact.id, {
      ...(withdrawal && { withdrawnBy: withdrawal.id }),
      ...(correction && { correctedBy: correction.id }),
    });
  }
  return marks;
}

/**
 * Resolves every correction in one pass from the end: a correction can only be undone by a later one, so whatever is
 * reached has already been judged. The last standing correction of a fact wins. One that names no earlier fact, or a
 * `FactCorrected` that names another correction, has no effect (decisions.md 3).
 */
export function corrections(facts: readonly Recorded[]): Corrections {
  const withdrawnBy = new Map<number, Recorded<'FactWithdrawn'>>();
  const correctedBy = new Map<number, Recorded<'FactCorrected'>>();
  let places: ReadonlyMap<string, number> | undefined;
  for (let index = facts.length - 1; index >= 0; index--) {
    const fact = facts[index];
    if (fact?.type !== 'FactWithdrawn' && fact?.type !== 'FactCorrected') continue;
    if (withdrawnBy.has(index)) continue;
    places ??= new Map(facts.map(({ id }, place) => [id, place]));
    const named = places.get(fact.data.fact);
    if (named === undefined || named >= index) continue;
    if (fact.type === 'FactWithdrawn') {
      if (!withdrawnBy.has(named)) withdrawnBy.set(named, fact);
    } else if (isOrdinary(facts[named]) && !correctedBy.has(named)) correctedBy.set(named, fact);
  }
  return { withdrawnBy, correctedBy };
}

function isOrdinary(fact: Recorded | undefined): boolean {
  return fact !== undefined && fact.type !== 'FactWithdrawn' && fact.type !== 'FactCorrected';
}
