import { setImmediate } from 'node:timers/promises';
import { journeyStream } from '#events';
import { startKnowledge } from '#measures';
import type { Rulebook } from '#timescales';
import { FactNotJoined, GapInJourney } from './errors.ts';
import { recordedOf } from './kept-facts.ts';
import type { RowSink } from './row-sink.ts';
import { childrenIn, type Share, type SpooledChild } from './spooled.ts';
import { stored } from './tables.ts';

export interface FoldingShare {
  readonly rules: Rulebook;
  /** Facts from this position on are left out. */
  readonly before: number;
  readonly signal: AbortSignal;
  readonly onFolded: (facts: number) => void;
}

/** What was folded: how many facts, how far in the store, and the latest instant known. */
export interface Folded {
  readonly facts: number;
  readonly position: number | null;
  readonly knownAt: number;
  /** The first fact in the store's order that no rows can be made of. */
  readonly amiss: Amiss | undefined;
}

export interface Amiss {
  readonly position: number;
  readonly error: FactNotJoined;
}

/** Folds a share of the spooled facts, child by child, into whole tables: memory holds a child at a time. */
export async function foldShare(
  share: Share,
  sink: RowSink,
  { rules, before, signal, onFolded }: FoldingShare,
): Promise<Folded> {
  let folded: Folded = { facts: 0, position: null, knownAt: 0, amiss: undefined };
  let told = 0;
  for (const child of childrenIn(share)) {
    folded = together(folded, foldChild(child, sink, rules, before));
    if (folded.facts - told < toldEvery) continue;
    told = folded.facts;
    onFolded(folded.facts);
    await sink.drained();
    await setImmediate();
    signal.throwIfAborted();
  }
  onFolded(folded.facts);
  return folded;
}

const toldEvery = 2_000;

/** What two workers folded, as one. */
export function together(one: Folded, other: Folded): Folded {
  return {
    facts: one.facts + other.facts,
    position: Math.max(one.position ?? -1, other.position ?? -1, -1) < 0 ? null : later(one.position, other.position),
    knownAt: Math.max(one.knownAt, other.knownAt),
    amiss: (one.amiss?.position ?? Infinity) <= (other.amiss?.position ?? Infinity) ? one.amiss : other.amiss,
  };
}

function later(a: number | null, b: number | null): number {
  return Math.max(a ?? 0, b ?? 0);
}

function foldChild({ authority, child, facts }: SpooledChild, sink: RowSink, rules: Rulebook, before: number): Folded {
  const knowledge = startKnowledge(rules.of(authority));
  let known = 0;
  let count = 0;
  let reached: number | null = null;
  for (const keeping of facts) {
    const position = keeping[8];
    if (position >= before) continue;
    const fact = recordedOf(keeping);
    known = Math.max(known, fact.recordedAt);
    const named = () => ({ stream: journeyStream(authority, child), revision: fact.revision, type: fact.type });
    try {
      if (fact.revision !== count) throw new GapInJourney(named(), count);
      knowledge.learn(fact);
    } catch (cause) {
      const error = new FactNotJoined(named(), cause);
      return { facts: count, position: reached, knownAt: known, amiss: { position, error } };
    }
    sink.fact([...keeping, known]);
    count += 1;
    reached = position;
  }
  if (count > 0) sink.unjudged(authority, child);
  for (const version of knowledge.versions()) sink.row(version.row.kind, stored(authority, child, version));
  return { facts: count, position: reached, knownAt: known, amiss: undefined };
}
