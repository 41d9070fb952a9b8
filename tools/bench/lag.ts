import { setTimeout as pause } from 'node:timers/promises';
import { openReadModel } from '#readmodel';
import { StoreUnavailable, type Store } from '#store';
import { startProcess } from '#testing';
import type { Figure } from './figure.ts';
import { fact } from './journeys.ts';
import { quantile } from './quantile.ts';

/** Where facts are appended, and where the worker keeps its rows. */
export interface LagAsked {
  /** EVENTSTORE_URL. */
  readonly url: string;
  /** READMODEL_URL, with the rows of all that is there: a worker that makes rows anew is not done once they can be read. */
  readonly rows: string;
  readonly folder: string;
  /** Sets the children of one run apart from those of another: letters and digits. */
  readonly run: string;
}

const registration = { on: '2024-01-08', dateOfBirth: '2017-03-14', sex: 'F' };
const referral = { on: '2024-02-01', source: '1A' };
const facts = 5_000;
const registeredAtOnce = 50;
const factsPerMs = 0.5;
const boundMs = 60_000;
const firstBoundMs = 180_000;

/**
 * Children are registered, which warms the worker; then each is referred, a fact that the law reads, as it reads all that
 * come by HTTP. From the moment each referral was due to be appended, 500 a second, to the rows having it: the worker as in
 * production, the rows looked at every millisecond. What the store did not answer for, or was not in the rows when the
 * minute was over, counts as late as that: a machine too busy for so many is told by its figures, not by none.
 */
export async function liveLag(store: Pick<Store, 'append'>, { url, rows, folder, run }: LagAsked): Promise<Figure[]> {
  const places = { EVENTSTORE_URL: url, READMODEL_URL: rows, WAYMARK_DATA: folder };
  const streamOf = (child: number): string => `journey-856.${run}${String(child)}`;
  const register = (child: number) =>
    store.append(streamOf(child), 'no-stream', [
      fact('856', `${run}${String(child)}`, 'ChildRegistered', registration),
    ]);
  const refer = (child: number) =>
    store.append(streamOf(child), 0, [fact('856', `${run}${String(child)}`, 'ReferralReceived', referral)]);
  const worker = await startProcess('apps/performance/src/worker.js', places);
  const model = openReadModel({ url: rows });
  const reached = async (): Promise<number> =>
    model.at(async ({ projection }) => projection.position ?? -1).catch(() => -1);
  try {
    let last = 0;
    for (let from = 0; from < facts; from += registeredAtOnce) {
      const some = Array.from({ length: registeredAtOnce }, (_, index) => register(from + index));
      for (const { position } of await Promise.all(some)) last = Math.max(last, position);
    }
    const until = performance.now() + firstBoundMs;
    while ((await reached()) < last) {
      if (performance.now() > until) throw new Error('The worker did not project the registrations in three minutes.');
      await pause(20);
    }
    const waiting: { readonly position: number; readonly due: number }[] = [];
    const took: number[] = [];
    let unanswered = 0;
    const began = performance.now();
    let sent = 0;
    while (took.length + unanswered < facts && performance.now() - began < boundMs) {
      const wanted = Math.min(facts, Math.floor((performance.now() - began) * factsPerMs));
      for (; sent < wanted; sent += 1) {
        const due = began + sent / factsPerMs;
        refer(sent).then(
          ({ position }) => void waiting.push({ position, due }),
          (error: unknown) => {
            if (!(error instanceof StoreUnavailable)) throw error;
            unanswered += 1;
          },
        );
      }
      const has = await reached();
      const now = performance.now();
      for (let index = waiting.length - 1; index >= 0; index -= 1) {
        const one = waiting[index];
        if (one === undefined || one.position > has) continue;
        took.push(now - one.due);
        waiting.splice(index, 1);
      }
      await pause(1);
    }
    const seconds = (performance.now() - began) / 1000;
    const inTime = took.length;
    while (took.length < facts) took.push(boundMs);
    return [
      { name: 'live facts appended and projected', value: inTime / seconds, unit: 'facts/s' },
      { name: 'of 5,000 facts, not appended in time', value: unanswered, unit: 'posts', goal: 0 },
      { name: 'append to rows at 500 facts/s, median', value: quantile(took, 0.5), unit: 'ms' },
      { name: 'append to rows at 500 facts/s, p99', value: quantile(took, 0.99), unit: 'ms', goal: 100 },
    ];
  } finally {
    await model.close();
    await worker.stop();
  }
}
