import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Caller, Surroundings } from '#http';
import type { Rag } from '#measures';
import { loadMasterKey, openKeyStore, type KeyStore } from '#privacy';
import { openStore, type Store } from '#store';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { Judgements } from './judgements.ts';
import type { FigurePublished } from './receipts/published.ts';
import { ReceiptsKept } from './receipts/receipts-kept.ts';

const patient = 60_000;
const surroundings = { now: () => Date.parse('2026-06-15T11:00:00Z') } as Surroundings;
const by: Caller = { user: 'm1', role: 'manager', roles: ['manager'] };
const ids = {
  first: '0c5a2b1e-0000-4000-8000-000000000001',
  lost: '0c5a2b1e-0000-4000-8000-000000000002',
  alsoLost: '0c5a2b1e-0000-4000-8000-000000000003',
  other: '0c5a2b1e-0000-4000-8000-000000000004',
};
const figure: Omit<FigurePublished, 'members'> = {
  ...{ measure: 'referrals', version: 1, title: 'Referrals', unit: 'referrals', parameters: {}, excludedByReason: {} },
  ...{ period: { from: '2026-01-01', to: '2026-03-31' }, numerator: 1, denominator: null, value: 1, excluded: 0 },
  reading: { digest: '', rows: 1, calendar: '', timescales: '', rulePacks: [], definition: '' },
  ...{ knownAt: null, lastKnown: { at: null, position: null, fact: null }, store: null },
  digests: { numerator: '', denominator: '', excluded: '' },
};

let folder: string;
let node: EmbeddedNode;
let store: Store;
let keys: KeyStore;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-put-back-'));
  node = await startEmbeddedNode({ file: path.join(folder, 'events.db') });
  store = openStore({ url: node.url });
  const masterKey = loadMasterKey(path.join(folder, 'master.key'), { createIfMissing: true });
  keys = openKeyStore({ url: path.join(folder, 'keys.db'), masterKey, now: () => 0 });
}, patient);

afterAll(async () => {
  await store.close();
  await keys.close();
  await node.stop();
  rmSync(folder, { recursive: true });
}, patient);

it(
  'the figures published and the colours given are those there are, once events were put back from an older copy under a running service',
  async () => {
    const receipts = new ReceiptsKept(store, surroundings, keys);
    const judgements = new Judgements(store, surroundings, keys);
    const publish = (id: string) => receipts.publish({ id, authority: '855', figure, members: [], by });
    const judge = (rag: Rag) =>
      judgements.judge('855', { measure: 'referrals', period: '2026-Q1', rag, reason: 'So it is.' }, by);
    const listed = async () => (await receipts.list('855')).map(({ id }) => id);
    const colours = async () => (await judgements.of('855', by)).all.map(({ rag }) => rag);
    await publish(ids.first);
    await judge('R');
    await node.stop();
    copyFileSync(node.file, path.join(folder, 'copy.db'));
    node = await node.restart();
    await publish(ids.lost);
    await publish(ids.alsoLost);
    await judge('A');
    await judge('A');
    expect([await listed(), await colours()]).toEqual([
      [ids.alsoLost, ids.lost, ids.first],
      ['R', 'A', 'A'],
    ]);

    await node.stop();
    for (const end of ['-wal', '-shm']) rmSync(`${node.file}${end}`, { force: true });
    copyFileSync(path.join(folder, 'copy.db'), node.file);
    node = await node.restart();

    expect(await receipts.find('855', ids.lost)).toBeUndefined();
    expect((await publish(ids.other)).id).toBe(ids.other);
    await judge('G');
    expect([await listed(), await colours()]).toEqual([
      [ids.other, ids.first],
      ['R', 'G'],
    ]);
  },
  patient,
);
