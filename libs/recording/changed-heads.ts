import { digestOf, type AnchoredHead, type Head } from '#evidence';
import { identityStream, type Store, type StoredEvent } from '#store';
import { anchorsStream, evidenceOf, type AnchorLogRead, type StatementMade } from './anchor-log.ts';
import { AnchoredFactsGone } from './anchoring-errors.ts';

/** All our streams begin with a small letter; the store's own begin with a dollar sign. */
export const ourStreams: readonly string[] = 'abcdefghijklmnopqrstuvwxyz'.split('');

export interface Changed {
  readonly heads: readonly Head[];
  /** The last fact there was; undefined where nothing has changed. */
  readonly upTo: StatementMade['upTo'];
}

/**
 * Where every stream stands that has changed since the last anchor. The anchors' own is left out, and the store's name,
 * which is another after a move.
 */
export async function changedSince(
  store: Pick<Store, 'read' | 'follow'>,
  { upTo, anchors }: AnchorLogRead,
): Promise<Changed> {
  const after = upTo === undefined ? null : await positionOf(store, upTo, anchors.heads.get(upTo.stream)?.at(-1));
  const last = new Map<string, StoredEvent>();
  let newest: StoredEvent | undefined;
  const done = new AbortController();
  for await (const { events, live } of store.follow({ prefixes: ourStreams, after, signal: done.signal })) {
    for (const event of events) {
      if (event.stream === anchorsStream || event.stream === identityStream) continue;
      last.set(event.stream, event);
      newest = event;
    }
    if (live) break;
  }
  done.abort();
  const heads: Head[] = [];
  for (const event of last.values()) heads.push(await headOf(store, event));
  return { heads, upTo: newest === undefined ? undefined : { stream: newest.stream, revision: newest.revision } };
}

/** By the fact and not by a position: in a copy of the store it lies elsewhere. */
async function positionOf(
  store: Pick<Store, 'read'>,
  { stream, revision }: NonNullable<StatementMade['upTo']>,
  anchored: AnchoredHead | undefined,
): Promise<number> {
  for await (const { position } of store.read(stream, { from: revision, limit: 1 })) return position;
  throw new AnchoredFactsGone(anchored ?? { stream, revision, digest: '', anchor: 0 }, undefined);
}

/** A stream whose facts carry no evidence is digested from its first, as if they did. */
async function headOf(store: Pick<Store, 'read'>, event: StoredEvent): Promise<Head> {
  const { stream, revision } = event;
  const carried = evidenceOf(event)?.digest;
  if (carried !== undefined) return { stream, revision, digest: carried };
  let digest: string | null = null;
  for await (const { id, type, data, metadata, revision: at } of store.read(stream, { limit: revision + 1 })) {
    digest = digestOf({ stream, revision: at, previous: digest, id, type, data, metadata: metadata as object });
  }
  return { stream, revision, digest: digest ?? '' };
}
