import { newestKeyIn, type KeyStore } from '#privacy';
import { journeyPrefix, parseJourneyStream, type Store } from '#store';

/** A child whose texts are sealed under a key that the key store never held: nothing can be recorded for it. */
export interface LostKey {
  readonly authority: string;
  readonly child: string;
  /** The newest version of the key that any of its texts is sealed under. */
  readonly sealedUnder: number;
}

/**
 * Every child whose newest key is in no key store here, in the order of the events: after a copy of the keys was restored
 * that is older than they are, or none was to be had. A key that was erased is not lost, once the erasures are applied to
 * these keys, also where it was never in them. Reads every journey. Throws `StoreUnavailable`.
 */
export async function lostKeys(
  store: Pick<Store, 'follow'>,
  keys: Pick<KeyStore, 'newestVersion'>,
): Promise<readonly LostKey[]> {
  const lost: LostKey[] = [];
  for (const [stream, sealedUnder] of await newestKeys(store)) {
    const of = parseJourneyStream(stream);
    if (of === null) continue;
    if ((await keys.newestVersion(of.authority, of.child)) < sealedUnder) lost.push({ ...of, sealedUnder });
  }
  return lost;
}

/** The newest version of its key that each journey is sealed under. */
async function newestKeys(store: Pick<Store, 'follow'>): Promise<ReadonlyMap<string, number>> {
  const newest = new Map<string, number>();
  const done = new AbortController();
  for await (const { events, live } of store.follow({ prefixes: [journeyPrefix], after: null, signal: done.signal })) {
    for (const { stream, data } of events) {
      const version = newestKeyIn(data);
      if (version > (newest.get(stream) ?? 0)) newest.set(stream, version);
    }
    if (live) break;
  }
  done.abort();
  return newest;
}
