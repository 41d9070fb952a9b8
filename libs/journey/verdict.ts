import type { Effective } from '#history';
import type { Machine, State } from './machines.ts';
import type { RefusalCode } from './refusals.ts';

/** What the order of the journey says of a fact in its place: null when it accepts. */
export type Verdict = RefusalCode | null;

/**
 * Asks every region. A fact is lawful when an arm of some region of order accepts it and no enabled arm refuses it;
 * where several refuse, the first region's code is given.
 */
export function verdictOf(machine: Machine, state: State, fact: Effective): Verdict {
  let accepted = false;
  for (const arm of machine.getTransitionData(state, fact)) {
    if (arm.meta !== undefined) return arm.meta.refusal;
    if (arm.source.key !== 'record') accepted = true;
  }
  return accepted ? null : 'out-of-order';
}

/** Every refusal the regions give, in their order. */
export function refusalsOf(machine: Machine, state: State, fact: Effective): readonly RefusalCode[] {
  return machine.getTransitionData(state, fact).flatMap((arm) => (arm.meta === undefined ? [] : [arm.meta.refusal]));
}
