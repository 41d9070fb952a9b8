import { randomUUID } from 'node:crypto';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { HalfMoved, StoreUnavailable } from './errors.ts';
import { MoveFailed, moveStore, TargetNotEmpty, type MoveRequest } from './moving.ts';
import { openStore } from './store.ts';
import type { StoredEvent } from './stored-event.ts';
import { referral } from './test-support.ts';

const patient = 60_000;
let from: EmbeddedNode;
let to: EmbeddedNode;

beforeEach(async () => {
  [from, to] = await Promise.all([startEmbeddedNode(), startEmbeddedNode()]);
}, patient);
afterEach(async () => {
  await Promise.all([from.stop(), to.stop()]);
}, patient);

const move = (more: Partial<MoveRequest> = {}) => moveStore({ from: from.url, to: to.url, newId: randomUUID, ...more });

/** Given so many children with three facts each, told turn by turn, and a name of the store. */
async function recorded(node: EmbeddedNode, children: number): Promise<void> {
  const store = openStore({ url: node.url, deadlineMs: patient });
  try {
    await store.identity();
    for (let fact = 0; fact < 3; fact += 1) {
      const expected = fact === 0 ? 'no-stream' : fact - 1;
      await Promise.all(
        Array.from({ length: children }, (_, child) =>
          store.append(`journey-855.c${child}`, expected, [referral(fact)]),
        ),
      );
    }
  } finally {
    await store.close();
  }
}

/** What a store holds, in the order of the whole store, as far as a move must keep it. */
async function heldBy(node: EmbeddedNode) {
  const store = openStore({ url: node.url });
  const events: StoredEvent[] = [];
  try {
    const done = new AbortController();
    for await (const batch of store.follow({ prefixes: ['journey-', 'alert-'], after: null, signal: done.signal })) {
      events.push(...batch.events);
      if (batch.live) break;
    }
    done.abort();
  } finally {
    await store.close();
  }
  return events.map(({ stream, revision, id, type, data, metadata }) => ({
    stream,
    revision,
    id,
    type,
    data,
    metadata,
  }));
}

async function nameOf(node: EmbeddedNode): Promise<string> {
  const store = openStore({ url: node.url });
  return store.identity().finally(() => store.close());
}

it(
  'takes every event over, under its id, at its place and in its order, and gives the new store a name of its own',
  async () => {
    await recorded(from, 40);
    const before = await heldBy(from);
    await expect(move()).resolves.toEqual({ events: 120, streams: 40 });
    expect(await heldBy(to)).toEqual(before);
    expect(await heldBy(from)).toEqual(before);
    expect(await nameOf(to)).not.toBe(await nameOf(from));
    // It is over: a second move finds a store that holds something.
    await expect(move()).rejects.toThrow(TargetNotEmpty);
  },
  patient,
);

it(
  'takes over nothing into a store that holds something else, and changes nothing there',
  async () => {
    await recorded(from, 2);
    await recorded(to, 1);
    const there = await heldBy(to);
    await expect(move()).rejects.toThrow(TargetNotEmpty);
    expect(await heldBy(to)).toEqual(there);
  },
  patient,
);

it(
  'goes on where it was broken off, and lets nobody use the store before it is whole',
  async () => {
    await recorded(from, 500);
    const before = await heldBy(from);
    let broken: Promise<void> | undefined;
    await expect(move({ told: () => void (broken ??= to.kill()) })).rejects.toThrow(StoreUnavailable);
    await broken;
    to = await to.restart();
    const some = (await heldBy(to)).length;
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(1500);
    await expect(nameOf(to)).rejects.toThrow(HalfMoved);
    await expect(move()).resolves.toEqual({ events: 1500, streams: 500 });
    expect(await heldBy(to)).toEqual(before);
    await expect(nameOf(to)).resolves.toEqual(expect.any(String));
  },
  patient,
);

it(
  'goes on only from the store it was begun from, and over nothing that differs',
  async () => {
    await recorded(from, 500);
    let broken: Promise<void> | undefined;
    await expect(move({ told: () => void (broken ??= to.kill()) })).rejects.toThrow(StoreUnavailable);
    await broken;
    to = await to.restart();
    const third = await startEmbeddedNode();
    try {
      await recorded(third, 1);
      await expect(move({ from: third.url })).rejects.toThrow(TargetNotEmpty);
    } finally {
      await third.stop();
    }
    const store = openStore({ url: to.url });
    await store.append('journey-855.c499', 'no-stream', [referral()]).finally(() => store.close());
    await expect(move()).rejects.toThrow(MoveFailed);
  },
  patient,
);
