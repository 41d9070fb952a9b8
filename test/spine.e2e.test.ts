import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '#testing';
import { journeys, newlyKnown } from './spine.journeys.ts';

const BOUND_MS = 120_000;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-spine-'));
const running = new Set<ChildProcess>();

afterAll(async () => {
  await Promise.all([...running].map((child) => end(child, 'SIGTERM')));
  fs.rmSync(folder, { recursive: true, force: true });
}, BOUND_MS);

interface Waymark {
  readonly url: string;
  readonly supervisor: ChildProcess;
  /** The processes of the parts, by name. */
  readonly parts: () => Promise<ReadonlyMap<string, { pid: number; state: string; restarts: number }>>;
}

/** All of Waymark, as `npm start` runs it once the clone is ready, on the test's data folder. */
async function start(data = folder): Promise<Waymark> {
  const main = path.resolve('dist', 'apps', 'all', 'src', 'main.js');
  const supervisor = spawn(process.execPath, [main], {
    env: { ...process.env, WAYMARK_DATA: data, WAYMARK_DEMO: 'off', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(supervisor);
  supervisor.once('exit', () => running.delete(supervisor));
  const url = await addressIn(supervisor);
  const ready = async () => {
    const answer = await fetch(`${url}/health/ready`);
    return { status: answer.status, body: (await answer.json()) as Readiness };
  };
  await eventually(ready, ({ status }) => status === 200);
  const parts = async () => {
    const { checks } = (await ready()).body;
    return new Map((checks.find(({ name }) => name === 'parts')?.parts ?? []).map((part) => [part.name, part]));
  };
  return { url, supervisor, parts };
}

interface Readiness {
  readonly checks: { name: string; parts?: { name: string; pid: number; state: string; restarts: number }[] }[];
}

async function addressIn(supervisor: ChildProcess): Promise<string> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: supervisor.stdout! })) {
    lines.push(line);
    const url = /runs at (http:\S+)/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`Waymark did not start. It said: ${lines.join('\n')}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const gone = once(child, 'exit', { signal: AbortSignal.timeout(BOUND_MS) });
  child.kill(signal);
  await gone;
  return child.exitCode;
}

async function post({ url }: Waymark, child: string, facts: readonly object[], key: string) {
  const answer = await fetch(`${url}/authorities/855/children/${child}/facts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ facts }),
  });
  return { status: answer.status, body: (await answer.json()) as { revision: number; facts: { id: string }[] } };
}

async function get({ url }: Waymark, address: string): Promise<Record<string, unknown>> {
  return (await (await fetch(`${url}/authorities/855/${address}`)).json()) as Record<string, unknown>;
}

/** The five measures of the journeys, and the twin of one: what each must come to. */
const expected: Readonly<Record<string, readonly [numerator: number, denominator: number]>> = {
  're-referrals?from=2022-04-01&to=2023-03-31': [1, 1],
  'repeat-plans?from=2022-04-01&to=2023-03-31': [1, 1],
  'assessments-in-45-days?from=2022-01-01&to=2022-03-31': [1, 1],
  'plans-open-over-two-years?at=2023-03-31': [1, 2],
  'plans-ended-after-two-years?from=2023-04-01&to=2023-06-30': [1, 1],
  'reviews-in-timescale?at=2023-03-31': [1, 1],
};

/** Every metric that the Grafana dashboard and the alert rules in tools/deploy ask for. */
function metricsWatched(): readonly string[] {
  const watched = ['grafana/dashboards/waymark.json', 'alerts.yml'].flatMap((file) => {
    const asked = fs.readFileSync(path.join('tools', 'deploy', file), 'utf8');
    return [...asked.matchAll(/\b((?:waymark|http|process|nodejs)_[a-z0-9_]+)\{/g)].map(([, name = '']) => name);
  });
  const names = new Set(watched.map((name) => name.replace(/_(bucket|count)$/, '')));
  expect(names.size).toBeGreaterThan(12);
  return [...names];
}

async function measured(waymark: Waymark): Promise<Record<string, readonly unknown[]>> {
  const figures: Record<string, readonly unknown[]> = {};
  for (const asked of Object.keys(expected)) {
    const { numerator, denominator } = await get(waymark, `measures/${asked}`);
    figures[asked] = [numerator, denominator];
  }
  return figures;
}

const isAsExpected = (figures: object): boolean => JSON.stringify(figures) === JSON.stringify(expected);

it(
  'records whole journeys, moves the measures, and loses nothing when every process is killed',
  async () => {
    const first = await start();
    const answers = new Map<string, { revision: number; facts: { id: string }[] }>();
    for (const { child, posts } of journeys) {
      for (const [number, facts] of posts.entries()) {
        const key = `${child}-${String(number)}`;
        const { status, body } = await post(first, child, facts, key);
        expect({ key, status, body }).toMatchObject({ status: 201 });
        answers.set(key, body);
      }
    }
    await eventually(() => measured(first), isAsExpected);
    const rows = await get(first, 'measures/re-referrals/rows?from=2022-04-01&to=2023-03-31&part=numerator');
    expect(rows['rows']).toMatchObject([{ child: 'SPINE1' }]);

    const told = await (await fetch(`${first.url}/metrics`)).text();
    const missing = metricsWatched().filter((name) => !told.includes(`# TYPE ${name} `));
    expect({ missing, stands: /^waymark_ready\{check="event store"\} 1$/m.test(told) }).toEqual({
      missing: [],
      stands: true,
    });

    // The last post is answered, and at once everything is killed, as a power cut would.
    const last = await post(first, 'SPINE9', newlyKnown, 'last');
    const parts = await first.parts();
    expect([...parts.keys()]).toEqual(['event store', 'workers', 'services']);
    const gone = once(first.supervisor, 'exit');
    for (const pid of [first.supervisor.pid!, ...[...parts.values()].map(({ pid }) => pid)])
      process.kill(pid, 'SIGKILL');
    await gone;

    const second = await start();
    expect(last.status).toBe(201);
    expect(await get(second, 'children/SPINE9/journey')).toMatchObject({ revision: 1 });
    for (const { child, posts } of journeys) {
      const key = `${child}-${String(posts.length - 1)}`;
      const again = await post(second, child, posts.at(-1)!, key);
      expect({ status: again.status, facts: again.body.facts }).toEqual({
        status: 201,
        facts: answers.get(key)?.facts,
      });
      expect(await get(second, `children/${child}/journey`)).toMatchObject({ revision: answers.get(key)?.revision });
    }
    await eventually(() => measured(second), isAsExpected);

    expect(await end(second.supervisor, 'SIGINT')).toBe(0);
    expect(fs.existsSync(path.join(folder, 'node.json'))).toBe(false);
    await expect(fetch(second.url)).rejects.toThrow();
  },
  BOUND_MS,
);

it(
  'starts a killed event store again where it was, and goes on recording',
  async () => {
    const waymark = await start(path.join(folder, 'killed-node'));
    const before = (await waymark.parts()).get('event store')!;
    process.kill(before.pid, 'SIGKILL');
    const after = await eventually(
      async () => (await waymark.parts()).get('event store')!,
      ({ state, restarts }) => state === 'ready' && restarts === 1,
    );
    expect(after.pid).not.toBe(before.pid);
    const { status } = await eventually(
      () => post(waymark, 'SPINE1', newlyKnown, 'after'),
      ({ status }) => status !== 503,
    );
    expect(status).toBe(201);
    expect(await end(waymark.supervisor, 'SIGTERM')).toBe(0);
  },
  BOUND_MS,
);

it(
  'describes every request there is, with what it may be asked with and how it may be refused',
  async () => {
    const waymark = await start(path.join(folder, 'described'));
    const answer = await fetch(`${waymark.url}/openapi.json`);
    expect(answer.status).toBe(200);
    const document = (await answer.json()) as Described;
    const operations = Object.entries(document.paths).flatMap(([address, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${address}`, ...operation })),
    );
    const isPublic = (name: string): boolean => /\/(health|metrics)/.test(name);
    const undescribed = operations.filter(
      ({ summary = '', responses }) =>
        summary === '' || Object.keys(responses).every((code) => !code.startsWith('2')) || !('401' in responses),
    );
    expect(undescribed.map(({ name }) => name).filter((name) => !isPublic(name))).toEqual([]);
    const names = operations.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(promised.map((address) => `get /authorities/{authority}/${address}`)));
    expect(await end(waymark.supervisor, 'SIGINT')).toBe(0);
  },
  BOUND_MS,
);

interface Described {
  readonly paths: Record<string, Record<string, { summary?: string; responses: Record<string, object> }>>;
}

/** One address of each part. */
const promised = [
  'measures/{measure}',
  'measures/{measure}/trend',
  'dashboard',
  'receipts',
  'deadlines',
  'deadlines/stream',
  'alerts',
  'drift',
  'census/{year}',
  'census-imports/{id}',
  'annex-a',
  'children/{child}/journey',
  'children/{child}/replay',
  'children/{child}/verify',
  'children/{child}/accesses',
  'children/{child}/bundle',
];

it(
  'leaves nothing running when the supervisor alone is killed',
  async () => {
    const data = path.join(folder, 'killed-supervisor');
    const waymark = await start(data);
    await end(waymark.supervisor, 'SIGKILL');
    await eventually(
      () =>
        fetch(waymark.url).then(
          () => 'answers',
          () => 'gone',
        ),
      (how) => how === 'gone',
    );
    const next = await start(data);
    expect([...(await next.parts()).values()].map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']);
    expect(await end(next.supervisor, 'SIGINT')).toBe(0);
  },
  BOUND_MS,
);
