import { DatabaseSync } from '@photostructure/sqlite';
import { parseJourneyStream, type StoredEvent } from '#store';

/** One child's whole stream, as the store holds it. */
export interface Gathered {
  readonly child: string;
  readonly events: readonly StoredEvent[];
}

/**
 * An authority's events put together child by child, on disk: they come from the log as they were recorded, and a feed
 * tells one child after another, in the order of their ids. Texts about people stay sealed.
 */
export interface Gathering {
  readonly add: (events: readonly StoredEvent[]) => void;
  /** Each child with its events in order, children in the order of their ids. */
  readonly children: () => Generator<Gathered, void, undefined>;
  readonly close: () => void;
}

interface Row {
  readonly revision: number;
  readonly position: number;
  readonly event: string;
}

/**
 * Gathers in a file without a name, gone when it is closed or this process ends: a database that is called nothing SQLite
 * keeps in its folder for temporary files, and takes the name of such a file away when it opens it.
 */
export function gather(): Gathering {
  const file = new DatabaseSync('');
  file.exec('PRAGMA cache_size = -32000');
  file.exec(
    'CREATE TABLE facts (child TEXT, revision INTEGER, position INTEGER, event TEXT, PRIMARY KEY (child, revision)) WITHOUT ROWID',
  );
  const insert = file.prepare('INSERT INTO facts VALUES (?, ?, ?, ?)');
  // One child at a time, by statements held as long as the file: a statement that only its iterator knows is collected
  // under it, and ends the process (nodejs/node 57493).
  const first = file.prepare('SELECT child FROM facts ORDER BY child LIMIT 1');
  const after = file.prepare('SELECT child FROM facts WHERE child > ? ORDER BY child LIMIT 1');
  const ofChild = file.prepare('SELECT revision, position, event FROM facts WHERE child = ? ORDER BY revision');
  return {
    add(events) {
      if (events.length === 0) return;
      file.exec('BEGIN');
      for (const { stream, revision, position, ...event } of events) {
        const child = parseJourneyStream(stream)?.child;
        if (child !== undefined) insert.run(child, revision, position, JSON.stringify({ stream, ...event }));
      }
      file.exec('COMMIT');
    },
    *children() {
      let next = first.get() as { readonly child: string } | undefined;
      while (next !== undefined) {
        const { child } = next;
        yield { child, events: (ofChild.all(child) as unknown as readonly Row[]).map(eventOf) };
        next = after.get(child) as { readonly child: string } | undefined;
      }
    },
    close: () => file.close(),
  };
}

function eventOf({ revision, position, event }: Row): StoredEvent {
  return { ...(JSON.parse(event) as Omit<StoredEvent, 'revision' | 'position'>), revision, position };
}
