import { mark, type KeyStore } from '#privacy';
import { journeyStream, type NewEvent } from '#store';
import type { Rulebook } from '#timescales';
import { eventsToAppend } from './events-to-append.ts';
import { contentOf, factIds } from './naming.ts';
import { pastOf, pastWith } from './past.ts';
import type { ChildOf, RecordRequest } from './request.ts';
import { sealFacts } from './sealing.ts';

/** The events of a request, to be appended after those laid before it, and the ids of its facts. */
export interface Laid {
  readonly stream: string;
  /** The revision they follow; null where they begin the stream. */
  readonly after: number | null;
  readonly events: readonly NewEvent[];
}

export interface LayingParts {
  readonly keys: Pick<KeyStore, 'keyFor'>;
  readonly rules: Rulebook;
}

/** A request of a child, and when it was recorded. The key names it, as it would in recording. */
export type LayRequest = Pick<RecordRequest, 'facts' | 'by'> & {
  readonly idempotencyKey: string;
  /** Milliseconds since 1970 UTC. */
  readonly recordedAt: number;
};

/**
 * Makes the events that recording would append for a new child's requests, one after another, and judges none: of a load
 * that was written to be lawful, or its writer's tests lie. The child must be in no store. Ids, marks, seals and chains
 * are made by the very functions that recording makes them by.
 */
export async function laying(
  { keys, rules }: LayingParts,
  { authority, child }: ChildOf,
): Promise<(request: LayRequest) => Laid> {
  const stream = journeyStream(authority, child);
  const key = await keys.keyFor(authority, child);
  const { reading } = rules.of(authority);
  let past = pastOf([], []);
  return ({ facts, by, idempotencyKey, recordedAt }) => {
    const request: RecordRequest = { authority, child, facts, by, idempotencyKey };
    const ids = factIds(idempotencyKey, request);
    const sealed = sealFacts(key, request, ids, facts, past.facts);
    // A load is posted by no person, so nobody's role is asked and no countersignature owed.
    const recording = { request, mark: mark(key, contentOf(request)), recordedAt, reading, owed: [] };
    const events = eventsToAppend(stream, past, sealed, { ...recording, correlationId: ids[0] ?? idempotencyKey });
    const after = past.revision;
    past = pastWith(past, events, { recordedAt, recordedBy: by.user, position: 0 });
    return { stream, after, events };
  };
}
