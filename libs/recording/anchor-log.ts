import { readAnchors, type AnchorsRead, type Evidence, type Head, type Signed } from '#evidence';
import type { Store, StoredEvent } from '#store';
import { takingEntries } from './entries-taken.ts';

/** The stream of anchors: statements, and before each anchor the heads that it lists, in entries small enough to append. */
export const anchorsStream = 'anchors';

/** A part of the heads of an anchor that is to come, known by the root over all of them. */
export interface HeadsListed {
  readonly root: string;
  /** Which of the heads is the first here. */
  readonly from: number;
  readonly heads: readonly (readonly [stream: string, revision: number, digest: string])[];
}

/** A statement, as an entry of the stream. */
export interface StatementMade extends Signed {
  /** Of an anchor: the last fact it knew of. No part of what is signed; it saves reading everything again. */
  readonly upTo?: { readonly stream: string; readonly revision: number };
}

/** A statement with the heads that were listed for it. */
export interface Listed extends StatementMade {
  readonly heads: readonly Head[];
}

/** The chain of anchors as this process has read it. */
export interface AnchorLog {
  /** Reads what has been added, and answers what it all comes to. */
  readonly refresh: () => Promise<AnchorLogRead>;
}

export interface AnchorLogRead {
  readonly anchors: AnchorsRead;
  /** Where the stream ends: null before its first entry. */
  readonly revision: number | null;
  /** The evidence digest of its last entry. */
  readonly head: string | null;
  readonly upTo: StatementMade['upTo'];
  /** Where in the stream each statement stands, by its number. */
  readonly places: readonly number[];
}

/**
 * Keeps the last head of each stream, or every head; `onListed` is told of each statement as it comes by. Once the store was
 * put back from an older copy, the chain is the one there is then, read from its first entry, as a process that was started
 * just now reads it: statements that are gone answer nobody. That they are is for whoever holds them elsewhere to tell.
 */
export function anchorLog(
  store: Pick<Store, 'read'>,
  keep: 'every-head' | 'last-heads' = 'last-heads',
  onListed: (listed: Listed) => void = () => undefined,
): AnchorLog {
  let chain = chainOfAnchors(keep, onListed);
  let under: Promise<AnchorLogRead> | undefined;
  const readOn = takingEntries((options) => store.read(anchorsStream, options), {
    take: (entry) => {
      chain.take(entry);
    },
    anew: () => (chain = chainOfAnchors(keep, onListed)),
  });

  return {
    // Whoever asks while it is read is answered with the others: two readers would take each statement twice.
    refresh: () =>
      (under ??= readOn()
        .then(() => chain.read())
        .finally(() => (under = undefined))),
  };
}

interface ChainOfAnchors {
  readonly take: (entry: StoredEvent) => void;
  readonly read: () => AnchorLogRead;
}

function chainOfAnchors(keep: 'every-head' | 'last-heads', onListed: (listed: Listed) => void): ChainOfAnchors {
  const reading = readAnchors(keep);
  const gather = gathering();
  const places: number[] = [];
  let revision: number | null = null;
  let head: string | null = null;
  let upTo: StatementMade['upTo'];
  return {
    take(entry) {
      revision = entry.revision;
      head = evidenceOf(entry)?.digest ?? null;
      const listed = gather(entry);
      if (listed === undefined) return;
      upTo = listed.upTo ?? upTo;
      places.push(entry.revision);
      reading.take(listed, listed.statement.kind === 'waymark-anchor/1' ? listed.heads : undefined);
      onListed(listed);
    },
    read: () => ({ anchors: reading.read(), revision, head, upTo, places }),
  };
}

/** The heads that an anchor lists. */
export async function headsOfAnchor(
  store: Pick<Store, 'read'>,
  { places }: Pick<AnchorLogRead, 'places'>,
  number: number,
): Promise<readonly Head[]> {
  const gather = gathering();
  for await (const event of store.read(anchorsStream, { from: (places[number - 1] ?? -1) + 1 })) {
    const listed = gather(event);
    if (listed !== undefined) return listed.heads;
  }
  return [];
}

/** Puts the parts of heads together, and gives each statement once it comes, with those listed for it. */
export function gathering(): (event: Pick<StoredEvent, 'type' | 'data'>) => Listed | undefined {
  // Two processes may list heads at once, of which one alone comes to state them; a root tells them apart.
  let parts = new Map<string, Map<number, HeadsListed['heads']>>();
  return ({ type, data }) => {
    if (type === 'AnchorHeadsListed') {
      const { root, from, heads } = data as HeadsListed;
      const known = parts.get(root) ?? new Map<number, HeadsListed['heads']>();
      parts.set(root, known.set(from, heads));
      return undefined;
    }
    if (type !== 'Anchored' && type !== 'AnchorKeyIntroduced') return undefined;
    const made = data as StatementMade;
    const { heads: signedOver } = made.statement as { readonly heads?: { readonly root?: string } };
    const root = signedOver?.root ?? '';
    const own = [...(parts.get(root) ?? [])].sort(([a], [b]) => a - b).flatMap(([, heads]) => heads);
    parts = new Map();
    return { ...made, heads: own.map(([stream, revision, digest]) => ({ stream, revision, digest })) };
  };
}

/** The evidence a stored event carries, if it carries any. */
export function evidenceOf({ metadata }: Pick<StoredEvent, 'metadata'>): Evidence | undefined {
  const { evidence } = (metadata ?? {}) as { readonly evidence?: Partial<Evidence> };
  return typeof evidence?.digest === 'string' ? (evidence as Evidence) : undefined;
}
