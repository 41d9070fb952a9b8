import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { EventStoreDBClient } from '@eventstore/db-client';
import { eventually } from '#testing';

const BOUND_MS = 120_000;
const certificates = path.resolve('libs', 'store', 'test-certificates');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-secured-e2e-'));
const running = new Set<ChildProcess>();

afterAll(async () => {
  await Promise.all([...running].map((child) => end(child)));
  fs.rmSync(folder, { recursive: true, force: true });
}, BOUND_MS);

function run(program: string, args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(process.execPath, [path.resolve('dist', 'apps', 'all', 'src', program), ...args], {
    env: { ...process.env, WAYMARK_DATA: path.join(folder, 'data'), ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

const waymark = (...args: readonly string[]): ChildProcess => run(path.join('cli', 'main.js'), args, {});

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const gone = once(child, 'exit', { signal: AbortSignal.timeout(BOUND_MS) });
  child.kill('SIGTERM');
  await gone;
  return child.exitCode;
}

async function lineOf(child: ChildProcess, wanted: RegExp): Promise<string> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    if (wanted.test(line)) return line;
    lines.push(line);
  }
  throw new Error(`It ended without ${String(wanted)}. It said: ${lines.join('\n')}`);
}

async function hashed(password: string): Promise<string> {
  const child = waymark('eventstore', 'hash-password');
  child.stdin?.end(`${password}\n`);
  return lineOf(child, /^scrypt\$/);
}

/** A node over TLS with users, as the command line starts it. */
async function startNode(password: string): Promise<{ readonly port: number; readonly url: string }> {
  const users = path.join(folder, 'users.json');
  fs.writeFileSync(
    users,
    JSON.stringify([{ login: 'waymark', password: await hashed(password), groups: ['$admins'] }]),
  );
  const node = waymark(
    ...['eventstore', '--file', path.join(folder, 'events.db'), '--port', '0', '--host', '0.0.0.0', '--users', users],
    ...['--tls-cert', path.join(certificates, 'server.crt'), '--tls-key', path.join(certificates, 'server.key')],
  );
  return JSON.parse(await lineOf(node, /"ready":true/)) as { port: number; url: string };
}

it(
  'runs on a store over TLS with users: records, projects, measures, and tells how it fares',
  async () => {
    const password = 's3cret/with:signs@all';
    const { port, url } = await startNode(password);
    expect(url).toBe(`esdb://127.0.0.1:${port}?tls=true`);
    const asked = `tls=true&tlsCAFile=${path.join(certificates, 'ca.crt')}`;
    const signIn = `waymark:${encodeURIComponent(password)}`;
    const all = run('main.js', [], {
      EVENTSTORE_URL: `esdb://${signIn}@localhost:${port}?${asked}`,
      WAYMARK_DEMO: 'off',
      PORT: '0',
    });
    const [, services = ''] = /runs at (http:\S+)/.exec(await lineOf(all, /runs at http/)) ?? [];
    const posted = await fetch(`${services}/authorities/855/children/A1/facts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        facts: [
          {
            type: 'ChildRegistered',
            data: { on: '2026-01-05', dateOfBirth: '2019-03-20', sex: 'F', ethnicity: 'WBRI' },
          },
          { type: 'ReferralReceived', data: { on: '2026-01-05', source: '2A' } },
        ],
      }),
    });
    expect(posted.status).toBe(201);
    const measure = `${services}/authorities/855/measures/referrals?from=2026-01-01&to=2026-03-31`;
    const figure = async () => (await (await fetch(measure)).json()) as { numerator?: number };
    await eventually(figure, ({ numerator }) => numerator === 1);

    const metrics = async () => (await fetch(`${services}/metrics`)).text();
    const text = await eventually(metrics, (said) =>
      said.includes('waymark_subscription_live{part="workers",streams="journey-"} 1'),
    );
    expect(text).toContain('waymark_store_appends_total{part="services",outcome="stored"}');

    const client = EventStoreDBClient.connectionString(`esdb+discover://${signIn}@127.0.0.1:${port}?${asked}`);
    const types: string[] = [];
    for await (const { event } of client.readStream('journey-855.A1')) types.push(event?.type ?? '');
    expect(types).toEqual(['ChildRegistered', 'ReferralReceived']);
    await client.dispose();

    expect(await end(all)).toBe(0);
    // Nothing that was written down tells the password.
    for (const name of fs.readdirSync(path.join(folder, 'data', 'logs'))) {
      expect(fs.readFileSync(path.join(folder, 'data', 'logs', name), 'utf8')).not.toMatch(/s3cret/);
    }
  },
  BOUND_MS,
);
