import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, plainDate } from '#calendar';
import { measureOf, questionOf, type Question } from '#measures';
import { openReadModel, rebuildReadModel } from '#readmodel';
import { openStore, type Store } from '#store';
import { startEmbeddedNode, startProcess } from '#testing';
import type { Figure } from './figure.ts';
import { fact, fill } from './journeys.ts';
import { liveLag } from './lag.ts';
import { quantile } from './quantile.ts';

const childCount = 3_000;

/**
 * Facts read through the genuine client from an embedded node in its own process, folded and written as rows; figures
 * counted from them; and the time from a fact's append to the figure that counts it, over HTTP. Run it from `dist`.
 */
export async function benchProjection(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-bench-'));
  const node = await startEmbeddedNode({ file: join(folder, 'events.db') });
  const store = openStore({ url: node.url });
  try {
    await fill(store, childCount);
    const rows = join(folder, 'from-zero.db');
    await rebuildReadModel({ store, url: rows, now: Date.now });
    return [
      ...(await quarters(rows)),
      ...(await liveLag(store, { url: node.url, rows, folder, run: 'lag' })),
      ...(await factToMeasure(store, node.url, folder)),
    ];
  } finally {
    await store.close();
    await node.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A quarter of one authority, each with its digests, asked again and again in changing quarters. */
async function quarters(url: string): Promise<Figure[]> {
  const model = openReadModel({ url });
  const took: number[] = [];
  for (let round = 0; round < 300; round += 1) {
    const question = questions[round % questions.length]?.(round);
    if (question === undefined) continue;
    const began = performance.now();
    await model.at((snapshot) =>
      snapshot.figureWithDigests({ question, authority: '855', knownAt: snapshot.projection.knownAt }),
    );
    if (round >= 20) took.push(performance.now() - began);
  }
  await model.close();
  return [{ name: 'a quarter’s measure of one authority, p99', value: quantile(took, 0.99), unit: 'ms', goal: 15 }];
}

const questions: readonly ((round: number) => Question | undefined)[] = [
  (round) => ask('re-referrals', period(round)),
  (round) => ask('assessments-in-45-days', period(round)),
  (round) => ask('repeat-plans', period(round)),
  (round) => ask('reviews-in-timescale', { at: period(round).to }),
  (round) => ask('plans-open-over-two-years', { at: period(round).to }),
];

function ask(id: string, query: Record<string, string>): Question | undefined {
  const measure = measureOf(id);
  const made = measure === undefined ? undefined : questionOf(measure, query);
  return made !== undefined && 'question' in made ? made.question : undefined;
}

function period(round: number): { from: string; to: string } {
  const from = addDays(plainDate('2016-01-01'), (round * 37) % 1000);
  return { from, to: addDays(from, 90) };
}

/** From the append of one fact to the first answer over HTTP that counts it, the worker and service as in production. */
async function factToMeasure(store: Store, url: string, folder: string): Promise<Figure[]> {
  const places = { EVENTSTORE_URL: url, READMODEL_URL: join(folder, 'live.db'), WAYMARK_DATA: folder, PORT: '0' };
  const worker = await startProcess('apps/performance/src/worker.js', places);
  const service = await startProcess('apps/performance/src/main.js', places);
  const counted = async (): Promise<number> => {
    const address = '/authorities/856/measures/referrals?from=2024-01-01&to=2024-03-31';
    const answer = await fetch(`${String(service.ready['url'])}${address}`);
    return answer.status === 200 ? ((await answer.json()) as { numerator: number }).numerator : -1;
  };
  const took: number[] = [];
  try {
    const until = performance.now() + 60_000;
    while ((await counted()) < 0)
      if (performance.now() > until) throw new Error('The worker projected nothing in a minute.');
    for (let round = 0; round < 200; round += 1) {
      const event = fact('856', `L${String(round)}`, 'ReferralReceived', { on: '2024-02-01', source: '1A' });
      const began = performance.now();
      await store.append(`journey-856.L${String(round)}`, 'no-stream', [event]);
      while ((await counted()) <= round)
        if (performance.now() - began > 5_000) throw new Error('A fact was not counted.');
      took.push(performance.now() - began);
    }
  } finally {
    await service.stop();
    await worker.stop();
  }
  return [
    { name: 'fact to measure, median', value: quantile(took, 0.5), unit: 'ms' },
    { name: 'fact to measure, p99', value: quantile(took, 0.99), unit: 'ms', goal: 150 },
  ];
}
