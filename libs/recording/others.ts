import { standings, type Recorded } from '#history';

/** What was recorded for a child and is known today to be another's. */
export interface OfOthers {
  /** Facts withdrawn as another child's, and the corrections of such facts, whose data is that child's too. */
  readonly masked: ReadonlySet<string>;
  /** The withdrawals that say so and stand. */
  readonly withdrawals: ReadonlySet<string>;
}

/**
 * What is another child's, of a child's whole stream. It is never asked of a part of it: what was not yet known to be
 * another's at some moment is no more this reader's to see for being read as of that moment.
 */
export function ofOtherChildren(whole: readonly Recorded[]): OfOthers {
  const marks = standings(whole);
  const byId = new Map(whole.map((fact) => [fact.id, fact]));
  const masked = new Set<string>();
  const withdrawals = new Set<string>();
  for (const { id } of whole) {
    const withdrawal = byId.get(marks.get(id)?.withdrawnBy ?? '');
    if (withdrawal?.type !== 'FactWithdrawn' || withdrawal.data.why !== 'wrong-child') continue;
    masked.add(id);
    withdrawals.add(withdrawal.id);
  }
  for (const fact of whole) {
    if (fact.type === 'FactCorrected' && masked.has(fact.data.fact)) masked.add(fact.id);
  }
  return { masked, withdrawals };
}

/** What was known, with every withdrawal of another child's fact that came to be known later among it. */
export function withoutOthers(
  known: readonly Recorded[],
  whole: readonly Recorded[],
  { withdrawals }: OfOthers,
): readonly Recorded[] {
  const later = whole.slice(known.length).filter(({ id }) => withdrawals.has(id));
  return later.length === 0 ? known : [...known, ...later];
}

/** The corrections that name a masked fact, or name one of these: what they note may be about the other child. */
export function naming(known: readonly Recorded[], masked: ReadonlySet<string>): ReadonlySet<string> {
  const about = new Set<string>();
  for (const fact of known) {
    if (fact.type !== 'FactWithdrawn' && fact.type !== 'FactCorrected') continue;
    if (masked.has(fact.data.fact) || about.has(fact.data.fact)) about.add(fact.id);
  }
  return about;
}

/** A correction as it may be shown beside a masked fact: without its note. */
export function withoutNote(fact: Recorded): Recorded {
  if (fact.type !== 'FactWithdrawn' && fact.type !== 'FactCorrected') return fact;
  const { note: _, ...data } = fact.data;
  return { ...fact, data } as Recorded;
}
