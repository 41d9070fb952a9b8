import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainDate } from '#calendar';
import { personalFields } from '#events';
import { loadMasterKey, openFact, openKeyStore, type KeyStore } from '#privacy';
import { openReadModelWriter, rebuildReadModel } from '#readmodel';
import { verifyStore } from '#recording';
import { decodeFact, openStore, type Store } from '#store';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { nationalRules } from '#timescales';
import { englandAuthorities } from '../seeds/england/authorities.ts';
import { loadOf, type LoadAsked, type LoadPost } from '../seeds/england/load.ts';
import { fileWriter } from '../tools/generate/to-file.ts';
import { httpWriter } from '../tools/generate/to-http.ts';
import { recorderWriter } from '../tools/generate/to-recorder.ts';
import type { LoadWriter } from '../tools/generate/writer.ts';
import { startPosting } from './posting.fixture.ts';

const asked: LoadAsked = {
  seed: 11,
  authorities: englandAuthorities.filter(({ code }) => code === '855'),
  from: plainDate('2024-04-01'),
  months: 12,
  facts: 300,
};

let folder: string;
let node: EmbeddedNode | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-load-'));
});

afterEach(async () => {
  await node?.stop();
  node = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function written(writer: LoadWriter): Promise<readonly LoadPost[]> {
  const posts: LoadPost[] = [];
  for (const wave of loadOf(asked, 8)) {
    await writer.write(wave);
    posts.push(...wave);
  }
  await writer.close();
  return posts;
}

/** Everything a store says of its children but what is drawn by lot, the nonces of seals, and what follows from them. */
async function said(store: Store, keys: KeyStore): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const streams = new Map<string, unknown[]>();
  const { signal } = new AbortController();
  for await (const { events, live } of store.follow({ prefixes: ['journey-'], after: null, signal })) {
    for (const event of events) {
      const { fact } = decodeFact(event);
      const [authority = '', child = ''] = event.stream.slice('journey-'.length).split('.');
      const type = fact.type === 'FactCorrected' ? ['note', 'data.reason'] : personalFields(fact.type);
      const { data, unreadable } = openFact(
        await keys.keysOf(authority, child),
        { authority, child, fact: fact.id },
        type,
        fact.data,
      );
      const { evidence: _, ...metadata } = event.metadata as { readonly evidence: unknown };
      streams.set(event.stream, [...(streams.get(event.stream) ?? []), { ...fact, data, unreadable, metadata }]);
    }
    if (live) break;
  }
  return new Map([...streams].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function rowsDigest(store: Store, file: string): Promise<string> {
  const now = (): number => Date.parse('2026-01-05');
  await rebuildReadModel({ store, url: file, now });
  const writer = openReadModelWriter({ url: file, rules: nationalRules, now });
  const digest = await writer.digest();
  await writer.close();
  return digest;
}

/** What a store says, whether it verifies, and the rows that come of it. */
async function read(url: string, keys: KeyStore) {
  const store = openStore({ url });
  try {
    const children = await said(store, keys);
    const verified = await verifyStore(store, { prefixes: ['journey-'] });
    return { children, verified, rows: await rowsDigest(store, join(mkdtempSync(join(folder, 'rows-')), 'rows.db')) };
  } finally {
    await keys.close();
    await store.close();
  }
}

function keysIn(at: string): KeyStore {
  const masterKey = loadMasterKey(join(at, 'master.key'), { createIfMissing: false });
  return openKeyStore({ url: join(at, 'keys.db'), masterKey, now: () => 0 });
}

describe('a load written straight into an events file', () => {
  it('says what the same load says that was judged and recorded, and verifies', async () => {
    const laid = join(folder, 'laid');
    const posts = await written(fileWriter(laid));
    node = await startEmbeddedNode();
    // Under the same keys, so that marks made with them can be held against one another.
    await written(recorderWriter({ storeUrl: node.url, dataFolder: laid, lanes: 8 }));

    const two = await read(node.url, keysIn(laid));
    await node.stop();
    node = await startEmbeddedNode({ file: join(laid, 'events.db') });
    const one = await read(node.url, keysIn(laid));
    expect(one).toEqual(two);
    const all = [...one.children.values()].flat();
    expect(all).toHaveLength(posts.reduce((sum, { of, number }) => sum + (of.posts[number]?.facts.length ?? 0), 0));
    for (const { of } of posts)
      expect(facts(one.children.get(`journey-${of.authority}.${of.child}`) ?? [])).toEqual(factsTold(of));
    expect(all.filter((fact) => (fact as { unreadable: string[] }).unreadable.length > 0)).toEqual([]);
    expect(one.verified).toMatchObject({ holds: true, faults: [], facts: all.length });
  });

  it('is refused where it is in the file already, in whole or in the part that was laid before it was broken off', async () => {
    const [whole = []] = loadOf(asked, 8);
    // Broken off: of the children whose facts came in several posts, some have the first alone.
    const begun = whole.slice(0, Math.floor(whole.length / 2));
    const broken = fileWriter(folder);
    await broken.write(begun);
    await broken.close();
    const again = fileWriter(folder);
    await expect(again.write(whole)).rejects.toThrow('broken off half-way');
    await again.close();
    node = await startEmbeddedNode({ file: join(folder, 'events.db') });
    const { verified } = await read(node.url, keysIn(folder));
    const facts = begun.reduce((sum, { of, number }) => sum + (of.posts[number]?.facts.length ?? 0), 0);
    expect(verified).toMatchObject({ holds: true, facts });
    expect(begun.some(({ of }) => whole.slice(begun.length).some((later) => later.of === of))).toBe(true);
  });
});

describe('a load posted to a running service', () => {
  it('is accepted, and each child’s facts are those told, in the order typed', async () => {
    const posting = await startPosting();
    try {
      const posts = await written(httpWriter({ url: posting.url, token: undefined, lanes: 8 }));
      const told = new Map(posts.map(({ of }) => [`journey-${of.authority}.${of.child}`, of]));
      const stored = await said(posting.store, posting.keys);
      expect([...stored.keys()]).toEqual([...told.keys()].sort());
      for (const [stream, of] of told) expect(facts(stored.get(stream) ?? [])).toEqual(factsTold(of));
      // Of a correction it is not enough to be there: it is of the fact it was told of.
      expect([...told.values()].flatMap(factsTold).some(({ type }) => type === 'FactCorrected')).toBe(true);
    } finally {
      await posting.close();
    }
  });
});

interface OneFact {
  readonly type: string;
  readonly data: object;
}

/** What was told of a child, a correction naming the place of the fact it is of. */
function factsTold({ posts }: LoadPost['of']): readonly OneFact[] {
  const all = posts.flatMap((post) => post.facts);
  return all.map((one) => {
    if (!('of' in one)) return { type: one.type, data: one.data };
    const { type, of, ...data } = one;
    return { type, data: { ...data, fact: all.indexOf(of) } };
  });
}

/** The same of what is stored, whatever ids it was stored under. */
function facts(stored: readonly unknown[]): readonly OneFact[] {
  const all = stored as readonly (OneFact & { readonly id: string })[];
  return all.map(({ type, data }) => {
    if (!('fact' in data)) return { type, data };
    return { type, data: { ...data, fact: all.findIndex(({ id }) => id === data.fact) } };
  });
}
