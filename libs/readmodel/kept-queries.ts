import { sql, type Kysely } from 'kysely';
import type { Recorded } from '#history';
import { recordedColumns, recordedFrom } from './kept-facts.ts';

/** A fact the read model keeps, with its place in the store and the instant it was known from. */
export interface PlacedFact {
  readonly child: string;
  readonly fact: Recorded;
  readonly position: number;
  readonly knownFrom: number;
}

/** Where one child's facts are among those of an authority, for reading on from there. */
export interface FactPlace {
  readonly child: string;
  readonly revision: number;
}

/** One child's facts, in the order recorded, as far as the rows have come. */
export async function factsOf(db: Kysely<unknown>, authority: string, child: string): Promise<readonly PlacedFact[]> {
  const { rows } = await sql<Stored>`
    SELECT ${selected} FROM facts WHERE authority = ${authority} AND child = ${child} ORDER BY revision`.execute(db);
  return rows.map(placed);
}

/** At most so many facts of an authority, child by child, after a place: for reading all of them in bounded memory. */
export async function factsAfter(
  db: Kysely<unknown>,
  authority: string,
  after: FactPlace | undefined,
  limit: number,
): Promise<readonly PlacedFact[]> {
  const { child, revision } = after ?? { child: '', revision: -1 };
  const { rows } = await sql<Stored>`
    SELECT ${selected} FROM facts
    WHERE authority = ${authority} AND (child, revision) > (${child}, ${revision})
    ORDER BY child, revision LIMIT ${limit}`.execute(db);
  return rows.map(placed);
}

/** The last fact of an authority in the order of the store; undefined before its first. */
export async function lastFactOf(db: Kysely<unknown>, authority: string): Promise<PlacedFact | undefined> {
  const { rows } = await sql<Stored>`
    SELECT ${selected} FROM facts WHERE authority = ${authority} ORDER BY position DESC LIMIT 1`.execute(db);
  return rows.map(placed)[0];
}

/**
 * The children with facts that came after a place in the store although they count as known by an instant: recorded by a
 * process whose clock was behind, or in the same millisecond. Whoever counted at that place did not know them.
 */
export async function childrenKnownLate(
  db: Kysely<unknown>,
  authority: string,
  { position, knownAt }: { readonly position: number; readonly knownAt: number },
): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly child: string }>`
    SELECT DISTINCT child FROM facts
    WHERE authority = ${authority} AND position > ${position} AND known_from <= ${knownAt} ORDER BY child`.execute(db);
  return rows.map(({ child }) => child);
}

/** Finds what came after a place in the store, and the last of all, without reading every fact. */
export const positionsIndex =
  'CREATE INDEX IF NOT EXISTS facts_by_position ON facts (authority, position, known_from, child)';

const selected = sql.raw(`${recordedColumns}, child, position, known_from`);

type Stored = Readonly<Record<string, unknown>>;

function placed(row: Stored): PlacedFact {
  const { child, position, known_from: knownFrom, ...recorded } = row;
  return {
    child: String(child),
    fact: recordedFrom(Object.values(recorded)),
    position: Number(position),
    knownFrom: Number(knownFrom),
  };
}
