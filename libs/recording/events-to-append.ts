import type { Role } from '#access';
import { sealWithEvidence } from '#evidence';
import type { NewEvent } from '#store';
import type { Past } from './past.ts';
import type { RecordRequest } from './request.ts';
import type { SealedFact } from './sealing.ts';

/** What the metadata of a request's facts says beside the facts. */
export interface Recording {
  readonly request: RecordRequest;
  readonly mark: string;
  /** Milliseconds since 1970 UTC. */
  readonly recordedAt: number;
  /** Names the calendar and rules the facts were judged by: evidence of judging only. */
  readonly reading: string;
  /** Of each fact recorded without the role for it, the roles that may countersign. */
  readonly owed: readonly (readonly Role[] | undefined)[];
  /** Ties the facts of one act together. */
  readonly correlationId: string;
  /** The trace the facts are recorded under, where traces are switched on. */
  readonly traceparent?: string | undefined;
}

/** The events of a request, each chained to the one before it, to be appended where the past ends (decisions.md 11). */
export function eventsToAppend(
  stream: string,
  past: Past,
  facts: readonly SealedFact[],
  recording: Recording,
): readonly (NewEvent & { readonly metadata: { readonly evidence: { readonly digest: string } } })[] {
  let previous = past.head;
  return facts.map((fact, index) => {
    const { id, type, data } = fact;
    const revision = (past.revision ?? -1) + 1 + index;
    const metadata = metadataOf(recording, fact, index, facts.length);
    const sealed = sealWithEvidence(stream, revision, previous, { id, type, data, metadata });
    previous = sealed.evidence.digest;
    return { id, type, data, metadata: sealed };
  });
}

function metadataOf(
  { request, mark, recordedAt, reading, correlationId, owed, traceparent }: Recording,
  { version, corrects }: SealedFact,
  index: number,
  count: number,
) {
  const origin = request.origins?.[index] ?? request.sources?.[index];
  return {
    recordedAt: new Date(recordedAt).toISOString(),
    recordedBy: request.by.user,
    role: request.by.role,
    authority: request.authority,
    child: request.child,
    version,
    ...(corrects && { corrects }),
    correlationId,
    causationId: request.causationId ?? correlationId,
    ...(traceparent !== undefined && { traceparent }),
    rulePack: reading,
    request: { mark, index, count },
    ...(origin && { origin }),
    ...(owed[index] && { countersignatureOwed: owed[index] }),
  };
}
