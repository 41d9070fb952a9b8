import { createActor, type ActorScope } from 'xstate';
import type { OrdinaryType } from '#events';
import type { Effective } from '#history';
import type { Timescales } from '#timescales';
import type { Arm, Machine, State } from './machines.ts';
import { remember } from './remembered.ts';

/** Puts facts to states. */
export interface Stepper {
  readonly start: State;
  /** The arms a fact enables, one for each region that has one: as the machine's `getTransitionData` answers. */
  readonly armsOf: (from: State, fact: Effective) => readonly Arm[];
  /** The state that those arms of the fact lead to: as XState's `transition()` answers. */
  readonly next: (from: State, fact: Effective, arms: readonly Arm[]) => State;
}

/**
 * Steps a machine from state to state. Where an arm leads depends on nothing but the arm and how the regions stand, and
 * most facts concern few regions. So of each configuration met are kept the nodes that listen to a type of fact, and
 * where each choice of arms led when XState was first asked; guards are asked every time. A step then costs what the
 * regions cost that listen, however many others there are, where a `transition()` of XState looks at all of them.
 * This holds because arms only remember, and no node has actions of its own or arms without an event: tests say so, and
 * hold every step equal to `transition()`.
 */
export function stepperOf(machine: Machine, timescales: Timescales): Stepper {
  const scope = inertScope(machine);
  const places = placesOf();
  return {
    start: machine.getInitialSnapshot(scope),
    armsOf(from, fact) {
      const { state, ears } = places.of(from);
      let ear = ears.get(fact.type);
      if (ear === undefined) ears.set(fact.type, (ear = earOf(machine.root as Node, state.value, fact.type)));
      const arms: Arm[] = [];
      listen(ear, from, fact, arms);
      return arms;
    },
    next(from, fact, arms) {
      let { way } = places.of(from);
      for (const arm of arms) if (arm.target !== undefined) way = wayBy(way, arm);
      way.to ??= places.of(machine.transition(from, fact, scope));
      return { ...way.to.state, context: remember(timescales, from.context, fact) };
    },
  };
}

/** How the regions stand, whatever is remembered: one of these for each configuration met. */
interface Place {
  /** Some state that stood so. */
  readonly state: State;
  readonly ears: Map<OrdinaryType, Ear>;
  readonly way: Way;
}

/** Where the arms chosen so far lead. */
interface Way {
  to: Place | undefined;
  readonly by: Map<Arm, Way>;
}

function wayBy(way: Way, arm: Arm): Way {
  let further = way.by.get(arm);
  if (further === undefined) way.by.set(arm, (further = { to: undefined, by: new Map() }));
  return further;
}

/** More configurations than any authority's children stand in; were there more, they would be asked of XState again. */
const mostPlaces = 20_000;

function placesOf(): { readonly of: (state: State) => Place } {
  const byValue = new Map<string, Place>();
  const byNodes = new WeakMap<State['_nodes'], Place>();
  return {
    of(state) {
      const known = byNodes.get(state._nodes);
      if (known !== undefined) return known;
      const value = JSON.stringify(state.value);
      if (byValue.size >= mostPlaces) byValue.clear();
      const place = byValue.get(value) ?? { state, ears: new Map(), way: { to: undefined, by: new Map() } };
      byValue.set(value, place);
      byNodes.set(state._nodes, place);
      return place;
    },
  };
}

/** `next` chooses among a node's own arms; XState has it in its code and not in its types, so tests hold it to its word. */
type Node = Machine['root'] & { readonly next: (state: State, fact: Effective) => readonly Arm[] | undefined };

/** A node of the machine that listens to a type of fact, or has such nodes within. */
interface Ear {
  readonly node: Node | undefined;
  readonly within: readonly Ear[];
}

function earOf(node: Node, value: State['value'] | string, type: OrdinaryType): Ear {
  const active: Readonly<Record<string, State['value'] | string>> =
    typeof value === 'string' ? { [value]: {} as State['value'] } : (value as never);
  const within = Object.entries(active).flatMap(([key, inner]) => {
    const child = node.states[key] as Node | undefined;
    const ear = child && earOf(child, inner, type);
    return ear !== undefined && (ear.node !== undefined || ear.within.length > 0) ? [ear] : [];
  });
  const listens = node.transitions.has(type) || node.transitions.has('*');
  return { node: listens ? node : undefined, within };
}

/** As XState selects: the innermost nodes first, a node around them only where none within has an arm. */
function listen({ node, within }: Ear, state: State, fact: Effective, arms: Arm[]): void {
  const found = arms.length;
  for (const ear of within) listen(ear, state, fact, arms);
  if (node === undefined || arms.length > found) return;
  arms.push(...(node.next(state, fact) ?? []));
}

/**
 * A scope that can do nothing: the journey has only pure actions, so one serves every child. The public `transition()`
 * makes an actor for every event, which costs more than the step itself. `StateMachine.transition` and `ActorScope` are
 * in XState's published types.
 */
function inertScope(machine: Machine): ActorScope<State, Effective> {
  const self = createActor(machine);
  return {
    self,
    logger: nothing,
    id: 'journey',
    sessionId: 'journey',
    defer: nothing,
    system: self.system,
    stopChild: nothing,
    emit: nothing,
    actionExecutor: nothing,
  };
}

function nothing(): void {
  // Pure actions ask nothing of their scope.
}
