import { randomUUID } from 'node:crypto';
import type { Appender } from './appending.ts';
import { HalfMoved, StoreUnavailable, WrongRevision } from './errors.ts';
import type { Reader } from './reading.ts';
import type { StoredEvent } from './stored-event.ts';

/** The stream whose first event names the store, so that a checkpoint kept elsewhere is never used with another. */
export const identityStream = 'waymark-store';
export const identityType = 'StoreNamed';
/** Ends a move into the store (`moving.ts`): without it, a store that was moved into is not whole. */
export const movedType = 'StoreMovedInto';

const tries = 3;

/**
 * The store's name, given it now if it has none. Of several who give it one at once, the first is right: the append
 * expects no stream, so all others read what that one wrote. Throws `HalfMoved`.
 */
export async function identityOf(reader: Pick<Reader, 'read'>, appender: Pick<Appender, 'append'>): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const named: StoredEvent[] = [];
    for await (const event of reader.read(identityStream, { limit: 2 })) named.push(event);
    const [first, second] = named;
    if (first !== undefined) {
      if (nameFrom(first.data) !== undefined && second?.type !== movedType) throw new HalfMoved();
      return nameIn(first.data);
    }
    try {
      const event = { id: randomUUID(), type: identityType, data: { identity: randomUUID() }, metadata: {} };
      await appender.append(identityStream, 'no-stream', [event]);
    } catch (error) {
      const readAgain =
        error instanceof WrongRevision || (error instanceof StoreUnavailable && error.outcome === 'unknown');
      if (!readAgain || attempt === tries) throw error;
    }
  }
}

/** The name of the store that this one was moved into from; undefined for one that began by itself. */
export function nameFrom(data: unknown): string | undefined {
  return textIn(data, 'movedFrom');
}

function nameIn(data: unknown): string {
  const name = textIn(data, 'identity');
  if (name !== undefined) return name;
  throw new Error(`The first event of ${identityStream} holds no identity. Restore the store from a backup.`);
}

function textIn(data: unknown, key: 'identity' | 'movedFrom'): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const text = (data as Readonly<Record<string, unknown>>)[key];
  return typeof text === 'string' && text !== '' ? text : undefined;
}
