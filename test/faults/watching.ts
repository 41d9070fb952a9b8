import { DatabaseSync } from '@photostructure/sqlite';
import type { FollowedBatch, Store } from '#store';
import type { Chance } from './chance.ts';
import type { Shown } from './truth.ts';

/** Somebody who is shown the events of the streams with a prefix, and keeps what was shown. */
export interface Watcher {
  readonly who: string;
  readonly prefix: string;
  /** What has been shown so far, in the order it was shown. */
  readonly shown: () => readonly Shown[];
  /** The position last shown. */
  readonly reached: () => number;
  /** What ended the watching, if anything did. */
  readonly failure: () => unknown;
  readonly stop: () => Promise<void>;
}

/** Keeps in memory what `follow()` hands over, from the first event on. */
export function follower(store: Store, prefix: string): Watcher {
  const shown: Shown[] = [];
  return watching(`The follower of ${prefix}`, prefix, {
    shown: () => shown,
    reached: () => shown.at(-1)?.position ?? -1,
    async watch(signal) {
      for await (const { events } of store.follow({ prefixes: [prefix], after: null, signal })) shown.push(...events);
    },
  });
}

/**
 * Keeps what `follow()` hands over in a database, each batch and its checkpoint in one transaction. Now and then it
 * dies half-way through a batch, and goes on from its checkpoint.
 */
export function readModel(store: Store, prefix: string, chance: Chance): Watcher {
  const database = new DatabaseSync(':memory:');
  database.exec(`CREATE TABLE seen (position INTEGER PRIMARY KEY, stream TEXT, revision INTEGER, id TEXT) STRICT;
    CREATE TABLE checkpoint (position INTEGER) STRICT; INSERT INTO checkpoint VALUES (NULL);`);
  const insert = database.prepare('INSERT INTO seen (position, stream, revision, id) VALUES (?, ?, ?, ?)');
  const note = database.prepare('UPDATE checkpoint SET position = ?');
  const select = database.prepare('SELECT * FROM seen ORDER BY position');
  const noted = database.prepare('SELECT position FROM checkpoint');

  function apply({ events, position }: FollowedBatch): boolean {
    const diesAt = chance.inHundred(3) ? chance.below(events.length + 1) : Infinity;
    database.exec('BEGIN');
    for (const [i, event] of events.entries()) {
      if (i === diesAt) break;
      insert.run(event.position, event.stream, event.revision, event.id);
    }
    note.run(position);
    database.exec(diesAt === Infinity ? 'COMMIT' : 'ROLLBACK');
    return diesAt === Infinity;
  }

  return watching(`The read model of ${prefix}`, prefix, {
    shown: () => select.all() as Shown[],
    reached: () => (noted.get() as { position: number | null }).position ?? -1,
    async watch(signal) {
      while (!signal.aborted) {
        const { position: after } = noted.get() as { position: number | null };
        for await (const batch of store.follow({ prefixes: [prefix], after, signal, batchSize: 50 })) {
          if (!apply(batch)) break;
        }
      }
    },
  });
}

function watching(
  who: string,
  prefix: string,
  how: Pick<Watcher, 'shown' | 'reached'> & { readonly watch: (signal: AbortSignal) => Promise<void> },
): Watcher {
  const over = new AbortController();
  let failure: unknown;
  const watched = how.watch(over.signal).catch((error: unknown) => {
    failure = error;
  });
  return {
    who,
    prefix,
    shown: how.shown,
    reached: how.reached,
    failure: () => failure,
    async stop() {
      over.abort();
      await watched;
    },
  };
}

const patienceMs = 60_000;
const lookEveryMs = 10;

/** Waits until it is so, or for no longer than this, unless stated what a busy machine may need; whether it is. */
export async function until(isSo: () => boolean, boundMs = patienceMs): Promise<boolean> {
  const last = performance.now() + boundMs;
  while (!isSo()) {
    if (performance.now() > last) return false;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  return true;
}
