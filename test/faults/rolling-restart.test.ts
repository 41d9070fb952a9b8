import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '#store';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { chanceOf, isLong } from './chance.ts';
import { balance, type Balancer } from './system/balancer.ts';
import { moreDone } from './system/befalling.ts';
import { caseworkersOf } from './system/caseworkers.ts';
import { partOf, type Part } from './system/part.ts';
import { misrecorded } from './system/truth-of-all.ts';

const rounds = isLong ? 5 : 1;
let folder: string;
let node: EmbeddedNode;
let services: readonly Part[];
let balancer: Balancer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-rolling-'));
  node = await startEmbeddedNode({ file: join(folder, 'events.db') });
  const environment = {
    EVENTSTORE_URL: node.url,
    WAYMARK_DATA: folder,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    // The balancer's probes may each take their time on a busy machine.
    DRAIN_MS: '3000',
  };
  services = ['intake-1', 'intake-2'].map((name) => partOf(name, 'apps/intake/src/main.js', () => environment));
  for (const service of services) await service.start();
  balancer = await balance(() => services.map(({ url }) => url()));
}, 120_000);
afterEach(async () => {
  await balancer.stop();
  for (const service of services) await service.stop();
  await node.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('two services behind a balancer are restarted one after the other under load, and no request fails', async () => {
  const work = caseworkersOf({
    urls: () => [balancer.url],
    caseworkers: 12,
    chanceOfCaseworker: (who) => chanceOf(who + 1),
  });
  work.work();
  for (let round = 0; round < rounds; round += 1) {
    for (const service of services) {
      expect(await moreDone(() => work.acknowledged.length, 20)).toBe(true);
      await service.stop();
      expect(await moreDone(() => work.acknowledged.length, 20)).toBe(true);
      await service.start();
    }
  }
  await work.rest();
  expect(balancer.failures()).toEqual([]);
  expect([work.faults, work.askedAgain()]).toEqual([[], { refused: 0, unanswered: 0 }]);
  expect([...balancer.answeredBy().values()].every((count) => count > 20)).toBe(true);
  const store = openStore({ url: node.url });
  try {
    expect(await misrecorded(store, work.acknowledged)).toEqual([]);
  } finally {
    await store.close();
  }
}, 300_000);
