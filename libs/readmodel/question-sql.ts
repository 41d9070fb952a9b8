import { sql, type RawBuilder } from 'kysely';
import type { Phrase, Question, RowKind } from '#measures';
import { all, known } from './phrase-sql.ts';
import { tables } from './tables.ts';

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
  const rows = { asked, alias: 'r' };
  const leftOut = measure.exclusions.reduceRight<RawBuilder<number>>(
    (rest, { unless }, index) => sql`CASE WHEN ${all(unless, rows)} THEN ${rest} ELSE ${sql.lit(index + 1)} END`,
    sql`${sql.lit(0)}`,
  );
  const rowsOf = (kind: RowKind, where: readonly Phrase[]): RawBuilder<unknown> =>
    sql`FROM ${sql.table(tables[kind].name)} AS r WHERE r.authority = ${asked.authority}
      AND ${known('r', asked)} AND ${all(where, rows)}`;
  return {
    population: rowsOf(measure.counts, measure.population.where),
    leftOut,
    inNumerator: others ? sql`${sql.lit(0)}` : sql`CASE WHEN ${all(numerator?.where ?? [], rows)} THEN 1 ELSE 0 END`,
    ...(others && { others: rowsOf(others.counts, others.where) }),
  };
}
