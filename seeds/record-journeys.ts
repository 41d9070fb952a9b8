import { setTimeout as pause } from 'node:timers/promises';
import type { Recorder } from '#recording';
import { StoreUnavailable } from '#store';
import type { Journey } from './generate.ts';

/** Tells of the facts recorded so far, of all there are. */
export type OnProgress = (done: number, total: number) => void;

export interface RecordJourneys {
  readonly recorder: Pick<Recorder, 'record'>;
  readonly journeys: readonly Journey[];
  /** Of the targets the journeys were written to: it is part of every request's key. */
  readonly version: number;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** What became of the demonstration. Stopped, it is not complete, and the next run goes on from there. */
export interface DemonstrationRecorded {
  readonly complete: boolean;
  readonly facts: number;
  /** Facts an earlier run had recorded already. */
  readonly repeated: number;
}

/** One request holds at most so many facts. */
const factsInRequest = 100;
/** Children recorded at once: enough to keep the store's group commits full. */
const childrenAtOnce = 32;
/** How long a store that went away is waited for, in attempts of the seconds it asks for. */
const attempts = 30;

/**
 * Records journeys as any caller would, several children at once, each child's facts in order. Every request has a key
 * of its own, so that a run that was killed is simply run again and repeats nothing. Stops early, in good order, when
 * the signal says so. Throws `DemonstrationRefused`, or `StoreUnavailable` where the store stays away.
 */
export async function recordJourneys(asked: RecordJourneys): Promise<DemonstrationRecorded> {
  const { journeys, signal, onProgress } = asked;
  const total = journeys.reduce((sum, { facts }) => sum + facts.length, 0);
  const counts = { facts: 0, repeated: 0, told: 0 };
  const step = Math.max(1, Math.ceil(total / 200));
  const failed = new AbortController();
  const waiting = journeys.values();
  const isStopping = (): boolean => signal.aborted || failed.signal.aborted;

  async function recordNext(): Promise<void> {
    for (const journey of waiting) {
      if (isStopping()) return;
      for (const batch of batchesOf(asked.version, journey)) {
        const repeated = await recordBatch(asked, journey, batch);
        counts.facts += batch.facts.length;
        if (repeated) counts.repeated += batch.facts.length;
      }
      if (counts.facts - counts.told < step) continue;
      counts.told = counts.facts;
      onProgress(counts.facts, total);
    }
  }

  onProgress(0, total);
  const lanes = Array.from({ length: childrenAtOnce }, () =>
    recordNext().catch((error: unknown) => {
      failed.abort(error);
    }),
  );
  await Promise.all(lanes);
  if (failed.signal.aborted) throw failed.signal.reason;
  onProgress(counts.facts, total);
  return { complete: counts.facts === total, facts: counts.facts, repeated: counts.repeated };
}

/** The law refused a journey of the demonstration: the store holds other facts of a child with its id, or the law changed. */
export class DemonstrationRefused extends Error {
  constructor(authority: string, child: string, why: string) {
    super(
      `The demonstration's child ${child} of authority ${authority} was refused (${why}). The store may hold other ` +
        'facts under that id: record the demonstration into a new data folder, or start with WAYMARK_DEMO=off.',
    );
    this.name = 'DemonstrationRefused';
  }
}

interface Batch {
  readonly key: string;
  readonly facts: Journey['facts'];
}

function batchesOf(version: number, { child, facts }: Journey): Batch[] {
  const batches: Batch[] = [];
  for (let first = 0; first < facts.length; first += factsInRequest) {
    const key = `demonstration-${version}-${child}-${batches.length}`;
    batches.push({ key, facts: facts.slice(first, first + factsInRequest) });
  }
  return batches;
}

/** Records one request, waiting for a store that is away. Answers whether it had been recorded before. */
async function recordBatch(
  { recorder, signal }: RecordJourneys,
  { authority, child, asOf }: Journey,
  { key, facts }: Batch,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      const by = { user: 'demonstration', role: 'manager' };
      const outcome = await recorder.record({ authority, child, facts, by, idempotencyKey: key });
      if (outcome.status !== 'refused') return outcome.status === 'repeated';
      const { refusal } = outcome;
      // An earlier run told of the child as of another day: what it told stands. Of any other journey it is another one.
      const isReused = 'because' in refusal && refusal.because === 'key-reused';
      if (isReused && asOf !== undefined) return true;
      throw new DemonstrationRefused(authority, child, 'code' in refusal ? refusal.code : refusal.because);
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || attempt === attempts || signal.aborted) throw error;
      await pause(error.retryAfterSeconds * 1000, undefined, { signal }).catch(() => undefined);
    }
  }
}
