import {
  figureOfMembers,
  groupsOfMembers,
  spreadOfMembers,
  type Apart,
  type CountedMember,
  type Figure,
  type GroupFigure,
  type Members,
  type Spread,
} from '#measures';
import type { Snapshot } from '#readmodel';
import type { Timescales } from '#timescales';
import { instant } from '../answered.ts';
import { keeping } from './members-kept.ts';
import type { FigurePublished, KeptMember } from './published.ts';
import { digestsOf, knownNow, lastKnownOf, readingToday, recount } from './recount.ts';

/** A figure and its members as they are to be published, of one moment: as known by an instant, as far as the rows have come. */
export async function countToPublish(
  snapshot: Snapshot,
  rules: Timescales,
  authority: string,
  { question, grouping, group }: Apart & { readonly group?: string | undefined },
  knownAt: number,
): Promise<{ readonly figure: Omit<FigurePublished, 'members'>; readonly members: readonly KeptMember[] }> {
  const members = await recount(snapshot, rules, authority, { question, grouping }, { ...knownNow(snapshot), knownAt });
  const { measure, period, parameters } = question;
  const reasons = new Map(measure.exclusions.map(({ reason }) => [reason, 0]));
  for (const { excluded } of members.values()) {
    if (excluded !== null) reasons.set(excluded, (reasons.get(excluded) ?? 0) + 1);
  }
  const figure = {
    measure: measure.id,
    version: measure.version,
    title: measure.title,
    unit: measure.unit,
    period: { ...period },
    parameters: { ...parameters },
    ...(group !== undefined && { group }),
    ...figuresOf({ question, grouping }, members, group),
    excludedByReason: Object.fromEntries(reasons),
    reading: readingToday(rules, measure),
    knownAt: instant(knownAt),
    lastKnown: await lastKnownOf(snapshot, authority),
    store: snapshot.projection.store,
    digests: digestsOf(members),
  };
  return { figure, members: [...members.values()].map(keeping) };
}

/** The figure with its spread and, where it is asked for told apart, that of each group. */
export interface Figures extends Figure {
  readonly spread?: Spread;
  readonly groups?: readonly GroupFigure[];
}

export function figuresOf({ question, grouping }: Apart, members: Members<CountedMember>, group?: string): Figures {
  const { measure } = question;
  const all = [...members.values()];
  const spread = spreadOfMembers(measure, all);
  return {
    ...figureOfMembers(measure, all),
    ...(spread !== undefined && { spread }),
    ...(group !== undefined && grouping !== undefined && { groups: groupsOfMembers(measure, grouping, all) }),
  };
}
