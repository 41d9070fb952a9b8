import { goesOn, watchChains, type AnchorFault, type AnchorsRead, type Evidenced, type FactFault } from '#evidence';
import { identityStream, journeyPrefix, type Store, type StoredEvent } from '#store';
import { anchorLog, anchorsStream, evidenceOf, type AnchorLog } from './anchor-log.ts';
import { ourStreams } from './changed-heads.ts';

/** What is to be held against what. */
export interface VerificationAsked {
  /** The anchors of the store itself. */
  readonly anchors: AnchorsRead;
  /** Anchors that somebody else has held: what they say stands where the two differ. */
  readonly held?: AnchorsRead | undefined;
  /** The id of a key that is known to be the authority's: it must have signed. */
  readonly trustedKey?: string | undefined;
  /** Take for granted what this anchor found. */
  readonly since?: number | undefined;
  /** Streams whose names begin with any of these; every stream where none is given. */
  readonly prefixes?: readonly string[] | undefined;
}

/** What verification found. */
export interface Verified {
  readonly holds: boolean;
  readonly streams: number;
  readonly facts: number;
  /** Facts recorded since the last anchor of their stream: until the next, their chain alone speaks for them. */
  readonly notAnchored: number;
  /** The first fault of each stream that has one, in the order of the streams' names. */
  readonly faults: readonly FactFault[];
  readonly anchors: {
    readonly count: number;
    readonly last: { readonly number: number; readonly at: string; readonly digest: string } | null;
    /** The ids of the keys that signed, in order. */
    readonly keys: readonly string[];
    readonly fault: AnchorFault | null;
  };
}

/** Takes every fact of the streams asked for, each stream's in order, and then tells what it found. */
export interface Verifying {
  readonly take: (fact: Evidenced) => void;
  readonly end: () => Verified;
}

export function verifying({ anchors, held, trustedKey, since, prefixes }: VerificationAsked): Verifying {
  const differs = held === undefined ? undefined : (held.fault ?? goesOn(held, anchors));
  const trusted = held !== undefined && differs !== undefined ? held : anchors;
  const fault = anchors.fault ?? differs ?? untrusted(trusted, trustedKey) ?? null;
  const watch = watchChains({
    anchored: headsOf(trusted, prefixes),
    mayLackEvidence,
    ofAnchors: anchorsStream,
    ...(since !== undefined && { since }),
  });
  return {
    take: (fact) => {
      if (fact.stream !== identityStream) watch.take(fact);
    },
    end: () => {
      const watched = watch.end();
      const last = trusted.statements.at(-1)?.statement;
      return {
        holds: watched.faults.length === 0 && fault === null,
        ...watched,
        anchors: {
          count: trusted.statements.length,
          last: last === undefined ? null : { number: last.number, at: last.at, digest: trusted.digests.at(-1) ?? '' },
          keys: [...trusted.keys.keys()],
          fault,
        },
      };
    },
  };
}

/** Verifies one stream, on line, with the anchors of the store. */
export async function verifyStream(
  store: Pick<Store, 'read'>,
  stream: string,
  log: AnchorLog = anchorLog(store),
  asked: Omit<VerificationAsked, 'anchors' | 'prefixes'> = {},
): Promise<Verified> {
  const { anchors } = await log.refresh();
  const heads = anchors.heads.get(stream);
  const own = { ...anchors, heads: new Map(heads === undefined ? [] : [[stream, heads]]) };
  const heldHeads = asked.held?.heads.get(stream);
  const held = asked.held && { ...asked.held, heads: new Map(heldHeads === undefined ? [] : [[stream, heldHeads]]) };
  const found = verifying({ ...asked, anchors: own, held });
  for await (const event of store.read(stream)) found.take(evidenced(event));
  return found.end();
}

/** Verifies every stream, or those of some prefixes, on line: `$all` is followed once. `told` hears how far it has come. */
export async function verifyStore(
  store: Pick<Store, 'read' | 'follow'>,
  asked: Omit<VerificationAsked, 'anchors'>,
  told: (facts: number) => void = () => undefined,
): Promise<Verified> {
  const { anchors } = await anchorLog(store, 'every-head').refresh();
  const found = verifying({ ...asked, anchors });
  const done = new AbortController();
  let facts = 0;
  const prefixes = asked.prefixes ?? ourStreams;
  for await (const batch of store.follow({ prefixes, after: null, signal: done.signal, batchSize: 4096 })) {
    for (const event of batch.events) found.take(evidenced(event));
    facts += batch.events.length;
    told(facts);
    if (batch.live) break;
  }
  done.abort();
  return found.end();
}

/** A stored event as evidence looks at it. */
export function evidenced(
  event: Pick<StoredEvent, 'stream' | 'revision' | 'id' | 'type' | 'data' | 'metadata'>,
): Evidenced {
  const { stream, revision, id, type, data } = event;
  const metadata = typeof event.metadata === 'object' && event.metadata !== null ? event.metadata : {};
  return { stream, revision, id, type, data, metadata, evidence: evidenceOf(event) };
}

/** Journeys and what is entered in ledgers have evidence from the first; alerts and the store's name may have none. */
function mayLackEvidence(stream: string): boolean {
  const carries = [journeyPrefix, 'receipts-', 'rag-', 'accesses-', 'rules', anchorsStream];
  return !carries.some((prefix) => stream.startsWith(prefix));
}

/**
 * A key that is merely introduced proves nothing, for anybody can introduce it. One that has signed a statement speaks for
 * all before it, which the statement names by their digests, and for the keys it has introduced.
 */
function untrusted({ statements }: AnchorsRead, trusted: string | undefined): AnchorFault | undefined {
  if (trusted === undefined || statements.some(({ statement }) => statement.key === trusted)) return undefined;
  return {
    number: 0,
    code: 'anchor-key-not-trusted',
    sentence: `No anchor is signed with the key you trust, ${trusted}.`,
    next: 'Make sure that the key is the authority’s and the anchors are of this store; otherwise trust nothing of either.',
  };
}

/** The heads of the streams asked for. The store's name is no fact: a store that was moved has another. */
function headsOf({ heads }: AnchorsRead, prefixes: readonly string[] | undefined): AnchorsRead['heads'] {
  const asked = (stream: string): boolean => prefixes?.some((prefix) => stream.startsWith(prefix)) ?? true;
  return new Map([...heads].filter(([stream]) => stream !== identityStream && asked(stream)));
}
