import { sql, type Kysely } from 'kysely';
import type { PlainDate } from '#calendar';
import { effectiveHistory, type Recorded } from '#history';
import { recordedColumns, recordedFrom } from './kept-facts.ts';

/** A child linked to a family, and since when. */
export interface FamilyMember {
  readonly child: string;
  readonly linkedOn: PlainDate;
}

/** Finds the children of a family without reading every fact. */
export const familiesIndex =
  'CREATE INDEX IF NOT EXISTS facts_by_family ON facts (authority, family, child) WHERE family IS NOT NULL';

/** The children now linked to a family, by their ids. A link that was withdrawn, corrected or undone does not count. */
export async function familyMembers(
  db: Kysely<unknown>,
  authority: string,
  familyId: string,
): Promise<readonly FamilyMember[]> {
  const named = await sql<{ readonly child: string }>`
    SELECT DISTINCT child FROM facts WHERE authority = ${authority} AND family = ${familyId}
    ORDER BY child`.execute(db);
  const members: FamilyMember[] = [];
  for (const { child } of named.rows) {
    const kept = await sql<Readonly<Record<string, unknown>>>`
      SELECT ${sql.raw(recordedColumns)} FROM facts
      WHERE authority = ${authority} AND child = ${child} ORDER BY revision`.execute(db);
    const linkedOn = linkedSince(
      kept.rows.map((row) => recordedFrom(Object.values(row))),
      familyId,
    );
    if (linkedOn !== undefined) members.push({ child, linkedOn });
  }
  return members;
}

function linkedSince(facts: readonly Recorded[], familyId: string): PlainDate | undefined {
  let since: PlainDate | undefined;
  for (const { type, data } of effectiveHistory(facts)) {
    if (type === 'FamilyLinked' && data.familyId === familyId) since ??= data.on;
    else if (type === 'FamilyUnlinked' && data.familyId === familyId) since = undefined;
  }
  return since;
}
