import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { openStore } from '#store';
import { startEmbeddedNode } from '#testing';
import { refuseLostKeys } from './lost-keys.ts';

let folder: string;
beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-lost-keys-'))));
afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

const start = (eventStoreUrl?: string) => () => {
  refuseLostKeys({ eventStoreUrl, dataFolder: folder, keysUrl: path.join(folder, 'keys.db') });
};

/** Leaves an events file with one event of this stream. */
async function recorded(stream: string): Promise<void> {
  const node = await startEmbeddedNode({ file: path.join(folder, 'events.db') });
  const store = openStore({ url: node.url });
  await store.append(stream, 'no-stream', [{ id: randomUUID(), type: 'ChildRegistered', data: {}, metadata: {} }]);
  await store.close();
  await node.stop();
}

it('starts where nothing was ever recorded, also where a first start was cut off before there were keys', async () => {
  expect(start()).not.toThrow();
  await recorded('waymark-store');
  expect(start()).not.toThrow();
});

it('does not start where children’s facts are recorded and their keys are gone, and says what to do', async () => {
  await recorded('journey-855.A1');
  expect(start()).toThrow('npx waymark restore --keys COPY');
  expect(fs.existsSync(path.join(folder, 'keys.db'))).toBe(false);
  // The events of a store elsewhere are not in the folder, and say nothing of its keys.
  expect(start('esdb://127.0.0.1:2113?tls=false')).not.toThrow();
  fs.writeFileSync(path.join(folder, 'keys.db'), '');
  expect(start()).not.toThrow();
});
