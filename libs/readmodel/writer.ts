import type { Recorded } from '#history';
import type { DecodedFact } from '#store';
import type { Rulebook } from '#timescales';
import { childWriter, type ChildWriter } from './child-writer.ts';
import { openForWriting, readModelFile, transaction, type Database } from './database.ts';
import { digestOfTables } from './digest.ts';
import { CheckpointMoved, FactNotJoined, GapInJourney, isOfAFact, OtherReading, OtherStore } from './errors.ts';
import { readProjection, writeProjection, type ProjectionState } from './projection.ts';
import { readingDigest } from './reading-digest.ts';
import { createIndexes, createTables } from './tables.ts';
import { judging, type Judge, type UnreadFact } from './unread.ts';

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
   * `FactNotJoined` at the first fact that cannot be joined, once all before it are. The law judges the children they
   * are of in the same transactions, or later where there is much to join.
   */
  readonly apply: (facts: readonly DecodedFact[], position: number, law?: 'now' | 'later') => void;
  /** Judges some of the children left for later; false when none is left. */
  readonly judgeLeft: () => boolean;
  /** Says why nothing more is joined, or that all is well again. */
  readonly stand: (state: ProjectionState['state'], error?: string) => void;
  /**
   * Takes the rows for another store's, for good: the store followed was restored from an older copy. It may grow past
   * the checkpoint with other facts, and would then look as if nothing had happened.
   */
  readonly disown: () => void;
  /** Reads the checkpoint again after another writer was here. */
  readonly catchUp: () => ProjectionState;
  readonly digest: () => string;
  readonly close: () => void;
}

export interface WriterOptions {
  readonly url: string;
  readonly rules: Rulebook;
  readonly now: () => number;
  /** What finds facts that are not read under today's law, and is told of those newly found. Without it none is looked for. */
  readonly law?: { readonly judge: Judge; readonly tell: (found: readonly UnreadFact[]) => void };
}

/** Children whose facts are joined in one transaction: few, so that readers of the newest fact wait little. */
export const childrenAtOnce = 20;

/** Facts judged in one transaction of those left for later: some milliseconds, which live facts wait at most. */
const factsJudgedAtOnce = 400;

export function openReadModelWriter({ url, rules, now, law }: WriterOptions): ReadModelWriter {
  const file = readModelFile(url);
  const database = openForWriting(file);
  const reading = readingDigest(rules);
  let state = begin(database, reading, now());
  let child: ChildWriter | undefined;
  const judges = law && judging(database, law.judge, now);
  // What was judged before may have been judged under another law.
  if (judges !== undefined) transaction(database, judges.leaveAll);
  let isHasty = false;
  let found: UnreadFact[] = [];

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
    child ??= childWriter(database, rules, judgeChild);
    const write = child;
    found = [];
    state = transaction(database, () => {
      const was = unmoved();
      const fresh = part.facts.filter(({ stored }) => stored.position > (was.position ?? -1));
      const known = write(fresh, was.knownAt);
      const next: ProjectionState = {
        ...was,
        position: Math.max(was.position ?? part.position, part.position),
        knownAt: known,
        facts: was.facts + fresh.length,
        state: 'running',
        error: null,
        updated: now(),
      };
      keep(next);
      return next;
    });
    if (found.length > 0) law?.tell(found);
  }

  function judgeChild(authority: string, name: string, facts: readonly Recorded[]): void {
    if (isHasty) judges?.leave(authority, name);
    else found.push(...(judges?.judge(authority, name, facts) ?? []));
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
    apply(facts, position, when = 'now') {
      isHasty = when === 'later';
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
    judgeLeft() {
      if (judges?.isAnyLeft() !== true) return false;
      const fresh = transaction(database, () => judges.judgeLeft(factsJudgedAtOnce));
      if (fresh.length > 0) law?.tell(fresh);
      return true;
    },
    stand(standing, error) {
      state = transaction(database, () => {
        const next = { ...unmoved(), state: standing, error: error ?? null, updated: now() };
        keep(next);
        return next;
      });
    },
    disown() {
      state = transaction(database, () => {
        const was = unmoved();
        const next = { ...was, store: `${was.store ?? ''} as it was before it was restored`, updated: now() };
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
