import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { londonDate, type PlainDate } from '#calendar';
import { openKeyStore } from '#privacy';
import { openStore, type Store } from '#store';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import {
  accessLog,
  textsUnder,
  verifyStream,
  type Access,
  type AccessesAsked,
  type AccessRead,
  type Texts,
} from './index.ts';

const reader = { roles: ['manager'], for: 'access-log' } as const;

let node: EmbeddedNode;
let store: Store;

beforeAll(async () => {
  node = await startEmbeddedNode();
  store = openStore({ url: node.url });
});

afterAll(async () => {
  await store.close();
  await node.stop();
});

const hour = 3_600_000;
const look = (authority: string, user: string, children: Access['children']): Access => ({
  ...{ authority, children, what: 'GET /authorities/:authority/children/:child/journey', query: {}, reason: null },
  by: { user, role: 'caseworker' },
});

/** Looks about midnight, minutes or days apart; the clock may be set back, and the days' and months' ends fall between. */
const looks = fc.array(
  fc.record({
    after: fc.oneof(
      fc.integer({ min: -3, max: 3 }).map((minutes) => minutes * 60_000),
      fc.integer({ min: 0, max: 40 }).map((days) => days * 24 * hour),
    ),
    user: fc.constantFrom('u1', 'u2'),
    children: fc.constantFrom<Access['children']>(['A1'], ['B2'], ['A1', 'B2'], [], 'every'),
  }),
  { minLength: 1, maxLength: 25 },
);

let runs = 0;

it('is read page by page, each look once and none left out, whatever months, days, users and children are asked for', async () => {
  await fc.assert(
    fc.asyncProperty(
      looks,
      fc.integer({ min: 1, max: 7 }),
      fc.option(fc.constantFrom('u1', 'u2'), { nil: undefined }),
      fc.option(fc.constantFrom('A1', 'B2'), { nil: undefined }),
      fc.tuple(fc.integer({ min: 0, max: 24 }), fc.integer({ min: 0, max: 24 })),
      async (made, limit, user, child, [one, other]) => {
        const authority = String(100 + (runs += 1));
        let instant = Date.parse('2026-05-31T22:58:00Z');
        const log = accessLog({ store, now: () => instant });
        const told: { day: PlainDate; month: string; index: number }[] = [];
        for (const [index, each] of made.entries()) {
          instant += each.after;
          const day = londonDate(instant);
          told.push({ day, month: day.slice(0, 7), index });
          await log.record({ ...look(authority, each.user, each.children), reason: String(index) });
        }
        const days = told.map(({ day }) => day).sort();
        const [from, to] = [one, other].map((at) => days[Math.min(at, days.length - 1)] ?? days[0]!).sort() as [
          PlainDate,
          PlainDate,
        ];
        const expected = told
          .toSorted((a, b) => (a.month === b.month ? b.index - a.index : a.month < b.month ? 1 : -1))
          .filter(({ day, index }) => {
            const { user: by, children } = made[index]!;
            const isOf = child === undefined || children === 'every' || children.includes(child);
            return day >= from && day <= to && isOf && (user === undefined || by === user);
          });
        const read = await pages(log.read, { reader, authority, user, child, from, to, limit });
        expect(read.map(({ reason }) => Number(reason))).toEqual(expected.map(({ index }) => index));
      },
    ),
    { numRuns: 40 },
  );
});

async function pages(
  read: (asked: AccessesAsked) => Promise<{ accesses: readonly AccessRead[]; next: string | null }>,
  asked: AccessesAsked,
): Promise<AccessRead[]> {
  const all: AccessRead[] = [];
  for (let before: string | undefined; ;) {
    const { accesses, next } = await read({ ...asked, before });
    expect(accesses.length).toBeLessThanOrEqual(asked.limit);
    all.push(...accesses);
    if (next === null) return all;
    expect(accesses).toHaveLength(asked.limit);
    before = next;
  }
}

it('is one chain where two processes enter looks at once', async () => {
  const now = (): number => Date.parse('2026-06-15T11:00:00Z');
  const [here, there] = [accessLog({ store, now }), accessLog({ store, now })];
  await Promise.all(
    Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? here : there).record(look('099', 'u1', ['A1']))),
  );
  expect(await verifyStream(store, 'accesses-099.2026-06')).toMatchObject({ holds: true, facts: 60 });
});

it('opens the reasons of the looks that are shown, and of no other, however many there are', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-accesses-'));
  const keys = openKeyStore({
    url: join(folder, 'keys.db'),
    masterKey: createSecretKey(randomBytes(32)),
    now: () => 0,
  });
  const opened: unknown[] = [];
  const sealing = textsUnder(keys);
  const texts: Texts = {
    ...sealing,
    open: (by, of, entry, field, stored) => {
      opened.push(stored);
      return sealing.open(by, of, entry, field, stored);
    },
  };
  try {
    const log = accessLog({ store, now: () => Date.parse('2026-06-15T11:00:00Z'), texts });
    const children = ['A1', ...Array.from({ length: 30 }, () => 'B2'), 'A1'];
    for (const child of children) await log.record({ ...look('098', 'u1', [child]), reason: 'A duty call.' });
    const day = '2026-06-15' as PlainDate;
    const { accesses } = await log.read({ reader, authority: '098', child: 'A1', from: day, to: day, limit: 20 });
    expect(accesses.map(({ reason }) => reason)).toEqual(['A duty call.', 'A duty call.']);
    expect(opened).toHaveLength(2);
  } finally {
    await keys.close();
    rmSync(folder, { recursive: true });
  }
});

const july = { from: '2026-07-01' as PlainDate, to: '2026-07-31' as PlainDate };

it('asked of one child again and again, reads of other children’s looks only those entered since', async () => {
  const now = Date.parse('2026-07-15T12:00:00Z');
  let entries = 0;
  const counting = {
    append: store.append,
    metrics: store.metrics,
    async *read(...of: Parameters<Store['read']>) {
      for await (const event of store.read(...of)) {
        entries += 1;
        yield event;
      }
    },
  };
  const [log, another] = [accessLog({ store: counting, now: () => now }), accessLog({ store, now: () => now })];
  const asked = { authority: '096', ...july, limit: 10, reader };
  const looksAt = async (child: string): Promise<number> => {
    entries = 0;
    return (await log.read({ ...asked, child })).accesses.length;
  };
  await another.record(look('096', 'u1', ['A1', 'C3']));
  await Promise.all(Array.from({ length: 300 }, () => another.record(look('096', 'u1', ['B2']))));
  await another.record(look('096', 'u1', 'every'));
  expect([await looksAt('A1'), entries]).toEqual([2, 304]);
  // The last that was known is read again, to see that it is still the same.
  expect([await looksAt('C3'), entries]).toEqual([2, 3]);
  await another.record(look('096', 'u2', ['A1']));
  expect([await looksAt('A1'), entries]).toEqual([3, 5]);
});

it('of a store in whose place an older copy of it was put, tells what stands there now', async () => {
  const now = Date.parse('2026-07-15T12:00:00Z');
  let standing = '095';
  const replaced = {
    append: store.append,
    metrics: store.metrics,
    read: (stream: string, ...rest: [Parameters<Store['read']>[1]?]) =>
      store.read(stream.replace('095', standing), ...rest),
  };
  const [log, there] = [accessLog({ store: replaced, now: () => now }), accessLog({ store, now: () => now })];
  const asked = { authority: '095', child: 'A1', ...july, limit: 10, reader };
  const usersTold = async (): Promise<readonly string[]> => (await log.read(asked)).accesses.map(({ by }) => by.user);
  for (const user of ['u1', 'u2', 'u3']) await there.record(look('095', user, ['A1']));
  for (const user of ['u1', 'u4']) await there.record(look('094', user, ['A1']));
  expect(await usersTold()).toEqual(['u3', 'u2', 'u1']);
  standing = '094';
  expect(await usersTold()).toEqual(['u4', 'u1']);
  for (const user of ['u5', 'u6']) await there.record(look('094', user, ['A1']));
  expect(await usersTold()).toEqual(['u6', 'u5', 'u4', 'u1']);
  standing = '095';
  expect(await usersTold()).toEqual(['u3', 'u2', 'u1']);
});

it('tells of a look that was entered by a clock days ahead, over the end of a month', async () => {
  let now = Date.parse('2026-08-02T12:00:00Z');
  const log = accessLog({ store, now: () => now });
  await log.record(look('093', 'u1', ['A1']));
  now = Date.parse('2026-07-29T12:00:00Z');
  await log.record(look('093', 'u2', ['A1']));
  const days = { from: '2026-07-01' as PlainDate, to: '2026-08-31' as PlainDate };
  const { accesses } = await log.read({ authority: '093', child: 'A1', ...days, limit: 10, reader });
  expect(accesses.map(({ by }) => by.user)).toEqual(['u1', 'u2']);
});

it('asked up to years to come, reads no month after the next', async () => {
  const now = Date.parse('2026-07-15T12:00:00Z');
  const read: string[] = [];
  const counting = {
    append: store.append,
    metrics: store.metrics,
    read: (...of: Parameters<Store['read']>) => (read.push(of[0]), store.read(...of)),
  };
  const log = accessLog({ store: counting, now: () => now });
  await log.record(look('097', 'u1', ['A1']));
  read.length = 0;
  const days = { from: '2026-06-10' as PlainDate, to: '2099-12-31' as PlainDate };
  const { accesses } = await log.read({ authority: '097', ...days, limit: 10, reader });
  expect(accesses).toHaveLength(1);
  expect(read).toEqual(['08', '07', '06'].map((month) => `accesses-097.2026-${month}`));
});
