import { verifyChain, type Evidence } from '#evidence';
import { openStore, StoreUnavailable, type Store, type StoredEvent } from '#store';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { ledger, type Ledger } from './index.ts';

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

const by = { user: 'u1', role: 'analyst' };
const id = '11111111-2222-4333-8444-555555555555';
const opened = (stream: string, over: Pick<Store, 'append' | 'read' | 'metrics'> = store): Ledger => {
  let instant = Date.parse('2026-06-15T11:00:00Z');
  return ledger({ store: over, now: () => (instant += 1) }, stream);
};

async function listed(of: Ledger): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of of.entries()) events.push(event);
  return events;
}

async function chainOf(of: Ledger) {
  const events = await listed(of);
  const evidenced = events.map((event) => ({
    ...event,
    metadata: event.metadata as object,
    evidence: (event.metadata as { readonly evidence: Evidence }).evidence,
  }));
  return verifyChain(of.stream, evidenced);
}

it('chains what is entered, also what two processes enter at once', async () => {
  const [one, other] = [opened('figures-one'), opened('figures-one')];
  const entering = Array.from({ length: 40 }, (_, number) =>
    (number % 2 === 0 ? one : other).enter({ type: 'Entered', data: { number }, by }),
  );
  const entered = await Promise.all(entering);
  expect(entered.map(({ revision }) => revision).sort((a, b) => a - b)).toEqual(entered.map((_, index) => index));
  expect(await chainOf(one)).toMatchObject({ ok: true, count: 40 });
});

it('enters an id once, whenever and by whichever process it is entered again', async () => {
  const one = opened('figures-two');
  const first = await one.enter({ id, type: 'Entered', data: {}, by });
  await one.enter({ type: 'Entered', data: {}, by });
  expect(await one.enter({ id, type: 'Entered', data: {}, by })).toEqual(first);
  expect(await opened('figures-two').enter({ id, type: 'Entered', data: {}, by })).toEqual(first);
  expect(await listed(one)).toHaveLength(2);
});

it('finds what was stored although nobody heard of it, and goes on after it', async () => {
  let isDeaf = true;
  const deaf: Pick<Store, 'append' | 'read' | 'metrics'> = {
    read: store.read,
    metrics: store.metrics,
    append: async (...given) => {
      const appended = await store.append(...given);
      if (!isDeaf) return appended;
      isDeaf = false;
      throw new StoreUnavailable('the answer was lost', { outcome: 'unknown' });
    },
  };
  const one = opened('figures-three', deaf);
  await one.enter({ type: 'Entered', data: { number: 0 }, by });
  await one.enter({ type: 'Entered', data: { number: 1 }, by });
  expect((await listed(one)).map(({ data }) => data)).toEqual([{ number: 0 }, { number: 1 }]);
  expect(await chainOf(one)).toMatchObject({ ok: true, count: 2 });
});

it('says that it could not enter what the store refused to take, and then enters the next', async () => {
  const one = opened('figures-four');
  const lone = one.enter({ type: '$Entered', data: {}, by });
  await expect(lone).rejects.toThrow('begin with $');
  expect(await one.enter({ type: 'Entered', data: {}, by })).toMatchObject({ revision: 0 });
});
