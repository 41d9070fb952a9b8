import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOfStatement, sealWithEvidence, watchChains } from '#evidence';
import { loadAnchorKey } from '#privacy';
import { openStore, type Store } from '#store';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { anchoring, anchorLog, heldAnchors, holdAnchors, HeldAnchorDiffers, AnchorKeyNotCurrent } from './index.ts';

let node: EmbeddedNode;
let store: Store;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-anchoring-'));
  node = await startEmbeddedNode();
  store = openStore({ url: node.url });
});

afterEach(async () => {
  await store.close();
  await node.stop();
  rmSync(folder, { recursive: true });
});

let instant = Date.parse('2026-06-15T11:00:00Z');
const anchoringWith = (file = 'anchor.key', headsInEntry = 2_000) =>
  anchoring({
    store,
    key: () => loadAnchorKey(join(folder, file), { createIfMissing: true }),
    now: () => (instant += 1000),
    by: 'test',
    headsInEntry,
  });

async function record(stream: string, count: number): Promise<void> {
  let previous: string | null = null;
  let from = 0;
  for await (const event of store.read(stream)) {
    previous = (event.metadata as { evidence: { digest: string } }).evidence.digest;
    from = event.revision + 1;
  }
  for (let revision = from; revision < from + count; revision += 1) {
    const id = `00000000-0000-4000-8000-${String(revision).padStart(12, '0')}`;
    const fact = { id, type: 'FactRecorded', data: { on: '2026-01-12', revision }, metadata: { version: 1 } };
    const metadata: object & { evidence: { digest: string } } = sealWithEvidence(stream, revision, previous, fact);
    await store.append(stream, revision === 0 ? 'no-stream' : revision - 1, [{ ...fact, metadata }]);
    previous = metadata.evidence.digest;
  }
}

describe('anchoring', () => {
  it('states where each changed stream stands, in the order of their names, and says nothing when none has changed', async () => {
    const made = anchoringWith();
    await record('journey-855.B', 2);
    await record('receipts-855', 1);
    await record('journey-855.A', 3);
    const first = await made.anchor();
    expect(first?.statement).toMatchObject({ number: 1, heads: { count: 3 } });
    expect(await made.anchor()).toBeUndefined();
    await record('journey-855.B', 1);
    const second = await made.anchor();
    expect(second?.statement).toMatchObject({
      number: 2,
      previous: digestOfStatement(first!.statement),
      heads: { count: 1 },
    });
    const { anchors } = await anchorLog(store, 'every-head').refresh();
    expect(anchors.fault).toBeUndefined();
    expect(anchors.heads.get('journey-855.B')).toMatchObject([
      { revision: 1, anchor: 1 },
      { revision: 2, anchor: 2 },
    ]);
    expect(JSON.stringify(anchors.statements)).not.toContain('position');
  });

  it('makes one chain where several processes anchor at once, and each new fact is in exactly one anchor', async () => {
    const several = [anchoringWith(), anchoringWith(), anchoringWith()];
    for (let round = 0; round < 3; round += 1) {
      await record(`journey-855.C${String(round)}`, 1);
      await record('journey-855.D', 1);
      await Promise.all(several.map((each) => each.anchor()));
    }
    const { anchors } = await anchorLog(store, 'every-head').refresh();
    expect(anchors.fault).toBeUndefined();
    expect(anchors.heads.get('journey-855.D')).toMatchObject([{ revision: 0 }, { revision: 1 }, { revision: 2 }]);
  });

  it('lists many heads in entries that a store takes', async () => {
    for (let child = 0; child < 7; child += 1) await record(`journey-855.M${String(child)}`, 1);
    const made = await anchoringWith('anchor.key', 3).anchor();
    expect(made?.statement).toMatchObject({ heads: { count: 7 } });
    const { anchors, revision } = await anchorLog(store).refresh();
    expect(anchors.fault).toBeUndefined();
    // The key, three lists, the anchor.
    expect(revision).toBe(4);
  });

  it('holds files that sha256sum and openssl can check, and finds one that differs', async () => {
    const made = anchoringWith();
    await record('journey-855.A', 2);
    await made.anchor();
    const files = join(folder, 'anchors');
    expect(await holdAnchors(store, files)).toBe(2);
    expect(await holdAnchors(store, files)).toBe(2);
    expect(readdirSync(files).sort()).toEqual(
      ['00000000.json', '00000000.pem', '00000000.sig', '00000001.heads', '00000001.json', '00000001.sig'].sort(),
    );
    const held = heldAnchors(files);
    expect(held.fault).toBeUndefined();
    const sum = execFileSync('sha256sum', [join(files, '00000001.json')], { encoding: 'utf8' });
    expect(sum.slice(0, 64)).toBe(held.digests[1]);
    const said = execFileSync(
      'openssl',
      ['pkeyutl', '-verify', '-pubin', '-inkey', join(files, '00000000.pem'), '-rawin'].concat([
        '-in',
        join(files, '00000001.json'),
        '-sigfile',
        join(files, '00000001.sig'),
      ]),
      { encoding: 'utf8' },
    );
    expect(said).toContain('Verified Successfully');
    const file = join(files, '00000001.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"count":1', '"count":3'));
    await expect(holdAnchors(store, files)).rejects.toThrow(HeldAnchorDiffers);
    expect(heldAnchors(files).fault).toMatchObject({ number: 1, code: 'anchor-signature-wrong' });
  });

  it('goes on under a new key that the old one endorses, and under no other', async () => {
    const before = anchoringWith();
    await record('journey-855.A', 1);
    await before.anchor();
    await before.introduce(loadAnchorKey(join(folder, 'next.key'), { createIfMissing: true }));
    await record('journey-855.A', 1);
    await expect(before.anchor()).rejects.toThrow(AnchorKeyNotCurrent);
    await expect(anchoringWith('stolen.key').anchor()).rejects.toThrow(AnchorKeyNotCurrent);
    expect((await anchoringWith('next.key').anchor())?.statement).toMatchObject({ number: 3 });
    const { anchors } = await anchorLog(store).refresh();
    expect(anchors.fault).toBeUndefined();
    expect(anchors.keys.size).toBe(2);
  });

  it('covers streams whose facts carry no evidence of their own', async () => {
    const id = '00000000-0000-4000-8000-000000000001';
    await store.append('alert-855.A.visit', 'no-stream', [{ id, type: 'AlertRaised', data: { on: 1 }, metadata: {} }]);
    await anchoringWith().anchor();
    const { anchors } = await anchorLog(store, 'every-head').refresh();
    const watch = watchChains({ anchored: anchors.heads, mayLackEvidence: () => true });
    for await (const event of store.read('alert-855.A.visit'))
      watch.take({ ...event, metadata: event.metadata as object, evidence: undefined });
    expect(watch.end()).toMatchObject({ facts: 1, notAnchored: 0, faults: [] });
    expect(anchors.heads.has('waymark-store')).toBe(false);
  });
});
