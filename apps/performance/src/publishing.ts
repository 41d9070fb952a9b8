import { published, type GroupFigure, type Outgoing, type PublishedFigure, type Question } from '#measures';
import type { Fault } from '#http';
import { fault, type Query } from './asked.ts';
import { beside } from './telling.ts';

/** A figure for everyone, and its groups. */
export interface PublishedWhole {
  readonly figure: PublishedFigure;
  readonly groups: readonly (PublishedFigure & Pick<GroupFigure, 'group' | 'label'>)[];
}

/**
 * A figure and its groups as they may be told, hidden together with every figure that could give them away. `count` is
 * asked for each of those.
 */
export async function publishedWhole(
  question: Question,
  groups: { readonly by: string; readonly figures: readonly GroupFigure[] } | undefined,
  count: (question: Question) => Promise<Outgoing['figure']>,
): Promise<PublishedWhole> {
  const outgoing: Outgoing[] = [{ question, figure: await count(question) }];
  for (const figure of groups?.figures ?? []) {
    outgoing.push({ question, figure, group: { by: groups?.by ?? '', group: figure.group } });
  }
  const own = outgoing.length;
  for (const each of beside(question)) outgoing.push({ question: each, figure: await count(each) });
  const [figure, ...rest] = published(outgoing);
  if (figure === undefined) throw new TypeError('The figure was not published.');
  return {
    figure,
    groups: rest.slice(0, own - 1).map((told, index) => {
      const { group = '', label = '' } = groups?.figures[index] ?? {};
      return { group, label, ...told };
    }),
  };
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
