import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, plainDate, type PlainDate } from '#calendar';
import { rebuildReadModel } from '#readmodel';
import type { Store, StoredEvent } from '#store';
import { eventually, startEmbeddedNode, startProcess } from '#testing';
import type { Figure } from './figure.ts';

const clocksEach = 3;

/**
 * So many clocks that run, a million unless asked otherwise, all of one authority: the list of what is overdue and the
 * wallboard's counts, asked over HTTP of the service as it runs, and how soon a service just started answers. And of
 * another authority, with more open cases than any in England, those that drift. Run it from `dist`.
 */
export async function benchDeadlines(clocks: number): Promise<Figure[]> {
  const childCount = Math.ceil(clocks / clocksEach);
  const folder = mkdtempSync(join(tmpdir(), 'waymark-bench-'));
  const node = await startEmbeddedNode({ file: join(folder, 'events.db') });
  const url = join(folder, 'readmodel.db');
  try {
    await rebuildReadModel({ store: caseload(childCount), url, now: Date.now });
    const asked = {
      storeUrl: node.url,
      rows: url,
      folder,
      today,
      of: `${String(childCount * clocksEach)} open clocks, `,
    };
    return await askDeadlines(asked, async (base) => {
      const drift = await quantiles(10, (round) => `${base}/authorities/856/drift?on=${today}&offset=${String(round)}`);
      return [
        { name: `drift of ${String(openCases)} open cases over HTTP, p95`, value: drift, unit: 'ms', goal: 1000 },
      ];
    });
  } finally {
    await node.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface DeadlinesAsked {
  readonly storeUrl: string;
  /** READMODEL_URL. */
  readonly rows: string;
  readonly folder: string;
  /** The day it is. */
  readonly today: string;
  /** What the figures' names begin with. */
  readonly of: string;
}

/** The worklist and the counts of authority 855, asked over HTTP of a service started for it; and what else is to be asked of it. */
export async function askDeadlines(
  { storeUrl, rows, folder, today, of }: DeadlinesAsked,
  more: (base: string) => Promise<readonly Figure[]> = async () => [],
): Promise<Figure[]> {
  const places = { EVENTSTORE_URL: storeUrl, READMODEL_URL: rows, WAYMARK_DATA: folder, PORT: '0' };
  const began = performance.now();
  const service = await startProcess('apps/deadlines/src/main.js', places);
  try {
    const base = String(service.ready['url']);
    const at = `${base}/authorities/855/deadlines`;
    await answered(`${at}?state=overdue&on=${today}`);
    const ready = performance.now() - began;
    await answered(`${at}/summary?on=${today}`);
    const counted = performance.now() - began - ready;
    const list = await quantiles(
      60,
      (round) => `${at}?state=overdue&on=${today}${filters[round % filters.length] ?? ''}`,
    );
    const summary = await quantiles(60, () => `${at}/summary?on=${today}`);
    return [
      { name: `${of}overdue list over HTTP, p95`, value: list, unit: 'ms', goal: 50 },
      { name: `${of}summary over HTTP, p95`, value: summary, unit: 'ms', goal: 20 },
      { name: `${of}a service started answers the list`, value: ready / 1000, unit: 's', goal: 3 },
      { name: `${of}its first summary, which counts them all`, value: counted / 1000, unit: 's' },
      ...(await more(base)),
    ];
  } finally {
    await service.stop();
  }
}

const today = '2026-03-09';
const filters = ['', '&clock=assessment', '&worker=W17', '&team=T3', '&before=2026-02-02', '&limit=1000'];

async function answered(address: string): Promise<void> {
  await eventually(
    () => fetch(address).then(async (response) => ({ status: response.status, text: await response.text() })),
    ({ status }) => status === 200,
  );
}

async function quantiles(rounds: number, addressOf: (round: number) => string): Promise<number> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await answered(addressOf(round));
    took.push(performance.now() - began);
  }
  return took.sort((a, b) => a - b)[Math.floor(rounds * 0.95)] ?? 0;
}

/** Children referred over nine months whose every clock still runs, and an authority’s open cases, visited for a year. */
function caseload(childCount: number): Pick<Store, 'follow' | 'identity' | 'end'> {
  const journeys = childCount + openCases;
  return {
    end: async () => journeys * 400,
    identity: async () => 'store-of-the-bench',
    async *follow() {
      let position = 0;
      for (let child = 0; child < journeys; child += 1024) {
        const events: StoredEvent[] = [];
        for (let each = child; each < Math.min(child + 1024, journeys); each += 1) {
          const journey = each < childCount ? referred(each) : visited(each - childCount);
          for (const event of journey) events.push({ ...event, position: (position += 100) });
        }
        yield { events, position, live: child + 1024 >= journeys };
      }
    },
  };
}

const openCases = 20_000;

interface Told {
  readonly type: string;
  readonly data: { readonly on: PlainDate } & Readonly<Record<string, unknown>>;
}

function referred(child: number): Omit<StoredEvent, 'position'>[] {
  const on = addDays(plainDate('2025-07-01'), child % 250);
  return journeyOf('855', child, [...begun(child, on), { type: 'AssessmentStarted', data: { on, kind: 'single' } }]);
}

/** Twelve visits and as many core groups, of a plan that goes on. */
function visited(child: number): Omit<StoredEvent, 'position'>[] {
  const on = addDays(plainDate('2025-01-06'), child % 50);
  const monthly = Array.from({ length: 12 }, (_, month) => addDays(on, 20 + 28 * month));
  return journeyOf('856', child, [
    ...begun(child, on),
    {
      type: 'InitialConferenceHeld',
      data: { on: addDays(on, 14), outcome: 'plan', attended: ['social-care', 'police'] },
    },
    { type: 'PlanStarted', data: { on: addDays(on, 14), categories: ['NEG'] } },
    ...monthly.flatMap((day) => [
      { type: 'ChildVisited', data: { on: day, purpose: 'protection-plan', seen: true, seenAlone: true } },
      { type: 'CoreGroupHeld', data: { on: day, attended: ['social-care', 'family'] } },
    ]),
  ]);
}

function begun(child: number, on: PlainDate): readonly Told[] {
  return [
    { type: 'ChildRegistered', data: { on, sex: 'F', dateOfBirth: '2015-01-01' } },
    { type: 'WorkerAllocated', data: { on, worker: `W${String(child % 9001)}`, team: `T${String(child % 101)}` } },
    { type: 'ReferralReceived', data: { on, source: '2A' } },
  ];
}

function journeyOf(authority: string, child: number, facts: readonly Told[]): Omit<StoredEvent, 'position'>[] {
  return facts.map(({ type, data }, revision) => {
    const recordedAt = `${data.on}T10:00:00.000Z`;
    return {
      stream: `journey-${authority}.C${String(child)}`,
      id: `${authority}-${String(child)}-${String(revision)}`,
      type,
      revision,
      data,
      metadata: { recordedAt, recordedBy: 'u1', version: 1 },
      storedAt: Date.parse(recordedAt),
    };
  });
}
