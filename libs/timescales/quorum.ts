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
