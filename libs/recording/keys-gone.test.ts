import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { openStore } from '#store';
import { startEmbeddedNode, startProcess } from '#testing';
import { refuseKeysGone } from './keys-gone.ts';

let folder: string;
beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-keys-gone-'))));
afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

const start = (eventsFolder: string | undefined) => () => {
  refuseKeysGone({ eventsFolder, keysUrl: path.join(folder, 'keys.db') });
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
  expect(start(folder)).not.toThrow();
  await recorded('waymark-store');
  expect(start(folder)).not.toThrow();
});

it('does not start where children’s facts are recorded and their keys are gone, and says what to do', async () => {
  await recorded('journey-855.A1');
  expect(start(folder)).toThrow('npx waymark restore --keys COPY');
  expect(fs.existsSync(path.join(folder, 'keys.db'))).toBe(false);
  // The events of a store elsewhere are not in the folder, and say nothing of its keys.
  expect(start(undefined)).not.toThrow();
  fs.writeFileSync(path.join(folder, 'keys.db'), '');
  expect(start(folder)).not.toThrow();
});

it('a service that runs without the supervisor does not start either, and makes no keys anew', async () => {
  await recorded('journey-855.A1');
  const node = await startEmbeddedNode({ file: path.join(folder, 'events.db') });
  try {
    fs.writeFileSync(path.join(folder, 'node.json'), JSON.stringify({ url: node.url }));
    const alone = { WAYMARK_DATA: folder, EVENTSTORE_URL: '', KEYS_URL: '', PORT: '0' };
    await expect(startProcess('apps/intake/src/main.js', alone)).rejects.toThrow('The children’s keys are gone');
    expect(fs.readdirSync(folder).filter((name) => /key/.test(name))).toEqual([]);
  } finally {
    await node.stop();
  }
}, 60_000);
