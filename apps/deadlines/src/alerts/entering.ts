import { randomUUID } from 'node:crypto';
import { sealWithEvidence } from '#evidence';
import type { Store, StoredEvent } from '#store';
import type { DeliveryFacts } from './alert-facts.ts';

export interface Entering {
  readonly store: Pick<Store, 'append' | 'read'>;
  readonly now: () => number;
}

/** Who enters: this part of Waymark, or a person. */
export interface By {
  readonly user: string;
  readonly role: string;
}

export const theAlerts: By = { user: 'waymark alerts', role: 'system' };

/**
 * Enters the fact that comes after a revision of an alert's stream, chained to it. Throws `WrongRevision` where another
 * came first.
 */
export async function enterAfter(
  { store, now }: Entering,
  stream: string,
  { revision, head }: { readonly revision: number | null; readonly head: string | null },
  fact: { readonly id?: string; readonly type: keyof DeliveryFacts | 'AlertRaised'; readonly data: object },
  by: By = theAlerts,
): Promise<StoredEvent> {
  const { type, data, id = randomUUID() } = fact;
  const recordedAt = now();
  const plain = { recordedAt: new Date(recordedAt).toISOString(), recordedBy: by.user, role: by.role, version: 1 };
  const next = (revision ?? -1) + 1;
  const metadata = sealWithEvidence(stream, next, head, { id, type, data, metadata: plain });
  const { position } = await store.append(stream, revision ?? 'no-stream', [{ id, type, data, metadata }]);
  return { stream, id, type, revision: next, position, data, metadata, storedAt: recordedAt };
}
