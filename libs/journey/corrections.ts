import { isCorrectionType, type FactType } from '#events';
import { standings, type Recorded } from '#history';
import { fits } from './fact-fields.ts';
import type { RefusalCode } from './refusals.ts';

/** A correction that cannot be made whatever the order of things: the place of the fact in the proposal, and why. */
export interface FaultyCorrection {
  readonly fact: number;
  readonly code: RefusalCode;
}

/**
 * Judges the corrections of a proposal, each against what was recorded before it (decisions.md 3). `facts` is the
 * history with the proposal at its end, from place `from` on.
 */
export function faultyCorrection(facts: readonly Recorded[], from: number): FaultyCorrection | undefined {
  for (let place = from; place < facts.length; place++) {
    const fact = facts[place];
    if (fact?.type !== 'FactWithdrawn' && fact?.type !== 'FactCorrected') continue;
    const code = faultOf(fact, facts.slice(0, place));
    if (code !== undefined) return { fact: place - from, code };
  }
  return undefined;
}

/** The type of the fact a correction names, for those who check the shape of its data. Undefined when it is unknown. */
export function typeNamed(facts: readonly Recorded[], id: string): FactType | undefined {
  return facts.find((fact) => fact.id === id)?.type;
}

function faultOf(
  correction: Recorded<'FactWithdrawn' | 'FactCorrected'>,
  earlier: readonly Recorded[],
): RefusalCode | undefined {
  const named = earlier.find(({ id }) => id === correction.data.fact);
  if (named === undefined) return 'fact-unknown';
  if (standings(earlier).get(named.id)?.withdrawnBy !== undefined) return 'fact-already-withdrawn';
  if (correction.type === 'FactWithdrawn') return undefined;
  if (isCorrectionType(named.type)) return 'correction-of-correction';
  return fits(named.type, correction.data.data) ? undefined : 'correction-changes-type';
}
