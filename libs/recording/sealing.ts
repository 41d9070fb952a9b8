import { catalogue, personalFields, type FactType, type Proposed } from '#events';
import type { Recorded } from '#history';
import { sealFact, type ChildKey } from '#privacy';
import type { ChildOf } from './request.ts';

/** A fact ready to be stored: its id, and its data with personal texts sealed. */
export interface SealedFact {
  readonly id: string;
  readonly type: FactType;
  readonly version: number;
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
  return facts.map(({ type, data }, index) => {
    const id = ids[index] ?? '';
    const personal = personalIn({ type, data } as Proposed, ids, facts, past);
    return {
      id,
      type,
      version: catalogue[type].version,
      data: sealFact(key, { authority, child, fact: id }, personal, data),
    };
  });
}

/** The personal fields of a fact; of a correction also those of the fact it corrects, which lie in its `data`. */
function personalIn(
  fact: Proposed,
  ids: readonly string[],
  facts: readonly Proposed[],
  past: readonly Recorded[],
): readonly string[] {
  const own = personalFields(fact.type);
  if (fact.type !== 'FactCorrected') return own;
  const corrected = typeOf(fact.data.fact, ids, facts, past);
  // The law has accepted the correction, so there is such a fact; were there none, nothing of its data may go unsealed.
  if (corrected === undefined) throw new CorrectsNothing(fact.data.fact);
  return [...own, ...personalFields(corrected).map((field) => `data.${field}`)];
}

/** The type of an earlier fact, recorded or of the same request. */
export function typeOf(
  id: string,
  ids: readonly string[],
  facts: readonly Proposed[],
  past: readonly Recorded[],
): FactType | undefined {
  return past.find((fact) => fact.id === id)?.type ?? facts[ids.indexOf(id)]?.type;
}

/** A correction that names no fact came as far as sealing: a defect of the law that accepted it. */
export class CorrectsNothing extends Error {
  constructor(fact: string) {
    super(`There is no fact ${fact} in this journey to correct. Check the law's judging of corrections.`);
    this.name = 'CorrectsNothing';
  }
}
