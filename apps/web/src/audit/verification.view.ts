import type { Verified } from '#recording';
import { moment, one } from '../page/filters.ts';
import type { View } from '../page/page.ts';
import { auditCrumbs, auditParts } from './child-pages.ts';
import type { Said } from './fact-said.ts';

/** Whether a child's record was changed since it was recorded, in plain words. */
export interface VerificationView extends View {
  readonly child: string;
  readonly parts: readonly object[];
  readonly holds: boolean;
  readonly sentence: string;
  readonly checked: readonly string[];
  readonly proves: readonly string[];
  readonly doesNotProve: readonly string[];
  readonly faults: readonly never[];
  readonly found: readonly { readonly sentence: string; readonly next: string; readonly where: string }[];
  readonly anchors: readonly Said[];
}

export function verificationView(authority: string, child: string, verified: Verified): VerificationView {
  const { holds, facts, notAnchored, anchors } = verified;
  const anchored = facts - notAnchored;
  return {
    title: `Was the record of ${child} changed?`,
    section: 'audit',
    breadcrumbs: auditCrumbs(authority, child),
    child,
    parts: auditParts(authority, child, 'verification'),
    holds,
    sentence: holds
      ? `No change was found. ${one(facts, 'fact')} ${facts === 1 ? 'stands' : 'stand'} as recorded.`
      : 'Something is not as it was recorded. Read what was found, and do what it says next.',
    checked: [
      `Each of ${one(facts, 'fact')} was read from the store as it is kept, and its digest worked out again.`,
      'Each names the digest of the one before it, so none can be changed, put in, taken out or moved without breaking the chain after it.',
      anchors.count === 0
        ? 'No anchor has been made yet: nothing outside the chain was there to hold it against.'
        : `The chain was held against ${one(anchors.count, 'signed anchor')}, ${anchors.count === 1 ? 'which covers' : 'which together cover'} ${one(anchored, 'fact')} of this child.`,
    ],
    proves: [
      'What was recorded has not been altered, and nothing was taken out of the middle.',
      ...(anchored > 0
        ? [
            'The facts that an anchor covers were there, just so, when the anchor was made, and none is missing from their end.',
          ]
        : []),
    ],
    doesNotProve: [
      'That what was recorded is true: only that it is what was recorded.',
      'That everything that happened was recorded.',
      ...(notAnchored > 0
        ? [
            `That nothing was cut off after the last anchor: ${one(notAnchored, 'fact')} ${notAnchored === 1 ? 'is' : 'are'} not yet covered by any, and until the next one the chain alone speaks for ${notAnchored === 1 ? 'it' : 'them'}.`,
          ]
        : []),
      'That nobody has replaced the store and its anchors together: hold them against a copy of the anchors kept elsewhere.',
    ],
    faults: [],
    found: [
      ...verified.faults.map(({ sentence, next, stream, revision }) => ({
        sentence,
        next,
        where: `${stream}, number ${String(revision)}`,
      })),
      ...(anchors.fault === null
        ? []
        : [
            {
              sentence: anchors.fault.sentence,
              next: anchors.fault.next,
              where: `anchor ${String(anchors.fault.number)}`,
            },
          ]),
    ],
    anchors: [
      { name: 'Anchors', value: String(anchors.count) },
      {
        name: 'The last',
        value: anchors.last === null ? 'none yet' : `number ${String(anchors.last.number)}, ${moment(anchors.last.at)}`,
      },
      { name: 'Its digest', value: anchors.last?.digest ?? 'none' },
      { name: 'Signed with', value: anchors.keys.length === 0 ? 'no key' : anchors.keys.join(', ') },
      { name: 'Facts not yet covered', value: String(notAnchored) },
    ],
  };
}
