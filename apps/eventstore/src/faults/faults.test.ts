import { once } from 'node:events';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import {
  EventStoreDBClient,
  jsonEvent,
  type JSONEventData,
  NO_STREAM,
  TimeoutError,
  UnavailableError,
  UnknownError,
} from '@eventstore/db-client';
import { NodeDidNotStart, startEmbeddedNode, type EmbeddedNode } from '#testing';
import { collect, rejection, rejectionAs, take } from '../test-support.ts';

let node: EmbeddedNode;
let client: EventStoreDBClient;

beforeEach(async () => {
  node = await startEmbeddedNode();
  client = EventStoreDBClient.connectionString(node.url);
  await client.appendToStream('before', fact());
});

afterEach(async () => {
  await client.dispose();
  await node.stop();
});

const fact = () => jsonEvent({ type: 'Written', data: {} });
const length = async (stream: string) => (await collect(client.readStream(stream))).length;

describe('a disk that is full', () => {
  it('refuses appends with a reason, goes on serving reads, and recovers without a restart', async () => {
    await node.inject({ fault: 'disk-full' });
    const error = await rejectionAs(client.appendToStream('before', fact()), UnknownError);
    expect(error.message).toContain('The disk that holds the events file is full. Free some space');
    const inACallOfItsOwn = client.appendToStream('before', fact(), { credentials: { username: 'a', password: 'b' } });
    expect((await rejection(inACallOfItsOwn)).message).toContain('8 RESOURCE_EXHAUSTED: The disk');
    expect((await rejection(client.deleteStream('before'))).message).toContain('The disk');
    expect(await length('before')).toBe(1);
    await node.inject({ fault: 'resume' });
    await client.appendToStream('before', fact());
    expect(await length('before')).toBe(2);
  });

  it('is told apart from one that is read-only', async () => {
    await node.inject({ fault: 'disk-read-only' });
    const error = await rejectionAs(client.appendToStream('before', fact()), UnknownError);
    expect(error.message).toContain('The events file is read-only. Make it writable');
    await node.inject({ fault: 'resume' });
    await client.appendToStream('before', fact());
  });

  it('forgets nothing of what was recorded before it was full', async () => {
    const event = fact();
    const first = await client.appendToStream('retried', event);
    await node.inject({ fault: 'disk-full' });
    const refused = fact();
    await rejection(client.appendToStream('retried', refused));
    await node.inject({ fault: 'resume' });
    expect(await client.appendToStream('retried', event)).toEqual(first);
    expect((await client.appendToStream('retried', refused)).nextExpectedRevision).toBe(1n);
    expect(await length('retried')).toBe(2);
  });
});

describe('a node that fails a call', () => {
  it('aborts as many as it is told to', async () => {
    await node.inject({ fault: 'abort', rpc: 'BatchAppend' });
    expect(await rejection(client.appendToStream('aborted', fact()))).toBeInstanceOf(TimeoutError);
    await client.appendToStream('aborted', fact(), { expectedRevision: NO_STREAM });
  });

  it('is unavailable to the calls it is told to', async () => {
    await node.inject({ fault: 'unavailable', rpc: 'Read', count: 2 });
    for (let time = 0; time < 2; time++) {
      expect(await rejection(collect(client.readStream('before')))).toBeInstanceOf(UnavailableError);
    }
    expect(await length('before')).toBe(1);
  });
});

describe('a node that hangs', () => {
  it('does and answers nothing until it goes on', async () => {
    await node.inject({ fault: 'stall' });
    let settled = false;
    const appending = client.appendToStream('later', fact()).finally(() => (settled = true));
    // The client has deadlines for appends; this one, on another node call, shows that time has passed.
    await rejection(client.deleteStream('before', { deadline: 300 }));
    expect(settled).toBe(false);
    await node.inject({ fault: 'resume' });
    await appending;
    expect(await length('later')).toBe(1);
  });

  it('answers late', async () => {
    await node.inject({ fault: 'delay', milliseconds: 200, rpc: 'Read' });
    const order: string[] = [];
    await Promise.all([
      length('before').then(() => order.push('delayed')),
      client.appendToStream('before', fact()).then(() => order.push('prompt')),
    ]);
    expect(order).toEqual(['prompt', 'delayed']);
  });
});

describe('a disk that is slow', () => {
  it('holds up every commit, and what waits meanwhile is committed together', async () => {
    await node.inject({ fault: 'slow-disk', milliseconds: 150 });
    const began = performance.now();
    await client.appendToStream('slow', fact());
    const one = performance.now() - began;
    expect(one).toBeGreaterThanOrEqual(150);
    const before = commitsIn(`${node.file}-wal`);
    await Promise.all(Array.from({ length: 50 }, () => client.appendToStream('slow', fact())));
    const commits = commitsIn(`${node.file}-wal`) - before;
    expect(commits).toBeGreaterThan(0);
    expect(commits).toBeLessThan(25);
    await node.inject({ fault: 'resume' });
    expect(await length('slow')).toBe(51);
  });
});

describe('a connection that is cut', () => {
  it('ends subscriptions and lets new calls connect again', async () => {
    const subscription = client.subscribeToStream('before');
    await once(subscription, 'caughtUp');
    const ended = once(subscription, 'error');
    subscription.resume();
    await node.inject({ fault: 'drop' });
    expect((await ended)[0]).toBeInstanceOf(Error);
    expect(await length('before')).toBe(1);
  });

  it('may lose an acknowledgement, and then the retry is known as the same', async () => {
    const event = fact();
    await node.inject({ fault: 'drop-after-commit' });
    await rejection(client.appendToStream('retried', event, { expectedRevision: NO_STREAM }));
    const again = await client.appendToStream('retried', event, { expectedRevision: NO_STREAM });
    expect(again.nextExpectedRevision).toBe(0n);
    expect(await length('retried')).toBe(1);
  });

  it('may deliver a page twice', async () => {
    await client.appendToStream('twice', [fact(), fact()]);
    await node.inject({ fault: 'duplicate' });
    const read = await take(client.subscribeToStream('twice'), 4);
    expect(read.map(({ event }) => Number(event?.revision))).toEqual([0, 1, 0, 1]);
  });
});

describe('a process that dies at a commit', () => {
  it.each([
    ['crash-before-commit', 0],
    ['crash-after-commit', 1],
  ] as const)('%s: the event is stored %i times, once it is retried once', async (fault, stored) => {
    const event = fact();
    await node.inject({ fault });
    await rejection(client.appendToStream('crashed', event, { expectedRevision: NO_STREAM }));
    node = await node.restart();
    const after = EventStoreDBClient.connectionString(node.url);
    const found = await collect(after.readStream('crashed')).catch(() => []);
    expect(found).toHaveLength(stored);
    await after.appendToStream('crashed', event, { expectedRevision: NO_STREAM });
    expect(await collect(after.readStream('crashed'))).toHaveLength(1);
    await after.dispose();
  });
});

/** A kill that is aimed at so short a while may come too late; then it is aimed again, no more often than this. */
const ATTEMPTS = 20;

describe('a process that dies where no hook reaches', () => {
  const large = () => jsonEvent({ type: 'Written', data: { text: 'x'.repeat(100_000) } });

  it('in the middle of a checkpoint: what was acknowledged is there', async () => {
    const acknowledged: string[] = [];
    const maybe = new Set<string>();
    let within = false;
    for (let attempt = 1; attempt <= ATTEMPTS && !within; attempt += 1) {
      await node.inject({ fault: 'crash-in-checkpoint' });
      const writing = EventStoreDBClient.connectionString(node.url);
      await rejection(appendWithoutEnd(writing, large, acknowledged, maybe));
      await node.gone;
      await writing.dispose();
      const { copied, attempted } = checkpointOf(`${node.file}-shm`);
      within = attempted > copied;
      node = await node.restart();
      const stored = await idsOf(node, 'crashed');
      expect(stored.filter((id) => !maybe.has(id))).toEqual(acknowledged);
      expect(new Set(stored).size).toBe(stored.length);
    }
    expect(within).toBe(true);
  });

  it.each([{ fault: 'crash-in-checkpoint' }, { fault: 'crash-after', milliseconds: 1 }] as const)(
    'while it starts, before it is ready ($fault); the next start finds all',
    async (breaking) => {
      // A log that the start takes a while to copy, and as often as it is tried.
      const events = Array.from({ length: 100 }, large);
      for (let at = 0; at < 100; at += 10) await client.appendToStream('large', events.slice(at, at + 10));
      await node.kill();
      const keep = keptAside(node.file);
      let died = false;
      for (let attempt = 1; attempt <= ATTEMPTS && !died; attempt += 1) {
        keep.putBack();
        died = await node.restart(breaking).then(
          async (started) => {
            await started.kill();
            return false;
          },
          (error: unknown) => {
            expect(error).toBeInstanceOf(NodeDidNotStart);
            return true;
          },
        );
      }
      expect(died).toBe(true);
      node = await node.restart();
      expect(await idsOf(node, 'large')).toEqual(events.map(({ id }) => id));
      expect(await idsOf(node, 'before')).toHaveLength(1);
    },
  );
});

/** Appends one event after the other until it is refused, noting which were acknowledged, and the one that was not. */
async function appendWithoutEnd(
  writer: EventStoreDBClient,
  make: () => JSONEventData,
  acknowledged: string[],
  maybe: Set<string>,
): Promise<never> {
  for (;;) {
    const event = make();
    maybe.add(event.id);
    await writer.appendToStream('crashed', event);
    maybe.delete(event.id);
    acknowledged.push(event.id);
  }
}

async function idsOf({ url }: EmbeddedNode, stream: string): Promise<string[]> {
  const reader = EventStoreDBClient.connectionString(url);
  const found = await collect(reader.readStream(stream));
  await reader.dispose();
  return found.map(({ event }) => event!.id);
}

/** The events file and its log as they are now, to be had again. The index of the log is made anew by whoever opens it. */
function keptAside(file: string): { putBack(): void } {
  const names = [file, `${file}-wal`];
  for (const name of names) copyFileSync(name, `${name}.kept`);
  return {
    putBack: () => {
      rmSync(`${file}-shm`, { force: true });
      for (const name of names) copyFileSync(`${name}.kept`, name);
    },
  };
}

/**
 * How many commits there are in a log that no checkpoint has emptied: in the last frame of each SQLite says how large the
 * file is, and 0 in the others (its fileformat2 page, "WAL Frame Header").
 */
function commitsIn(log: string): number {
  const bytes = readFileSync(log);
  const [headBytes, frameBytes] = [32, 24 + bytes.readUInt32BE(8)];
  let commits = 0;
  for (let at = headBytes; at + frameBytes <= bytes.length; at += frameBytes) {
    if (bytes.readUInt32BE(at + 4) > 0) commits += 1;
  }
  return commits;
}

/** How many frames of the log the last checkpoint copied, and how many it set out to copy (SQLite's walformat page). */
function checkpointOf(index: string): { copied: number; attempted: number } {
  const bytes = readFileSync(index);
  return { copied: bytes.readUInt32LE(96), attempted: bytes.readUInt32LE(128) };
}
