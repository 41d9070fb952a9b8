import { catalogue, type FactType, type Proposed } from '#events';
import type { Recorded } from '#history';
import { sealFact, type ChildKey } from '#privacy';
import { personalFieldsOf, typeOf } from './personal.ts';
import type { ChildOf } from './request.ts';

/** A fact ready to be stored: its id, and its data with personal texts sealed. */
export interface SealedFact {
  readonly id: string;
  readonly type: FactType;
  readonly version: number;
  /** Of a correction: which type of fact it corrects, and the version of the data it carries. */
  readonly corrects?: { readonly type: FactType; readonly version: number };
  readonly data: object;
}

/**
 * Seals the personal texts of proposed facts. Sealing draws a nonce, so it is done once a request and never again in a
 * retry: the same request then stores the same bytes.
 */
export function sealFacts(
  key: ChildKey,
  { authority, child }: ChildOf,
  ids: readonly string[],
  facts: readonly Proposed[],
  past: readonly Recorded[],
): readonly SealedFact[] {
  return facts.map((fact, index) => {
    const { type, data } = fact;
    const id = ids[index] ?? '';
    const corrected = fact.type === 'FactCorrected' ? correctedType(fact, ids, facts, past) : undefined;
    const personal = personalFieldsOf(type, corrected);
    return {
      id,
      type,
      version: catalogue[type].version,
      ...(corrected && { corrects: { type: corrected, version: catalogue[corrected].version } }),
      data: sealFact(key, { authority, child, fact: id }, personal, data),
    };
  });
}

function correctedType(
  { data }: Proposed<'FactCorrected'>,
  ids: readonly string[],
  facts: readonly Proposed[],
  past: readonly Recorded[],
): FactType {
  const corrected = typeOf(data.fact, ids, facts, past);
  // The law has accepted the correction, so there is such a fact; were there none, nothing of its data may go unsealed.
  if (corrected === undefined) throw new CorrectsNothing(data.fact);
  return corrected;
}

/** A correction that names no fact came as far as sealing: a defect of the law that accepted it. */
export class CorrectsNothing extends Error {
  constructor(fact: string) {
    super(`There is no fact ${fact} in this journey to correct. Check the law's judging of corrections.`);
    this.name = 'CorrectsNothing';
  }
}
