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
  return rows.map(clockOf);
}

/** The clocks of these children that run, as known now: found by the child, the other index being hidden from SQLite. */
export async function runningOf(
  db: Kysely<unknown>,
  authority: string,
  children: readonly string[],
): Promise<readonly RunningClock[]> {
  const found: RunningClock[] = [];
  for (let at = 0; at < children.length; at += childrenAtOnce) {
    const { rows } = await sql<Readonly<Record<string, unknown>>>`
      SELECT * FROM clocks WHERE authority = ${authority} AND child IN (${sql.join(children.slice(at, at + childrenAtOnce))})
        AND known_to + 0 = ${stillKnown} AND stopped_on = ${never} ORDER BY child, key`.execute(db);
    found.push(...rows.map(clockOf));
  }
  return found;
}

const childrenAtOnce = 400;

function clockOf(record: Readonly<Record<string, unknown>>): RunningClock {
  return { child: String(record['child']), row: rowOf('clock', record) as Row<'clock'> };
}
