import type { PlainDate } from '#calendar';
import type { Agency } from '#events';

/** Who must be at a meeting: each of these, and so many other agencies besides. */
export interface Quorum {
  readonly present: readonly Agency[];
  readonly others?: number;
}

/** An authority's own quorum of conferences. It is asked of conferences held from `from` up to, and without, `to`. */
export interface ConferenceQuorum extends Quorum {
  readonly inForce: { readonly from: PlainDate; readonly to: PlainDate | null };
  readonly source: string;
}

/** T5: social care, police and health, as a minimum. Evidence V2: South Tyneside 2016, Darlington. */
export const strategyDiscussionQuorum: Quorum = { present: ['social-care', 'police', 'health'] };

/** An authority's quorums of conferences held on this day; none where it has none of its own in force. */
export function quorumsOn(quorums: readonly ConferenceQuorum[], on: PlainDate): readonly ConferenceQuorum[] {
  return quorums.filter(({ inForce: { from, to } }) => from <= on && (to === null || on < to));
}

/** The agencies that had to be at a meeting and were not. */
export function missingFrom({ present }: Quorum, attended: readonly Agency[]): readonly Agency[] {
  return present.filter((agency) => !attended.includes(agency));
}

/** Whether all who had to come did, and enough others. The family is no agency: their coming makes no meeting quorate. */
export function isQuorate(quorum: Quorum, attended: readonly Agency[]): boolean {
  const others = attended.filter((agency) => agency !== 'family' && !quorum.present.includes(agency));
  return missingFrom(quorum, attended).length === 0 && new Set(others).size >= (quorum.others ?? 0);
}
