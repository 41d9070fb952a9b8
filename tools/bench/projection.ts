import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, plainDate, type PlainDate } from '#calendar';
import { measureOf, questionOf, type Question } from '#measures';
import { openReadModel, rebuildReadModel } from '#readmodel';
import { openStore, type NewEvent, type Store } from '#store';
import { startEmbeddedNode, startProcess } from '#testing';
import type { Figure } from './figure.ts';

const childCount = 3_000;
const batchesInFlight = 16;

/**
 * Facts read through the genuine client from an embedded node in its own process, folded and written as rows; figures
 * counted from them; and the time from a fact's append to the figure that counts it, over HTTP. Run it from `dist`.
 */
export async function benchProjection(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-bench-'));
  const node = await startEmbeddedNode({ file: join(folder, 'events.db') });
  const store = openStore({ url: node.url });
  try {
    const facts = await fill(store);
    return [
      ...(await fromZero(store, join(folder, 'from-zero.db'), facts)),
      ...(await quarters(join(folder, 'from-zero.db'))),
      ...(await factToMeasure(store, node.url, folder)),
    ];
  } finally {
    await store.close();
    await node.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How fast everything in the store becomes rows, beside how fast the client alone reads it. */
async function fromZero(store: Store, url: string, facts: number): Promise<Figure[]> {
  const readAlone = await timed(async () => {
    let seen = 0;
    const signal = new AbortController().signal;
    for await (const batch of store.follow({ prefixes: ['journey-'], after: null, signal, batchSize: 4096 })) {
      seen += batch.events.length;
      if (seen >= facts) break;
    }
  });
  const before = process.cpuUsage();
  const took = await timed(() => rebuildReadModel({ store, url, now: Date.now }));
  const { user, system } = process.cpuUsage(before);
  return [
    { name: 'facts read through the client alone', value: facts / readAlone, unit: 'facts/s' },
    {
      name: `projection from zero, ${String(facts)} facts, end to end`,
      value: facts / took,
      unit: 'facts/s',
      goal: 20_000,
    },
    {
      name: 'projection from zero, facts for each second of this process’s own work',
      value: (facts * 1_000_000) / (user + system),
      unit: 'facts/s',
    },
  ];
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

/** Whole journeys of many children, appended a few facts at a time so that they lie interleaved. */
async function fill(store: Store): Promise<number> {
  let facts = 0;
  const children = Array.from({ length: childCount }, (_, index) => journey(index));
  for (let from = 0; from < 30; from += 5) {
    let next = 0;
    const append = async (): Promise<void> => {
      for (let index = next++; index < children.length; index = next++) {
        const { stream, events } = children[index] ?? { stream: '', events: [] };
        const part = events.slice(from, from + 5);
        if (part.length > 0) await store.append(stream, from === 0 ? 'no-stream' : from - 1, part);
        facts += part.length;
      }
    };
    await Promise.all(Array.from({ length: batchesInFlight }, append));
  }
  return facts;
}

function journey(index: number): { stream: string; events: NewEvent[] } {
  const authority = ['855', '857'][index % 2] ?? '855';
  const child = `B${String(index)}`;
  const begins = addDays(plainDate('2015-06-01'), (index * 37) % 1200);
  const events = steps.map(([type, after, data]) => {
    const on: PlainDate = addDays(begins, after);
    return fact(authority, child, type, { on, ...data });
  });
  return { stream: `journey-${authority}.${child}`, events };
}

const sealed = { sealed: 'AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8', key: 1 };
const agencies = ['social-care', 'police', 'health', 'education'];
const meeting = { invited: agencies, attended: agencies, reportsReceived: agencies, childParticipated: true };
const visit = { purpose: 'protection-plan', seen: true, seenAlone: true };

/** A journey of 29 facts, the mean of a child who comes onto a plan. */
const steps: readonly (readonly [type: string, after: number, data: object])[] = [
  ['ChildRegistered', 0, { sex: 'F', dateOfBirth: '2010-04-01', ethnicity: 'WBRI', name: sealed }],
  ['ContactReceived', 0, { contactId: 'k1', source: '1A', reason: sealed }],
  ['ContactDecided', 0, { contactId: 'k1', outcome: 'referral' }],
  ['ReferralReceived', 1, { source: '1A', primaryNeed: 'N1' }],
  ['ReferralDecided', 2, { decision: 'no-further-action' }],
  ['ReferralReceived', 100, { source: '1A', primaryNeed: 'N1' }],
  ['ReferralDecided', 101, { decision: 'assess' }],
  ['AssessmentStarted', 102, { kind: 'single' }],
  ['AssessmentAuthorised', 140, { kind: 'single', factors: ['1A', '2B'], outcome: 'strategy-discussion' }],
  ['StrategyDiscussionHeld', 141, { attended: agencies, decision: 'section-47-joint' }],
  ['Section47Concluded', 150, { outcome: 'conference-required', substantiated: true }],
  ['InitialConferenceHeld', 156, { ...meeting, outcome: 'plan' }],
  ['PlanStarted', 156, { categories: ['NEG'] }],
  ...Array.from({ length: 10 }, (_, number) => ['ChildVisited', 160 + number * 8, visit] as const),
  ['ReviewConferenceHeld', 241, { ...meeting, outcome: 'continue' }],
  ['PlanCategoriesChanged', 241, { categories: ['NEG', 'EMO'] }],
  ['ReviewConferenceHeld', 400, { ...meeting, outcome: 'continue', lateReason: sealed }],
  ['ReviewConferenceHeld', 560, { ...meeting, outcome: 'end' }],
  ['PlanEnded', 560, { reason: 'review-decision', stepDown: 'child-in-need' }],
  ['CaseClosed', 600, { reason: 'RC1' }],
];

/** An event as recording stores it, with as much metadata. */
function fact(authority: string, child: string, type: string, data: object): NewEvent {
  const metadata = {
    recordedAt: new Date().toISOString(),
    recordedBy: 'bench',
    role: 'manager',
    authority,
    child,
    version: 1,
    correlationId: randomUUID(),
    causationId: randomUUID(),
    rulePack: 'bench',
    evidence: { previous: null, digest: '0'.repeat(64) },
  };
  return { id: randomUUID(), type, data, metadata };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

function quantile(list: readonly number[], share: number): number {
  const inOrder = [...list].sort((a, b) => a - b);
  return inOrder[Math.min(inOrder.length - 1, Math.floor(inOrder.length * share))] ?? 0;
}
