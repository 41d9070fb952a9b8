import type { Proposed } from '#events';
import type { Later } from './telling.ts';

/**
 * The facts of a post as they are proposed, now that they have ids: a correction names its fact by the id that this one was
 * recorded under. Remembers the ids of these for corrections to come. Throws where a correction comes before its fact.
 */
export function factsOf(
  told: readonly (Proposed | Later)[],
  ids: readonly string[],
  known: Map<Proposed, string>,
): readonly Proposed[] {
  return told.map((one, index) => {
    if (!('of' in one)) {
      known.set(one, ids[index] ?? '');
      return one;
    }
    const { of, type, ...data } = one;
    const fact = known.get(of);
    if (fact === undefined) throw new Error(`A ${type} was told before the fact it is about: posts are out of order.`);
    return { type, data: { fact, ...data } } as Proposed;
  });
}
