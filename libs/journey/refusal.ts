import type { FactType } from '#events';
import type { Evidence } from '#timescales';

/** Why a fact may not join a child's history, in words for the person who proposed it. */
export interface Refusal {
  /** What stands in the way. */
  readonly sentence: string;
  /** What the reader can do about it. */
  readonly whatNext: string;
  /** The document and rule it rests on. */
  readonly source: string;
  /** How that is known; 'house' for a rule of Waymark's own, that keeps a history readable and claims no authority. */
  readonly status: Evidence | 'house';
  /** The earlier facts that are missing, where some would mend it. */
  readonly needs?: readonly FactType[];
  /** The field of the fact's data that answers it, where one does. */
  readonly field?: string;
}

/** The source of a refusal that is a rule of the census. */
export const rule = (...codes: readonly string[]) =>
  `DfE children in need validation rules 2025-26: ${codes.join(', ')}`;
/** The source of a refusal that is Waymark's own. */
export const house = { source: 'Waymark: the order of the journey', status: 'house' } as const;
