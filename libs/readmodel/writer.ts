import type { DecodedFact } from '#store';
import type { Timescales } from '#timescales';
import { childWriter, type ChildWriter } from './child-writer.ts';
import { openForWriting, readModelFile, transaction, type Database } from './database.ts';
import { digestOfTables } from './digest.ts';
import { CheckpointMoved, FactNotJoined, GapInJourney, isOfAFact, OtherReading, OtherStore } from './errors.ts';
import { readProjection, writeProjection, type ProjectionState } from './projection.ts';
import { readingDigest } from './reading-digest.ts';
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
   * Joins facts to the rows and moves the checkpoint with them, part by part, each all or nothing. Facts it has had
   * already change nothing. Throws `CheckpointMoved` when another writer was here, and `GapInJourney` or
   * `FactNotJoined` at the first fact that cannot be joined, once all before it are.
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

  function join(part: Part): void {
    child ??= childWriter(database, timescales);
    const write = child;
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

  function joinAlone(fact: DecodedFact): void {
    try {
      join({ facts: [fact], position: fact.stored.position });
    } catch (error) {
      throw isOfAFact(error) && !(error instanceof GapInJourney) ? new FactNotJoined(fact.stored, error) : error;
    }
  }

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
      for (const part of inParts(facts, position)) {
        try {
          join(part);
        } catch (error) {
          if (!isOfAFact(error)) throw error;
          for (const fact of part.facts) joinAlone(fact);
          join({ facts: [], position: part.position });
        }
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

interface Part {
  readonly facts: readonly DecodedFact[];
  readonly position: number;
}

/** The facts in order, cut so that no part touches more than so many children; each with the position it reaches. */
function* inParts(facts: readonly DecodedFact[], position: number): Generator<Part> {
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
