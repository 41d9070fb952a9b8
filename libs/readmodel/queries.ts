import { sql, type Kysely, type RawBuilder } from 'kysely';
import { digestOfRows } from '#evidence';
import { figureOf, kindOf, type AnyGrouping, type Figure, type Measure, type Phrase, type Row } from '#measures';
import { groupSql, sharersAmong } from './group-sql.ts';
import { questionSql, type Asked } from './question-sql.ts';
import { rowOf } from './tables.ts';
import type { UnreadFact } from './unread.ts';

/** The digests of the keys of the rows that make a figure: what a receipt holds to know them again. */
export interface FigureDigests {
  readonly numerator: string;
  readonly denominator: string;
  readonly excluded: string;
}

export type FigurePart = 'numerator' | 'denominator' | 'excluded';

/** A row that made a figure, and whose it is; of an excluded one, why. */
export interface FoundRow {
  readonly child: string;
  readonly row: Row;
  readonly reason?: string;
  /** Its group, where the rows were asked for with their groups. */
  readonly group?: string;
}

/** A figure alone, counted in the database. */
export async function figure(db: Kysely<unknown>, asked: Asked): Promise<Figure> {
  const { population, leftOut, inNumerator, others } = questionSql(asked);
  const { rows } = await sql<Counts>`
    SELECT count(*) AS total, coalesce(sum(CASE WHEN left_out = 0 THEN 1 ELSE 0 END), 0) AS counted,
      coalesce(sum(CASE WHEN left_out = 0 THEN made ELSE 0 END), 0) AS numerator
    FROM (SELECT ${leftOut} AS left_out, ${inNumerator} AS made ${population}) AS p`.execute(db);
  const { total, counted, numerator } = rows[0] ?? { total: 0, counted: 0, numerator: 0 };
  const made = others === undefined ? numerator : await numberOfRows(db, others);
  const sharers = await sharersAmong(db, asked);
  return figureOf(asked.question.measure, { counted, numerator: made, excluded: total - counted, sharers });
}

async function numberOfRows(db: Kysely<unknown>, from: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ readonly total: number }>`SELECT count(*) AS total ${from}`.execute(db);
  return rows[0]?.total ?? 0;
}

interface Counts {
  readonly total: number;
  readonly counted: number;
  readonly numerator: number;
}

/** A figure with the digests of the rows that make it. */
export async function figureWithDigests(
  db: Kysely<unknown>,
  asked: Asked,
): Promise<Figure & { readonly digests: FigureDigests }> {
  const { population, leftOut, inNumerator, others } = questionSql(asked);
  const { rows } = await sql<Member>`
    SELECT r.child AS child, r.key AS key, ${leftOut} AS left_out, ${inNumerator} AS made ${population}
    ORDER BY r.child, r.key`.execute(db);
  const counted = rows.filter(({ left_out }) => left_out === 0);
  const excluded = rows.filter(({ left_out }) => left_out !== 0);
  const numerator = others === undefined ? counted.filter(({ made }) => made === 1) : await membersOf(db, others);
  const sharers = await sharersAmong(db, asked);
  const counts = { counted: counted.length, numerator: numerator.length, excluded: excluded.length, sharers };
  const isCount = asked.question.measure.numerator === null;
  return {
    ...figureOf(asked.question.measure, counts),
    digests: {
      numerator: digestOfKeys(numerator),
      denominator: digestOfKeys(isCount ? [] : counted),
      excluded: digestOfKeys(excluded),
    },
  };
}

async function membersOf(db: Kysely<unknown>, from: RawBuilder<unknown>): Promise<readonly RowPlace[]> {
  const { rows } = await sql<RowPlace>`SELECT r.child AS child, r.key AS key ${from} ORDER BY r.child, r.key`.execute(
    db,
  );
  return rows;
}

interface RowPlace {
  readonly child: string;
  readonly key: string;
}

interface Member extends RowPlace {
  readonly left_out: number;
  readonly made: number;
}

/** The digest of the keys of rows, given by child and then by key. */
export function digestOfKeys(members: readonly RowPlace[]): string {
  return digestOfRows(members.map(({ child, key }) => JSON.stringify([child, key])));
}

/** One group of a grouping, to which rows are narrowed. */
export interface OneGroup {
  readonly grouping: AnyGrouping;
  readonly group: string;
}

/** A grouping, of which each row is to be answered with its group. */
export interface ToldApart {
  readonly grouping: AnyGrouping;
}

/** The rows of one part of a figure, by child; of one group alone, or each with its group, where asked. A count has no denominator, so no rows of it. */
export async function figureRows(
  db: Kysely<unknown>,
  asked: Asked,
  part: FigurePart,
  only?: OneGroup | ToldApart,
): Promise<readonly FoundRow[]> {
  const from = partFrom(asked, part, only);
  if (from === undefined) return [];
  const { rows } = await sql<RowRead>`SELECT * ${from} ORDER BY child, key`.execute(db);
  return rows.map((record) => found(asked.question.measure, part, record, only));
}

/** Some of the rows `figureRows` answers, from one on, and how many there are in all. */
export async function figureRowsPage(
  db: Kysely<unknown>,
  asked: Asked,
  part: FigurePart,
  { only, offset, limit }: RowsPageAsked,
): Promise<{ readonly count: number; readonly rows: readonly FoundRow[] }> {
  const from = partFrom(asked, part, only);
  if (from === undefined) return { count: 0, rows: [] };
  const count = await numberOfRows(db, from);
  const { rows } = await sql<RowRead>`
    SELECT * ${from} ORDER BY child, key LIMIT ${limit} OFFSET ${offset}`.execute(db);
  return { count, rows: rows.map((record) => found(asked.question.measure, part, record, only)) };
}

/** Which of a part's rows are asked for. */
export interface RowsPageAsked {
  readonly only?: OneGroup | ToldApart | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** `FROM … WHERE …`: the rows of one part; undefined where it cannot have any. */
function partFrom(
  asked: Asked,
  part: FigurePart,
  only: OneGroup | ToldApart | undefined,
): RawBuilder<unknown> | undefined {
  const { measure } = asked.question;
  if (part === 'denominator' && measure.numerator === null) return undefined;
  const { others } = questionSql(asked);
  const { numerator } = measure;
  const from =
    part === 'numerator' && others !== undefined && numerator !== null
      ? sql`(SELECT r.*, 0 AS left_out, 1 AS made ${apart(only, asked, numerator.where)} ${others})`
      : wholeFrom(asked, only);
  const inGroup = only !== undefined && 'group' in only ? sql`AND told_apart = ${only.group}` : sql``;
  return sql`FROM ${from} AS p WHERE ${of(part)} ${inGroup}`;
}

/** The rows of every part of a figure, as `figureRows` answers each, read once; each with its group where asked. */
export async function figureParts(
  db: Kysely<unknown>,
  asked: Asked,
  told?: ToldApart,
): Promise<Readonly<Record<FigurePart, readonly FoundRow[]>>> {
  const { measure } = asked.question;
  const { numerator } = measure;
  const { rows } = await sql<RowRead>`SELECT * FROM ${wholeFrom(asked, told)} AS p ORDER BY child, key`.execute(db);
  const [counted, excluded, made]: readonly [FoundRow[], FoundRow[], FoundRow[]] = [[], [], []];
  for (const record of rows) {
    const row = found(measure, 'denominator', record, told);
    if (record['left_out'] !== 0) excluded.push(row);
    else counted.push(row);
    if (record['left_out'] === 0 && record['made'] === 1) made.push(row);
  }
  const isSetAgainst = numerator !== null && 'counts' in numerator;
  return {
    numerator: isSetAgainst ? await figureRows(db, asked, 'numerator', told) : made,
    denominator: numerator === null ? [] : counted,
    excluded,
  };
}

/** The same parts with no more of each row than what names it: whose, of which kind and by which key. */
export async function figurePlaces(
  db: Kysely<unknown>,
  asked: Asked,
  told?: ToldApart,
): Promise<Readonly<Record<FigurePart, readonly NamedRow[]>>> {
  const { measure } = asked.question;
  const { numerator } = measure;
  const { population, leftOut, inNumerator, others } = questionSql(asked);
  const { rows } = await sql<RowRead>`
    SELECT r.child AS child, r.key AS key, ${leftOut} AS left_out, ${inNumerator} AS made
      ${apart(told, asked, measure.population.where)} ${population}`.execute(db);
  const against =
    others === undefined || numerator === null
      ? undefined
      : await sql<RowRead>`
          SELECT r.child AS child, r.key AS key, 0 AS left_out ${apart(told, asked, numerator.where)} ${others}`.execute(
          db,
        );
  const counted = rows.filter((record) => record['left_out'] === 0);
  const named = (part: FigurePart, records: readonly RowRead[]): readonly NamedRow[] =>
    records.map((record) => ({
      ...placeFound(measure, record, told),
      row: { kind: kindOf(measure, part), key: String(record['key']) },
    }));
  return {
    numerator: named('numerator', against?.rows ?? counted.filter((record) => record['made'] === 1)),
    denominator: numerator === null ? [] : named('denominator', counted),
    excluded: named(
      'excluded',
      rows.filter((record) => record['left_out'] !== 0),
    ),
  };
}

/** A row by its name alone. */
export interface NamedRow extends Omit<FoundRow, 'row'> {
  readonly row: Pick<Row, 'kind' | 'key'>;
}

type RowRead = Readonly<Record<string, unknown>>;

/** The population, each row with what left it out, whether it is in the numerator and, where asked, its group. */
function wholeFrom(asked: Asked, only: OneGroup | ToldApart | undefined): RawBuilder<unknown> {
  const { population, leftOut, inNumerator } = questionSql(asked);
  const group = apart(only, asked, asked.question.measure.population.where);
  return sql`(SELECT r.*, ${leftOut} AS left_out, ${inNumerator} AS made ${group} ${population})`;
}

function apart(only: OneGroup | ToldApart | undefined, asked: Asked, where: readonly Phrase[]): RawBuilder<unknown> {
  return only === undefined ? sql`` : sql`, ${groupSql(only.grouping, asked, where)} AS told_apart`;
}

function found(measure: Measure, part: FigurePart, record: RowRead, only?: OneGroup | ToldApart): FoundRow {
  return { ...placeFound(measure, record, only), row: rowOf(kindOf(measure, part), record) };
}

function placeFound(measure: Measure, record: RowRead, only?: OneGroup | ToldApart): Omit<FoundRow, 'row'> {
  const exclusion = measure.exclusions[Number(record['left_out']) - 1];
  return {
    child: String(record['child']),
    ...(exclusion !== undefined && { reason: exclusion.reason }),
    ...(only !== undefined && !('group' in only) && { group: String(record['told_apart']) }),
  };
}

function of(part: FigurePart): RawBuilder<unknown> {
  if (part === 'excluded') return sql`left_out <> 0`;
  return part === 'numerator' ? sql`left_out = 0 AND made = 1` : sql`left_out = 0`;
}

/** The instant everything up to this place in the store was known by; undefined before the first fact. */
export async function instantOf(db: Kysely<unknown>, position: number): Promise<number | undefined> {
  const { rows } = await sql<{ readonly known_at: number }>`
    SELECT known_at FROM checkpoints WHERE position <= ${position}
    ORDER BY position DESC LIMIT 1`.execute(db);
  return rows[0]?.known_at;
}

/** The facts of one authority that are not read under today's law, by child. */
export async function unreadFacts(db: Kysely<unknown>, authority: string): Promise<readonly UnreadFact[]> {
  const { rows } = await sql<UnreadFact>`
    SELECT authority, child, fact, type, code, since FROM unread WHERE authority = ${authority}
    ORDER BY child, fact`.execute(db);
  return rows;
}

/** How many facts are not read under today's law, by authority, and how many children are still to be judged. */
export interface UnreadCounts {
  readonly facts: ReadonlyMap<string, number>;
  readonly childrenUnjudged: number;
}

export async function unreadCounts(db: Kysely<unknown>): Promise<UnreadCounts> {
  const found = await sql<{ readonly authority: string; readonly facts: number }>`
    SELECT authority, count(*) AS facts FROM unread GROUP BY authority ORDER BY authority`.execute(db);
  const left = await sql<{ readonly children: number }>`SELECT count(*) AS children FROM unjudged`.execute(db);
  return {
    facts: new Map(found.rows.map(({ authority, facts }) => [authority, facts])),
    childrenUnjudged: left.rows[0]?.children ?? 0,
  };
}
