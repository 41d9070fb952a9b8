import type { Recorded } from '#history';
import { childRecord } from '../record/read-child.ts';
import { payloadOf, payloadParts, type Payload, type PayloadEpisode, type PayloadPart } from './payload.ts';

/**
 * What is to be told of a child since it was told of before: its whole payload where anything changed, with what was taken
 * back marked to be purged at its own level; undefined where nothing changed. Of what is purged only the id is told.
 */
export function payloadChange(
  authority: string,
  child: string,
  before: readonly Recorded[],
  facts: readonly Recorded[],
): Payload | undefined {
  const was = payloadOf(authority, child, before);
  const is = payloadOf(authority, child, facts);
  if (was === undefined) return is;
  if (is === undefined) return takenBack(was, childRecord(child, facts).isRegistered);
  if (JSON.stringify(was) === JSON.stringify(is)) return undefined;
  const episodes = withPurged(
    is.Children.social_care_episodes ?? [],
    was.Children.social_care_episodes ?? [],
    ({ social_care_episode_id: id }) => id,
    purgedEpisode,
    withPurgedParts,
  );
  return { ...is, Children: { ...is.Children, social_care_episodes: episodes } };
}

/** The child is no child of this authority's record, or has no episode any more: then each that was told of goes. */
function takenBack(was: Payload, isRegistered: boolean): Payload {
  const { la_child_id, mis_child_id, social_care_episodes = [] } = was.Children;
  const child = { la_child_id, mis_child_id, purge: !isRegistered };
  if (!isRegistered) return { la_code: was.la_code, Children: child };
  return {
    la_code: was.la_code,
    Children: { ...child, social_care_episodes: social_care_episodes.map(purgedEpisode) },
  };
}

function purgedEpisode({ social_care_episode_id }: PayloadEpisode): PayloadEpisode {
  return { social_care_episode_id, purge: true };
}

function withPurgedParts(is: PayloadEpisode, was: PayloadEpisode): PayloadEpisode {
  const parts = Object.entries(payloadParts).map(([name, idName]) => {
    const of = (episode: PayloadEpisode): readonly PayloadPart[] => episode[name as keyof typeof payloadParts] ?? [];
    const idOf = (part: PayloadPart): string => String(part[idName]);
    return [name, withPurged(of(is), of(was), idOf, (part) => ({ [idName]: part[idName], purge: true }))];
  });
  return { ...is, ...(Object.fromEntries(parts) as Partial<PayloadEpisode>) };
}

/** What there is, then what there was and is no more. */
function withPurged<T>(
  is: readonly T[],
  was: readonly T[],
  idOf: (one: T) => string,
  purged: (one: T) => T,
  both: (is: T, was: T) => T = (one) => one,
): readonly T[] {
  const now = new Set(is.map(idOf));
  const then = new Map(was.map((one) => [idOf(one), one]));
  return [
    ...is.map((one) => {
      const before = then.get(idOf(one));
      return before === undefined ? one : both(one, before);
    }),
    ...was.filter((one) => !now.has(idOf(one))).map(purged),
  ];
}
