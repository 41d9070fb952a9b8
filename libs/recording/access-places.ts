import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import type { StoredEvent } from '#store';
import type { Ledger } from './ledger.ts';

/** Where in the streams of the access log the looks at each child stand: who asks about one child reads no other's. */
export interface AccessPlaces {
  /** The entries that tell of the child, or of every child, newest first; only those before a revision, where given. */
  readonly entriesBack: (
    log: Ledger,
    child: string,
    before: number | undefined,
  ) => AsyncGenerator<StoredEvent, void, undefined>;
}

/** Whom an entry tells of: children by their ids, or every child. */
export type ChildrenOf = (entry: StoredEvent) => readonly string[] | 'every';

/**
 * Made anew by each process, and no longer than it: SQLite keeps it in a file without a name, so that nothing of a child is
 * left on disk. A stream is read through once, when it is first asked of; at each question after that, what was entered
 * since. The entries themselves are always the store's.
 */
export function accessPlaces(childrenOf: ChildrenOf): AccessPlaces {
  let opened: ReturnType<typeof tables> | undefined;
  const turns = new Map<string, Promise<void>>();

  /** One at a time of a stream, however many ask at once. */
  function upToDate(log: Ledger): Promise<void> {
    const turn = (turns.get(log.stream) ?? Promise.resolve()).catch(() => undefined).then(() => readOn(log));
    turns.set(log.stream, turn);
    return turn;
  }

  async function readOn(log: Ledger): Promise<void> {
    const { known, put, forget } = (opened ??= tables(childrenOf));
    const last = known(log.stream);
    let isSame = last === undefined;
    let entries: StoredEvent[] = [];
    for await (const entry of log.entries(last === undefined ? {} : { from: last.revision })) {
      if (entry.revision === last?.revision) {
        isSame = entry.id === last.id;
        if (!isSame) break;
        continue;
      }
      entries.push(entry);
      if (entries.length < putAtOnce) continue;
      put(log.stream, entries);
      entries = [];
    }
    if (isSame) {
      put(log.stream, entries);
      return;
    }
    // Another store, or an older copy of it, answers there now.
    forget(log.stream);
    await readOn(log);
  }

  return {
    async *entriesBack(log, child, before = Number.MAX_SAFE_INTEGER) {
      await upToDate(log);
      for (let below = before; ;) {
        const revisions = opened?.revisions(log.stream, child, below, lookedUpAtOnce) ?? [];
        for (const run of runsOf(revisions)) yield* entriesOf(log, run);
        if (revisions.length < lookedUpAtOnce) return;
        below = revisions.at(-1) ?? 0;
      }
    },
  };
}

const putAtOnce = 1_000;
const lookedUpAtOnce = 500;
/** Between two looks at the child so many others are sooner read over than asked past. */
const mostBetween = 50;

/** Revisions, the greatest first, parted where there are many others between. */
function* runsOf(revisions: readonly number[]): Generator<readonly number[]> {
  let run: number[] = [];
  for (const revision of revisions) {
    const previous = run.at(-1);
    if (previous !== undefined && previous - revision > mostBetween) {
      yield run;
      run = [];
    }
    run.push(revision);
  }
  if (run.length > 0) yield run;
}

async function* entriesOf(log: Ledger, run: readonly number[]): AsyncGenerator<StoredEvent, void, undefined> {
  const [from = 0, to = from] = [run[0], run.at(-1)];
  const wanted = new Set(run);
  for await (const entry of log.entries({ backwards: true, from, limit: from - to + 1 })) {
    if (wanted.has(entry.revision)) yield entry;
  }
}

/** No child's id is this: ids are letters and digits. */
const every = '*';

function tables(childrenOf: ChildrenOf) {
  const db: DatabaseSyncInstance = new DatabaseSync('');
  db.exec(`
    PRAGMA cache_size = -8192;
    CREATE TABLE looks (stream TEXT, child TEXT, revision INTEGER, PRIMARY KEY (stream, child, revision)) WITHOUT ROWID;
    CREATE TABLE known (stream TEXT PRIMARY KEY, revision INTEGER, id TEXT) WITHOUT ROWID;`);
  const add = db.prepare('INSERT OR IGNORE INTO looks VALUES (?, ?, ?)');
  const reach = db.prepare('INSERT OR REPLACE INTO known VALUES (?, ?, ?)');
  const reached = db.prepare('SELECT revision, id FROM known WHERE stream = ?');
  const find = db.prepare(
    `SELECT revision FROM looks WHERE stream = ? AND child IN (?, '${every}') AND revision < ? ORDER BY revision DESC LIMIT ?`,
  );
  return {
    known: (stream: string) => reached.get(stream) as { readonly revision: number; readonly id: string } | undefined,
    put: (stream: string, entries: readonly StoredEvent[]): void => {
      const last = entries.at(-1);
      if (last === undefined) return;
      db.exec('BEGIN');
      try {
        for (const entry of entries) {
          const children = childrenOf(entry);
          for (const child of children === 'every' ? [every] : children) add.run(stream, child, entry.revision);
        }
        reach.run(stream, last.revision, last.id);
        db.exec('COMMIT');
      } finally {
        if (db.isTransaction) db.exec('ROLLBACK');
      }
    },
    forget: (stream: string): void => {
      db.prepare('DELETE FROM looks WHERE stream = ?').run(stream);
      db.prepare('DELETE FROM known WHERE stream = ?').run(stream);
    },
    revisions: (stream: string, child: string, below: number, most: number): number[] =>
      (find.all(stream, child, below, most) as unknown as { readonly revision: number }[]).map(
        ({ revision }) => revision,
      ),
  };
}
