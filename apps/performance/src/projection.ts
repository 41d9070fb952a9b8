import { setTimeout as pause } from 'node:timers/promises';
import {
  CheckpointMoved,
  OtherReading,
  rebuildReadModel,
  type BuildProgress,
  type Following,
  type ProjectionState,
  type ReadModelWriter,
  type Rebuilding,
} from '#readmodel';
import {
  CheckpointBeyondStore,
  decodeFact,
  goOnWithTraces,
  isStillThere,
  journeyPrefix,
  PastReplaced,
  StoreUnavailable,
  UndecodableFact,
  type DecodedFact,
  type FollowedBatch,
  type Store,
} from '#store';
import type { Rulebook } from '#timescales';

/** What the projection tells of itself: to its supervisor, and to its log. */
export interface ProjectionTells {
  readonly standing: (state: ProjectionState) => void;
  readonly warn: (details: object, message: string) => void;
}

export interface ProjectionParts {
  readonly store: Pick<Store, 'follow' | 'identity' | 'end' | 'read'>;
  readonly writer: ReadModelWriter;
  readonly rules: Rulebook;
  readonly now: () => number;
  readonly tells: ProjectionTells;
  /** How rows are made anew: see `rebuildReadModel`. */
  readonly rebuilding?: Pick<Rebuilding, 'storeUrl' | 'folder'>;
  /** How often the rows say that their worker lives: `silence.ts` says after what silence that is doubted. */
  readonly aliveEveryMs?: number;
}

/** The facts of all journeys, turned into rows for as long as it is followed. */
export interface Projection extends Following {
  readonly project: (batch: FollowedBatch) => Promise<void>;
}

/**
 * Projects from the checkpoint that stands. A fact that cannot be read stops it there: what came before is in the rows,
 * nothing is skipped, and it is tried again now and then, so that it goes on by itself once the cause is gone.
 */
export function projection(parts: ProjectionParts): Projection {
  const { store, writer, rules, now, tells, rebuilding, aliveEveryMs = 10_000 } = parts;
  let failures = 0;
  let isLive: boolean | undefined;
  let isBusy = false;
  let isJoining = false;
  let isBegun = false;

  async function* follow(signal: AbortSignal): AsyncGenerator<FollowedBatch, void, undefined> {
    await prepare(signal);
    if (!isBegun) {
      void judgeInTheBackground(signal);
      void tellAlive(signal);
    }
    isBegun = true;
    yield* followOn(signal);
  }

  /**
   * A store put back from an older copy may have grown past the checkpoint before anybody looked. Then the last fact in the
   * rows is not there any more, or facts between it and the checkpoint are that the rows have not: so it is from that fact on
   * that the store is followed.
   */
  async function* followOn(signal: AbortSignal): AsyncGenerator<FollowedBatch, void, undefined> {
    const checkpoint = writer.state().position ?? -1;
    const last = await writer.last();
    const after = last?.position ?? null;
    let isSame = last === undefined;
    for await (const batch of store.follow({ prefixes: [journeyPrefix], after, signal })) {
      // Asked once the store has come as far: one that lags behind the others of its cluster may not show it before.
      isSame ||= last !== undefined && (await isStillThere(store, last));
      if (!isSame || batch.events.some(({ position }) => position <= checkpoint)) throw new PastReplaced(checkpoint);
      yield batch;
    }
  }

  /** Before the first fact of all, and where rows were made by other code or rules, everything is read from zero. */
  async function prepare(signal: AbortSignal): Promise<void> {
    const identity = await store.identity();
    await writer.catchUp();
    const isOther = await adopted(identity);
    if (!isOther && writer.state().position !== null) {
      // The database may have been away until now.
      tells.standing(writer.state());
      return;
    }
    await writer.stand('building');
    tells.standing(writer.state());
    isBusy = true;
    await rebuild(signal);
    isBusy = false;
    await writer.catchUp();
    tells.standing(writer.state());
  }

  /** Tells how far it is now and then: in the rows that serve meanwhile, where whoever asks finds it. */
  async function rebuild(signal: AbortSignal): Promise<void> {
    let telling: Promise<void> | undefined;
    const told = async ({ percent, secondsLeft }: BuildProgress): Promise<void> => {
      const expected = secondsLeft === undefined ? null : now() + secondsLeft * 1000;
      await writer.stand('building', undefined, { percent, expected });
      tells.standing(writer.state());
    };
    const onProgress = (progress: BuildProgress): void => {
      if (telling !== undefined || progress.percent === writer.state().progress?.percent) return;
      telling = told(progress)
        .catch((error: unknown) => tells.warn({ error: String(error) }, 'how far the rebuild is could not be told'))
        .finally(() => (telling = undefined));
    };
    const { url } = writer;
    try {
      await rebuildReadModel({ store, url, rules, now, signal, keepWhatCanBeRead: true, ...rebuilding, onProgress });
    } finally {
      await telling;
    }
  }

  /**
   * Judging costs some ten times what folding does, so while there is much to join children are left for later, and
   * those of a rebuild and of a worker just started, whose law may be another, are judged in between: some at a time, never
   * while a batch is joined, and for at most half of the time, so that a fact just recorded waits for little else.
   */
  async function judgeInTheBackground(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let pauseMs = isJoining ? giveWayMs : lookAgainMs;
      try {
        const began = performance.now();
        if (!isBusy && !isJoining && (await writer.judgeLeft())) pauseMs = performance.now() - began;
      } catch (error) {
        tells.warn({ error: String(error) }, 'facts could not be judged, and will be again');
      }
      await pause(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /**
   * Where nothing is recorded, or the store is away, nothing is written either, and services could not tell that from a
   * worker that is gone.
   */
  async function tellAlive(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (!isJoining && writer.state().state === 'running') await writer.alive();
      } catch (error) {
        tells.warn({ error: String(error) }, 'that the projection lives could not be told');
      }
      await pause(aliveEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async function adopted(identity: string): Promise<boolean> {
    try {
      await writer.adopt(identity);
      return false;
    } catch (error) {
      if (error instanceof OtherReading) return true;
      throw error;
    }
  }

  return {
    follow,
    async project(batch) {
      const { facts, unreadable } = readable(batch);
      const done = goOnWithTraces(
        'project',
        facts.map(({ metadata }) => metadata),
      );
      isJoining = true;
      try {
        await joined(batch, facts, unreadable);
        done();
      } catch (error) {
        done(error);
        throw error;
      } finally {
        isJoining = false;
      }
    },
    async failed(error, signal) {
      isBusy = false;
      // Following begins with reading the checkpoint that stands, where its database answers.
      if (error instanceof CheckpointMoved) return;
      failures += 1;
      const reason = error instanceof Error ? error.message : String(error);
      tells.warn({ failures, error: reason }, 'the projection stopped, and will be tried again');
      // A store that is away is waited for: the rows stand as they are, and nothing about them needs mending.
      const isRestored = error instanceof CheckpointBeyondStore || error instanceof PastReplaced;
      if (!(error instanceof StoreUnavailable)) await stopped(reason, isRestored);
      await pause(Math.min(250 * 2 ** failures, mostPauseMs), undefined, { signal }).catch(() => undefined);
    },
  };

  async function joined(
    batch: FollowedBatch,
    facts: readonly DecodedFact[],
    unreadable: UndecodableFact | undefined,
  ): Promise<void> {
    const last = facts.at(-1);
    isBusy = !batch.live;
    const law = isBusy ? 'later' : 'now';
    if (unreadable === undefined) {
      if (last !== undefined || batch.position !== writer.state().position)
        await writer.apply(facts, batch.position, law);
    } else {
      if (last !== undefined) await writer.apply(facts, last.stored.position, law);
      throw unreadable;
    }
    failures = 0;
    if (writer.state().state !== 'running') await writer.stand('running');
    if (last !== undefined || batch.live !== isLive) tells.standing(writer.state());
    isLive = batch.live;
  }

  async function stopped(reason: string, isRestored: boolean): Promise<void> {
    tells.standing({ ...writer.state(), state: 'stopped', error: reason });
    try {
      await writer.catchUp();
      await writer.stand('stopped', reason);
      if (isRestored) await writer.disown();
      tells.standing(writer.state());
    } catch (error) {
      tells.warn({ error: String(error) }, 'the read model cannot be written to either');
    }
  }
}

const mostPauseMs = 15_000;

/** How often it is looked whether children were left for later: a rebuild swapped in leaves all. */
const lookAgainMs = 500;
/** About as long as a batch of few facts takes to be joined. */
const giveWayMs = 5;

/** The facts of a batch up to the first that cannot be read, and why that cannot. */
function readable({ events }: FollowedBatch): {
  readonly facts: readonly DecodedFact[];
  readonly unreadable: UndecodableFact | undefined;
} {
  const facts: DecodedFact[] = [];
  for (const event of events) {
    try {
      facts.push(decodeFact(event));
    } catch (error) {
      if (error instanceof UndecodableFact) return { facts, unreadable: error };
      throw error;
    }
  }
  return { facts, unreadable: undefined };
}
