import { isDeepStrictEqual } from 'node:util';
import { StoreUnavailable, WrongRevision } from './errors.ts';
import { identityStream, identityType, movedType, nameFrom } from './identity.ts';
import { assemble, type Store } from './store.ts';
import type { StoredEvent } from './stored-event.ts';

export interface MoveRequest {
  /** The connection string of the store that is left. Nobody may write to it meanwhile; it is only read. */
  readonly from: string;
  /** That of the store moved into: empty, or one into which a move from the same store was broken off. */
  readonly to: string;
  /** A UUID for the new store's name, and one for the entry that ends the move. */
  readonly newId: () => string;
  /** Hears how many events are over, now and then. */
  readonly told?: (events: number) => void;
}

export interface Moved {
  readonly events: number;
  readonly streams: number;
}

/** The store moved into holds something else. Nothing was written to it. */
export class TargetNotEmpty extends Error {
  override readonly name = 'TargetNotEmpty';
}

/** The two stores do not hold the same. What was written to the target is a part, and is not to be used. */
export class MoveFailed extends Error {
  override readonly name = 'MoveFailed';
}

/**
 * Copies every event of ours from one store to another, in the order of the whole store, each under its own id and at its
 * own revision. The new store gets a name of its own, for positions differ there and checkpoints must not be gone on with;
 * until all is over that name says so, and nobody can use the store. Broken off, it is gone on with by the same call.
 *
 * Here alone are two stores open at once. Throws `TargetNotEmpty`, `MoveFailed`, and what stores throw.
 */
export async function moveStore({ from, to, newId, told = () => undefined }: MoveRequest): Promise<Moved> {
  const source = assemble({ url: from });
  const target = assemble({ url: to });
  try {
    const ended = await source.end();
    await claim(target, await source.identity(), newId);
    const moved = await copied(source, target, told);
    if ((await source.end()) !== ended) {
      throw new MoveFailed('The store that is left was written to meanwhile. Stop what writes to it, and move again.');
    }
    await target.append(identityStream, 0, [{ id: newId(), type: movedType, data: { ...moved }, metadata: {} }]);
    return moved;
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}

/** Marks the target as being moved into from this source. Throws `TargetNotEmpty` where it is anything else already. */
async function claim(target: Store, source: string, newId: () => string): Promise<void> {
  const names = await allOf(target, identityStream);
  if (names.length === 1 && nameFrom(names[0]?.data) === source) return;
  if (names.length > 0 || (await holdsAnything(target))) {
    throw new TargetNotEmpty(
      'The store to move to is not empty. Name an empty one, or the one in which a move from this store was broken off.',
    );
  }
  const data = { identity: newId(), movedFrom: source };
  await target.append(identityStream, 'no-stream', [{ id: newId(), type: identityType, data, metadata: {} }]);
}

async function holdsAnything(store: Store): Promise<boolean> {
  for await (const events of everything(store)) if (events.length > 0) return true;
  return false;
}

async function copied(source: Store, target: Store, told: (events: number) => void): Promise<Moved> {
  const streams = new Set<string>();
  let events = 0;
  for await (const batch of everything(source)) {
    for (const together of runsOf(batch)) {
      await put(target, together);
      streams.add(together[0].stream);
      events += together.length;
    }
    told(events);
  }
  return { events, streams: streams.size };
}

type Run = readonly [StoredEvent, ...StoredEvent[]];

/** Neighbours of one stream go over in one append, at most so many: the order of the whole store stays as it is. */
const mostAtOnce = 200;

function runsOf(events: readonly StoredEvent[]): readonly Run[] {
  const runs: [StoredEvent, ...StoredEvent[]][] = [];
  for (const event of events) {
    const last = runs.at(-1);
    if (last?.[0].stream === event.stream && last.length < mostAtOnce) last.push(event);
    else runs.push([event]);
  }
  return runs;
}

const triesWhenAway = 5;

/** Appends a run at its revisions. One that is there already, from a move that was broken off, is not stored again. */
async function put(target: Store, run: Run): Promise<void> {
  const [{ stream, revision }] = run;
  for (let tries = 1; ; tries += 1) {
    try {
      await target.append(stream, revision === 0 ? 'no-stream' : revision - 1, run);
      return;
    } catch (error) {
      if (error instanceof WrongRevision) return putRest(target, run, error);
      if (!(error instanceof StoreUnavailable) || tries === triesWhenAway) throw error;
    }
  }
}

/** Appends what is missing of a run of which a part is there, for runs may have been parted otherwise the first time. */
async function putRest(target: Store, run: Run, { actual }: WrongRevision): Promise<void> {
  const [{ stream, revision }] = run;
  const there: StoredEvent[] = [];
  if (actual !== 'no-stream' && actual >= revision) {
    for await (const event of target.read(stream, { from: revision, limit: run.length })) there.push(event);
  }
  const same = there.every((event, index) => isSame(event, run[index]));
  if (there.length === 0 || !same) {
    throw new MoveFailed(
      `${stream} stands at ${String(actual)} in the store moved to, and holds there something else from revision ` +
        `${String(revision)}. Empty that store, and move again.`,
    );
  }
  const [first, ...others] = run.slice(there.length);
  if (first !== undefined) await put(target, [first, ...others]);
}

function isSame(event: StoredEvent, other: StoredEvent | undefined): boolean {
  return (
    other !== undefined &&
    event.id === other.id &&
    event.type === other.type &&
    isDeepStrictEqual([event.data, event.metadata], [other.data, other.metadata])
  );
}

/** Every event of ours that there is, but for the store's own name. The store's own streams begin with a dollar sign. */
async function* everything(store: Store): AsyncGenerator<readonly StoredEvent[], void, undefined> {
  const done = new AbortController();
  const prefixes = Array.from({ length: 26 }, (_, letter) => String.fromCharCode(97 + letter));
  try {
    for await (const { events, live } of store.follow({
      prefixes,
      after: null,
      signal: done.signal,
      batchSize: 1024,
    })) {
      yield events.filter(({ stream }) => stream !== identityStream);
      if (live) return;
    }
  } finally {
    done.abort();
  }
}

async function allOf(store: Store, stream: string): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of store.read(stream)) events.push(event);
  return events;
}
