import { catalogue, ordinaryTypes, type OrdinaryType } from '#events';
import type { State } from './machines.ts';
import { openIn } from './standing.ts';

/**
 * The facts that could come next in the course of things, in the order of the catalogue: some region has an arm that
 * accepts one, and no region refuses it whatever it says. What a fact's own data decides (a date, a kind) is not foreseen
 * here. What is accepted though out of course is not offered: a conference that nothing awaits, an end of what is not
 * known to have begun.
 */
export function nextOf(state: State): readonly OrdinaryType[] {
  let known = possible.get(state._nodes);
  if (known === undefined) possible.set(state._nodes, (known = offered.flatMap((type) => possibleIn(state, type))));
  return known
    .filter(
      ({ type, refusedBy }) => !refusedBy.some((guard) => isCertain(type, guard, state)) && isAwaited(type, state),
    )
    .map(({ type }) => type);
}

/** A fact that some region accepts, unless one of these guards refuses it. */
interface Possible {
  readonly type: OrdinaryType;
  readonly refusedBy: readonly unknown[];
}

/** What is possible where the regions stand so: it is asked again at every post, and hangs on nothing else. */
const possible = new WeakMap<State['_nodes'], readonly Possible[]>();

function possibleIn({ _nodes }: State, type: OrdinaryType): readonly Possible[] {
  let accepted = false;
  const refusedBy: unknown[] = [];
  for (const node of _nodes) {
    if (node.key === 'record') continue;
    const arms = node.transitions.get(type) ?? node.transitions.get('*') ?? [];
    for (const { guard, meta } of arms) {
      if (meta === undefined) accepted = true;
      else if (guard === undefined) return [];
      else refusedBy.push(guard);
      if (guard === undefined) break;
    }
  }
  return accepted ? [{ type, refusedBy }] : [];
}

/** What an import alone may record is offered to nobody. */
const offered = ordinaryTypes.filter((type) => catalogue[type].importOnly !== true);

function isAwaited(type: OrdinaryType, state: State): boolean {
  return awaited[type]?.(state) ?? true;
}

/** Of what is accepted wherever the journey stands, when it is in the course of things. */
const awaited: { readonly [T in OrdinaryType]?: (state: State) => boolean } = {
  WorkerUnallocated: ({ context }) => context.worker !== undefined,
  FamilyUnlinked: ({ context }) => context.families.length > 0,
  CeasedToBeLookedAfter: ({ context }) => context.lookedAfterSince !== undefined,
  TransferInWithdrawn: ({ value }) => value.transfer === 'awaitingConference',
  OtherAuthorityPlanEnded: ({ context }) => context.otherPlans.length > 0,
  InitialConferenceHeld: ({ value }) => value.enquiry !== 'none' || value.transfer === 'awaitingConference',
  PoliceProtectionEnded: ({ value }) => value.emergency.policeProtection !== 'none',
  EmergencyProtectionOrderExtended: ({ value }) => value.emergency.protectionOrder === 'inForce',
  EmergencyProtectionOrderEnded: ({ value }) => value.emergency.protectionOrder === 'inForce',
};

/** A refusal that the next such fact cannot escape: something is open, or a single assessment is in progress already. */
function isCertain(type: OrdinaryType, guard: unknown, state: State): boolean {
  if (typeof guard === 'string') return refusesWhatever[guard]?.(state) ?? false;
  return type === 'AssessmentStarted' && isOfKind(guard) && guard.params.kind === 'single';
}

/** Guards that refuse whatever the fact says, by where the journey stands. */
const refusesWhatever: Readonly<Record<string, (state: State) => boolean>> = {
  somethingStillOpen: (state) => openIn(state).length > 0,
  onProtectionPlan: ({ value }) => value.plan === 'onPlan',
  alreadyBorn: ({ context }) => context.dateOfBirth !== undefined,
  lookedAfter: ({ context }) => context.lookedAfterSince !== undefined,
};

function isOfKind(guard: unknown): guard is { readonly type: 'ofKind'; readonly params: { readonly kind: string } } {
  return typeof guard === 'object' && guard !== null && 'type' in guard && guard.type === 'ofKind';
}
