import type { Recorded } from '#history';
import { decodeFact, type Store, type StoredEvent } from '#store';
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

export function pastOf(facts: readonly Recorded[], stamps: readonly Stamp[]): Past {
  return { facts, stamps, revision: facts.at(-1)?.revision ?? null, head: stamps.at(-1)?.digest ?? null };
}

function stampIn({ metadata, position }: StoredEvent): Stamp {
  return stampOf(metadata, position);
}
