import type { FactRead } from './facts-read.ts';
import type { JourneyAsked } from './journey-read.ts';
import type { Past } from './past.ts';
import type { RecorderParts } from './recorder.ts';

/** The facts, those recorded without the role for them with whether and by whom they are countersigned, as known then. */
export async function countersigning(
  { cases }: RecorderParts,
  { authority, knownAt }: JourneyAsked,
  { facts, stamps }: Past,
  read: readonly FactRead[],
): Promise<readonly FactRead[]> {
  const owed = new Map(
    facts.flatMap(({ id }, index) => {
      const by = stamps[index]?.countersignatureOwed;
      return by === undefined ? [] : [[id, by] as const];
    }),
  );
  if (owed.size === 0) return read;
  const standing = await cases?.standing(authority);
  return read.map((fact): FactRead => {
    const by = owed.get(fact.id);
    if (by === undefined || fact.masked === true) return fact;
    const signed = standing?.countersigned(fact.id);
    if (signed === undefined || (knownAt !== undefined && signed.at > knownAt))
      return { ...fact, countersignatureOwed: true, countersignatureBy: by };
    const countersignedAt = new Date(signed.at).toISOString();
    return { ...fact, countersignatureBy: by, countersignedBy: signed.by.user, countersignedAt };
  });
}
