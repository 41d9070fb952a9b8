import { sql, type RawBuilder } from 'kysely';
import type { PlainDate } from '#calendar';
import {
  at,
  dayBefore,
  dueColumn,
  isAsked,
  latestStart,
  numberOf,
  type Boundary,
  type Phrase,
  type Question,
  type RowOfAChild,
} from '#measures';
import type { Asked } from './question-sql.ts';
import { sqlName, tables } from './tables.ts';

/** The rows a phrase is said of: the name of their table in the query, and what is asked. */
export interface Said {
  readonly asked: Asked;
  readonly alias: string;
  /** Whether they are found by their child, which the key of every table begins with. */
  readonly byChild?: true;
  /** The day that is looked at, where phrases speak of it. */
  readonly day?: RawBuilder<unknown>;
}

/** All of these phrases, as a condition any of the databases takes: columns compared with values, and nothing else. */
export function all(phrases: readonly Phrase[], said: Said): RawBuilder<unknown> {
  if (phrases.length === 0) return sql`1 = 1`;
  return sql.join(
    phrases.map((phrase) => sql`(${phraseSql(phrase, said)})`),
    sql` AND `,
  );
}

/** Of a table's row versions, those known at the instant asked for. */
export function known(alias: string, { knownAt }: Asked): RawBuilder<unknown> {
  return sql`${sql.ref(`${alias}.known_from`)} <= ${knownAt} AND ${sql.ref(`${alias}.known_to`)} > ${knownAt}`;
}

/** The same, of rows found by their child: written so that no index of instants is thought of, as `dayOf` is of days. */
export function knownOfChild(alias: string, { knownAt }: Asked): RawBuilder<unknown> {
  return sql`${sql.ref(`${alias}.known_from`)} <= ${knownAt} AND ${sql.ref(`${alias}.known_to`)} + 0 > ${knownAt}`;
}

/** One phrase. Every day it compares with was worked out here by the calendar (decisions.md 16). */
function phraseSql(phrase: Phrase, said: Said): RawBuilder<unknown> {
  const { question } = said.asked;
  const column = (name: string): RawBuilder<unknown> => columnOf(said.alias, name);
  const day = (name: string): RawBuilder<unknown> => dayOf(said, name);
  switch (phrase.is) {
    case 'in the period': {
      const { period } = question;
      const [from, to] = 'at' in period ? [period.at, period.at] : [period.from, period.to];
      return sql`${day(phrase.column)} BETWEEN ${from} AND ${to}`;
    }
    case 'open at':
      return sql`${day(phrase.to)} > ${at(question)} AND ${day(phrase.from)} <= ${at(question)}`;
    case 'on or before':
      return sql`${day(phrase.column)} <= ${boundary(phrase.day, question)}`;
    case 'after':
      return sql`${day(phrase.column)} > ${boundary(phrase.day, question)}`;
    case 'at least':
      return sql`${column(phrase.column)} >= ${numberOf(phrase.number, question)}`;
    case 'at most':
      return sql`${column(phrase.column)} <= ${numberOf(phrase.number, question)}`;
    case 'fewer than':
      return sql`${column(phrase.column)} < ${numberOf(phrase.number, question)}`;
    case 'within months of':
      return sql`${column(phrase.column)} <= ${numberOf(phrase.months, question)}`;
    case 'is one of':
      return sql`${column(phrase.column)} IN (${sql.join(phrase.texts)})`;
    case 'has the word':
      return sql`(' ' || ${column(phrase.column)} || ' ') LIKE ${`% ${String(question.parameters[phrase.word.parameter])} %`}`;
    case 'after the day':
      return sql`${day(phrase.column)} > ${said.day ?? at(question)}`;
    case 'only where asked':
      return isAsked(phrase, question) ? all(phrase.phrases, said) : sql`1 = 1`;
    case 'the child has':
      return sql`EXISTS (${rowOfTheChild(phrase, said)})`;
    case 'the child has no':
      return sql`NOT EXISTS (${rowOfTheChild(phrase, said)})`;
    case 'no linked clock overdue at':
      return sql`NOT EXISTS (${overdue(phrase, said)})`;
  }
}

/** Found by the child, which the key of every table begins with: no other child's rows are looked at. */
function rowOfTheChild({ counts, where, before }: RowOfAChild, { asked, alias }: Said): RawBuilder<unknown> {
  const other = `${alias}o`;
  const theirs: Said = { asked, alias: other, byChild: true };
  const earlier =
    before === undefined ? sql`` : sql` AND ${dayOf(theirs, before.theirs)} < ${columnOf(alias, before.own)}`;
  return sql`SELECT 1 FROM ${sql.table(tables[counts].name)} AS ${sql.ref(other)}
    WHERE ${sql.ref(`${other}.authority`)} = ${asked.authority}
      AND ${sql.ref(`${other}.child`)} = ${sql.ref(`${alias}.child`)}
      AND ${knownOfChild(other, asked)}${earlier} AND ${all(where, theirs)}`;
}

function overdue(
  phrase: Extract<Phrase, { is: 'no linked clock overdue at' }>,
  { asked, alias }: Said,
): RawBuilder<unknown> {
  const { question } = asked;
  const due = sql.ref(`c.${sqlName(dueColumn(phrase, question))}`);
  const before = latestStart(at(question), numberOf(phrase.inTheLast, question));
  return sql`SELECT 1 FROM ${sql.table(tables['review-clock'].name)} AS c
    WHERE c.authority = ${asked.authority} AND c.plan = ${sql.ref(`${alias}.key`)} AND ${known('c', asked)}
      AND ${due} < ${at(question)} AND c.met_on > ${due} AND c.met_on > ${before}`;
}

function boundary({ months, before }: Boundary, question: Question): PlainDate {
  const by = before === 'at' ? at(question) : dayBefore(at(question));
  return latestStart(by, numberOf(months, question));
}

/**
 * A column of days. Of rows found by their child it is written so that no index of days is thought of: without statistics
 * SQLite would rather go through all the authority's rows of a time, once for every row, than look up one child.
 */
export function dayOf({ alias, byChild }: Said, name: string): RawBuilder<unknown> {
  return byChild === true ? sql`coalesce(${columnOf(alias, name)}, '')` : columnOf(alias, name);
}

export function columnOf(alias: string, name: string): RawBuilder<unknown> {
  return sql.ref(`${alias}.${sqlName(name)}`);
}
