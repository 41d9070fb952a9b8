import { personalFields, type FactType, type Proposed } from '#events';
import type { Recorded } from '#history';

/** The personal fields of a recorded fact; of a correction also those of the fact it corrects, which lie in its `data`. */
export function personalOf(fact: Recorded, known: readonly Recorded[]): readonly string[] {
  const corrected = fact.type === 'FactCorrected' ? typeOf(fact.data.fact, [], [], known) : undefined;
  return personalFieldsOf(fact.type, corrected);
}

/** The personal fields of a type of fact, and of the type it corrects where it is a correction. */
export function personalFieldsOf(type: FactType, corrected: FactType | undefined): readonly string[] {
  const own = personalFields(type);
  return corrected === undefined ? own : [...own, ...personalFields(corrected).map((field) => `data.${field}`)];
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
