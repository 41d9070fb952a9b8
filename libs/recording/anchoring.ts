import { randomUUID } from 'node:crypto';
import {
  inStreamOrder,
  rootOfHeads,
  sealWithEvidence,
  signStatement,
  type Head,
  type Signed,
  type Statement,
} from '#evidence';
import type { AnchorKey } from '#privacy';
import { WrongRevision, type NewEvent, type Store } from '#store';
import { anchorLog, anchorsStream, type AnchorLogRead, type HeadsListed, type StatementMade } from './anchor-log.ts';
import { AnchorKeyNotCurrent, AnchoredFactsGone, AnchorsBroken } from './anchoring-errors.ts';
import { changedSince } from './changed-heads.ts';

export interface AnchoringParts {
  readonly store: Pick<Store, 'append' | 'read' | 'follow' | 'identity'>;
  /** Asked at each anchor with the id of the key the chain goes on with: another process may have introduced it meanwhile. */
  readonly key: (current: string | undefined) => AnchorKey;
  readonly now: () => number;
  /** Who anchors, as the entries name it. */
  readonly by: string;
  /** How many heads go into one entry. 2,000 are some 250 KB, a quarter of what a store takes in one append. */
  readonly headsInEntry?: number;
}

/** What anchors a store. Several processes may: together they make one chain. */
export interface Anchoring {
  /**
   * States where every stream stands that has changed since the anchor before; undefined where none has. It says what is
   * stored, not that it is whole: `verify` does. Throws `AnchorsBroken`, `AnchorKeyNotCurrent`, `AnchoredFactsGone`.
   */
  readonly anchor: () => Promise<Signed | undefined>;
  /** Introduces the key that takes the place of the current one, which endorses it. */
  readonly introduce: (next: AnchorKey) => Promise<Signed>;
  readonly refresh: () => Promise<AnchorLogRead>;
}

export function anchoring({ store, key, now, by, headsInEntry = 2_000 }: AnchoringParts): Anchoring {
  const log = anchorLog(store);

  /** Where the chain ends, its first key introduced. */
  async function endOfChain(): Promise<End> {
    for (;;) {
      const read = await log.refresh();
      const { anchors, revision, head } = read;
      if (anchors.fault !== undefined) throw new AnchorsBroken(anchors.fault);
      const identity = await store.identity();
      const current = [...anchors.keys.keys()].at(-1);
      const held = key(current);
      const chained = {
        store: anchors.statements[0]?.statement.store ?? identity,
        number: anchors.statements.length,
        previous: anchors.digests.at(-1) ?? null,
        at: new Date(now()).toISOString(),
        key: held.id,
      };
      if (current === held.id) return { read, chained, held, revision, head };
      if (current !== undefined) throw new AnchorKeyNotCurrent(held.id, current);
      await entered({ revision, head }, [introduction(chained, held, held)]).catch(unlessOvertaken);
    }
  }

  async function entered(end: Pick<End, 'revision' | 'head'>, entries: readonly EntryToMake[]): Promise<void> {
    let { revision, head } = end;
    for (const { type, data } of entries) {
      const recordedAt = new Date(now()).toISOString();
      const event = {
        id: randomUUID(),
        type,
        data,
        metadata: { recordedAt, recordedBy: by, role: 'system', version: 1 },
      };
      const place = (revision ?? -1) + 1;
      const metadata = sealWithEvidence(anchorsStream, place, head, event);
      // Each alone at the revision expected: a process that anchors at the same time makes one of the two begin again.
      await store.append(anchorsStream, revision ?? 'no-stream', [{ ...event, metadata } satisfies NewEvent]);
      [revision, head] = [place, metadata.evidence.digest];
    }
  }

  async function anchorOnce(): Promise<Signed | undefined> {
    const end = await endOfChain();
    const { heads, upTo } = await changedSince(store, end.read);
    if (heads.length === 0 || upTo === undefined) return undefined;
    for (const { stream, revision } of heads) {
      const before = end.read.anchors.heads.get(stream)?.at(-1);
      if (before !== undefined && revision <= before.revision) throw new AnchoredFactsGone(before, revision);
    }
    const listed = inStreamOrder(heads);
    const statement = {
      kind: 'waymark-anchor/1' as const,
      ...end.chained,
      heads: { count: listed.length, root: rootOfHeads(listed) },
    };
    const signed = signStatement(statement, end.held.privateKey);
    await entered(end, [
      ...partsOf(statement.heads.root, listed, headsInEntry),
      { type: 'Anchored', data: { ...signed, upTo } },
    ]);
    return signed;
  }

  async function introduceOnce(next: AnchorKey): Promise<Signed> {
    const end = await endOfChain();
    const entry = introduction(end.chained, end.held, next);
    await entered(end, [entry]);
    return entry.data;
  }

  return {
    anchor: () => untilNotOvertaken(anchorOnce),
    introduce: (next) => untilNotOvertaken(() => introduceOnce(next)),
    refresh: log.refresh,
  };
}

interface End {
  readonly read: AnchorLogRead;
  readonly chained: Omit<Statement, 'kind' | 'heads' | 'introduces'>;
  readonly held: AnchorKey;
  readonly revision: number | null;
  readonly head: string | null;
}

interface EntryToMake {
  readonly type: string;
  readonly data: HeadsListed | StatementMade;
}

function introduction(chained: End['chained'], held: AnchorKey, next: AnchorKey) {
  const introduces = { key: next.id, publicKey: next.publicKey };
  const statement = { kind: 'waymark-anchor-key/1' as const, ...chained, introduces };
  return { type: 'AnchorKeyIntroduced', data: signStatement(statement, held.privateKey) };
}

function partsOf(root: string, heads: readonly Head[], inEntry: number): EntryToMake[] {
  const parts: EntryToMake[] = [];
  for (let from = 0; from < heads.length; from += inEntry) {
    const some = heads.slice(from, from + inEntry);
    const data: HeadsListed = {
      root,
      from,
      heads: some.map(({ stream, revision, digest }) => [stream, revision, digest]),
    };
    parts.push({ type: 'AnchorHeadsListed', data });
  }
  return parts;
}

const mostOvertaken = 12;

async function untilNotOvertaken<T>(work: () => Promise<T>): Promise<T> {
  for (let overtaken = 0; ; overtaken += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof WrongRevision) || overtaken === mostOvertaken) throw error;
    }
  }
}

function unlessOvertaken(error: unknown): void {
  if (!(error instanceof WrongRevision)) throw error;
}
