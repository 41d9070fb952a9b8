import type { ChildRead } from './census-child.ts';
import { tellParts } from './census-activity.ts';
import { episodeOf } from './census-episode.ts';
import type { CensusFault } from './census-fault.ts';
import { noting, type Item, type ToldFact } from './census-item.ts';
import { afterOpening, opening } from './census-opening.ts';
import { withoutOverlaps, withoutOverlappingPlans } from './census-overlaps.ts';
import type { Episode } from './census-parts.ts';
import { rank, tell, type KnownOfChild, type Telling } from './census-telling.ts';
import { deathOf, tellChild } from './census-who.ts';
import { windowOf, type CensusYear } from './census-year.ts';

/** What a child's record in a file tells, as facts in the order they happened, and what of it contradicts itself. */
export interface Told {
  readonly facts: readonly ToldFact[];
  readonly faults: readonly CensusFault[];
}

/**
 * Tells a child's record as facts. A census holds no days for some of what it tells, so these stand on the day of what they
 * belong to (docs/adr/25): the finding that no conference was needed on the enquiry's first day, the decision on no further
 * action on the referral's or the closure's, a change of categories on the last review's.
 */
export function told(read: ChildRead, year: CensusYear, known: KnownOfChild): Told {
  const { child } = read;
  if (child === undefined) return { facts: [], faults: read.faults };
  const notes = noting(read);
  const window = windowOf(year);
  const diedOn = deathOf(child, window, notes);
  const episodes = withoutOverlappingPlans(
    withoutOverlaps(
      child.CINdetails.flatMap((record) => episodeOf(record, { window, diedOn }, notes) ?? []),
      notes,
    ),
    notes,
  );
  const telling: Telling = { notes, window, known, facts: [] };
  episodes.forEach((episode, index) => {
    tellEpisode(telling, episode, index, episodes);
  });
  if (episodes.length > 0) tellChild(telling, child, episodes, diedOn);
  return { facts: inOrder(telling.facts), faults: notes.faults };
}

/** Facts of a day stand episode by episode; within one, what ends stands before what begins. */
function inOrder(facts: readonly ToldFact[]): readonly ToldFact[] {
  return [...facts].sort((a, b) => {
    const [one, other] = [a.fact.data.on, b.fact.data.on];
    if (one !== other) return one < other ? -1 : 1;
    return a.episode - b.episode || a.rank - b.rank;
  });
}

function tellEpisode(t: Telling, episode: Episode, index: number, episodes: readonly Episode[]): void {
  const { record, referredOn, noFurtherAction, closed, transferInOn } = episode;
  const { notes, window } = t;
  const at = notes.at(record, 'CINreferralDate');
  const referral: Item = { kind: 'referral', at };
  const source = record.ReferralSource ?? '10';
  const need = record.PrimaryNeedCode === undefined ? {} : { primaryNeed: record.PrimaryNeedCode };
  if (noFurtherAction) {
    const on = closed?.on ?? referredOn;
    const decidedAt = closed === undefined ? notes.at(record, 'ReferralNFA') : notes.at(record, 'CINclosureDate');
    const received = { on: referredOn, source, ...need, decision: 'not-known' } as const;
    tell(t, 'ReferralReceived', received, referral, at, index, rank.referral, true);
    tell(t, 'ReferralDecided', { on, decision: 'no-further-action' }, referral, decidedAt, index, rank.closes);
    return;
  }
  const isBroughtForward = index === 0 && !t.known.hasCase && referredOn < window.from;
  const root: Item = isBroughtForward ? { kind: 'opening', at } : referral;
  if (isBroughtForward) {
    const balance = opening(t, episode);
    tell(t, 'CaseBroughtForward', balance, root, at, index, rank.opening, true);
    afterOpening(t, episode, index, root, episodes);
  } else {
    const moved = transferInOn === undefined ? {} : { byTransferIn: true };
    tell(
      t,
      'ReferralReceived',
      { on: referredOn, source, ...need, ...moved, decision: 'not-known' },
      referral,
      at,
      index,
      rank.referral,
      true,
    );
    tellParts(t, episode, index, referral, episodes);
  }
  if (closed !== undefined) {
    const here = notes.at(record, 'CINclosureDate');
    tell(
      t,
      'CaseClosed',
      { on: closed.on, reason: closed.reason },
      { kind: 'closure', at: here, of: root },
      here,
      index,
      rank.closes,
    );
  }
}
