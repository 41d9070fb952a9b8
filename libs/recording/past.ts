import type { Recorded } from '#history';
import { decodeFact, type NewEvent, type Store, type StoredEvent } from '#store';
import { stampOf, type Stamp } from './stamp.ts';

/** A child's stream as read: what it says, and what the next append must rest on. */
export interface Past {
  /** The facts, brought up to date, personal texts still sealed. */
  readonly facts: readonly Recorded[];
  readonly stamps: readonly Stamp[];
  /** The place of the last fact in its stream; null before the first. */
  readonly revision: number | null;
  /** The evidence digest of the last fact. */
  readonly head: string | null;
}

/** Reads a child's whole stream. Throws `StoreUnavailable`, or `UndecodableFact` for one this code cannot read. */
export async function readPast(store: Store, stream: string): Promise<Past> {
  const facts: Recorded[] = [];
  const stamps: Stamp[] = [];
  for await (const event of store.read(stream)) {
    facts.push(decodeFact(event).fact);
    stamps.push(stampIn(event));
  }
  return pastOf(facts, stamps);
}

/** The past once these events are appended to it: the same as reading it again would give. */
export function pastWith(
  past: Past,
  events: readonly NewEvent[],
  {
    recordedAt,
    recordedBy,
    position,
  }: { readonly recordedAt: number; readonly recordedBy: string; readonly position: number },
): Past {
  const next = (past.revision ?? -1) + 1;
  const facts = events.map(
    // Facts are stored in today's version, so there is nothing to bring up to date.
    ({ id, type, data }, index) => ({ id, type, data, revision: next + index, recordedAt, recordedBy }) as Recorded,
  );
  const stamps = events.map(({ metadata }) => stampOf(metadata, position));
  return pastOf([...past.facts, ...facts], [...past.stamps, ...stamps]);
}

export function pastOf(facts: readonly Recorded[], stamps: readonly Stamp[]): Past {
  return { facts, stamps, revision: facts.at(-1)?.revision ?? null, head: stamps.at(-1)?.digest ?? null };
}

function stampIn({ metadata, position }: StoredEvent): Stamp {
  return stampOf(metadata, position);
}
