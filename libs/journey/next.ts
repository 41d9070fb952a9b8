import { ordinaryTypes, type OrdinaryType } from '#events';
import type { State } from './machines.ts';
import { openIn } from './standing.ts';

/**
 * The facts that could come next, in the order of the catalogue: some region has an arm that accepts one, and no region
 * refuses it whatever it says. What a fact's own data decides (a date, a kind) is not foreseen here.
 */
export function nextOf(state: State): readonly OrdinaryType[] {
  return ordinaryTypes.filter((type) => {
    let accepted = false;
    for (const node of state._nodes) {
      if (node.key === 'record') continue;
      const arms = node.transitions.get(type) ?? node.transitions.get('*') ?? [];
      for (const { guard, meta } of arms) {
        if (meta === undefined) accepted = true;
        else if (guard === undefined || (guard === 'somethingStillOpen' && openIn(state).length > 0)) return false;
        if (guard === undefined) break;
      }
    }
    return accepted;
  });
}
