import { randomUUID } from 'node:crypto';
import type { DecodedFact } from '#store';
import type { Rulebook } from '#timescales';
import { joinFacts } from './child-writer.ts';
import { digestOfTables } from './digest.ts';
import { CheckpointMoved, FactNotJoined, GapInJourney, isOfAFact, OtherReading, OtherStore } from './errors.ts';
import { lastJoined, type LastJoined } from './last-joined.ts';
import { readProjection, touchProjection, writeProjection, type Progress, type ProjectionState } from './projection.ts';
import { readingDigest } from './reading-digest.ts';
import type { Statements } from './statements.ts';
import { judgeAllUnder, judgeLater, judgeNow, judgeSomeLeft, type Judge, type UnreadFact } from './unread.ts';
import { writingDatabase } from './writing-database.ts';

/**
 * The one that writes the read model. Two of them never write over one another: whichever comes second finds the
 * checkpoint moved. Every method but `state` connects where it must, and throws `ReadModelAway` or
 * `UnusableReadModelFile` where it cannot.
 */
export interface ReadModelWriter {
  readonly url: string;
  /** As last read or written. Before anything was, as of rows not begun. */
  readonly state: () => ProjectionState;
  /**
   * Takes the store of this identity as the one followed. Throws `OtherStore` when the rows are another's, and
   * `OtherReading` when they were made by other code, bank holidays or rules.
   */
  readonly adopt: (store: string) => Promise<void>;
  /**
   * Joins facts to the rows and moves the checkpoint with them, part by part, each all or nothing. Facts it has had
   * already change nothing. Throws `CheckpointMoved` when another writer was here, and `GapInJourney` or
   * `FactNotJoined` at the first fact that cannot be joined, once all before it are. The law judges the children they
   * are of in the same transactions, or later where there is much to join.
   */
  readonly apply: (facts: readonly DecodedFact[], position: number, law?: 'now' | 'later') => Promise<void>;
  /** Judges some of the children left for later; false when none is left. */
  readonly judgeLeft: () => Promise<boolean>;
  /** Says why nothing more is joined, that all is well again, or how far rows made anew are. */
  readonly stand: (state: ProjectionState['state'], error?: string, progress?: Progress) => Promise<void>;
  /**
   * Takes the rows for another store's, for good: the store followed was restored from an older copy. It may grow past
   * the checkpoint with other facts, and would then look as if nothing had happened.
   */
  readonly disown: () => Promise<void>;
  /** Says that whoever writes these rows lives, though there be nothing to write. A projection that stopped stays as told. */
  readonly alive: () => Promise<void>;
  /** Reads the checkpoint again after another writer was here. */
  readonly catchUp: () => Promise<ProjectionState>;
  /** The fact that came last of those in the rows: by it, it is known whether the store still is what they were read from. */
  readonly last: () => Promise<LastJoined | undefined>;
  readonly digest: () => Promise<string>;
  readonly close: () => Promise<void>;
}

export interface WriterOptions {
  readonly url: string;
  readonly rules: Rulebook;
  readonly now: () => number;
  /** What finds facts that are not read under today's law, and is told of those newly found. Without it none is looked for. */
  readonly law?: Law;
}

export interface Law {
  /** Changes whenever the law may judge otherwise than before: every child is judged again where it did. */
  readonly name: string;
  readonly judge: Judge;
  readonly tell: (found: readonly UnreadFact[]) => void;
}

/** Children whose facts are joined in one transaction: few, so that readers of the newest fact wait little. */
export const childrenAtOnce = 20;

/** Facts judged in one transaction of those left for later: a few milliseconds, which live facts wait at most. */
const factsJudgedAtOnce = 100;

/** Throws `UnusableReadModelUrl`. */
export function openReadModelWriter({ url, rules, now, law }: WriterOptions): ReadModelWriter {
  const database = writingDatabase(url);
  const reading = readingDigest(rules);
  let state = begun(reading, now());

  /** The projection as it stands, of rows that are made where there are none. */
  async function standing(at: Statements): Promise<ProjectionState> {
    const found = await readProjection(at);
    if (found !== undefined) return found;
    const fresh = begun(reading, now());
    await writeProjection(at, fresh);
    return fresh;
  }

  async function unmoved(at: Statements): Promise<ProjectionState> {
    const found = await standing(at);
    if (found.position !== state.position || found.store !== state.store) {
      throw new CheckpointMoved(state.position, found.position);
    }
    return found;
  }

  async function change(next: (was: ProjectionState) => Partial<ProjectionState>): Promise<void> {
    state = await database.transaction(async (at) => {
      const was = await unmoved(at);
      const is = { ...was, ...next(was), updated: now() };
      await writeProjection(at, is);
      return is;
    });
  }

  async function join(part: Part, when: 'now' | 'later'): Promise<void> {
    let found: readonly UnreadFact[] = [];
    state = await database.transaction(async (at) => {
      const was = await unmoved(at);
      const fresh = part.facts.filter(({ stored }) => stored.position > (was.position ?? -1));
      const { knownAt, children } = await joinFacts(at, rules, fresh, was.knownAt);
      if (law !== undefined && when === 'now') found = await judgeNow(at, law.judge, children, now());
      else if (law !== undefined) await judgeLater(at, children);
      const next: ProjectionState = {
        ...was,
        position: Math.max(was.position ?? part.position, part.position),
        knownAt,
        facts: was.facts + fresh.length,
        state: 'running',
        error: null,
        progress: null,
        updated: now(),
      };
      await writeProjection(at, next);
      return next;
    });
    if (found.length > 0) law?.tell(found);
  }

  async function joinAlone(fact: DecodedFact, when: 'now' | 'later'): Promise<void> {
    try {
      await join({ facts: [fact], position: fact.stored.position }, when);
    } catch (error) {
      throw isOfAFact(error) && !(error instanceof GapInJourney) ? new FactNotJoined(fact.stored, error) : error;
    }
  }

  return {
    url,
    state: () => state,
    async adopt(store) {
      state = await database.transaction(standing);
      if (state.store !== null && state.store !== store) throw new OtherStore(state.store, store);
      if (state.reading !== reading) throw new OtherReading();
      if (state.store !== store) await change(() => ({ store }));
    },
    async apply(facts, position, when = 'now') {
      for (const part of inParts(facts, position)) {
        try {
          await join(part, when);
        } catch (error) {
          if (!isOfAFact(error)) throw error;
          for (const fact of part.facts) await joinAlone(fact, when);
          await join({ facts: [], position: part.position }, when);
        }
      }
    },
    async judgeLeft() {
      if (law === undefined) return false;
      const fresh = await database.transaction((at) => judgeSomeLeft(at, law.judge, now(), factsJudgedAtOnce));
      if (fresh !== undefined && fresh.length > 0) law.tell(fresh);
      return fresh !== undefined;
    },
    stand: (standing, error, progress) =>
      change(() => ({ state: standing, error: error ?? null, progress: progress ?? null })),
    disown: () => change(({ store }) => ({ store: `${store ?? ''} as it was before it was restored` })),
    alive: () => database.transaction((at) => touchProjection(at, now())),
    async catchUp() {
      state = await database.transaction(async (at) => {
        if (law !== undefined) await judgeAllUnder(at, law.name);
        return standing(at);
      });
      return state;
    },
    last: () => database.transaction(lastJoined),
    digest: () => database.transaction(digestOfTables),
    close: () => database.close(),
  };
}

function begun(reading: string, updated: number): ProjectionState {
  return {
    store: null,
    reading,
    made: randomUUID(),
    position: null,
    knownAt: 0,
    facts: 0,
    state: 'running',
    error: null,
    updated,
    progress: null,
  };
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
