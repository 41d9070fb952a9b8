import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { openReadModelWriter, rebuildReadModel } from '#readmodel';
import { openStore, type NewEvent, type Store } from '#store';
import {
  eventually,
  noPostgres,
  recorded,
  startEmbeddedNode,
  startPostgres,
  startProcess,
  storedFact,
  storedFacts,
  storeOf,
  told,
  type EmbeddedNode,
  type PostgresServer,
  type WaymarkProcess,
} from '#testing';
import { nationalRules } from '#timescales';

const patient = 240_000;
const missing = noPostgres();
const where = missing === undefined ? describe : describe.skip;
const journey = recorded([
  told('ReferralReceived', '2018-05-01'),
  told('ReferralDecided', '2018-05-02'),
  told('CaseClosed', '2018-06-01'),
]);

async function digestOf(url: string): Promise<{ readonly digest: string; readonly facts: number }> {
  const writer = openReadModelWriter({ url, rules: nationalRules, now: Date.now });
  const { facts } = await writer.catchUp();
  const digest = await writer.digest();
  await writer.close();
  return { digest, facts };
}

where(`the worker and the service over PostgreSQL${missing === undefined ? '' : ` (${missing})`}`, () => {
  let folder: string;
  let server: PostgresServer;
  let node: EmbeddedNode;
  let store: Store;
  let url: string;
  let service: WaymarkProcess;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'waymark-postgres-rows-'));
    [server, node] = await Promise.all([startPostgres(), startEmbeddedNode()]);
    store = openStore({ url: node.url });
    url = server.fresh();
    service = await startProcess('apps/performance/src/main.js', places());
  }, patient);
  afterAll(async () => {
    await service.stop();
    await store.close();
    await node.stop();
    await server.stop();
    rmSync(folder, { recursive: true });
  }, patient);

  const places = (): Record<string, string> => ({
    EVENTSTORE_URL: node.url,
    READMODEL_URL: url,
    WAYMARK_DATA: folder,
    PORT: '0',
  });

  async function record(children: readonly string[]): Promise<void> {
    for (const name of children) {
      const events = journey.map((fact): NewEvent => {
        const { type, data, metadata } = storedFact('855', name, fact, 0);
        return { id: randomUUID(), type, data, metadata };
      });
      await store.append(`journey-855.${name}`, 'no-stream', events);
    }
  }

  const asked = async (): Promise<{
    readonly status: number;
    readonly count: number;
    readonly retry: string | null;
  }> => {
    const address = '/authorities/855/measures/referrals?from=2018-04-01&to=2018-06-30';
    const answer = await fetch(`${String(service.ready['url'])}${address}`);
    const body = (await answer.json()) as { readonly numerator?: number };
    return { status: answer.status, count: body.numerator ?? -1, retry: answer.headers.get('retry-after') };
  };

  it(
    'goes on from where it was killed, each fact once, and ends with the rows of a rebuild',
    async () => {
      const children = Array.from({ length: 40 }, (_, index) => `C${String(index)}`);
      // Killed as soon as the service counts so many: of rows made from zero, and in the midst of facts being joined.
      for (const [from, seen, to] of [
        [0, 1, 5],
        [5, 6, 16],
        [16, 19, 30],
        [30, 36, 40],
      ] as const) {
        const recording = record(children.slice(from, to));
        const worker = await startProcess('apps/performance/src/worker.js', places());
        await eventually(asked, ({ count }) => count >= seen);
        await worker.kill();
        await recording;
      }
      const worker = await startProcess('apps/performance/src/worker.js', places());
      await eventually(asked, ({ count }) => count === 40);
      await worker.stop();
      const made = await digestOf(url);
      const beside = path.join(folder, 'beside.db');
      await rebuildReadModel({ store, url: beside, now: Date.now });
      expect(made).toEqual(await digestOf(beside));
      expect(made.facts).toBe(120);
    },
    patient,
  );

  it(
    'answers that figures are not ready while the database is away, and goes on by itself when it is back',
    async () => {
      const worker = await startProcess('apps/performance/src/worker.js', places());
      await server.kill();
      expect(await asked()).toEqual({ status: 503, count: -1, retry: '5' });
      const ready = await fetch(`${String(service.ready['url'])}/health/ready`);
      expect([ready.status, await ready.text()]).toEqual([
        503,
        expect.stringMatching(/PostgreSQL at .* does not answer/),
      ]);
      await record(['late']);
      await server.start();
      await eventually(asked, ({ count }) => count === 41);
      expect(await worker.stop()).toBe(0);
    },
    patient,
  );

  it(
    'is made anew by a command, which tells how far it is',
    async () => {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, ['bin/waymark.mjs', 'rebuild'], {
        env: { ...process.env, ...places(), WAYMARK_DEMO: 'off' },
      });
      expect(stdout).toMatch(/^123 facts in [\d.]+ s: the read model is new\.$/m);
      // A slow machine tells a stage more than once, and how long is left.
      const stages = new Set([...stderr.matchAll(/ %  (\w+): 123 facts/g)].map(([, stage]) => stage));
      expect([...stages]).toEqual(['reading', 'folding', 'indexing', 'swapping']);
      expect((await asked()).count).toBe(41);
      expect(readdirSync(folder).filter((name) => name.includes('building'))).toEqual([]);
    },
    patient,
  );
});

describe('a rebuild in threads', () => {
  it(
    'makes the rows that one without them makes',
    async () => {
      const compiled = (await import(path.resolve('dist/libs/readmodel/index.js'))) as {
        rebuildReadModel: typeof rebuildReadModel;
      };
      const folder = mkdtempSync(path.join(tmpdir(), 'waymark-threads-'));
      const many = Array.from({ length: 300 }, (_, index) => ({
        authority: '855',
        child: `T${String(index)}`,
        facts: journey,
      }));
      const events = storedFacts(many);
      const made = [];
      for (const threads of [1, 2]) {
        const url = path.join(folder, `${String(threads)}.db`);
        const built = await compiled.rebuildReadModel({ store: storeOf(events), url, now: () => 0, threads });
        const { workers, ...rest } = built;
        expect(workers).toBe(threads);
        made.push([rest, await digestOf(url)]);
      }
      expect(made[0]).toEqual(made[1]);
      const gap = [...events.slice(0, 800), { ...events[800]!, revision: 9 }, ...events.slice(801)];
      const url = path.join(folder, 'gap.db');
      const built = await compiled.rebuildReadModel({
        store: storeOf(gap),
        url,
        now: () => 0,
        threads: 2,
        keepWhatCanBeRead: true,
      });
      expect([built.facts, built.stoppedBy?.message]).toEqual([
        800,
        expect.stringMatching(/revision 9 of journey-855/),
      ]);
      rmSync(folder, { recursive: true });
    },
    patient,
  );
});
