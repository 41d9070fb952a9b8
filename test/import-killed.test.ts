import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { plainDate } from '#calendar';
import { journeyPrefix, openStore } from '#store';
import { censusFile, censusStories, drawn, startEmbeddedNode, type EmbeddedNode } from '#testing';

const seed = Number(process.env['FAULTS_SEED'] ?? 855);
const times = process.env['FAULTS_LONG'] === undefined ? 2 : 12;

let folder: string;
let files: readonly string[];
let whole: readonly string[];

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-killed-'));
  const stories = [...censusStories(11, 120, plainDate('2021-06-01'), plainDate('2025-03-31'))];
  files = [2023, 2024].map((year) => {
    const where = path.join(folder, `cin-${String(year)}.xml`);
    fs.writeFileSync(where, censusFile('855', year, stories));
    return where;
  });
  const node = await startEmbeddedNode();
  const importing = startImport(node, path.join(folder, 'whole'));
  expect(await ended(importing)).toBe(0);
  whole = await factsIn(node);
  await node.stop();
}, 120_000);

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

function startImport(node: EmbeddedNode, data: string) {
  return fork('dist/apps/all/src/cli/main.js', ['import-census', ...files, '--authority', '855'], {
    env: { ...process.env, EVENTSTORE_URL: node.url, WAYMARK_DATA: data },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

async function ended(child: ReturnType<typeof startImport>): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

/** Every fact of every child: its stream and place, its id, and what it says. Sealed texts differ from one sealing to the next. */
async function factsIn(node: EmbeddedNode): Promise<readonly string[]> {
  const store = openStore({ url: node.url });
  const facts: string[] = [];
  const done = new AbortController();
  for await (const { events, live } of store.follow({ prefixes: [journeyPrefix], after: null, signal: done.signal })) {
    for (const { stream, revision, id, type, data } of events) {
      const said = JSON.stringify(data, (key, value: unknown) => (key === 'note' ? 'sealed' : value));
      facts.push(`${stream} ${String(revision)} ${id} ${type} ${said}`);
    }
    if (live) break;
  }
  done.abort();
  await store.close();
  return facts.sort();
}

/** Kills an import once so many facts are stored. Whether it was still running then. */
async function killedAt(node: EmbeddedNode, data: string, after: number): Promise<boolean> {
  const importing = startImport(node, data);
  const store = openStore({ url: node.url });
  const done = new AbortController();
  void once(importing, 'exit').then(() => {
    done.abort();
  });
  let seen = 0;
  for await (const { events } of store.follow({ prefixes: [journeyPrefix], after: null, signal: done.signal })) {
    seen += events.length;
    if (seen >= after) break;
  }
  const wasRunning = importing.kill('SIGKILL');
  await ended(importing);
  await store.close();
  return wasRunning;
}

it.each(Array.from({ length: times }, (_, time) => time))(
  'an import killed at any point and run again comes to the same store (%i)',
  async (time) => {
    const at = drawn(seed + time).between(1, whole.length - 1);
    const data = path.join(folder, `killed-${String(time)}`);
    const node = await startEmbeddedNode();
    try {
      await killedAt(node, data, at);
      const half = await factsIn(node);
      expect(whole).toEqual(expect.arrayContaining([...half]));
      expect(await ended(startImport(node, data))).toBe(0);
      expect({ seed, at, facts: await factsIn(node) }).toEqual({ seed, at, facts: whole });
    } finally {
      await node.stop();
    }
  },
  120_000,
);
