import type { Recorded } from '#history';
import { decodeFact, type DecodedFact, type Store, type StoredEvent } from '#store';

/** A child's facts, and whose they are. */
export interface OfChild {
  readonly authority: string;
  readonly child: string;
  readonly facts: readonly Recorded[];
}

/** Facts of several children as the store holds them: interleaved one from each in turn, at positions so far apart. */
export function storedFacts(children: readonly OfChild[], spacing = 100): StoredEvent[] {
  const events: StoredEvent[] = [];
  const longest = Math.max(0, ...children.map(({ facts }) => facts.length));
  for (let revision = 0; revision < longest; revision += 1) {
    for (const { authority, child, facts } of children) {
      const fact = facts[revision];
      if (fact !== undefined) events.push(storedFact(authority, child, fact, (events.length + 1) * spacing));
    }
  }
  return events;
}

export function storedFact(authority: string, child: string, fact: Recorded, position: number): StoredEvent {
  return {
    stream: `journey-${authority}.${child}`,
    id: fact.id,
    type: fact.type,
    revision: fact.revision,
    position,
    data: fact.data,
    metadata: { recordedAt: new Date(fact.recordedAt).toISOString(), recordedBy: fact.recordedBy, version: 1 },
    storedAt: fact.recordedAt,
  };
}

export const decoded = (events: readonly StoredEvent[]): DecodedFact[] => events.map((event) => decodeFact(event));

type FollowedStore = Pick<Store, 'follow' | 'identity' | 'end' | 'read'>;

/** One stream among these events, from a revision on. */
const readOf = (events: readonly StoredEvent[]): Store['read'] =>
  async function* (stream, { from = 0 } = {}) {
    yield* events.filter((event) => event.stream === stream && event.revision >= from);
  };

/** As much of a store as a projection follows, holding these events. */
export function storeOf(events: readonly StoredEvent[], identity = 'store-1'): FollowedStore {
  return {
    identity: async () => identity,
    end: async () => events.at(-1)?.position ?? null,
    read: readOf(events),
    async *follow({ after, batchSize = 256 }) {
      const from = events.filter(({ position }) => position > (after ?? -1));
      for (let at = 0; at === 0 || at < from.length; at += batchSize) {
        const part = from.slice(at, at + batchSize);
        yield { events: part, position: part.at(-1)?.position ?? after ?? 0, live: at + batchSize >= from.length };
      }
    },
  };
}

/** A store whose events may still come: followers wait for them until they are told to stop. */
export interface GrowingStore extends FollowedStore {
  readonly append: (...events: readonly StoredEvent[]) => void;
}

export function growingStore(events: StoredEvent[], identity = 'store-1'): GrowingStore {
  const waiting = new Set<() => void>();
  return {
    identity: async () => identity,
    end: async () => events.at(-1)?.position ?? null,
    read: readOf(events),
    append(...more) {
      events.push(...more);
      for (const wake of waiting) wake();
    },
    async *follow({ after, signal, batchSize = 256 }) {
      let position = after ?? -1;
      while (!signal.aborted) {
        const next = events.filter((event) => event.position > position).slice(0, batchSize);
        position = next.at(-1)?.position ?? position;
        const live = position >= (events.at(-1)?.position ?? -1);
        yield { events: next, position: Math.max(position, 0), live };
        // Whoever took the facts may have ended the following meanwhile: nothing would wake it then.
        if (!live || isOver(signal)) continue;
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            waiting.delete(wake);
            resolve();
          };
          waiting.add(wake);
          signal.addEventListener('abort', wake, { once: true });
        });
      }
    },
  };
}

function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
