import { sql, type Kysely, type RawBuilder } from 'kysely';
import {
  at,
  groupFigures,
  groupingsOf,
  linked,
  lookedUpBy,
  notKnown,
  spreadAmong,
  type AnyGrouping,
  type GroupFigure,
  type Phrase,
  type Spread,
  type Tally,
} from '#measures';
import { all, columnOf, dayOf, knownOfChild, type Said } from './phrase-sql.ts';
import { questionSql, type Asked } from './question-sql.ts';
import { tables } from './tables.ts';

/** The figures of a measure told apart: a row for each group, not-known last. They add up to the figure of the whole. */
export async function figureByGroup(
  db: Kysely<unknown>,
  asked: Asked,
  grouping: AnyGrouping,
): Promise<readonly GroupFigure[]> {
  const { measure } = asked.question;
  const { numerator } = measure;
  const { population, leftOut, inNumerator, others } = questionSql(asked);
  const { rows } = await sql<TallyRow>`
    SELECT told_apart, count(*) AS total, coalesce(sum(CASE WHEN left_out = 0 THEN 1 ELSE 0 END), 0) AS counted,
      coalesce(sum(CASE WHEN left_out = 0 THEN made ELSE 0 END), 0) AS numerator
    FROM (SELECT ${leftOut} AS left_out, ${inNumerator} AS made,
      ${groupSql(grouping, asked, measure.population.where)} AS told_apart ${population}) AS p
    GROUP BY told_apart`.execute(db);
  const tallies = new Map<string, Tally>();
  for (const { told_apart: group, total, counted, numerator: made } of rows) {
    tallies.set(group, { counted, numerator: made, excluded: total - counted });
  }
  if (others !== undefined && numerator !== null) {
    const found = await sql<{ readonly told_apart: string; readonly total: number }>`
      SELECT told_apart, count(*) AS total FROM (SELECT ${groupSql(grouping, asked, numerator.where)} AS told_apart
      ${others}) AS p GROUP BY told_apart`.execute(db);
    for (const { told_apart: group, total } of found.rows) {
      const tally = tallies.get(group) ?? { counted: 0, numerator: 0, excluded: 0 };
      tallies.set(group, { ...tally, numerator: total });
    }
  }
  return groupFigures(measure, grouping, tallies);
}

/** How many workers share the rows counted, where the measure shares them out; undefined where it does not. */
export async function sharersAmong(db: Kysely<unknown>, asked: Asked): Promise<number | undefined> {
  const held = await heldByEach(db, asked);
  return held?.length;
}

/** The spread of the column a measure tells it of, or of how many rows each worker has; undefined of any other measure. */
export async function spreadOfRows(db: Kysely<unknown>, asked: Asked): Promise<Spread | undefined> {
  const { spread } = asked.question.measure;
  const held = await heldByEach(db, asked);
  if (held !== undefined) return spreadAmong(held.map((value) => [value, 1]));
  if (spread === undefined) return undefined;
  const { population, leftOut } = questionSql(asked);
  const { rows } = await sql<{ readonly value: number | null; readonly times: number }>`
    SELECT value, count(*) AS times
    FROM (SELECT ${leftOut} AS left_out, ${columnOf('r', spread.column)} AS value ${population}) AS p
    WHERE left_out = 0 GROUP BY value`.execute(db);
  return spreadAmong(rows.flatMap(({ value, times }) => (value === null ? [] : [[value, times] as const])));
}

async function heldByEach(db: Kysely<unknown>, asked: Asked): Promise<readonly number[] | undefined> {
  const { measure } = asked.question;
  if (measure.among === undefined) return undefined;
  const grouping = groupingsOf(measure)[measure.among];
  if (grouping === undefined) return [];
  const groups = await figureByGroup(db, asked, grouping);
  return groups.filter(({ group, numerator }) => group !== notKnown && numerator > 0).map(({ numerator }) => numerator);
}

interface TallyRow {
  readonly told_apart: string;
  readonly total: number;
  readonly counted: number;
  readonly numerator: number;
}

/** The group of each row `r` of one part of a measure, as a column. */
export function groupSql(grouping: AnyGrouping, asked: Asked, where: readonly Phrase[]): RawBuilder<string> {
  const column = lookedUpBy(where);
  const day = column === undefined ? sql`${at(asked.question)}` : columnOf('r', column);
  if (grouping.by === 'the row') return groupIn(grouping, { asked, alias: 'r', day });
  const { since, until } = linked[grouping.by];
  const told: Said = { asked, alias: 'g', byChild: true, day };
  const inForce =
    since === undefined ? sql`` : sql`AND ${dayOf(told, since)} <= ${day} AND ${dayOf(told, until)} > ${day}`;
  const first = since === undefined ? sql`g.key` : sql`${columnOf('g', since)} DESC, g.key`;
  return sql`coalesce((SELECT ${groupIn(grouping, told)}
    FROM ${sql.table(tables[grouping.by].name)} AS g
    WHERE g.authority = ${asked.authority} AND g.child = r.child AND ${knownOfChild('g', asked)} ${inForce}
    ORDER BY ${first} LIMIT 1), ${notKnown})`;
}

function groupIn({ groups, values }: AnyGrouping, said: Said): RawBuilder<string> {
  const left =
    values === null ? sql`${notKnown}` : sql`coalesce(nullif(${columnOf(said.alias, values)}, ''), ${notKnown})`;
  if (groups.length === 0) return sql`${left}`;
  const cases = groups.map(({ group, where }) => sql`WHEN ${all(where, said)} THEN ${group}`);
  return sql`CASE ${sql.join(cases, sql` `)} ELSE ${left} END`;
}
