import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openReadModelWriter, rebuildReadModel } from '#readmodel';
import { openStore, type NewEvent, type Store } from '#store';
import { recorded, startEmbeddedNode, storedFact, told, type EmbeddedNode } from '#testing';
import { nationalRules } from '#timescales';

/** What one test may take on a busy machine, ms. */
const patient = 240_000;
const worker = path.resolve('dist', 'apps', 'performance', 'src', 'worker.js');
const killPoints = path.resolve('test', 'kill-points', 'preload.mjs');

let folder: string;
let node: EmbeddedNode;
let store: Store;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-exactly-once-'));
  node = await startEmbeddedNode();
  store = openStore({ url: node.url });
}, patient);
afterEach(async () => {
  child?.kill('SIGKILL');
  await store.close();
  await node.stop();
  rmSync(folder, { recursive: true });
});

const rows = (): string => path.join(folder, 'readmodel.db');

/** The worker as it runs, with a step of its work at which it is killed. */
function startWorker(killAt: string): ChildProcess {
  const { NODE_OPTIONS: _, ...env } = process.env;
  child = fork(worker, [], {
    env: {
      ...env,
      KILL_AT: killAt,
      EVENTSTORE_URL: node.url,
      READMODEL_URL: rows(),
      WAYMARK_DATA: folder,
      LOG_LEVEL: 'silent',
    },
    execArgv: ['--import', killPoints],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return child;
}

async function killedAt(point: string): Promise<void> {
  const [code, signal] = (await once(startWorker(point), 'exit', {
    signal: AbortSignal.timeout(patient / 2),
  })) as unknown[];
  expect({ point, code, signal }).toEqual({ point, code: null, signal: 'SIGKILL' });
}

/** A worker that nothing kills, until it has had so many facts. */
async function finished(facts: number): Promise<void> {
  const running = startWorker('never:0');
  const signal = AbortSignal.timeout(patient / 2);
  for (;;) {
    const [message] = (await once(running, 'message', { signal })) as [
      { projection?: { facts: number; state: string } },
    ];
    if (message.projection?.state === 'running' && message.projection.facts === facts) break;
    expect(message.projection?.facts ?? 0).toBeLessThanOrEqual(facts);
  }
  const gone = once(running, 'exit', { signal });
  running.send({ type: 'stop' });
  await gone;
}

/** What the rows say, and how many facts they say it of. */
async function standing(
  file: string,
): Promise<{ readonly digest: string; readonly facts: number; readonly position: number | null }> {
  const writer = openReadModelWriter({ url: file, rules: nationalRules, now: Date.now });
  const { facts, position } = await writer.catchUp();
  const digest = await writer.digest();
  await writer.close();
  return { digest, facts, position };
}

const journey = [
  told('ReferralReceived', '2018-05-01'),
  told('ReferralDecided', '2018-05-02'),
  told('CaseClosed', '2018-06-01'),
];

/** Facts of so many children, of whom each has those from one revision up to another, in the store. */
async function record(children: readonly string[], from: number, to: number): Promise<number> {
  const facts = recorded(journey).slice(from, to);
  for (const name of children) {
    const events = facts.map((fact): NewEvent => ({ ...storedFact('855', name, fact, 0), id: randomUUID() }));
    const plain = events.map(({ id, type, data, metadata }) => ({ id, type, data, metadata }));
    await store.append(`journey-855.${name}`, from === 0 ? 'no-stream' : from - 1, plain);
  }
  return children.length * facts.length;
}

describe('a worker killed at any step of applying a batch', () => {
  it(
    'leaves rows that its successor goes on with, each fact once, as a rebuild has them',
    async () => {
      const children = Array.from({ length: 50 }, (_, index) => `C${String(index)}`);
      let facts = await record(children, 0, 1);
      // Everything is first read from zero: killed before the swap, what was made is made again.
      await killedAt('swap:1');
      await finished(facts);
      facts += await record(children, 1, 3);
      facts += await record(
        Array.from({ length: 50 }, (_, index) => `D${String(index)}`),
        0,
        3,
      );
      // A start takes three transactions before its first facts; those of 100 children are five or more.
      for (const point of ['begin:4', 'began:5', 'write:4', 'commit:5', 'done:4']) await killedAt(point);
      await finished(facts);
      const made = await standing(rows());
      const rebuilt = path.join(folder, 'rebuilt.db');
      await rebuildReadModel({ store, url: rebuilt, now: Date.now });
      expect(made).toEqual(await standing(rebuilt));
      expect(made.facts).toBe(facts);
    },
    patient,
  );
});
