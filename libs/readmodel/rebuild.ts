import { randomUUID } from 'node:crypto';
import { availableParallelism, tmpdir } from 'node:os';
import { decodeFact, type Store, type UndecodableFact } from '#store';
import { nationalRules, type Rulebook } from '#timescales';
import { tracking, type BuildProgress, type Track } from './build-progress.ts';
import { beginTarget, type BuildTarget } from './build-target.ts';
import type { FactNotJoined } from './errors.ts';
import { foldShare, together, type Folded, type FoldingShare } from './fold-share.ts';
import type { WasRead } from './read-facts.ts';
import { readWhole, type ReadFromEnd } from './read-whole.ts';
import { readingDigest } from './reading-digest.ts';
import { openSink, type SinkPlace } from './row-sink.ts';
import { removeRuns, sharesOf, type Share } from './spooled.ts';
import { allOrFirstFailure } from './all-or-first-failure.ts';
import { foldInThread, mayThread, readInThread } from './threads.ts';

export interface Rebuilding {
  readonly store: Pick<Store, 'follow' | 'identity' | 'end'>;
  /** READMODEL_URL: what is swapped. Whoever reads it meanwhile reads the old rows, and then the new. */
  readonly url: string;
  /** The timescales of each authority; without them, national rules alone. */
  readonly rules?: Rulebook;
  readonly now: () => number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BuildProgress) => void;
  /** Swap in what could be read where a fact cannot be, standing as stopped. Otherwise the old rows stay. */
  readonly keepWhatCanBeRead?: boolean;
  /** EVENTSTORE_URL: with it two connections read at once, from both ends of the store. */
  readonly storeUrl?: string;
  /** How many threads fold, and may read, at once. Default: two where it is worth it and the machine has the processors. */
  readonly threads?: number;
  /** Where what is read is set down until it is folded, if the rows are no file: about as large as the store. */
  readonly folder?: string;
}

export interface Built {
  readonly facts: number;
  readonly position: number | null;
  /** The fact that could not be read or joined: the rows are of all before it, and of none after. */
  readonly stoppedBy: UndecodableFact | FactNotJoined | undefined;
  /** How many read the store at once, and how many folded. */
  readonly readers: number;
  readonly workers: number;
}

/** Facts below which threads cost more than they save. */
const worthThreads = 20_000;

/**
 * Makes the read model anew from the store, beside the one that is served, and swaps it in whole. The facts are read once
 * and set down in runs ordered by child; then the runs are merged and folded child by child, so that memory does not grow
 * with the store, and rows are written in the order of their keys; indexes come last. A worker that writes meanwhile finds its checkpoint moved and follows on from the
 * new one. Throws `UndecodableFact`, `FactNotJoined`, `ReadModelAway`.
 */
export async function rebuildReadModel(rebuilding: Rebuilding): Promise<Built> {
  const { store, url, rules = nationalRules, now, folder = tmpdir() } = rebuilding;
  const signal = rebuilding.signal ?? new AbortController().signal;
  const track = tracking(rebuilding.onProgress ?? (() => undefined), () => performance.now());
  const identity = await store.identity();
  const target = await beginTarget(url, folder);
  try {
    const work: Work = { ...rebuilding, rules, signal, track, target };
    const read = await readAll(work);
    const unreadable = read.unreadable && undecodable(read.unreadable);
    if (unreadable !== undefined && rebuilding.keepWhatCanBeRead !== true) throw unreadable;
    const { folded, workers } = await foldAll(work, read);
    const stoppedBy = folded.amiss?.error ?? unreadable;
    const position = folded.amiss === undefined ? read.position : folded.position;
    removeRuns(target.folder);
    track('indexing', folded.facts, 0);
    await target.finish(workers, {
      store: identity,
      reading: readingDigest(rules),
      made: randomUUID(),
      position,
      knownAt: folded.knownAt,
      facts: folded.facts,
      state: stoppedBy === undefined ? 'running' : 'stopped',
      error: stoppedBy?.message ?? null,
      updated: now(),
      progress: null,
    });
    signal.throwIfAborted();
    track('swapping', folded.facts, 0);
    await target.swapIn();
    return { facts: folded.facts, position, stoppedBy, readers: read.readers, workers };
  } finally {
    await target.discard();
  }
}

interface Work extends Rebuilding {
  readonly rules: Rulebook;
  readonly signal: AbortSignal;
  readonly track: Track;
  readonly target: BuildTarget;
}

function readAll(work: Work): Promise<WasRead & { readonly readers: number }> {
  const { store, storeUrl, signal, track } = work;
  const { folder } = work.target;
  const fromEnd: ReadFromEnd | undefined =
    storeUrl === undefined || threadsFor(work) === 1
      ? undefined
      : (meeting, onProgress) => readInThread({ kind: 'read', storeUrl, folder, meeting }, { signal, onProgress });
  const worthTwo = (facts: number): boolean => isWorthThreads(work, facts);
  return readWhole(store, { folder, signal, track, worthTwo, fromEnd });
}

/** Folds what was spooled. Where a fact cannot be joined, what comes before it in the store is folded again alone. */
async function foldAll(
  work: Work,
  { facts, unreadable }: WasRead,
): Promise<{ readonly folded: Folded; readonly workers: number }> {
  const shares = sharesOf(work.target.folder, isWorthThreads(work, facts) ? threadsFor(work) : 1);
  const workers = shares.length;
  const folded = await foldOnce(work, { shares, facts, before: unreadable?.position ?? Infinity });
  if (folded.amiss === undefined) return { folded, workers };
  if (work.keepWhatCanBeRead !== true) throw folded.amiss.error;
  await work.target.emptied();
  const again = await foldOnce(work, { shares, facts, before: folded.amiss.position });
  if (again.amiss !== undefined) throw again.amiss.error;
  return { folded: { ...again, amiss: folded.amiss }, workers };
}

interface FoldingOnce {
  readonly shares: readonly Share[];
  readonly facts: number;
  readonly before: number;
}

async function foldOnce(work: Work, { shares, facts, before }: FoldingOnce): Promise<Folded> {
  const { rules, signal, track, target } = work;
  const so = shares.map(() => 0);
  const onFolded = (worker: number) => (count: number) => {
    so[worker] = count;
    const done = so.reduce((all, each) => all + each, 0);
    track('folding', done, done / Math.max(1, facts));
  };
  const folds = shares.map((share, worker) => {
    const place = target.place(worker);
    return shares.length === 1 || rules.local === undefined
      ? foldHere(share, place, { rules, before, signal, onFolded: onFolded(worker) })
      : foldInThread(
          { kind: 'fold', share, place, local: rules.local, before },
          { signal, onProgress: onFolded(worker) },
        );
  });
  return (await allOrFirstFailure(folds)).reduce(together);
}

async function foldHere(share: Share, place: SinkPlace, folding: FoldingShare): Promise<Folded> {
  const sink = await openSink(place);
  try {
    const folded = await foldShare(share, sink, folding);
    await sink.end();
    return folded;
  } catch (error) {
    await sink.abandon();
    throw error;
  }
}

/** Whoever says how many threads are to be had is taken at their word. */
function isWorthThreads({ threads }: Work, facts: number): boolean {
  return threads !== undefined || facts >= worthThreads;
}

function threadsFor({ threads, rules }: Work): number {
  if (!mayThread || rules.local === undefined) return 1;
  return threads ?? Math.min(2, availableParallelism());
}

function undecodable(event: Parameters<typeof decodeFact>[0]): UndecodableFact {
  try {
    decodeFact(event);
  } catch (error) {
    return error as UndecodableFact;
  }
  throw new TypeError('A fact that could not be read can be.');
}
