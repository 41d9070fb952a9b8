import { sql, type RawBuilder } from 'kysely';
import type { PlainDate } from '#calendar';
import { at, dayBefore, dueColumn, latestStart, numberOf, type Phrase, type Question, type RowKind } from '#measures';
import { sqlName, tables } from './tables.ts';

/** A question about one authority's rows, as they were known at an instant. */
export interface Asked {
  readonly question: Question;
  readonly authority: string;
  readonly knownAt: number;
}

/** SQL for a whole: the rows of the population, each with which exclusion left it out and whether it is in the numerator. */
export interface QuestionSql {
  /** `FROM … WHERE …`: the population. */
  readonly population: RawBuilder<unknown>;
  /** 0 for a row that counts, otherwise the number of the exclusion, from 1. */
  readonly leftOut: RawBuilder<number>;
  /** 1 for a row in the numerator, if it counts at all. */
  readonly inNumerator: RawBuilder<number>;
  /** `FROM … WHERE …`: the rows of a numerator that is set against the population and no part of it. */
  readonly others?: RawBuilder<unknown>;
}

/** The question as SQL that any of the databases takes: comparisons of columns with values, and nothing else. */
export function questionSql(asked: Asked): QuestionSql {
  const { measure } = asked.question;
  const { numerator } = measure;
  const others = numerator !== null && 'counts' in numerator ? numerator : undefined;
  const all = (phrases: readonly Phrase[]): RawBuilder<unknown> =>
    phrases.length === 0
      ? sql`1 = 1`
      : sql.join(
          phrases.map((phrase) => sql`(${phraseSql(phrase, asked)})`),
          sql` AND `,
        );
  const leftOut = measure.exclusions.reduceRight<RawBuilder<number>>(
    (rest, { unless }, index) => sql`CASE WHEN ${all(unless)} THEN ${rest} ELSE ${sql.lit(index + 1)} END`,
    sql`${sql.lit(0)}`,
  );
  const rowsOf = (kind: RowKind, where: readonly Phrase[]): RawBuilder<unknown> =>
    sql`FROM ${sql.table(tables[kind].name)} AS r WHERE r.authority = ${asked.authority}
      AND ${known('r', asked)} AND ${all(where)}`;
  return {
    population: rowsOf(measure.counts, measure.population.where),
    leftOut,
    inNumerator: others ? sql`${sql.lit(0)}` : sql`CASE WHEN ${all(numerator?.where ?? [])} THEN 1 ELSE 0 END`,
    ...(others && { others: rowsOf(others.counts, others.where) }),
  };
}

function known(table: string, { knownAt }: Asked): RawBuilder<unknown> {
  return sql`${sql.ref(`${table}.known_from`)} <= ${knownAt} AND ${sql.ref(`${table}.known_to`)} > ${knownAt}`;
}

/** One phrase. Every day it compares with was worked out here by the calendar (decisions.md 16). */
function phraseSql(phrase: Phrase, asked: Asked): RawBuilder<unknown> {
  const { question } = asked;
  switch (phrase.is) {
    case 'in the period': {
      const { period } = question;
      const [from, to] = 'at' in period ? [period.at, period.at] : [period.from, period.to];
      return sql`${column(phrase.column)} BETWEEN ${from} AND ${to}`;
    }
    case 'open at':
      return sql`${column(phrase.to)} > ${at(question)} AND ${column(phrase.from)} <= ${at(question)}`;
    case 'on or before':
      return sql`${column(phrase.column)} <= ${boundary(phrase.day, question)}`;
    case 'at least':
      return sql`${column(phrase.column)} >= ${numberOf(phrase.number, question)}`;
    case 'at most':
      return sql`${column(phrase.column)} <= ${numberOf(phrase.number, question)}`;
    case 'within months of':
      return sql`${column(phrase.column)} <= ${numberOf(phrase.months, question)}`;
    case 'no linked clock overdue at':
      return sql`NOT EXISTS (${overdue(phrase, asked)})`;
  }
}

function overdue(phrase: Extract<Phrase, { is: 'no linked clock overdue at' }>, asked: Asked): RawBuilder<unknown> {
  const { question } = asked;
  const due = sql.ref(`c.${sqlName(dueColumn(phrase, question))}`);
  const before = latestStart(at(question), numberOf(phrase.inTheLast, question));
  return sql`SELECT 1 FROM ${sql.table(tables['review-clock'].name)} AS c
    WHERE c.authority = ${asked.authority} AND c.plan = r.key AND ${known('c', asked)}
      AND ${due} < ${at(question)} AND c.met_on > ${due} AND c.met_on > ${before}`;
}

function boundary({ months, before }: Extract<Phrase, { is: 'on or before' }>['day'], question: Question): PlainDate {
  const by = before === 'at' ? at(question) : dayBefore(at(question));
  return latestStart(by, numberOf(months, question));
}

function column(name: string): RawBuilder<unknown> {
  return sql.ref(`r.${sqlName(name)}`);
}
