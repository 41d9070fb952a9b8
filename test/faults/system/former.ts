import { join } from 'node:path';
import { catalogue, type Proposed } from '#events';
import { openKeys } from '#privacy';
import { laying } from '#recording';
import { openStore } from '#store';
import { nationalRules } from '#timescales';
import type { Acknowledged } from './caseworkers.ts';

const children = 12;
const by = { user: 'of-a-former-release', role: 'caseworker' };
const recordedAt = Date.parse('2026-02-02T10:00:00Z');

/**
 * Puts children's facts straight into the store before anything runs on it, with their keys in the data folder: as a former
 * release left them, whose every fact was of its first version. What it acknowledged of them.
 */
export async function leftByFormerRelease(nodeUrl: string, folder: string): Promise<readonly Acknowledged[]> {
  const keys = openKeys({
    url: join(folder, 'keys.db'),
    masterKeyFile: join(folder, 'master.key'),
    createIfMissing: true,
    now: () => performance.now(),
  });
  const store = openStore({ url: nodeUrl });
  const left: Acknowledged[] = [];
  try {
    for (let child = 0; child < children; child += 1) {
      const of = { authority: '855', child: `F${String(child)}` };
      const lay = await laying({ keys, rules: nationalRules }, of);
      for (const [post, facts] of posts.entries()) {
        const laid = lay({ facts, by, idempotencyKey: `${of.child} ${String(post)}`, recordedAt });
        await store.append(laid.stream, laid.after ?? 'no-stream', laid.events);
        const revision = (laid.after ?? -1) + laid.events.length;
        left.push({ child: of.child, revision, facts: laid.events.map(({ id }) => id) });
      }
    }
  } finally {
    await store.close();
    await keys.close();
  }
  return left;
}

/** A referral taken up, as the catalogue's own examples tell of one but for its days; with a text that is sealed. */
const posts: readonly (readonly Proposed[])[] = [
  [
    {
      type: 'ChildRegistered',
      data: { ...catalogue.ChildRegistered.example, on: '2026-01-05', name: 'Left Earlier' },
    } as Proposed,
    { type: 'ReferralReceived', data: { on: '2026-01-05', source: '1A' } } as Proposed,
  ],
  [
    { type: 'ReferralDecided', data: { on: '2026-01-06', decision: 'assess' } } as Proposed,
    { type: 'AssessmentStarted', data: { on: '2026-01-06', kind: 'single' } } as Proposed,
  ],
];
