import { sql, type Kysely } from 'kysely';
import type { PlainDate } from '#calendar';
import type { Recorded } from '#history';
import { stillKnown, type Row } from '#measures';
import type { Duty } from '#timescales';
import { recordedColumns, recordedFrom } from './kept-facts.ts';
import { rowOf } from './tables.ts';

/** What is wanted of the cases open on a day, beside who has them. */
export interface OpenCasesAsked {
  readonly authority: string;
  readonly day: PlainDate;
  /** The duties whose running clocks are wanted. */
  readonly duties: readonly Duty[];
  /** The types of fact that are wanted. Corrections and withdrawals come with them. */
  readonly facts: readonly string[];
}

/** A case open on a day, as known now. */
export interface OpenCase {
  readonly child: string;
  /** The day of the referral that began the episode. */
  readonly openSince: PlainDate;
  /** The day the protection plan open on the day began. */
  readonly planSince: PlainDate | undefined;
  readonly clocks: readonly Row<'clock'>[];
  /** Who has had the case up to the day, the first first. */
  readonly allocations: readonly Row<'allocation'>[];
  readonly facts: readonly Recorded[];
}

/** The cases open on a day, in the order of their children. */
export async function openCases(
  db: Kysely<unknown>,
  { authority, day, duties, facts }: OpenCasesAsked,
): Promise<readonly OpenCase[]> {
  const cases = new Map<string, Growing>();
  const referrals = await sql<{ readonly child: string; readonly received_on: PlainDate }>`
    SELECT child, received_on FROM referrals WHERE authority = ${authority} AND known_to = ${stillKnown}
      AND closed_on > ${day} AND received_on <= ${day} ORDER BY child, received_on`.execute(db);
  for (const { child, received_on: openSince } of referrals.rows) {
    if (!cases.has(child))
      cases.set(child, { child, openSince, planSince: undefined, clocks: [], allocations: [], facts: [] });
  }
  const children = [...cases.keys()];
  // Rows are found by their children: what other indexes begin with is hidden from SQLite, which would walk all there are.
  for (let at = 0; at < children.length; at += childrenAtOnce) {
    const own = sql`authority = ${authority} AND child IN (${sql.join(children.slice(at, at + childrenAtOnce))})`;
    const plans = await sql<{ readonly child: string; readonly started_on: PlainDate }>`
      SELECT child, started_on FROM plans WHERE ${own} AND known_to + 0 = ${stillKnown}
        AND coalesce(started_on, '') <= ${day} AND coalesce(ended_on, '') > ${day}`.execute(db);
    for (const { child, started_on } of plans.rows) of(cases, child).planSince = started_on;
    const clocks = await sql<Stored>`
      SELECT * FROM clocks WHERE ${own} AND known_to + 0 = ${stillKnown} AND duty IN (${sql.join(duties)})
        AND started_on <= ${day} AND stopped_on > ${day} ORDER BY child, key`.execute(db);
    for (const row of clocks.rows) of(cases, row['child']).clocks.push(rowOf('clock', row) as Row<'clock'>);
    const allocations = await sql<Stored>`
      SELECT * FROM allocations WHERE ${own} AND known_to + 0 = ${stillKnown} AND from_day <= ${day}
      ORDER BY child, from_day, until_day`.execute(db);
    for (const row of allocations.rows)
      of(cases, row['child']).allocations.push(rowOf('allocation', row) as Row<'allocation'>);
    const types = sql.join([...facts, 'FactWithdrawn', 'FactCorrected']);
    const kept = await sql<Stored>`
      SELECT child, ${sql.raw(recordedColumns)} FROM facts WHERE ${own} AND type IN (${types})
      ORDER BY child, revision`.execute(db);
    for (const { child, ...fact } of kept.rows) of(cases, child).facts.push(recordedFrom(Object.values(fact)));
  }
  return [...cases.values()];
}

type Stored = Readonly<Record<string, unknown>>;

interface Growing extends OpenCase {
  planSince: PlainDate | undefined;
  readonly clocks: Row<'clock'>[];
  readonly allocations: Row<'allocation'>[];
  readonly facts: Recorded[];
}

/** Every child asked about is among the cases: only theirs were asked for. */
function of(cases: ReadonlyMap<string, Growing>, child: unknown): Growing {
  const found = cases.get(String(child));
  if (found === undefined) throw new RangeError(`No case of child ${String(child)} was asked for.`);
  return found;
}

const childrenAtOnce = 400;
