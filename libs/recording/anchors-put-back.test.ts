import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { sealWithEvidence } from '#evidence';
import { loadAnchorKey } from '#privacy';
import { openStore, type Store } from '#store';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import {
  AnchoredFactsGone,
  anchoring,
  anchorLog,
  heldAnchors,
  holdAnchors,
  HeldAnchorDiffers,
  verifyStream,
  type Anchoring,
  type AnchorLog,
} from './index.ts';
import { headsOfAnchor } from './anchor-log.ts';

const patient = 60_000;
const stream = 'journey-855.A1';
let folder: string;
let node: EmbeddedNode;
let store: Store;
/** What a service keeps while it runs: the anchors it answers by, and its own anchoring. */
let kept: AnchorLog;
let service: Anchoring;
let instant = Date.parse('2026-06-15T11:00:00Z');

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-anchors-put-back-'));
  node = await startEmbeddedNode({ file: path.join(folder, 'events.db') });
  store = openStore({ url: node.url });
  kept = anchorLog(store);
  service = anchoringHere();
}, patient);

afterEach(async () => {
  await store.close();
  await node.stop();
  rmSync(folder, { recursive: true });
}, patient);

function anchoringHere(): Anchoring {
  const key = loadAnchorKey(path.join(folder, 'anchor.key'), { createIfMissing: true });
  return anchoring({ store, key: () => key, now: () => (instant += 1000), by: 'test' });
}

let facts = 0;

/** The next fact of the child: never one that was there before, so that a past told anew is another. */
async function record(of = stream): Promise<void> {
  let [revision, previous]: [number, string | null] = [-1, null];
  for await (const event of store.read(of)) {
    revision = event.revision;
    previous = (event.metadata as { evidence: { digest: string } }).evidence.digest;
  }
  const id = `00000000-0000-4000-8000-${String((facts += 1)).padStart(12, '0')}`;
  const fact = { id, type: 'FactRecorded', data: { on: '2026-01-12' }, metadata: { version: 1 } };
  const metadata = sealWithEvidence(of, revision + 1, previous, fact);
  await store.append(of, revision < 0 ? 'no-stream' : revision, [{ ...fact, metadata }]);
}

const copy = (): string => path.join(folder, 'copy.db');

async function whileStopped(work: () => void): Promise<void> {
  await node.stop();
  work();
  node = await node.restart();
}

const backUp = (): Promise<void> => whileStopped(() => copyFileSync(node.file, copy()));
const putBack = (): Promise<void> =>
  whileStopped(() => {
    for (const end of ['-wal', '-shm']) rmSync(`${node.file}${end}`, { force: true });
    copyFileSync(copy(), node.file);
  });

/** A service that runs finds what one does that was started just now. */
async function expectToldAsIfStartedAnew(): Promise<void> {
  expect(await verifyStream(store, stream, kept)).toEqual(await verifyStream(store, stream));
  const [here, anew] = [await kept.refresh(), await anchorLog(store).refresh()];
  expect(here).toEqual(anew);
  const number = here.anchors.heads.get(stream)?.at(-1)?.anchor ?? 0;
  expect(await headsOfAnchor(store, here, number)).toEqual(await headsOfAnchor(store, anew, number));
}

describe('given the events were put back from an older copy under a service that anchors', () => {
  it(
    'verification goes by the anchors there are, and anchoring goes on from them; anchors held elsewhere tell of it as before',
    async () => {
      const elsewhere = path.join(folder, 'elsewhere');
      await record();
      await service.anchor();
      await backUp();
      for (let lost = 0; lost < 2; lost += 1) {
        await record();
        await service.anchor();
      }
      await holdAnchors(store, elsewhere);
      expect(await verifyStream(store, stream, kept)).toMatchObject({ holds: true, anchors: { count: 4 } });

      await putBack();
      const held = heldAnchors(elsewhere);
      expect(await verifyStream(store, stream, kept)).toMatchObject({ holds: true, facts: 1, anchors: { count: 2 } });
      await expectToldAsIfStartedAnew();
      expect(await verifyStream(store, stream, kept, { held })).toMatchObject({
        holds: false,
        faults: [{ code: 'cut-off', revision: 1 }],
        anchors: { fault: { code: 'anchor-missing', number: 2 } },
      });
      await expect(holdAnchors(store, elsewhere)).rejects.toThrow(HeldAnchorDiffers);

      await record();
      expect((await service.anchor())?.statement).toMatchObject({ number: 2, heads: { count: 1 } });
      await expectToldAsIfStartedAnew();
      expect(await verifyStream(store, stream, kept)).toMatchObject({ holds: true, notAnchored: 0 });
      expect(await verifyStream(store, stream, kept, { held })).toMatchObject({
        holds: false,
        anchors: { fault: { code: 'anchor-rewritten', number: 2 } },
      });
      await expect(holdAnchors(store, elsewhere)).rejects.toThrow(HeldAnchorDiffers);
    },
    patient,
  );

  it(
    'and another process has anchored more since than was there before, then it is so all the same',
    async () => {
      await record();
      await service.anchor();
      await backUp();
      await record();
      await service.anchor();
      await kept.refresh();

      await putBack();
      const another = anchoringHere();
      for (const child of ['B1', 'B2', 'B3']) {
        await record(`journey-855.${child}`);
        await another.anchor();
      }
      await expectToldAsIfStartedAnew();
      await record();
      expect((await service.anchor())?.statement).toMatchObject({ number: 5, heads: { count: 1 } });
      expect((await anchorLog(store).refresh()).anchors.fault).toBeUndefined();
      await expectToldAsIfStartedAnew();
    },
    patient,
  );

  it(
    'and the copy is older than every anchor, then the chain begins again',
    async () => {
      await record();
      await backUp();
      await record();
      await service.anchor();
      await kept.refresh();

      await putBack();
      expect(await verifyStream(store, stream, kept)).toMatchObject({
        holds: true,
        notAnchored: 1,
        anchors: { count: 0 },
      });
      expect((await service.anchor())?.statement).toMatchObject({ number: 1 });
      await expectToldAsIfStartedAnew();
    },
    patient,
  );
});

describe('given facts were cut off and the anchors left, under a service that anchors', () => {
  it.each([
    ['all of them', -1],
    ['the last of them', 0],
  ])(
    '%s are told as gone, and nothing is anchored, whether or not the service was started anew',
    async (_, lastLeft) => {
      await record();
      await record();
      await service.anchor();
      await whileStopped(() => {
        const file = new DatabaseSync(node.file);
        file
          .prepare('DELETE FROM events WHERE sid = (SELECT sid FROM streams WHERE name = ?) AND rev > ?')
          .run(stream, lastLeft);
        file.exec('PRAGMA wal_checkpoint(TRUNCATE)');
        file.close();
      });
      await record('journey-855.B1');
      for (const each of [service, anchoringHere()]) await expect(each.anchor()).rejects.toThrow(AnchoredFactsGone);
      expect(await verifyStream(store, stream, kept)).toMatchObject({ holds: false, faults: [{ code: 'cut-off' }] });
    },
    patient,
  );
});
