import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import {
  EventStoreDBClient,
  persistentSubscriptionToAllSettingsFromDefaults as settings,
  PersistentSubscriptionDroppedError,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { facts, stepOf } from '../../../../test/contract/groups.ts';
import { collect, rejectionAs } from '../test-support.ts';

let folder: string;
let node: EmbeddedNode;
let client: EventStoreDBClient;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-damaged-'));
  node = await startEmbeddedNode({ file: join(folder, 'events.db') });
  client = EventStoreDBClient.connectionString(node.url);
});
afterEach(async () => {
  await client.dispose();
  await node.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The record of one event becomes what nobody can take apart. */
function damage(stream: string, revision: number): void {
  const file = new DatabaseSync(node.file);
  file
    .prepare(`UPDATE events SET rec = x'0a' WHERE rev = ? AND sid = (SELECT sid FROM streams WHERE name = ?)`)
    .run(revision, stream);
  file.close();
}

it('given a damaged event that two consumers come to, then both are told that it is over, and everybody else is served', async () => {
  await client.appendToStream('damaged-1', facts(0, 4));
  const filter = streamNameFilter({ prefixes: ['damaged-'] });
  const oneByOne = settings({ startFrom: START, readBatchSize: 1, historyBufferSize: 1, liveBufferSize: 1 });
  await client.createPersistentSubscriptionToAll('group', oneByOne, { filter });
  await node.stop();
  damage('damaged-1', 2);
  node = await node.restart();
  const reader = () => client.subscribeToPersistentSubscriptionToAll('group', { bufferSize: 1 });
  const first = reader();
  const iterating = first[Symbol.asyncIterator]();
  const { value } = (await iterating.next()) as { value: Parameters<typeof stepOf>[0] };
  expect(stepOf(value)).toBe(0);
  // The second gets what stands before the damaged one, which is then to be read for whoever comes next.
  const second = rejectionAs(collect(reader()), PersistentSubscriptionDroppedError);
  await rejectionAs(iterating.next(), PersistentSubscriptionDroppedError);
  await second;
  const { success } = await client.appendToStream('sound-1', facts(0, 1));
  expect(success).toBe(true);
  expect(await collect(client.readStream('sound-1'))).toHaveLength(1);
});
