import type { Fault } from '#http';
import {
  groupingsOf,
  isGroupOf,
  notKnown,
  type Grouping,
  type Measure,
  type Parameter,
  type Question,
} from '#measures';
import type { OneGroup } from '#readmodel';
import { fault, type Query } from './asked.ts';

/** The names by which an answer is told apart, and by which its rows are narrowed to one group. */
export const groupNames = ['group', 'only'] as const;

/** The grouping asked for as `group`, if any. A name that is none of the measure's is a fault that lists those there are. */
export function groupingAsked(measure: Measure, { group }: Query, faults: Fault[]): Grouping | undefined {
  if (group === undefined) return undefined;
  const groupings = groupingsOf(measure);
  const found = typeof group === 'string' && Object.hasOwn(groupings, group) ? groupings[group] : undefined;
  if (found === undefined) {
    const names = Object.keys(groupings).join(', ');
    faults.push(fault('group', 'unknown-choice', `Give group once, as one of ${names}.`));
  }
  return found;
}

/** The one group that rows are narrowed to: `group` names the grouping and `only` the group. */
export function groupAsked(measure: Measure, query: Query, faults: Fault[]): OneGroup | undefined {
  const { only } = query;
  const grouping = groupingAsked(measure, query, faults);
  if (query['group'] === undefined && only === undefined) return undefined;
  if (query['group'] === undefined || typeof only !== 'string') {
    const says = 'Rows are narrowed to one group: give group, how they are told apart, and only, the group meant.';
    faults.push(fault(query['group'] === undefined ? 'group' : 'only', 'missing', says));
    return undefined;
  }
  if (grouping === undefined) return undefined;
  if (isGroupOf(grouping, only)) return { grouping, group: only };
  const names = [...grouping.groups.map(({ group }) => group), notKnown].join(', ');
  faults.push(fault('only', 'unknown-choice', `Give only as one of ${names}.`));
  return undefined;
}

/** The parameter named as `each`, whose every choice is asked for. Only one with a list of choices can be. */
export function eachAsked(measure: Measure, query: Query, faults: Fault[]): string | undefined {
  const { each } = query;
  if (each === undefined) return undefined;
  const names = Object.entries<Parameter>(measure.parameters).filter(([, { kind }]) => kind === 'choice');
  const found = names.find(([name]) => name === each)?.[0];
  if (found === undefined) {
    const listed = names.length === 0 ? 'This measure has none.' : `Give ${names.map(([name]) => name).join(' or ')}.`;
    faults.push(fault('each', 'unknown-choice', `Give each once, as a parameter that is one of several. ${listed}`));
  } else if (query[found] !== undefined) {
    faults.push(fault(found, 'one-or-the-other', `Give ${found}, or each=${found} for all of them, not both.`));
  }
  return found;
}

/** The same question for every choice of a parameter. */
export function forEachChoice(question: Question, name: string): readonly { choice: string; question: Question }[] {
  const parameters: Readonly<Record<string, Parameter>> = question.measure.parameters;
  const parameter = parameters[name];
  const choices = parameter?.kind === 'choice' ? parameter.choices : [];
  return choices.map((choice) => {
    return { choice, question: { ...question, parameters: { ...question.parameters, [name]: choice } } };
  });
}
