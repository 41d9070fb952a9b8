import { randomUUID } from 'node:crypto';
import { StoreUnavailable, WrongRevision, type NewEvent, type Store } from '#store';
import { chanceOf, type Chance } from './chance.ts';

/**
 * What its writer knows of an append, after all its attempts: it is stored; it was refused, for somebody else came
 * first; it is not stored; or nobody told.
 */
export type Told = 'stored' | 'refused' | 'not-stored' | 'unknown';

/** One append, with the same events in every attempt. */
export interface Append {
  readonly stream: string;
  readonly expected: 'no-stream' | number;
  readonly events: readonly NewEvent[];
  told: Told;
  /** Where its last event stands, as acknowledged. */
  at?: { readonly revision: number; readonly position: number };
}

/** A writer was told that the store is away. */
export interface Refusal {
  readonly waitedMs: number;
  readonly why: string;
}

export interface Writers {
  /** Every append there was. */
  readonly appends: readonly Append[];
  /** How many appends were acknowledged. */
  readonly stored: () => number;
  /** Sets all writers to work until `rest` or `away` is called. One that finds the store away tries again. */
  readonly work: () => void;
  /** Lets what is under way end. Resolves when no writer is at work. */
  readonly rest: () => Promise<void>;
  /** Resolves when every writer has stopped because the store is away, which it must be. */
  readonly away: () => Promise<void>;
  /** Every time a writer was told that the store is away, in order, since `work` was last called. */
  readonly refusals: () => readonly Refusal[];
  /** Repeats, until it is settled, every append of which its writer does not know what became of it. */
  readonly settle: () => Promise<void>;
}

interface WriterOptions {
  readonly store: Store;
  /** What a writer writes is left to a chance of its own, so that it does not hang on the others' pace. */
  readonly seed: number;
  readonly count: number;
  /** Of so many writers, each appends to one of a few streams that others append to as well. */
  readonly sharing: number;
}

const sharedStreams = 4;
/** A store that refuses at once must not be asked all the time. */
const betweenTriesMs = 20;

export function writersOf({ store, seed, count, sharing }: WriterOptions): Writers {
  const appends: Append[] = [];
  let acknowledged = 0;
  let working: Promise<unknown> = Promise.resolve();
  let resting = true;
  let leaving = false;
  let refusals: Refusal[] = [];
  const writers = Array.from({ length: count }, (_, index) => writer(index));

  function writer(index: number): () => Promise<void> {
    const isShared = index < sharing;
    const chance = chanceOf(seed + 1_000 * (index + 1));
    let children = 0;
    const nextStream = (): string =>
      isShared ? `journey-855.shared-${index % sharedStreams}` : `journey-855.own-${index}-${(children += 1)}`;
    let stream = nextStream();
    let expected: Append['expected'] = 'no-stream';
    let unsettled: Append | null = null;

    async function step(): Promise<boolean> {
      const append: Append = unsettled ?? { stream, expected, events: events(chance), told: 'not-stored' };
      if (unsettled === null) appends.push(append);
      unsettled = null;
      const begunAt = performance.now();
      const told = await attempt(store, append);
      if (told instanceof StoreUnavailable) {
        refusals.push({ waitedMs: performance.now() - begunAt, why: told.message });
      }
      if (append.told === 'stored') acknowledged += 1;
      if (append.at !== undefined) expected = append.at.revision;
      else if (told instanceof WrongRevision) expected = told.actual;
      else if (chance.inHundred(70)) unsettled = append;
      // The others are given up, and what became of them is never known; a stream of one's own begins anew.
      else if (!isShared) [stream, expected] = [nextStream(), 'no-stream'];
      return told instanceof StoreUnavailable;
    }

    return async () => {
      while (!resting) {
        if (!(await step())) continue;
        if (leaving) return;
        await new Promise((resolve) => setTimeout(resolve, betweenTriesMs));
      }
    };
  }

  return {
    appends,
    stored: () => acknowledged,
    work() {
      resting = false;
      leaving = false;
      refusals = [];
      working = Promise.all(writers.map((write) => write()));
    },
    async rest() {
      resting = true;
      await working;
    },
    async away() {
      leaving = true;
      await working;
    },
    refusals: () => refusals,
    async settle() {
      for (const append of appends) {
        for (let tries = 0; append.told === 'unknown' && tries < 5; tries += 1) await attempt(store, append);
      }
    },
  };
}

/** Makes an attempt and notes what is now known; gives what was thrown. */
async function attempt(store: Store, append: Append): Promise<unknown> {
  try {
    append.at = await store.append(append.stream, append.expected, append.events);
    append.told = 'stored';
    return undefined;
  } catch (error) {
    if (error instanceof WrongRevision) append.told = 'refused';
    else if (!(error instanceof StoreUnavailable)) throw error;
    // An earlier attempt of which nobody told is not undone by a later one that certainly stored nothing.
    else if (error.outcome === 'unknown') append.told = 'unknown';
    return error;
  }
}

function events(chance: Chance): NewEvent[] {
  return Array.from({ length: chance.inHundred(80) ? 1 : chance.between(2, 4) }, () => ({
    id: randomUUID(),
    type: 'ReferralReceived',
    data: { on: '2026-01-05', text: 'x'.repeat(chance.inHundred(2) ? chance.below(20_000) : chance.below(400)) },
    metadata: { recordedBy: 'u1', version: 1 },
  }));
}
