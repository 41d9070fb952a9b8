import { StoreUnavailable, type Store } from '#store';
import type { Chance } from './chance.ts';
import type { Shown } from './truth.ts';
import type { Writers } from './writing.ts';

/** Somebody who reads streams while they are written, in either direction and from anywhere. */
export interface Readers {
  readonly work: () => void;
  readonly rest: () => Promise<void>;
  /** What was wrong with what was read, beside what the store turns out to hold. */
  readonly misreadings: (held: readonly Shown[]) => string[];
}

export function readersOf(store: Store, writers: Writers, chance: Chance): Readers {
  const wrong: string[] = [];
  const read = new Map<string, Shown>();
  let resting = true;
  let working: Promise<void> = Promise.resolve();

  async function one(): Promise<void> {
    const stream = writers.appends[chance.below(writers.appends.length)]?.stream ?? 'journey-855.shared-0';
    const from = chance.below(20);
    const backwards = chance.inHundred(50);
    let due = from;
    try {
      for await (const event of store.read(stream, { from, backwards, limit: 30 })) {
        // Backwards from beyond the end begins at the end.
        if (backwards && due === from && event.revision < from) due = event.revision;
        if (event.revision !== due) wrong.push(`${stream} gave revision ${event.revision} where ${due} was due`);
        due = event.revision + (backwards ? -1 : 1);
        read.set(event.id, event);
      }
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) wrong.push(`Reading ${stream} failed: ${String(error)}`);
    }
  }

  return {
    work() {
      resting = false;
      working = (async () => {
        while (!resting) {
          await one();
          await new Promise((resolve) => setTimeout(resolve, chance.below(10)));
        }
      })();
    },
    async rest() {
      resting = true;
      await working;
    },
    misreadings(held) {
      const places = new Map(held.map(({ id, stream, revision }) => [id, `${stream}#${revision}`]));
      const vanished = [...read.values()].filter(
        ({ id, stream, revision }) => places.get(id) !== `${stream}#${revision}`,
      );
      if (vanished.length > 0) wrong.push(`${vanished.length} events were read that the store does not hold so`);
      return wrong.slice(0, 5);
    },
  };
}
