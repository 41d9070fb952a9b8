import fc from 'fast-check';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Recorded } from '#history';
import { openStore } from '#store';
import { anyFacts, startEmbeddedNode, storedFacts, type OfChild } from '#testing';

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'waymark-threads-'))));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Threads run what was compiled, so this does: rebuilds over these rows, and tells of what, by how many, and their digest. */
const program = `(async () => {
  const { openReadModelWriter, rebuildReadModel } = await import('#readmodel');
  const { openStore } = await import('#store');
  const { nationalRules: rules } = await import('#timescales');
  const [storeUrl, url, threads] = process.argv.slice(1);
  const store = openStore({ url: storeUrl });
  const now = () => 0;
  const { facts, position, readers, workers } =
    await rebuildReadModel({ store, storeUrl, url, rules, now, threads: Number(threads) });
  const writer = openReadModelWriter({ url, rules, now });
  await writer.adopt(await store.identity());
  const digest = await writer.digest();
  await writer.close();
  await store.close();
  console.log(JSON.stringify({ facts, position, readers, workers, digest }));
})()`;

async function rebuilt(store: string, url: string, threads: number): Promise<Readonly<Record<string, unknown>>> {
  const args = ['--eval', program, store, url, String(threads)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
}

describe('a rebuild by two readers and two workers, each in a thread', () => {
  it('makes the tables that one makes', async () => {
    const children = Array.from({ length: 24 }, (_, index): OfChild => {
      const child = `C${String(index)}`;
      const [facts = []] = fc.sample(anyFacts(child, 24, 8), { seed: index, numRuns: 1 });
      return { authority: ['855', '856'][index % 2] ?? '855', child, facts: facts.map(storable) };
    });
    const events = storedFacts(children);
    const node = await startEmbeddedNode();
    try {
      const store = openStore({ url: node.url });
      for (const { stream, revision, ...event } of events) {
        await store.append(stream, revision === 0 ? 'no-stream' : revision - 1, [event]);
      }
      await store.close();
      const one = await rebuilt(node.url, path.join(folder, 'one.db'), 1);
      expect(one).toMatchObject({ facts: events.length, readers: 1, workers: 1 });
      // A first build too: no rows are needed to share the store out.
      const two = await rebuilt(node.url, path.join(folder, 'two.db'), 2);
      expect(two).toEqual({ ...one, readers: 2, workers: 2 });
    } finally {
      await node.stop();
    }
  });
});

/** Ids as a store takes them. */
function storable(fact: Recorded): Recorded {
  const data = 'fact' in fact.data ? { ...fact.data, fact: uuidOf(fact.data.fact) } : fact.data;
  return { ...fact, id: uuidOf(fact.id), data } as Recorded;
}

function uuidOf(id: string): string {
  const digits = createHash('sha256').update(id).digest('hex');
  return digits.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
