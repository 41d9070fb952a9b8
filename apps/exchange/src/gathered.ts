import { DatabaseSync } from '@photostructure/sqlite';
import path from 'node:path';
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
  readonly child: string;
  readonly revision: number;
  readonly position: number;
  readonly event: string;
}

/** Gathers in a file of its own in `folder`, which is the caller's to take away. */
export function gatherIn(folder: string): Gathering {
  const file = new DatabaseSync(path.join(folder, 'gathered.db'));
  // Made anew for each feed, so nothing needs to outlive a crash.
  file.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000');
  file.exec(
    'CREATE TABLE facts (child TEXT, revision INTEGER, position INTEGER, event TEXT, PRIMARY KEY (child, revision)) WITHOUT ROWID',
  );
  const insert = file.prepare('INSERT INTO facts VALUES (?, ?, ?, ?)');
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
      let child: string | undefined;
      let events: StoredEvent[] = [];
      for (const row of file.prepare('SELECT * FROM facts ORDER BY child, revision').iterate() as Iterable<Row>) {
        if (child !== undefined && row.child !== child) {
          yield { child, events };
          events = [];
        }
        child = row.child;
        const { revision, position } = row;
        events.push({ ...(JSON.parse(row.event) as Omit<StoredEvent, 'revision' | 'position'>), revision, position });
      }
      if (child !== undefined) yield { child, events };
    },
    close: () => file.close(),
  };
}
