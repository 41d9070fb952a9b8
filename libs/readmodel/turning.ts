import { sql, type Kysely } from 'kysely';
import { never, stillKnown, type Row } from '#measures';
import type { PlacedFact } from './kept-queries.ts';
import { rowOf } from './tables.ts';

/** Whose a fact is, its place in the store, and the instant from which it is known. */
export type ComingFact = Omit<PlacedFact, 'fact'>;

/** The places of an authority's facts after a position, in the store's order: at most so many. */
export async function placesAfter(
  db: Kysely<unknown>,
  authority: string,
  position: number,
  most: number,
): Promise<readonly ComingFact[]> {
  const { rows } = await sql<ComingFact>`
    SELECT child, position, known_from AS "knownFrom" FROM facts
    WHERE authority = ${authority} AND position > ${position} ORDER BY position LIMIT ${most}`.execute(db);
  return rows;
}

/** A clock that runs, and whose it is. */
export interface RunningClock {
  readonly child: string;
  readonly row: Row<'clock'>;
}

/** The clocks that run and are overdue from an instant after one up to and with another, as known now. */
export async function overdueBetween(
  db: Kysely<unknown>,
  authority: string,
  after: number,
  upTo: number,
): Promise<readonly RunningClock[]> {
  const { rows } = await sql<Readonly<Record<string, unknown>>>`
    SELECT * FROM clocks WHERE authority = ${authority} AND known_to = ${stillKnown} AND stopped_on = ${never}
      AND overdue_from > ${after} AND overdue_from <= ${upTo} ORDER BY overdue_from, child, key`.execute(db);
  return rows.map((record) => ({ child: String(record['child']), row: rowOf('clock', record) as Row<'clock'> }));
}
