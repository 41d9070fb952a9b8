import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeFact, type Store, type StoredEvent } from '#store';
import type { Recorded } from '#history';
import { storedFacts } from '#testing';
import { kept, type KeptFact } from './kept-facts.ts';
import { approachFrom } from './meeting.ts';
import { readFactsBack, type WasRead } from './read-facts.ts';
import { parts, readWhole } from './read-whole.ts';
import { spoolWriter } from './spool.ts';
import { childrenIn, reachedIn, sharesOf } from './spooled.ts';

/** How a store is read in a run: how much each batch holds, and how long each waits for the other's. */
interface Pace {
  readonly forwards: readonly number[];
  readonly backwards: readonly number[];
}

const aBatch = fc.integer({ min: 1, max: 9 });
const anyPace = fc.record<Pace>({
  forwards: fc.array(aBatch, { minLength: 1, maxLength: 12 }),
  backwards: fc.array(aBatch, { minLength: 1, maxLength: 12 }),
});

/** Facts of some children, recorded in any order of instants, so that some reach further ones and some do not. */
const anyStore = fc.array(fc.record({ child: fc.nat(4), recordedAt: fc.nat(30) }), { maxLength: 60 }).map((facts) => {
  const children = Array.from({ length: 5 }, (_, child) => ({
    authority: child % 2 === 0 ? '855' : '856',
    child: `C${String(child)}`,
    facts: facts
      .filter((fact) => fact.child === child)
      .map(
        ({ recordedAt }, revision): Recorded =>
          ({
            id: `${String(child)}-${String(revision)}`,
            type: 'CaseClosed',
            data: { on: '2024-04-01', reason: 'RC1' },
            revision,
            recordedAt: recordedAt * 1000,
            recordedBy: 'w1',
          }) as unknown as Recorded,
      ),
  }));
  return storedFacts(children);
});

/**
 * A store of which the first facts are there when it is first asked, and of the rest another whenever a batch was read. The
 * node that reads it backwards has so many fewer.
 */
function growing(
  events: readonly StoredEvent[],
  first: number,
  pace: Pace,
  behind = 0,
): Pick<Store, 'follow' | 'end' | 'backwards'> {
  let there = Math.min(first, events.length);
  const grow = (): void => {
    there = Math.min(events.length, there + 1);
  };
  const wait = async (turns: number): Promise<void> => {
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
  };
  return {
    end: async () => events[there - 1]?.position ?? null,
    async *follow({ after }) {
      let position = after ?? 0;
      for (let batch = 0; ; batch += 1) {
        const size = pace.forwards[batch % pace.forwards.length] ?? 1;
        await wait(10 - size);
        const now = events.slice(0, there);
        const some = now.filter((event) => event.position > position).slice(0, size);
        position = some.at(-1)?.position ?? position;
        const live = position >= (now.at(-1)?.position ?? 0);
        grow();
        yield { events: some, position, live };
      }
    },
    async *backwards() {
      let left = events.slice(0, Math.max(0, there - behind)).toReversed();
      for (let batch = 0; left.length > 0; batch += 1) {
        const size = pace.backwards[batch % pace.backwards.length] ?? 1;
        await wait(10 - size);
        const some = left.slice(0, size);
        left = left.slice(size);
        grow();
        yield { events: some, position: some.at(-1)?.position ?? 0 };
      }
    },
  };
}

interface Spooled {
  readonly read: WasRead & { readonly readers: number };
  /** The facts of each child. */
  readonly children: readonly (readonly KeptFact[])[];
  readonly reached: readonly (readonly [position: number, knownAt: number])[];
}

async function spooled(store: ReturnType<typeof growing>, runLength: number, worthTwo: number): Promise<Spooled> {
  const folder = mkdtempSync(path.join(tmpdir(), 'waymark-whole-'));
  const { signal } = new AbortController();
  try {
    const read = await readWhole(store, {
      folder,
      signal,
      track: () => undefined,
      worthTwo: (facts) => facts >= worthTwo,
      fromEnd: (meeting, onRead) =>
        readFactsBack(store, spoolWriter(folder, { part: parts.fromEnd, backwards: true, runLength }), {
          signal,
          onRead,
          approach: approachFrom('end', meeting),
        }),
    });
    const children = sharesOf(folder, 1).flatMap((share) => [...childrenIn(share)].map(({ facts }) => facts));
    return { read, children, reached: [...reachedIn(folder)] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const byPlace = (facts: readonly KeptFact[]): KeptFact[] => facts.toSorted((a, b) => a[8] - b[8]);

/** Where the facts, in the order of the store, reach a further instant. */
function instantsOf(events: readonly StoredEvent[]): [number, number][] {
  let known = 0;
  return events.flatMap((event): [number, number][] => {
    const { recordedAt } = decodeFact(event).fact;
    if (recordedAt <= known) return [];
    known = recordedAt;
    return [[event.position, known]];
  });
}

const taken = (events: readonly StoredEvent[]): KeptFact[] => events.map((event) => kept(decodeFact(event)));

describe('a store read from both its ends', () => {
  it('is read whole: each fact once, those of a child in order, also what was appended meanwhile', () =>
    fc.assert(
      fc.asyncProperty(
        anyStore,
        fc.nat(60),
        anyPace,
        fc.constantFrom(1, 500, 100_000),
        fc.constantFrom(0, 1, 10),
        fc.constantFrom(0, 0, 1, 3, 60),
        async (events, first, pace, runLength, worthTwo, behind) => {
          const { read, children, reached } = await spooled(growing(events, first, pace, behind), runLength, worthTwo);
          // Whatever the store had when the reading ended is there, which is never less than when it began.
          const there = events.filter(({ position }) => position <= (read.position ?? 0));
          expect(there.length).toBeGreaterThanOrEqual(Math.min(first, events.length));
          expect(byPlace(children.flat())).toEqual(taken(there));
          for (const own of children) expect(own.map((fact) => fact[2])).toEqual([...own.keys()]);
          expect(reached.filter(([position]) => position <= (read.position ?? 0))).toEqual(instantsOf(there));
        },
      ),
      { seed: 10, numRuns: 100 },
    ));

  it('is told of up to the first fact that cannot be read, from whichever end it is met', () =>
    fc.assert(
      fc.asyncProperty(
        anyStore.filter((events) => events.length > 0),
        fc.nat(59),
        fc.nat(59),
        anyPace,
        async (events, one, other, pace) => {
          const places = [one % events.length, other % events.length];
          const damaged = events.map((event, index) => (places.includes(index) ? { ...event, metadata: null } : event));
          const { read, children } = await spooled(growing(damaged, events.length, pace), 500, 0);
          const broken = damaged[Math.min(...places)];
          expect(read.unreadable).toBe(broken);
          const before = damaged.filter(({ position }) => position < (broken?.position ?? 0));
          expect(byPlace(children.flat().filter((fact) => fact[8] < (broken?.position ?? 0)))).toEqual(taken(before));
          // Following on after the position told would come to that fact first.
          const after = damaged.filter(({ position }) => position > (read.position ?? 0));
          expect(after[0]).toBe(broken);
        },
      ),
      { seed: 10, numRuns: 100 },
    ));
});
