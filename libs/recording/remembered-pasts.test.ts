import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainDate } from '#calendar';
import { journeyLaws } from '#journey';
import { loadMasterKey, openKeyStore, type KeyStore } from '#privacy';
import { journeyStream, openStore, type Store } from '#store';
import { eventually, startEmbeddedNode, type EmbeddedNode } from '#testing';
import { nationalRules } from '#timescales';
import { caseAccess, ledger, recorder, verifyStream, type Recorder } from './index.ts';

const patient = 60_000;
const now = (): number => Date.parse('2026-06-15T11:00:00Z');
let folder: string;
let node: EmbeddedNode;
let store: Store;
let keys: KeyStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-remembered-'));
  node = await startEmbeddedNode({ file: join(folder, 'events.db') });
  store = openStore({ url: node.url });
  const masterKey = loadMasterKey(join(folder, 'master.key'), { createIfMissing: true });
  keys = openKeyStore({ url: join(folder, 'keys.db'), masterKey, now: () => 0 });
}, patient);

afterEach(async () => {
  await store.close();
  await keys.close();
  await node.stop();
  rmSync(folder, { recursive: true });
}, patient);

/** A service's recorder: each remembers what it recorded itself. */
const aService = (): Recorder =>
  recorder({
    store,
    keys,
    laws: journeyLaws(nationalRules),
    rules: nationalRules,
    now,
    today: () => plainDate('2026-06-15'),
  });

async function rename(service: Recorder, name: string): Promise<void> {
  const data = { on: plainDate('2026-01-06'), name };
  const facts = [{ type: 'ChildDetailsAmended' as const, data }];
  const outcome = await service.record({
    authority: '855',
    child: 'A1',
    facts,
    by: { user: 'u1', role: 'caseworker' },
  });
  expect(outcome.status).not.toBe('refused');
}

const judged = (what: string) => ({ type: 'Judged', data: { what }, by: { user: 'u1', role: 'analyst' } });

it(
  'of a store that was put back and written to elsewhere, posts and entries rest on what is there, and every chain holds',
  async () => {
    const [here, elsewhere] = [aService(), aService()];
    // A service that serves follows the store, for restrictions.
    await caseAccess({ store, now }).standing('855');
    const born = { on: plainDate('2026-01-05'), dateOfBirth: plainDate('2017-03-14'), sex: 'F' as const };
    const facts = [{ type: 'ChildRegistered' as const, data: born }];
    await elsewhere.record({ authority: '855', child: 'A1', facts, by: { user: 'u1', role: 'caseworker' } });
    await node.stop();
    copyFileSync(node.file, join(folder, 'copy.db'));
    node = await node.restart();
    await rename(here, 'Lost Name');
    const own = ledger({ store, now }, 'rag-855');
    await own.enter(judged('lost'));

    const before = store.metrics.resubscriptions;
    await node.stop();
    for (const end of ['-wal', '-shm']) rmSync(`${node.file}${end}`, { force: true });
    copyFileSync(join(folder, 'copy.db'), node.file);
    await eventually(
      () => Promise.resolve(store.metrics.resubscriptions),
      (count) => count > before,
    );
    node = await node.restart();
    await rename(aService(), 'Other Name');
    await rename(here, 'Newest Name');
    await ledger({ store, now }, 'rag-855').enter(judged('other'));
    await own.enter(judged('newest'));
    expect(await verifyStream(store, journeyStream('855', 'A1'))).toMatchObject({ holds: true, facts: 3 });
    expect(await verifyStream(store, 'rag-855')).toMatchObject({ holds: true, facts: 2 });
  },
  patient,
);
