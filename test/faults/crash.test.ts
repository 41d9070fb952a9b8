import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '#store';
import { startEmbeddedNode } from '#testing';
import { verifyFile } from '../../apps/eventstore/src/storage/verify.ts';
import { replay, seeds } from './chance.ts';
import { crashing } from './crashing.ts';

/** One seed is so many rounds on one file. */
const rounds = 20;
const deadlineMs = 3_000;
const suite = 'crash';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-crash-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe(`a node killed ${rounds} times under 64 writers and 8 subscribers`, () => {
  it.each(seeds([20_261_178], { long: 9 }))(
    'loses nothing it acknowledged, repeats nothing, and shows everybody the same: seed %i',
    async (seed) => {
      const file = join(folder, 'events.db');
      const node = await startEmbeddedNode({ file });
      const store = openStore({ url: node.url, deadlineMs });
      const faults: string[] = [];
      const crashes = await crashing({ node, store, seed, deadlineMs, folder });
      try {
        for (let round = 1; round <= rounds && faults.length === 0; round += 1) {
          for (const fault of await crashes.round())
            faults.push(`Round ${round} (${crashes.moments().at(-1)}): ${fault}`);
        }
        if (faults.length === 0) faults.push(...(await crashes.atTheEnd()));
      } finally {
        await store.close();
        await crashes.stop();
      }
      if (faults.length > 0) throw new Error([replay(seed, suite), ...faults, ...crashes.moments()].join('\n'));
      expect(verifyFile(file).faults).toEqual([]);
      expect(crashes.moments()).toHaveLength(rounds);
      expect(crashes.acknowledged()).toBeGreaterThan(rounds * 40);
    },
    600_000,
  );
});
