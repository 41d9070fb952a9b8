import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { CheckpointBeyondStore, openStore, StoreClosed, type Store, type StoredEvent } from './index.ts';
import { followUntil, referral, refusal, someChild } from './test-support.ts';

let node: EmbeddedNode;
let store: Store;

beforeEach(async () => {
  node = await startEmbeddedNode();
  store = openStore({ url: node.url });
});
afterEach(async () => {
  await store.close();
  await node.stop();
});

const journeys = ['journey-'];
const never = new AbortController().signal;

/** Children's facts, and between them facts of other streams. */
async function someFacts(children: number, each: number): Promise<void> {
  for (let child = 0; child < children; child += 1) {
    const stream = someChild();
    for (let from = 0; from < each; from += 50) {
      const facts = Array.from({ length: Math.min(50, each - from) }, (_, number) => referral(from + number));
      await store.append(stream, from === 0 ? 'no-stream' : from - 1, facts);
    }
    await store.append(`other-${stream}`, 'no-stream', [referral()]);
  }
}

async function readBack(each: () => Promise<void> = async () => undefined): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  let reached = Infinity;
  for await (const batch of store.backwards({ prefixes: journeys, signal: never })) {
    expect(batch.position).toBeLessThan(reached);
    expect(batch.events.every(({ position }) => position >= batch.position)).toBe(true);
    reached = batch.position;
    events.push(...batch.events);
    await each();
  }
  return events;
}

describe('reading the whole store backwards', () => {
  it('brings what following it brings, the latest first', async () => {
    await someFacts(5, 40);
    const { events } = await followUntil(store, { enough: (_, { live }) => live });
    expect(events.length).toBe(200);
    expect(await readBack()).toEqual(events.toReversed());
  });

  it('brings nothing of a store without any', async () => {
    expect(await readBack()).toEqual([]);
    await store.append('other-1', 'no-stream', [referral()]);
    expect(await readBack()).toEqual([]);
  });

  it('brings each once and leaves none out where the store is killed half-way', async () => {
    await someFacts(4, 700);
    const { events } = await followUntil(store, { enough: (_, { live }) => live });
    let kills = 2;
    const found = await readBack(async () => {
      if (kills === 0) return;
      kills -= 1;
      await node.kill();
      node = await node.restart();
    });
    expect(found).toEqual(events.toReversed());
  }, 60_000);

  it('leaves nothing out without a word where the store that is back is behind what was read', async () => {
    await someFacts(1, 100);
    const folder = mkdtempSync(path.join(tmpdir(), 'waymark-backwards-'));
    await node.kill();
    cpSync(path.dirname(node.file), folder, { recursive: true });
    node = await node.restart();
    await someFacts(6, 700);
    let isBehind = false;
    const reading = readBack(async () => {
      if (isBehind) return;
      isBehind = true;
      await node.kill();
      rmSync(path.dirname(node.file), { recursive: true });
      cpSync(folder, path.dirname(node.file), { recursive: true });
      node = await node.restart();
    });
    expect(await refusal(reading)).toBeInstanceOf(CheckpointBeyondStore);
    rmSync(folder, { recursive: true });
  }, 60_000);

  it('does not bring what is appended once it was begun', async () => {
    await someFacts(1, 3);
    const late = someChild();
    let isAppended = false;
    const found = await readBack(async () => {
      if (!isAppended) await store.append(late, 'no-stream', [referral()]);
      isAppended = true;
    });
    expect(found.map(({ revision }) => revision)).toEqual([2, 1, 0]);
  });

  it('ends with the reason of who calls it off, and as closed where the store is', async () => {
    await someFacts(1, 3);
    const called = new AbortController();
    const enough = new Error('Enough.');
    const reading = store.backwards({ prefixes: journeys, signal: called.signal })[Symbol.asyncIterator]();
    called.abort(enough);
    expect(await refusal(reading.next())).toBe(enough);
    const other = store.backwards({ prefixes: journeys, signal: never })[Symbol.asyncIterator]();
    await store.close();
    expect(await refusal(other.next())).toBeInstanceOf(StoreClosed);
  });
});
