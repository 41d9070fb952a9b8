import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { PlainDate } from '#calendar';
import { never, stillKnown, type Row } from '#measures';
import type { Duty } from '#timescales';
import { rowOf } from './tables.ts';

/** How a clock that runs stands on a day: `unknown` where its due day lies beyond the known bank holidays. */
export type OpenState = 'overdue' | 'due-soon' | 'running' | 'unknown';

/**
 * When a question about clocks is asked. Of a day as such, what is due by the instant of some hour is overdue from the
 * day after; asked at an instant of that day, from that instant.
 */
export interface Moment {
  readonly day: PlainDate;
  /** What is overdue from this instant or before is overdue: the one asked at, or the day's first. */
  readonly instant: number;
  readonly isInstant: boolean;
}

/** Which clocks of one authority are wanted, and where the list goes on. Everything is as known now. */
export interface WorklistAsked {
  readonly authority: string;
  readonly moment: Moment;
  readonly state?: OpenState | undefined;
  /** Only what is overdue from this instant or before: what is due before a day. */
  readonly overdueBy?: number | undefined;
  readonly duty?: Duty | undefined;
  readonly worker?: string | undefined;
  readonly team?: string | undefined;
  readonly family?: string | undefined;
  readonly after?: WorklistPlace | undefined;
  readonly limit: number;
}

/** The place of a clock in the order of urgency: no two are alike. */
export interface WorklistPlace {
  readonly overdueFrom: number;
  readonly child: string;
  readonly key: string;
}

/** A clock that runs, whose it is, and who has the case on the day asked about. */
export interface OpenClock {
  readonly child: string;
  readonly row: Row<'clock'>;
  /** The instant from which it is known as it is. */
  readonly knownFrom: number;
  readonly worker: string | null;
  readonly team: string | null;
  readonly families: readonly string[];
}

/** The clocks that run at a moment, the most urgent first. */
export async function worklist(db: Kysely<unknown>, asked: WorklistAsked): Promise<readonly OpenClock[]> {
  const { authority, moment, limit } = asked;
  // SQLite would walk every clock to look for each among those picked: it keeps to the order of a cross join.
  const { rows } = await sql<Readonly<Record<string, unknown>>>`
    SELECT c.* FROM (SELECT * FROM (${picked(asked, sql`c.stopped_on = ${never}`)}) AS running
      UNION ALL SELECT * FROM (${picked(asked, stoppedSince(moment))}) AS since) AS p
    CROSS JOIN clocks AS c
    WHERE c.authority = ${authority} AND c.child = p.child AND c.key = p.key AND c.known_from = p.known_from
    ORDER BY c.overdue_from, c.child, c.key LIMIT ${limit}`.execute(db);
  const children = [...new Set(rows.map(({ child }) => String(child)))];
  const circumstances = await circumstancesOn(db, authority, children, moment.day);
  return rows.map((record) => {
    const child = String(record['child']);
    const row = rowOf('clock', record) as Row<'clock'>;
    const { worker = null, team = null, families = [] } = circumstances.get(child) ?? {};
    return { child, row, knownFrom: Number(record['known_from']), worker, team, families };
  });
}

/** Whether a clock that was stopped, as is known now, ran at the moment all the same. */
export function stoppedSince({ day, instant, isInstant }: Moment): RawBuilder<boolean> {
  const later = isInstant
    ? sql`(c.stopped_on > ${day} OR (c.stopped_on = ${day} AND c.stopped_at > ${instant}))`
    : sql`c.stopped_on > ${day}`;
  return sql`c.stopped_on >= ${day} AND c.stopped_on < ${never} AND ${later}`;
}

/** How a clock that runs at the moment stands then. */
export function stateIs(state: OpenState, { day, instant }: Moment): RawBuilder<boolean> {
  switch (state) {
    case 'overdue':
      return sql`c.overdue_from <= ${instant}`;
    case 'due-soon':
      return sql`c.overdue_from > ${instant} AND c.due_soon_from <= ${day}`;
    case 'running':
      return sql`c.overdue_from > ${instant} AND c.due_soon_from > ${day} AND c.due_known = 1`;
    case 'unknown':
      return sql`c.due_known = 0`;
  }
}

function picked(asked: WorklistAsked, open: RawBuilder<boolean>): RawBuilder<unknown> {
  const { authority, moment, state, overdueBy, duty, after, limit } = asked;
  const children = childrenWanted(asked);
  const knownTo = children === undefined ? sql`c.known_to` : sql`c.known_to + 0`;
  const conditions = [
    sql`c.authority = ${authority} AND ${knownTo} = ${stillKnown} AND ${open} AND c.started_on <= ${moment.day}`,
    ...(state === undefined ? [] : [stateIs(state, moment)]),
    ...(overdueBy === undefined ? [] : [sql`c.overdue_from <= ${overdueBy}`]),
    ...(duty === undefined ? [] : [sql`c.duty = ${duty}`]),
    ...(after === undefined
      ? []
      : [sql`(c.overdue_from, c.child, c.key) > (${after.overdueFrom}, ${after.child}, ${after.key})`]),
  ];
  // Who has few cases is looked for among those alone, and not among every clock of the authority: what its index begins
  // with is hidden from SQLite above.
  const from = children === undefined ? sql`clocks AS c` : sql`(${children}) AS k CROSS JOIN clocks AS c`;
  const whose = children === undefined ? sql`` : sql` AND c.child = k.child`;
  return sql`SELECT c.child, c.key, c.known_from, c.overdue_from FROM ${from}
    WHERE ${sql.join(conditions, sql` AND `)}${whose}
    ORDER BY c.overdue_from, c.child, c.key LIMIT ${limit}`;
}

function childrenWanted({ authority, moment, worker, team, family }: WorklistAsked): RawBuilder<unknown> | undefined {
  const { day } = moment;
  const wanted = [
    ...(worker === undefined ? [] : [allocatedOn(authority, day, sql`a.worker = ${worker}`)]),
    ...(team === undefined ? [] : [allocatedOn(authority, day, sql`a.team = ${team}`)]),
    ...(family === undefined
      ? []
      : [
          sql`SELECT DISTINCT f.child FROM families AS f WHERE f.authority = ${authority} AND f.known_to = ${stillKnown}
            AND f.family_id = ${family} AND f.linked_on <= ${day} AND f.unlinked_on > ${day}`,
        ]),
  ];
  return wanted.length === 0 ? undefined : sql.join(wanted, sql` INTERSECT `);
}

function allocatedOn(authority: string, day: PlainDate, who: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`SELECT DISTINCT a.child FROM allocations AS a WHERE a.authority = ${authority} AND a.known_to = ${stillKnown}
    AND ${who} AND a.until_day > ${day} AND a.from_day <= ${day}`;
}

/** Who has a child's case on a day, and its families. */
export interface CircumstancesOn {
  readonly worker?: string;
  readonly team?: string;
  readonly families?: readonly string[];
}

/**
 * Of these children, who has the case on the day and which families they belong to. Both are found by the child: what any
 * index but the key begins with is hidden from SQLite, which would walk the authority's rows for some children.
 */
export async function circumstancesOn(
  db: Kysely<unknown>,
  authority: string,
  children: readonly string[],
  day: PlainDate,
): Promise<ReadonlyMap<string, CircumstancesOn>> {
  const found = new Map<string, { worker?: string; team?: string; families?: string[] }>();
  const of = (child: string) => {
    const known = found.get(child) ?? {};
    found.set(child, known);
    return known;
  };
  for (let at = 0; at < children.length; at += childrenAtOnce) {
    const these = sql.join(children.slice(at, at + childrenAtOnce));
    const allocations = await sql<{ readonly child: string; readonly worker: string; readonly team: string }>`
      SELECT child, worker, team FROM allocations WHERE authority = ${authority} AND child IN (${these})
        AND known_to + 0 = ${stillKnown} AND from_day <= ${day} AND coalesce(until_day, '') > ${day}`.execute(db);
    for (const { child, worker, team } of allocations.rows) Object.assign(of(child), { worker, team });
    const families = await sql<{ readonly child: string; readonly family_id: string }>`
      SELECT child, family_id FROM families WHERE authority = ${authority} AND child IN (${these})
        AND known_to + 0 = ${stillKnown} AND linked_on <= ${day} AND unlinked_on > ${day}
      ORDER BY child, family_id`.execute(db);
    for (const { child, family_id } of families.rows) (of(child).families ??= []).push(family_id);
  }
  return found;
}

const childrenAtOnce = 400;
