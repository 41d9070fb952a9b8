import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Logger } from '@nestjs/common';
import type { Surroundings } from '#http';
import { anchorLog, heldAnchors } from '#recording';
import { openStore } from '#store';
import { startEmbeddedNode } from '#testing';
import { AnchorRounds } from './anchor-rounds.ts';

const patient = 60_000;

it(
  'when the events are put back from an older copy, a service that anchors says so by its folder, leaves that as it is, and anchors on',
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'waymark-anchor-rounds-'));
    const copy = path.join(folder, 'copy.db');
    const held = path.join(folder, 'anchors');
    let node = await startEmbeddedNode({ file: path.join(folder, 'events.db') });
    const store = openStore({ url: node.url });
    const said: string[] = [];
    Logger.overrideLogger({ log: () => undefined, warn: () => undefined, error: (told: string) => said.push(told) });
    try {
      let instant = Date.parse('2026-06-15T11:00:00Z');
      const places = { keyFile: path.join(folder, 'anchor.key'), createKey: true, folder: held, everyMinutes: 60 };
      const rounds = new AnchorRounds(store, { now: () => instant } as Surroundings, places);
      const anHourLater = async (): Promise<void> => {
        const id = randomUUID();
        await store.append(`alert-855.${id}`, 'no-stream', [{ id, type: 'AlertRaised', data: {}, metadata: {} }]);
        instant += 3_600_000;
        await rounds.anchorWhenDue();
      };
      await anHourLater();
      await node.stop();
      copyFileSync(node.file, copy);
      node = await node.restart();
      await anHourLater();
      await anHourLater();
      expect(said).toEqual([]);
      const before = heldAnchors(held);
      expect(before.digests).toHaveLength(4);

      await node.stop();
      for (const end of ['-wal', '-shm']) rmSync(`${node.file}${end}`, { force: true });
      copyFileSync(copy, node.file);
      node = await node.restart();
      await anHourLater();
      expect(said).toEqual([
        expect.stringContaining('00000002.json is not the anchor that the store holds under this number.'),
      ]);
      await anHourLater();
      expect(said).toHaveLength(2);
      expect(heldAnchors(held)).toEqual(before);
      const { anchors } = await anchorLog(store).refresh();
      expect([anchors.fault, anchors.digests.length]).toEqual([undefined, 4]);
    } finally {
      Logger.overrideLogger(false);
      await store.close();
      await node.stop();
      rmSync(folder, { recursive: true });
    }
  },
  patient,
);
