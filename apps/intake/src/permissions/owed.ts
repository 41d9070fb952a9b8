import type { CaseStanding, FactRead, Reader, Recorder } from '#recording';

/** A fact that waits to be countersigned, and whose it is. */
export interface Owed {
  readonly child: string;
  readonly fact: FactRead;
}

/** Of the children whose record the person may see, what waits to be countersigned, the first recorded first. */
export async function owedIn(
  standing: CaseStanding,
  seen: (child: string) => boolean,
  authority: string,
  recorder: Pick<Recorder, 'journey'>,
  { roles }: Pick<Reader, 'roles'>,
): Promise<readonly Owed[]> {
  const children = new Set(
    standing
      .owing()
      .map(({ data }) => data.child)
      .filter(seen),
  );
  const owed: Owed[] = [];
  for (const child of children) {
    const journey = await recorder.journey({ authority, child, reader: { roles, for: 'countersignatures' } });
    owed.push(...(journey?.facts.filter(isOwed) ?? []).map((fact) => ({ child, fact })));
  }
  return owed.sort((a, b) => (a.fact.recordedAt < b.fact.recordedAt ? -1 : 1));
}

function isOwed({ countersignatureOwed, withdrawnBy }: FactRead): boolean {
  return countersignatureOwed === true && withdrawnBy === undefined;
}
