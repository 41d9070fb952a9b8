import { StreamDeleted } from './errors.ts';
import type { ReadOptions } from './reading.ts';
import type { StoredEvent } from './stored-event.ts';

/** Where an event was, and which it was. */
export type EventPlace = Pick<StoredEvent, 'stream' | 'revision' | 'id'>;

/**
 * Whether an event that was once read is still where it was. Where it is not, the store was put back from an older copy, and
 * positions kept from before name other events, however far it has grown since. A stream deleted for good tells nothing.
 */
export async function isStillThere(store: Readable, { stream, revision, id }: EventPlace): Promise<boolean> {
  try {
    for await (const event of store.read(stream, { from: revision, limit: 1 })) return event.id === id;
    return false;
  } catch (error) {
    if (error instanceof StreamDeleted) return true;
    throw error;
  }
}

interface Readable {
  readonly read: (stream: string, options: ReadOptions) => AsyncIterable<StoredEvent>;
}
