import { sql, type Kysely } from 'kysely';
import { never, stillKnown } from '#measures';
import type { Duty } from '#timescales';
import { stateIs, stoppedSince, type Moment } from './worklist.ts';

/** How many clocks of one duty, of children in the hands of one team, stand how. */
export interface ClockCount {
  readonly duty: Duty;
  /** Null where nobody had the case. */
  readonly team: string | null;
  readonly overdue: number;
  readonly dueSoon: number;
  readonly running: number;
  readonly unknown: number;
}

/** The clocks that run at a moment, counted. */
export async function clockCounts(
  db: Kysely<unknown>,
  authority: string,
  moment: Moment,
): Promise<readonly ClockCount[]> {
  const { day } = moment;
  const number = (state: Parameters<typeof stateIs>[0]) =>
    sql`sum(CASE WHEN ${stateIs(state, moment)} THEN 1 ELSE 0 END)`;
  const { rows } = await sql<ClockCount>`
    SELECT c.duty AS duty, a.team AS team, ${number('overdue')} AS overdue, ${number('due-soon')} AS "dueSoon",
      ${number('running')} AS running, ${number('unknown')} AS unknown
    FROM clocks AS c LEFT JOIN allocations AS a ON a.authority = c.authority AND a.child = c.child
      AND a.known_to = ${stillKnown} AND a.from_day <= ${day} AND a.until_day > ${day}
    WHERE c.authority = ${authority} AND c.known_to = ${stillKnown} AND c.started_on <= ${day}
      AND (c.stopped_on = ${never} OR (${stoppedSince(moment)}))
    GROUP BY c.duty, a.team ORDER BY c.duty, a.team`.execute(db);
  return rows;
}
