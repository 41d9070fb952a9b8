/**
 * What leaves the service together: counts, and how they are made of one another. Whoever reads it can do every sum
 * that is told here, so a count may stand in it that is told of nowhere: the rest of a share, for one.
 */
export interface Release {
  readonly counts: readonly ReleasedCount[];
  readonly sums: readonly Sum[];
}

export interface ReleasedCount {
  readonly id: string;
  readonly count: number;
  /** Whether it is told of, unless it is hidden; what is told of nowhere may still be worked out. */
  readonly isTold: boolean;
  /** Where another count must be hidden, the one of the least weight goes first: a part before the whole it is of. */
  readonly weight: number;
  /** Its quarter, or its group: what must be hidden for another is hidden in as few of them as will do. */
  readonly place?: string | undefined;
  /** Told or hidden already, wherever else it is told of: so it stays. */
  readonly settled?: 'told' | 'hidden';
}

/** One count is others together. */
export interface Sum {
  readonly whole: string;
  readonly parts: readonly string[];
}

/** What may not be told, and how unsure a reader must be left. */
export interface SuppressionRule {
  /** Counts from one to this are hidden: 5, as in DfE's open data. */
  readonly mostHidden: number;
  /** How many different values a hidden count of one to `mostHidden` must be able to have, for all that a reader knows. */
  readonly possibilities: number;
}

/** 1 to 5 as DfE hides them (measures.md, general conventions: V); three possibilities are this service's own choice (R). */
export const suppressionRule: SuppressionRule = { mostHidden: 5, possibilities: 3 };

/** Whether a count is hidden for its own sake. */
export function isSmall(count: number, { mostHidden }: SuppressionRule): boolean {
  return count >= 1 && count <= mostHidden;
}
