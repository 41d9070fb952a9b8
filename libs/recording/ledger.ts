import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sealWithEvidence } from '#evidence';
import { StoreUnavailable, WrongRevision, type NewEvent, type ReadOptions, type Store, type StoredEvent } from '#store';
import { breaksOf } from './breaks.ts';
import { stampOf } from './stamp.ts';

/**
 * A stream beside the journeys: published figures, judgements of them, accesses, anchors. Nothing in it is judged by the
 * law; each entry is chained to the one before it as facts are, so that one altered or taken out is found.
 */
export interface Ledger {
  readonly stream: string;
  /**
   * Enters at the end, and answers once it is durable. Entries that wait for one another go in one append. An id that
   * has been entered before is not entered again. Throws `StoreUnavailable` when nobody can tell whether it was entered:
   * the same id entered again then makes sure.
   */
  readonly enter: (entry: Entry) => Promise<Entered>;
  readonly entries: (options?: ReadOptions) => AsyncIterable<StoredEvent>;
}

export interface Entry {
  /** A UUID; one is made where none is given. Derive it from what is entered where that may happen once only. */
  readonly id?: string;
  readonly type: string;
  readonly data: object;
  /** Who enters it, and in which role; a part of Waymark that acts by itself names itself. */
  readonly by: { readonly user: string; readonly role: string };
  /** More for its metadata, such as correlation ids. */
  readonly about?: object;
}

export interface Entered {
  readonly id: string;
  readonly revision: number;
  /** Milliseconds since 1970 UTC. */
  readonly recordedAt: number;
}

export interface LedgerParts {
  readonly store: Pick<Store, 'append' | 'read' | 'metrics'>;
  readonly now: () => number;
}

/** The ledger of this process over one stream: open one for each stream, and keep it. Other processes may enter too. */
export function ledger({ store, now }: LedgerParts, stream: string): Ledger {
  let end: End | undefined;
  let broken = breaksOf(store);
  let waiting: Waiting[] = [];
  let isWorking = false;

  /** Ends in the very step that finds nothing waiting: whoever enters next begins it again. */
  async function work(): Promise<void> {
    isWorking = true;
    while (waiting.length > 0) {
      const together = waiting.slice(0, mostTogether);
      waiting = waiting.slice(together.length);
      try {
        const entered = await enterAll(
          together.map(({ entry, id }) => ({ ...entry, id, hasOwnId: entry.id !== undefined })),
        );
        for (const { id, settle } of together) settle(entered.get(id));
      } catch (error) {
        for (const { fail } of together) fail(error);
      }
    }
    isWorking = false;
  }

  /** Entries that were entered before, by whichever process, are found where a lost race makes us read again. */
  async function enterAll(entries: readonly Identified[]): Promise<Map<string, Entered>> {
    const entered = new Map<string, Entered>();
    if (breaksOf(store) !== broken) end = undefined;
    broken = breaksOf(store);
    // What carries an id of its own may have been entered at any time, so the whole ledger is asked for it.
    if (entries.some(({ hasOwnId }) => hasOwnId)) end = undefined;
    let after = entries.some(({ hasOwnId }) => hasOwnId) ? -1 : undefined;
    for (let lost = 0; ; lost += 1) {
      const from = (end ??= await endOf(store, stream, entries, entered, after));
      after ??= from.revision ?? -1;
      const left = entries.filter(({ id }) => !entered.has(id));
      if (left.length === 0) return entered;
      const recordedAt = now();
      const events = chained(stream, from, left, recordedAt);
      // Known again only once the append is: one whose outcome is not known leaves the end to be looked for.
      end = undefined;
      try {
        const { revision } = await store.append(stream, from.revision ?? 'no-stream', events);
        end = { revision, head: events.at(-1)?.metadata.evidence.digest ?? null };
        const first = revision - events.length + 1;
        events.forEach(({ id }, index) => entered.set(id, { id, revision: first + index, recordedAt }));
        return entered;
      } catch (error) {
        const isWorthAnotherLook =
          error instanceof WrongRevision || (error instanceof StoreUnavailable && error.outcome === 'unknown');
        if (!isWorthAnotherLook || lost === mostLost) throw error;
        await pause(Math.min(200, 5 * 2 ** lost));
      }
    }
  }

  return {
    stream,
    enter: (entry) =>
      new Promise((resolve, reject) => {
        const id = entry.id ?? randomUUID();
        const settle = (made: Entered | undefined): void => {
          if (made === undefined) reject(new RangeError(`Entry ${id} of ${stream} was given twice at once.`));
          else resolve(made);
        };
        waiting.push({ entry, id, settle, fail: reject });
        if (!isWorking) void work();
      }),
    entries: (options) => store.read(stream, options),
  };
}

const mostTogether = 64;
const mostLost = 12;

interface Waiting {
  readonly entry: Entry;
  readonly id: string;
  readonly settle: (made: Entered | undefined) => void;
  readonly fail: (error: unknown) => void;
}

/** Where the next entry goes, and the digest it is chained to. */
interface End {
  readonly revision: number | null;
  readonly head: string | null;
}

interface Identified extends Entry {
  readonly id: string;
  readonly hasOwnId: boolean;
}

/**
 * Looks for the end; and, among all entries after a revision, for those that may have been entered already. Those are read
 * to the last: of a read that is broken off the store has sent much that nobody wants.
 */
async function endOf(
  store: LedgerParts['store'],
  stream: string,
  wanted: readonly Identified[],
  entered: Map<string, Entered>,
  after: number | undefined,
): Promise<End> {
  const ids = new Set(wanted.map(({ id }) => id));
  let end: End | undefined;
  if (after !== undefined) {
    for await (const { id, revision, metadata, position } of store.read(stream, { from: after + 1 })) {
      end = { revision, head: stampOf(metadata, position).digest };
      if (ids.has(id)) entered.set(id, { id, revision, recordedAt: recordedAtOf(metadata) });
    }
  }
  return end ?? (await lastOf(store, stream));
}

async function lastOf(store: LedgerParts['store'], stream: string): Promise<End> {
  for await (const { revision, metadata, position } of store.read(stream, { backwards: true, limit: 1 })) {
    return { revision, head: stampOf(metadata, position).digest };
  }
  return { revision: null, head: null };
}

function chained(stream: string, { revision, head }: End, entries: readonly Identified[], recordedAt: number) {
  let previous = head;
  return entries.map(({ id, type, data, by, about }, index) => {
    const metadata = {
      ...about,
      recordedAt: new Date(recordedAt).toISOString(),
      recordedBy: by.user,
      role: by.role,
      version: 1,
    };
    const sealed = sealWithEvidence(stream, (revision ?? -1) + 1 + index, previous, { id, type, data, metadata });
    previous = sealed.evidence.digest;
    return { id, type, data, metadata: sealed } satisfies NewEvent;
  });
}

function recordedAtOf(metadata: unknown): number {
  const { recordedAt } = (metadata ?? {}) as { readonly recordedAt?: unknown };
  return typeof recordedAt === 'string' ? Date.parse(recordedAt) : Number.NaN;
}
