import { startKnowledge } from '#measures';
import type { DecodedFact } from '#store';
import type { Timescales } from '#timescales';
import { openForWriting, readModelFile, transaction, type Database } from './database.ts';
import { digestOfTables } from './digest.ts';
import { CheckpointMoved, GapInJourney, OtherReading, OtherStore } from './errors.ts';
import { kept, keptColumns, recordedColumns, recordedFrom } from './kept-facts.ts';
import { readProjection, writeProjection, type ProjectionState } from './projection.ts';
import { readingDigest } from './reading-digest.ts';
import { rowWriter, type RowWriter } from './row-writer.ts';
import { createIndexes, createTables } from './tables.ts';

/** The one that writes the read model: of one file there must be one at a time. */
export interface ReadModelWriter {
  readonly file: string;
  readonly state: () => ProjectionState;
  /**
   * Takes the store of this identity as the one followed. Throws `OtherStore` when the rows are another's, and
   * `OtherReading` when they were made by other code, bank holidays or rules.
   */
  readonly adopt: (store: string) => void;
  /**
   * Joins facts to the rows and moves the checkpoint with them, all or nothing. Facts it has had already change
   * nothing. Throws `CheckpointMoved` when another writer was here, `GapInJourney`.
   */
  readonly apply: (facts: readonly DecodedFact[], position: number) => void;
  /** Says why nothing more is joined, or that all is well again. */
  readonly stand: (state: ProjectionState['state'], error?: string) => void;
  /** Reads the checkpoint again after another writer was here. */
  readonly catchUp: () => ProjectionState;
  readonly digest: () => string;
  readonly close: () => void;
}

export interface WriterOptions {
  readonly url: string;
  readonly timescales: Timescales;
  readonly now: () => number;
}

/** Children whose facts are joined in one transaction: few, so that readers of the newest fact wait little. */
export const childrenAtOnce = 20;

export function openReadModelWriter({ url, timescales, now }: WriterOptions): ReadModelWriter {
  const file = readModelFile(url);
  const database = openForWriting(file);
  const reading = readingDigest(timescales);
  let state = begin(database, reading, now());
  let child: ChildWriter | undefined;

  const keep = (next: ProjectionState): void => {
    writeProjection(database, next);
  };
  const unmoved = (): ProjectionState => {
    const found = readProjection(database) ?? state;
    if (found.position !== state.position || found.store !== state.store) {
      throw new CheckpointMoved(state.position, found.position);
    }
    return found;
  };

  return {
    file,
    state: () => state,
    adopt(store) {
      if (state.store !== null && state.store !== store) throw new OtherStore(state.store, store);
      if (state.reading !== reading) throw new OtherReading();
      state = { ...state, store };
      transaction(database, () => {
        keep(state);
      });
    },
    apply(facts, position) {
      child ??= childWriter(database, timescales);
      const write = child;
      for (const part of inParts(facts, position)) {
        state = transaction(database, () => {
          const found = unmoved();
          const fresh = part.facts.filter(({ stored }) => stored.position > (found.position ?? -1));
          const known = write(fresh, found.knownAt);
          const next: ProjectionState = {
            ...found,
            position: Math.max(found.position ?? part.position, part.position),
            knownAt: known,
            facts: found.facts + fresh.length,
            state: 'running',
            error: null,
            updated: now(),
          };
          keep(next);
          return next;
        });
      }
    },
    stand(standing, error) {
      state = transaction(database, () => {
        const next = { ...unmoved(), state: standing, error: error ?? null, updated: now() };
        keep(next);
        return next;
      });
    },
    catchUp: () => (state = readProjection(database) ?? state),
    digest: () => digestOfTables(database),
    close: () => {
      database.close();
    },
  };
}

function begin(database: Database, reading: string, updated: number): ProjectionState {
  return transaction(database, () => {
    database.exec(createTables());
    const found = readProjection(database);
    if (found !== undefined) return found;
    database.exec(createIndexes());
    const fresh: ProjectionState = {
      store: null,
      reading,
      position: null,
      knownAt: 0,
      facts: 0,
      state: 'running',
      error: null,
      updated,
    };
    writeProjection(database, fresh);
    return fresh;
  });
}

/** The facts in order, cut so that no part touches more than so many children; each with the position it reaches. */
function* inParts(
  facts: readonly DecodedFact[],
  position: number,
): Generator<{ readonly facts: readonly DecodedFact[]; readonly position: number }> {
  let part: DecodedFact[] = [];
  const children = new Set<string>();
  for (const fact of facts) {
    const last = part.at(-1);
    if (last !== undefined && !children.has(fact.stored.stream) && children.size === childrenAtOnce) {
      yield { facts: part, position: last.stored.position };
      part = [];
      children.clear();
    }
    part.push(fact);
    children.add(fact.stored.stream);
  }
  yield { facts: part, position };
}

/** Joins facts of any children, and answers the latest instant now known. */
type ChildWriter = (facts: readonly DecodedFact[], knownAt: number) => number;

function childWriter(database: Database, timescales: Timescales): ChildWriter {
  const rows = rowWriter(database);
  const insert = database.prepare(
    `INSERT INTO facts (${keptColumns}, known_from) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const checkpoint = database.prepare('INSERT OR IGNORE INTO checkpoints (position, known_at) VALUES (?, ?)');
  const past = database.prepare(
    `SELECT ${recordedColumns} FROM facts WHERE authority = ? AND child = ? ORDER BY revision`,
  );
  past.setReturnArrays(true);

  function join(facts: readonly DecodedFact[], writer: RowWriter): void {
    const [first] = facts;
    if (first === undefined) return;
    const { authority, child } = first;
    const knowledge = startKnowledge(timescales);
    let known = 0;
    let revision = 0;
    for (const values of past.all(authority, child) as readonly (readonly unknown[])[]) {
      const fact = recordedFrom(values);
      knowledge.learn(fact);
      known = Math.max(known, fact.recordedAt);
      revision = fact.revision + 1;
    }
    knowledge.mark();
    for (const decoded of facts) {
      const keeping = kept(decoded);
      if (decoded.fact.revision !== revision) throw new GapInJourney(authority, child, revision, decoded.fact.revision);
      known = Math.max(known, decoded.fact.recordedAt);
      insert.run(...keeping, known);
      // What is folded now is what will be read back, so that a rebuild sees nothing else.
      knowledge.learn(recordedFrom([keeping[3], keeping[4], keeping[5], keeping[2], keeping[6], keeping[7]]));
      revision += 1;
    }
    writer.change(authority, child, knowledge.changes());
  }

  return (facts, knownAt) => {
    let known = knownAt;
    for (const { fact, stored } of facts) {
      if (fact.recordedAt <= known) continue;
      known = fact.recordedAt;
      checkpoint.run(stored.position, known);
    }
    for (const ofChild of byStream(facts)) join(ofChild, rows);
    return known;
  };
}

function byStream(facts: readonly DecodedFact[]): Iterable<readonly DecodedFact[]> {
  const streams = new Map<string, DecodedFact[]>();
  for (const fact of facts) {
    const { stream } = fact.stored;
    const list = streams.get(stream);
    if (list === undefined) streams.set(stream, [fact]);
    else list.push(fact);
  }
  return streams.values();
}
