import type { Effective } from '#history';
import type { Arm, Machine, State } from './machines.ts';
import type { RefusalCode } from './refusals.ts';

/** What the order of the journey says of a fact in its place: null when it accepts. */
export type Verdict = RefusalCode | null;

/**
 * A fact is lawful when an arm of some region of order accepts it and no enabled arm refuses it; where several regions
 * refuse, the first one's code is given.
 */
export function verdictOf(arms: readonly Arm[]): Verdict {
  let accepted = false;
  for (const arm of arms) {
    if (arm.meta !== undefined) return arm.meta.refusal;
    if (arm.source.key !== 'record') accepted = true;
  }
  return accepted ? null : 'out-of-order';
}

/** Every refusal the regions of a machine give a fact, in their order. */
export function refusalsOf(machine: Machine, state: State, fact: Effective): readonly RefusalCode[] {
  return machine.getTransitionData(state, fact).flatMap((arm) => (arm.meta === undefined ? [] : [arm.meta.refusal]));
}
