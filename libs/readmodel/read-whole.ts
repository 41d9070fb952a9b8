import type { Store } from '#store';
import { allOrFirstFailure } from './all-or-first-failure.ts';
import type { Track } from './build-progress.ts';
import { approachFrom, meetingPlace, type MeetingPlace } from './meeting.ts';
import { readFacts, type WasRead } from './read-facts.ts';
import { spoolWriter } from './spool.ts';

/** The parts of the store that are spooled apart, in the order of the store. */
export const parts = { fromStart: 0, fromEnd: 1, since: 2 } as const;

/** Reads the store from its end until it meets the other reader, and spools what it reads. */
export type ReadFromEnd = (
  meeting: MeetingPlace,
  onProgress: (facts: number, position: number) => void,
) => Promise<WasRead>;

export interface ReadingWhole {
  /** Where facts are spooled. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly track: Track;
  /** The second reader, where there may be one. */
  readonly fromEnd: ReadFromEnd | undefined;
  /** Whether, so many facts being read and more to come, a second reader is worth its while. */
  readonly worthTwo: (facts: number) => boolean;
}

/**
 * Reads the whole store and spools its facts: where it is worth it by two readers, one from its start and one from its end,
 * until they meet. No middle has to be known, both are done at once, and every store can be read so. What was appended
 * meanwhile is read last.
 */
export async function readWhole(
  store: Pick<Store, 'follow' | 'end'>,
  { folder, signal, track, fromEnd, worthTwo }: ReadingWhole,
): Promise<WasRead & { readonly readers: number }> {
  const end = (await store.end()) ?? 0;
  const told = readingTold(track, end);
  const meeting = meetingPlace();
  let other: Promise<WasRead> | undefined;
  const onRead = (facts: number, position: number): void => {
    told('from start', facts, position);
    if (other !== undefined || fromEnd === undefined || !worthTwo(facts)) return;
    other = fromEnd(meeting, (read, reached) => {
      told('from end', read, Math.max(0, end - reached));
    });
    // Its failure ends this reader too, and is thrown when both are done.
    other.catch(() => undefined);
  };
  const approach = approachFrom('start', meeting);
  const first = readFacts(store, null, spoolWriter(folder, { part: parts.fromStart }), { signal, onRead, approach });
  await first.catch(() => undefined);
  const reads = await allOrFirstFailure(other === undefined ? [first] : [first, other]);
  const readers = reads.length;
  if (readers === 1 || reads.some(({ unreadable }) => unreadable !== undefined)) return { ...together(reads), readers };
  // From where the other began, which knows best: it may have been answered by a node that had less than this one's.
  const after = Math.max(...reads.map(({ position }) => position ?? 0));
  const since = await readFacts(store, after, spoolWriter(folder, { part: parts.since }), {
    signal,
    onRead: (facts, position) => {
      told('since', facts, position - after);
    },
  });
  return { ...together([...reads, since]), readers };
}

/** What was read of parts of the store that follow one another. Nothing after a fact that cannot be read is taken. */
function together(reads: readonly WasRead[]): WasRead {
  const facts = reads.reduce((all, read) => all + read.facts, 0);
  const broken = reads.findIndex(({ unreadable }) => unreadable !== undefined);
  const last = reads[broken === -1 ? reads.length - 1 : broken];
  return { facts, position: last?.position ?? null, unreadable: last?.unreadable };
}

/** Tells how far all readers together have come. */
function readingTold(track: Track, end: number): (reader: string, facts: number, covered: number) => void {
  const so = new Map<string, { readonly facts: number; readonly covered: number }>();
  return (reader, facts, covered) => {
    so.set(reader, { facts, covered });
    const all = [...so.values()];
    const read = all.reduce((sum, each) => sum + each.facts, 0);
    track('reading', read, all.reduce((sum, each) => sum + each.covered, 0) / Math.max(1, end));
  };
}
