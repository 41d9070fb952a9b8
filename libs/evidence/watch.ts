import type { AnchoredHead } from './anchors.ts';
import { judge, nextOf, type Evidenced, type FactFault } from './verify.ts';

export interface Watching {
  /** The heads that anchors hold, by stream: see `readAnchors`. */
  readonly anchored?: ReadonlyMap<string, readonly AnchoredHead[]>;
  /** Begin where this anchor found each stream, and take what lies before for granted. */
  readonly since?: number;
  /** Streams whose facts may have no evidence of their own; all must have by default. */
  readonly mayLackEvidence?: (stream: string) => boolean;
  /** The stream of the anchors themselves, which no anchor lists: each names the one before it. */
  readonly ofAnchors?: string;
}

/** What was found of many streams. */
export interface Watched {
  readonly facts: number;
  readonly streams: number;
  /** Facts that no anchor covers yet. */
  readonly notAnchored: number;
  /** The first fault of each stream that has one, in the order of their names. */
  readonly faults: readonly FactFault[];
}

/**
 * Watches the facts of many streams go by, each stream's in order, however they lie between one another, and holds each
 * against its chain and against every anchored head of its stream. Of a stream it keeps only where it has come to.
 */
export function watchChains({ anchored = new Map(), since, mayLackEvidence = () => false, ofAnchors }: Watching) {
  const streams = new Map<string, Watch>();
  const faults: FactFault[] = [];
  let facts = 0;

  function begin(stream: string): Watch {
    const heads = anchored.get(stream) ?? [];
    const granted = since === undefined ? undefined : heads.findLast(({ anchor }) => anchor <= since);
    return {
      revision: granted === undefined ? 0 : granted.revision + 1,
      previous: granted?.digest ?? null,
      last: granted?.revision ?? -1,
      due: granted === undefined ? 0 : heads.indexOf(granted) + 1,
      heads,
      mustCarry: !mayLackEvidence(stream),
      isBroken: false,
    };
  }

  function watchOf(stream: string): Watch {
    let watch = streams.get(stream);
    if (watch === undefined) streams.set(stream, (watch = begin(stream)));
    return watch;
  }

  return {
    take(fact: Evidenced): void {
      const watch = watchOf(fact.stream);
      // Before what is taken for granted.
      if (fact.revision < watch.revision && !watch.isBroken && since !== undefined) return;
      facts += 1;
      watch.last = Math.max(watch.last, fact.revision);
      if (watch.isBroken) return;
      const fault = step(watch, fact);
      if (fault === undefined) return;
      watch.isBroken = true;
      faults.push(fault);
    },
    /** Call it once nothing more is to come: what was anchored and did not come was cut off. */
    end(): Watched {
      const seen = streams.size;
      for (const [stream, heads] of anchored) {
        const { isBroken, last } = watchOf(stream);
        const held = heads.at(-1);
        if (held !== undefined && !isBroken && last < held.revision) faults.push(cutOff(held, last));
      }
      faults.sort((a, b) => (a.stream < b.stream ? -1 : 1));
      let notAnchored = 0;
      for (const [stream, { last, heads }] of streams)
        if (stream !== ofAnchors) notAnchored += Math.max(0, last - (heads.at(-1)?.revision ?? -1));
      return { facts, streams: seen, notAnchored, faults };
    },
  };
}

interface Watch {
  /** The revision due next, and the digest it must name. */
  revision: number;
  previous: string | null;
  /** The last revision seen. */
  last: number;
  /** Which of the anchored heads is met next. */
  due: number;
  readonly heads: readonly AnchoredHead[];
  readonly mustCarry: boolean;
  isBroken: boolean;
}

function step(watch: Watch, fact: Evidenced): FactFault | undefined {
  const { revision, previous } = watch;
  const judged = judge({ stream: fact.stream, revision, previous }, fact, watch.mustCarry);
  if (typeof judged !== 'string') return judged;
  const anchored = watch.heads[watch.due];
  if (anchored?.revision === revision) {
    if (anchored.digest !== judged) return anchoredOtherwise(anchored, fact, judged, watch.heads[watch.due - 1]);
    watch.due += 1;
  }
  watch.revision += 1;
  watch.previous = judged;
  return undefined;
}

function anchoredOtherwise(
  { stream, revision, digest, anchor }: AnchoredHead,
  { id, type }: Evidenced,
  found: string,
  before: AnchoredHead | undefined,
): FactFault {
  const first = before === undefined ? 0 : before.revision + 1;
  const which = first === revision ? 'This fact' : `One of the facts ${String(first)} to ${String(revision)}`;
  return {
    ...{ stream, revision, id, type, code: 'anchored-otherwise', expected: digest, found },
    sentence: `${type} (${stream}@${String(revision)}) is not the fact that anchor ${String(anchor)} holds. ${which} was written anew.`,
    next: nextOf['anchored-otherwise'],
  };
}

function cutOff({ stream, revision, digest, anchor }: AnchoredHead, last: number): FactFault {
  const first = last + 1;
  const gone = first === revision ? `Fact ${String(first)}` : `Facts ${String(first)} to ${String(revision)}`;
  return {
    ...{ stream, revision: first, code: 'cut-off', expected: digest, found: 'none' },
    sentence: `${gone} of ${stream} ${first === revision ? 'is' : 'are'} gone: anchor ${String(anchor)} holds fact ${String(revision)}.`,
    next: nextOf['cut-off'],
  };
}
