import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { startEmbeddedNode } from '#testing';
import { collect, rejectionAs } from '../test-support.ts';
import { backUp, restore } from './backup.ts';
import { EventFileFault } from './fault.ts';
import { verifyFile } from './verify.ts';

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'waymark-backup-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fact = (step: number) => jsonEvent({ type: 'Written', data: { step } });

/** A store with a history: several streams, a soft deletion, a tombstone, metadata. */
async function store(file: string): Promise<void> {
  const node = await startEmbeddedNode({ file });
  const client = EventStoreDBClient.connectionString(node.url);
  for (let step = 0; step < 30; step++) await client.appendToStream(`s-${step % 3}`, fact(step));
  await client.deleteStream('s-1');
  await client.tombstoneStream('s-2');
  await client.dispose();
  await node.stop();
}

describe('a backup', () => {
  it('taken while the node writes holds everything acknowledged before it, and no half of anything', async () => {
    const node = await startEmbeddedNode({ file: at('events.db') });
    const client = EventStoreDBClient.connectionString(node.url);
    let step = 0;
    let over = false;
    const writing = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (!over) await client.appendToStream('written', [fact(++step), fact(++step)]);
      }),
    );
    await client.appendToStream('marked', fact(0));
    await backUp(at('events.db'), at('backup.db'));
    over = true;
    await writing;
    await client.dispose();
    await node.stop();

    const { faults, events } = verifyFile(at('backup.db'));
    expect(faults).toEqual([]);
    expect(events).toBeGreaterThan(1);
    const restored = await startEmbeddedNode({ file: at('backup.db') });
    const reader = EventStoreDBClient.connectionString(restored.url);
    expect(await collect(reader.readStream('marked'))).toHaveLength(1);
    const written = await collect(reader.readStream('written')).catch(() => []);
    expect(written.length % 2).toBe(0);
    await reader.dispose();
    await restored.stop();
  });

  it('is restored as the same store, in the same order, at the same positions', async () => {
    await store(at('events.db'));
    const { fileId } = await backUp(at('events.db'), at('backup.db'));
    const restored = await restore(at('backup.db'), at('elsewhere/events.db'));
    expect(restored).toMatchObject({ fileId, faults: [] });
    const [one, two] = await Promise.all([everything(at('events.db')), everything(at('elsewhere/events.db'))]);
    expect(two).toEqual(one);
    expect(one.length).toBeGreaterThan(30);
  });

  it('overwrites nothing', async () => {
    await store(at('events.db'));
    copyFileSync(at('events.db'), at('backup.db'));
    expect((await rejectionAs(backUp(at('events.db'), at('backup.db')), EventFileFault)).message).toContain(
      'not overwritten',
    );
    expect((await rejectionAs(restore(at('backup.db'), at('events.db')), EventFileFault)).message).toContain(
      'not overwritten',
    );
  });

  it('is not taken of, or restored from, what is not an events file', async () => {
    new DatabaseSync(at('other.db')).exec('CREATE TABLE t (x)');
    for (const copy of [() => backUp(at('other.db'), at('b.db')), () => restore(at('other.db'), at('e.db'))]) {
      expect((await rejectionAs(copy(), EventFileFault)).message).toContain('was not made by this event store');
    }
    expect(existsSync(at('b.db')) || existsSync(at('e.db'))).toBe(false);
    await rejectionAs(backUp(at('missing.db'), at('b.db')), EventFileFault);
  });
});

describe('verification', () => {
  it.each([
    ['an event is missing', 'DELETE FROM events WHERE sid = 2 AND rev = 3'],
    ['an event was moved to another stream', 'UPDATE events SET sid = 99 WHERE sid = 2 AND rev = 9'],
    ['an event was renumbered', 'UPDATE events SET rev = 77 WHERE sid = 2 AND rev = 9'],
    ['an event was altered', "UPDATE events SET rec = x'0a0b' WHERE sid = 2 AND rev = 4"],
    ['an event has another type', "UPDATE events SET type = 'Other' WHERE sid = 2 AND rev = 4"],
  ])('finds that %s', async (_what, harm) => {
    await store(at('events.db'));
    expect(verifyFile(at('events.db'))).toMatchObject({ faults: [], streams: 5 });
    const database = new DatabaseSync(at('events.db'));
    database.exec(harm);
    database.close();
    expect(verifyFile(at('events.db')).faults.length).toBeGreaterThan(0);
  });

  it('names a file that is not there, and makes none', () => {
    expect(() => verifyFile(at('none.db'))).toThrow(`${at('none.db')} does not exist. Check the path.`);
    expect(existsSync(at('none.db'))).toBe(false);
  });
});

async function everything(file: string): Promise<unknown[]> {
  const node = await startEmbeddedNode({ file });
  const client = EventStoreDBClient.connectionString(node.url);
  const events = (await collect(client.readAll())).map(({ event }) => event);
  await client.dispose();
  await node.stop();
  return events;
}
