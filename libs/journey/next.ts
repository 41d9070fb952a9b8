import { catalogue, ordinaryTypes, type OrdinaryType } from '#events';
import type { State } from './machines.ts';
import type { Remembered } from './remembered.ts';
import { openIn } from './standing.ts';

/**
 * The facts that could come next, in the order of the catalogue: some region has an arm that accepts one, and no region
 * refuses it whatever it says. What a fact's own data decides (a date, a kind) is not foreseen here.
 */
export function nextOf(state: State): readonly OrdinaryType[] {
  return offered.filter((type) => {
    let accepted = false;
    for (const node of state._nodes) {
      if (node.key === 'record') continue;
      const arms = node.transitions.get(type) ?? node.transitions.get('*') ?? [];
      for (const { guard, meta } of arms) {
        if (meta === undefined) accepted = true;
        else if (guard === undefined || isCertain(type, guard, state)) return false;
        if (guard === undefined) break;
      }
    }
    return accepted;
  });
}

/** What an import alone may record is offered to nobody. */
const offered = ordinaryTypes.filter((type) => catalogue[type].importOnly !== true);

/** A refusal that the next such fact cannot escape: something is open, a plan, or a single assessment already. */
function isCertain(type: OrdinaryType, guard: unknown, state: State): boolean {
  if (guard === 'somethingStillOpen') return openIn(state).length > 0;
  if (guard === 'onProtectionPlan') return state.value.plan === 'onPlan';
  if (typeof guard === 'string') return refusesWhatever[guard]?.(state.context) ?? false;
  return type === 'AssessmentStarted' && isOfKind(guard) && guard.params.kind === 'single';
}

/** Guards that refuse whatever the fact says, by what is remembered: who is to be unallocated where nobody is allocated? */
const refusesWhatever: Readonly<Record<string, (context: Remembered) => boolean>> = {
  hasNotTheCase: ({ worker }) => worker === undefined,
  notLinkedToFamily: ({ families }) => families.length === 0,
  lookedAfter: ({ lookedAfterSince }) => lookedAfterSince !== undefined,
  notLookedAfter: ({ lookedAfterSince }) => lookedAfterSince === undefined,
  noPlanOfThatAuthority: ({ otherPlans }) => otherPlans.length === 0,
};

function isOfKind(guard: unknown): guard is { readonly type: 'ofKind'; readonly params: { readonly kind: string } } {
  return typeof guard === 'object' && guard !== null && 'type' in guard && guard.type === 'ofKind';
}
