import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { issueDevelopmentToken, type Identity, type Role } from '#http';
import { Sessions } from '../../apps/web/src/session/sessions.ts';
import type { Figure } from './figure.ts';
import { pagesOf, type PageAsked } from './pages-asked.ts';

const goal = 150;
const boundMs = 600_000;
const roles: readonly Role[] = ['manager', 'chair', 'auditor', 'administrator'];

/** How often each page is asked, and in which data folder its demonstration is already, if it is. */
export interface PagesAsked {
  readonly times: number;
  readonly data?: string | undefined;
}

/**
 * Every page for people over the demonstration data, asked one after another by somebody who is signed in and may see them
 * all: how long until the last byte, and how much of it the services took behind the page, all their answers together.
 */
export async function benchPages({ times, data }: PagesAsked): Promise<Figure[]> {
  const folder = data ?? mkdtempSync(path.join(tmpdir(), 'waymark-bench-'));
  const waymark = startWaymark(folder);
  try {
    const url = await addressOf(waymark);
    await demonstrated(url);
    const person: Identity = { user: 'bench', role: 'manager', roles, authority: '855' };
    const token = await issueDevelopmentToken({ ...person, dataFolder: folder, now: Date.now() });
    const sessions = new Sessions(path.join(folder, 'sessions.db'), { idle: 3_600_000, most: 3_600_000 }, Date.now);
    const cookie = `waymark-session=${sessions.begin(person, { access: token })}`;
    sessions.close();
    const figures: Figure[] = [];
    for (const page of await pagesOf({ url, token, cookie }))
      figures.push(...(await measured(url, cookie, page, times)));
    return figures;
  } finally {
    const gone = once(waymark, 'exit');
    waymark.kill('SIGTERM');
    await gone;
    if (data === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(url: string, cookie: string, page: PageAsked, times: number): Promise<Figure[]> {
  // What runs first is compiled and connected meanwhile; it is told by itself.
  const first = await ask(url, cookie, page);
  const before = await servicesSeconds(url);
  const took: number[] = [];
  for (let time = 0; time < times; time += 1) took.push(await ask(url, cookie, page));
  const services = ((await servicesSeconds(url)) - before) * 1000;
  const all = took.reduce((sum, ms) => sum + ms, 0);
  took.sort((a, b) => a - b);
  const at = (share: number): number => took[Math.min(times - 1, Math.floor(times * share))] ?? 0;
  return [
    { name: `${page.name}, p50`, value: at(0.5), unit: 'ms' },
    { name: '  … p95', value: at(0.95), unit: 'ms', goal },
    { name: '  … p99', value: at(0.99), unit: 'ms' },
    { name: '  … the first time', value: first, unit: 'ms' },
    { name: '  … of it the services’ answers', value: (services / all) * 100, unit: '%' },
  ];
}

async function ask(url: string, cookie: string, { name, address, form }: PageAsked): Promise<number> {
  const began = performance.now();
  const response = await fetch(`${url}${address}`, {
    headers: { cookie, accept: 'text/html' },
    redirect: 'manual',
    ...(form !== undefined && { method: 'POST', body: new URLSearchParams(form) }),
  });
  const text = await response.text();
  const ms = performance.now() - began;
  if (response.status !== 200 || !text.includes('</html>'))
    throw new Error(`The page “${name}” at ${address} answered ${String(response.status)}: ${text.slice(0, 2000)}`);
  return ms;
}

/** Seconds that answers of the services took so far: of every route but the pages’ own and what only looks whether all is well. */
async function servicesSeconds(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return [...text.matchAll(/^http_request_duration_seconds_sum\{([^}]*)\} (\S+)$/gm)]
    .filter(([, labels = '']) =>
      /route="\/(authorities|measures|receipts|me|rule-packs|dead-letters|alerts)/.test(labels),
    )
    .reduce((sum, [, , seconds]) => sum + Number(seconds), 0);
}

function startWaymark(folder: string): ChildProcess {
  return spawn(process.execPath, [path.resolve(import.meta.dirname, '..', '..', 'apps', 'all', 'src', 'main.js')], {
    cwd: path.resolve(import.meta.dirname, '..', '..', '..'),
    env: {
      ...process.env,
      WAYMARK_DATA: folder,
      WAYMARK_DEMO: 'on',
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout !== null) {
    const lines = createInterface({ input: stdout });
    for await (const line of lines) {
      const url = /runs at (http:\S+)/.exec(line)?.[1];
      if (url === undefined) continue;
      // Whatever else it says is let go by, so that it never waits to be read.
      stdout.resume();
      return url;
    }
  }
  throw new Error('Waymark did not start: its own words are above.');
}

/** Until the demonstration is recorded, and the rows hold it. */
async function demonstrated(url: string): Promise<void> {
  const until = performance.now() + boundMs;
  for (;;) {
    const response = await fetch(`${url}/health/ready`);
    const { checks } = (await response.json()) as {
      readonly checks: readonly { readonly name: string; readonly state?: string }[];
    };
    const demonstration = checks.find(({ name }) => name === 'demonstration data');
    if (response.ok && demonstration?.state === 'complete') return;
    if (performance.now() > until) throw new Error(`The demonstration was not recorded: ${JSON.stringify(checks)}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
