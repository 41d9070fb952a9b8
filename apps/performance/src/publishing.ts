import {
  hiddenAlike,
  published,
  settledOf,
  type GroupFigure,
  type Outgoing,
  type PublishedFigure,
  type Question,
} from '#measures';
import type { Fault } from '#http';
import { fault, type Query } from './asked.ts';
import { beside, periodsBeside } from './telling.ts';

/** A figure for everyone, and its groups. */
export interface PublishedWhole {
  readonly figure: PublishedFigure;
  readonly groups: readonly (PublishedFigure & Pick<GroupFigure, 'group' | 'label'>)[];
}

/** How a figure is counted, and its groups where they are asked for. */
export interface Counting {
  readonly figure: (question: Question) => Promise<Outgoing['figure']>;
  readonly groups?: { readonly by: string; readonly figures: (question: Question) => Promise<readonly GroupFigure[]> };
}

/**
 * A figure and its groups as they may be told, hidden together with every figure that could give them away. A group that
 * is hidden in one quarter is hidden in every quarter and in the year, which would else tell it by the difference.
 */
export async function publishedWhole(question: Question, counting: Counting): Promise<PublishedWhole> {
  const { groups } = counting;
  const around: Outgoing[] = [];
  for (const each of beside(question)) around.push({ question: each, figure: await counting.figure(each) });
  const whole: Outgoing = { question, figure: await counting.figure(question) };
  const ofAll = [whole, ...around];
  const settled = settledOf(ofAll);
  const [figure] = published(ofAll, undefined, settled);
  if (figure === undefined) throw new TypeError('The figure was not published.');
  if (groups === undefined) return { figure, groups: [] };
  const byGroup = new Map<string, PublishedFigure[]>();
  let own: PublishedWhole['groups'] = [];
  for (const period of periodsBeside(question.period)) {
    const asked = { ...question, period };
    const figures = await groups.figures(asked);
    const parts = figures.map((of): Outgoing => ({
      question: asked,
      figure: of,
      group: { by: groups.by, group: of.group },
    }));
    const told = published([...parts, ...ofAll], undefined, settled).slice(0, parts.length);
    const named = told.map((of, index) => ({ ...labelled(figures[index]), ...of }));
    for (const each of named) byGroup.set(each.group, [...(byGroup.get(each.group) ?? []), each]);
    if (JSON.stringify(period) === JSON.stringify(question.period)) own = named;
  }
  return {
    figure,
    groups: own.map((each) => ({
      group: each.group,
      label: each.label,
      ...hiddenAlike(each, byGroup.get(each.group) ?? []),
    })),
  };
}

function labelled(figure: GroupFigure | undefined): Pick<GroupFigure, 'group' | 'label'> {
  return { group: figure?.group ?? '', label: figure?.label ?? '' };
}

/**
 * What cannot be published: groups of workers and of families, who are people each by name, and a figure of each choice
 * of a parameter, whose parts overlap so that nobody can say what they give away.
 */
export function faultsOfPublishedParts({ group, each }: Query): readonly Fault[] {
  const ofPeople =
    'Groups of workers or of families are not published: they are people by name. Give another, or leave out for.';
  return [
    ...(group === 'worker' || group === 'family' ? [fault('group', 'not-published', ofPeople)] : []),
    ...(each === undefined ? [] : [fault('each', 'not-published', 'Leave out each, or leave out for.')]),
  ];
}
