import type { Taken } from '#exchange';
import type { Recorded } from '#history';
import type { KeyStore, OpeningKeys } from '#privacy';
import { childAsKnown, type Reader, type Withheld } from '#recording';
import type { Store, StoredEvent } from '#store';
import type { Rulebook } from '#timescales';
import { gather, type Gathering } from './gathered.ts';

/** What feeds are made from. */
export interface FeedParts {
  readonly store: Pick<Store, 'follow' | 'identity'>;
  readonly keys: Pick<KeyStore, 'keysOf'>;
  readonly rules: Rulebook;
}

/** What a feed is asked for. */
export interface FeedAsked {
  readonly authority: string;
  /** The place in the log; without it the place of the authority's last fact. */
  readonly position?: number | undefined;
  /** Changes since this place only. */
  readonly since?: number | undefined;
  /** Whom it may tell of; without it of everybody, as what is owed by law does. */
  readonly sees?: ((child: string) => boolean) | undefined;
  /** For whom it is taken, and as what: names and numbers are opened as the table of roles says. */
  readonly reader: Reader;
}

/** A child's facts as they were known at the position, and as they were known at the place that changes are told since. */
export interface ChildRead {
  readonly child: string;
  readonly facts: readonly Recorded[];
  /**
   * Empty where all is told, and of a child not heard of before. What was found since to be another child's is among it,
   * for what was told of it is to be taken back: nothing of it but that may be told.
   */
  readonly before: readonly Recorded[];
}

/** Where a feed is taken, and whom it is about. */
export interface Take {
  readonly taken: Taken;
  /** How many children there are to look at. */
  readonly count: number;
  /** One child after another, in the order of their ids. Of changes, those alone that a fact was recorded of since. */
  readonly children: () => AsyncGenerator<ChildRead, void, undefined>;
  readonly tally: Tally;
}

/** How far a feed is, and what it had to leave out. Counted as children are read. */
export interface Tally {
  children: number;
  readonly withheld: { -readonly [K in keyof Withheld]: number };
}

export type OnProgress = (done: Pick<Tally, 'children'>, of: number | undefined) => void;

/**
 * Reads the authority's facts once, up to the end of the log, and runs `work` over the children they are about as they
 * were known at a position. Throws `NoSuchPosition` for a place the log has not come to.
 */
export async function withTake<T>(
  parts: FeedParts,
  asked: FeedAsked,
  work: (take: Take) => Promise<T>,
  onProgress: OnProgress = () => undefined,
): Promise<T> {
  const gathering = gather();
  try {
    return await work(await takeOf(parts, asked, gathering, onProgress));
  } finally {
    gathering.close();
  }
}

async function takeOf(
  parts: FeedParts,
  { authority, position, since, sees = () => true, reader }: FeedAsked,
  gathering: Gathering,
  onProgress: OnProgress,
): Promise<Take> {
  const tally: Tally = { children: 0, withheld: { erased: 0, unreadable: 0, anotherChilds: 0 } };
  const seen = new Set<string>();
  const last: { position: number | null; knownAt: number } = { position: null, knownAt: 0 };
  const end = await eachBatch(parts.store, authority, (events) => {
    gathering.add(events);
    for (const event of events) {
      if (position !== undefined && event.position > position) continue;
      if (since === undefined || event.position > since) seen.add(event.stream);
      last.position = event.position;
      last.knownAt = Math.max(last.knownAt, recordedAt(event.metadata));
    }
    onProgress(tally, undefined);
  });
  if (position !== undefined && position > end) throw new NoSuchPosition('position', position, end);
  const at = position ?? last.position;
  if (since !== undefined && since > (at ?? 0)) throw new NoSuchPosition('since', since, at ?? 0);
  const { reading } = parts.rules.of(authority);
  const store = await parts.store.identity();
  const taken = { authority, position: at, store, knownAt: last.knownAt, reading };
  return {
    taken: { ...taken, ...(since !== undefined && { since }) },
    count: seen.size,
    tally,
    async *children() {
      for (const { child, events } of gathering.children()) {
        if (!seen.has(events[0]?.stream ?? '') || !sees(child)) continue;
        const keys = await parts.keys.keysOf(authority, child);
        yield readAt(keys, { authority, child, reader }, events, at ?? -1, since, tally);
        onProgress(tally, seen.size);
      }
    },
  };
}

function readAt(
  keys: OpeningKeys,
  { reader, ...of }: { readonly authority: string; readonly child: string; readonly reader: Reader },
  events: readonly StoredEvent[],
  position: number,
  since: number | undefined,
  tally: Tally,
): ChildRead {
  const { facts, withheld } = childAsKnown(keys, of, events, position, reader);
  tally.children += 1;
  tally.withheld.erased += withheld.erased;
  tally.withheld.unreadable += withheld.unreadable;
  tally.withheld.anotherChilds += withheld.anotherChilds;
  const before = since === undefined ? [] : childAsKnown(keys, of, events, since, reader, 'as-it-was-told').facts;
  return { child: of.child, facts, before };
}

/** Hands over the authority's events until all there are were; answers the place the log had come to. */
async function eachBatch(
  store: Pick<Store, 'follow'>,
  authority: string,
  take: (events: readonly StoredEvent[]) => void,
): Promise<number> {
  const done = new AbortController();
  const options = { prefixes: [`journey-${authority}.`], after: null, signal: done.signal };
  let end = 0;
  for await (const batch of store.follow(options)) {
    take(batch.events);
    end = batch.position;
    if (batch.live) break;
  }
  done.abort();
  return end;
}

function recordedAt(metadata: unknown): number {
  const at = (metadata as { readonly recordedAt?: unknown } | null)?.recordedAt;
  const instant = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  return Number.isNaN(instant) ? 0 : instant;
}

/** The log has no such place to take a feed at. */
export class NoSuchPosition extends Error {
  constructor(
    readonly asked: 'position' | 'since',
    position: number,
    end: number,
  ) {
    super(
      `The feed reaches position ${String(end)}, and ${String(position)} is after it. Give one up to it, or leave ${asked} out.`,
    );
    this.name = 'NoSuchPosition';
  }
}
