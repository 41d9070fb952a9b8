import { groupingsOf } from './groupings.ts';
import type { AnyGrouping } from './grouping.ts';
import { measureOf, type Measure } from './measures.ts';
import { questionOf, type Question } from './question.ts';

/** A question as it was kept when its answer was published. */
export interface KeptQuestion {
  readonly measure: string;
  readonly period: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, number | string>>;
  /** What the answer was told apart by, where it was. */
  readonly group?: string | undefined;
}

/** A question, and what its rows are told apart by: asked for as `group`, or those the rows are shared out among. */
export interface Apart {
  readonly question: Question;
  readonly grouping: AnyGrouping | undefined;
}

/** The grouping of a figure told apart by this, if by any. A measure that shares its rows out is always told apart. */
export function groupingOf(measure: Measure, group: string | undefined): AnyGrouping | undefined {
  const name = measure.among ?? group;
  return name === undefined ? undefined : groupingsOf(measure)[name];
}

/** A kept question as today's definition takes it, or why it does not. */
export function askedAgain({ measure: id, period, parameters, group }: KeptQuestion): Apart | { readonly why: string } {
  const measure = measureOf(id);
  if (measure === undefined) return { why: `There is no measure ${id} any more.` };
  const gone = Object.keys(parameters).filter((name) => !Object.hasOwn(measure.parameters, name));
  if (gone.length > 0) return { why: `The measure ${id} has no ${gone.join(' and ')} any more.` };
  if (group !== undefined && !Object.hasOwn(groupingsOf(measure), group)) {
    return { why: `The measure ${id} is not told apart by ${group} any more.` };
  }
  const given = Object.entries(parameters).map(([name, value]) => [name, String(value)]);
  const made = questionOf(measure, { ...period, ...(Object.fromEntries(given) as Record<string, string>) });
  if ('question' in made) return { question: made.question, grouping: groupingOf(measure, group) };
  return { why: `The measure ${id} cannot be asked so any more. ${made.faults.map(({ says }) => says).join(' ')}` };
}
