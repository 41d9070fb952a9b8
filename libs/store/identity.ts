import { randomUUID } from 'node:crypto';
import type { Appender } from './appending.ts';
import { StoreUnavailable, WrongRevision } from './errors.ts';
import type { Reader } from './reading.ts';

/** The stream whose one event names the store, so that a checkpoint kept elsewhere is never used with another. */
export const identityStream = 'waymark-store';
export const identityType = 'StoreNamed';

const tries = 3;

/**
 * The store's name, given it now if it has none. Of several who give it one at once, the first is right: the append
 * expects no stream, so all others read what that one wrote.
 */
export async function identityOf(reader: Reader, appender: Appender): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    for await (const { data } of reader.read(identityStream, { limit: 1 })) return nameIn(data);
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

function nameIn(data: unknown): string {
  const name = typeof data === 'object' && data !== null && 'identity' in data ? data.identity : undefined;
  if (typeof name === 'string' && name !== '') return name;
  throw new Error(`The first event of ${identityStream} holds no identity. Restore the store from a backup.`);
}
