import { sql, type Kysely } from 'kysely';
import type { PlainDate } from '#calendar';
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
    FROM clocks AS c LEFT JOIN allocations AS a ON ${ofTheChild}
      AND a.from_day <= ${day} AND coalesce(a.until_day, '') > ${day}
    WHERE c.authority = ${authority} AND c.known_to = ${stillKnown} AND c.started_on <= ${day}
      AND (c.stopped_on = ${never} OR (${stoppedSince(moment)}))
    GROUP BY c.duty, a.team ORDER BY c.duty, a.team`.execute(db);
  return rows;
}

/**
 * A clock's child's allocations, found by the child: SQLite would take an index that leads through every allocation of the
 * authority for each clock, unless what it is of is hidden from it, here and where `until_day` is looked at.
 */
const ofTheChild = sql`a.authority = c.authority AND a.child = c.child AND a.known_to + 0 = ${stillKnown}`;

/** Clocks that run, alike in all that their counting looks at. */
export interface ClockBucket {
  readonly duty: Duty;
  readonly team: string | null;
  readonly overdueFrom: number;
  readonly dueSoonFrom: PlainDate;
  readonly dueKnown: number;
  readonly clocks: number;
  /** The last day any of them began, and any case of theirs was allocated: on days before, they did not all run so. */
  readonly latest: PlainDate;
}

/** The clocks of an authority that run, as known now and in the hands of who has the case now: counted alike by alike. */
export async function clockBuckets(db: Kysely<unknown>, authority: string): Promise<readonly ClockBucket[]> {
  const { rows } = await sql<ClockBucket & { readonly began: PlainDate; readonly allocated: PlainDate | null }>`
    SELECT c.duty AS duty, a.team AS team, c.overdue_from AS "overdueFrom", c.due_soon_from AS "dueSoonFrom",
      c.due_known AS "dueKnown", count(*) AS clocks, max(c.started_on) AS began, max(a.from_day) AS allocated
    FROM clocks AS c LEFT JOIN allocations AS a ON ${ofTheChild}
      AND coalesce(a.until_day, '') = ${never}
    WHERE c.authority = ${authority} AND c.known_to = ${stillKnown} AND c.stopped_on = ${never}
    GROUP BY c.duty, a.team, c.overdue_from, c.due_soon_from, c.due_known`.execute(db);
  return rows.map(({ began, allocated, ...bucket }) => ({
    ...bucket,
    latest: allocated !== null && allocated > began ? allocated : began,
  }));
}

/** Whether a clock or an allocation, as known now, ended after a day: then another ran on it, or was in other hands. */
export async function endsAfter(db: Kysely<unknown>, authority: string, day: PlainDate): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 AS one FROM (SELECT child FROM clocks WHERE authority = ${authority} AND known_to = ${stillKnown}
        AND stopped_on >= ${day} AND stopped_on < ${never}
      UNION ALL SELECT child FROM allocations WHERE authority = ${authority} AND until_day > ${day}
        AND until_day < ${never} AND known_to = ${stillKnown}) AS ended LIMIT 1`.execute(db);
  return rows.length > 0;
}
